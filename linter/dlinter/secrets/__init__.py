"""The scanning core: prefilter (Hyperscan) → detectors' own expressions and detect-secrets plugins → sieve.

What searches bytes lives here, whatever file they are of; formats of archives are in `archive`, kinds of
secrets in packs.
"""
