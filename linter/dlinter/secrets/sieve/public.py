"""Public keys and certificates, which are meant to be seen."""

from __future__ import annotations

import re

from dlinter.model.names import words_of
from dlinter.model.secret import Sieved
from dlinter.secrets.sighting import Sighting

# The first bytes of a SubjectPublicKeyInfo or certificate in base64 (RFC 5280, section 4.1), and of an
# OpenSSH public key.
_START = re.compile(
    r"MII[A-Za-z0-9+/]{1,2}[IDj]?ANBgkqhkiG9w0BAQEFAAOC|MFkwEwYHKoZIzj0CAQ|MFYwEAYHKoZIzj0CAQ|MCowBQYDK2Vw|MCowBQYDK2Vu|MHYwEAYHKoZIzj0CAQ|AAAA[BC]3NzaC1|AAAAE2VjZHNh|MII[A-Z]{2}[jT]?CC[A-Z]"
)
_NAMES = re.compile(r"public[_.-]?key|pub[_.-]?key|site[_.-]?key|publishable", re.IGNORECASE)
_ADDRESS = re.compile(r"0x[0-9A-Fa-f]{40}")
"""An address of an Ethereum account or contract (a private key has 64 digits)."""
_KEY_ID = re.compile(r"(?:0x)?(?:[0-9A-F]{8}|[0-9a-f]{8}|[0-9A-F]{16}|[0-9A-F]{40})")
_SIGNING = frozenset(["sign", "signing", "signer", "signature", "gpg", "pgp", "apt", "rpm", "repo", "repository"])
"""The id or fingerprint of an OpenPGP key (RFC 4880, sections 3.3 and 12.2), and words of what it is called:
`sign_key: A1B2C3D4`."""
_OWN = re.compile(r"secret|passw|passphrase|private|signing|hmac|jwt|session|salt", re.IGNORECASE)
"""What an address is not called."""
_GIVEN = re.compile(
    r"pub[0-9a-f]{32}|(?:SB-)?(?:Mid|VT)-client-[A-Za-z0-9_-]+|pk_(?:live|test)_[A-Za-z0-9]+|sb_publishable_[A-Za-z0-9_-]+|pk\.eyJ[A-Za-z0-9_.-]+|phc_[A-Za-z0-9]+|"
    r"sq0id[pb]-[A-Za-z0-9_-]+|sub-c-[0-9a-f-]+|[0-9]+-[0-9a-z]{32}\.apps\.googleusercontent\.com|ca-app-pub-[0-9~/]+|(?:live|test)_pub_[0-9a-f]+|xnd_public_[A-Za-z0-9_]+|pk_(?:sbox_)?[0-9a-f-]{26,}"
)
"""What providers give out to be shown: client tokens of Datadog RUM, client keys of Midtrans, publishable
keys of Stripe, Supabase and Checkout.com, public tokens of Mapbox, PostHog's project keys, Square's
application ids, PubNub's subscribe keys, Google's client ids, publishable keys of Lob, Xendit's public keys.
"""


def is_public(seen: Sighting) -> str:
    """The public half of a key, by its encoding or by its name."""
    if _START.match(seen.value) or (
        seen.detector.confidence == "low" and _ADDRESS.fullmatch(seen.value) and not _OWN.search(seen.key)
    ):
        return Sieved.PUBLIC
    if seen.detector.confidence == "low" and _GIVEN.fullmatch(seen.value):
        return Sieved.PUBLIC
    if seen.detector.confidence == "low" and seen.key and _NAMES.search(seen.key):
        return Sieved.PUBLIC
    if (
        seen.detector.confidence == "low"
        and _KEY_ID.fullmatch(seen.value)
        and (words := words_of(seen.key))
        and words[-1] in ("key", "keys", "signature", "signer")
        and not _SIGNING.isdisjoint(words)
    ):
        return Sieved.PUBLIC
    return ""
