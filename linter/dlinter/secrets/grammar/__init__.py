"""Whether a name meets a value: judged by name, value and file together, after a form of
`dlinter.detectors.grammar` matched.

`values.meets` says whether a name of a secret and a value are there at all (`token = next_token1` is code: no
sighting of a secret, and not reported as sieved), and where the value ends. `made_of_words` in the sieve then
asks whether the value is strong enough for such a name in such a file (`values.weak`,
`dlinter.detectors.randomness`); `kinds` says what file it is, `providers` whether a provider's word names the
value.
"""
