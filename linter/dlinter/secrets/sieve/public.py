"""Public keys and certificates, which are meant to be seen."""

from __future__ import annotations

import re

from dlinter.model.secret import Sieved
from dlinter.secrets.sighting import Sighting

# The first bytes of a SubjectPublicKeyInfo or certificate in base64 (RFC 5280, section 4.1), and of an OpenSSH public key.
_START = re.compile(r"MII[A-Za-z0-9+/]{1,2}[IDj]?ANBgkqhkiG9w0BAQEFAAOC|MFkwEwYHKoZIzj0CAQ|MFYwEAYHKoZIzj0CAQ|MCowBQYDK2Vw|MCowBQYDK2Vu|MHYwEAYHKoZIzj0CAQ|AAAA[BC]3NzaC1|AAAAE2VjZHNh|MII[A-Z]{2}[jT]?CC[A-Z]")
_NAMES = re.compile(r"public[_.-]?key|pub[_.-]?key|site[_.-]?key|publishable", re.IGNORECASE)


def is_public(seen: Sighting) -> str:
    """The public half of a key, by its encoding or by its name."""
    if _START.match(seen.value):
        return Sieved.PUBLIC
    if seen.detector.confidence == "low" and seen.key and _NAMES.search(seen.key):
        return Sieved.PUBLIC
    return ""
