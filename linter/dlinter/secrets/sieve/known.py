"""Keys that everybody knows: documentation, standards, published test keys.

Private keys of test suites are known by a digest of their body (`known_keys.txt`), so that no key stands
here.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from functools import cache
from pathlib import Path

from dlinter.detectors.checksums import decode_base64
from dlinter.model.secret import Sieved
from dlinter.secrets.sighting import Sighting

# Documented values, in parts: AWS access keys end in EXAMPLE in all of Amazon's documentation; jwt.io's and
# RFC 7519's tokens are known by their claims.
_ENDINGS = ("EXAMPLE", "EXAMPLEKEY", "EXAMPLETOKEN")
_CLAIMS = (
    b'"1234567890"',
    b'"John Doe"',
    b'"iss":"joe"',
    b'"http://example.com/is_root"',
    b"example.com",
    b"https://example",
    b'"some":"payload"',
)
_HEX_KEY = re.compile(r"(?:0x)?[0-9A-Fa-f]{64}")
_JWT = re.compile(r"ey[A-Za-z0-9_-]+\.(ey[A-Za-z0-9_-]+)\.")
_SIGNED_WITH = (
    b"a-string-secret-at-least-256-bits-long",
    b"a-valid-string-secret-that-is-at-least-512-bits-long-which-is-very-long",
    b"your-256-bit-secret",
    b"your-384-bit-secret",
    b"your-512-bit-secret",
)
"""The secrets that jwt.io signs its examples with, whatever their claims."""


def known_example(seen: Sighting) -> str:
    """A published example opens nothing."""
    value = seen.value
    if (
        value.endswith(_ENDINGS)
        or "EXAMPLEKEY" in value
        or (len(value) >= 32 and "EXAMPLE" in value and "-----" not in value)
    ):
        return Sieved.EXAMPLE
    token = _JWT.match(value)
    if token is not None:
        claims = (decode_base64(token.group(1)) or b"").replace(b" ", b"")
        if any(c.replace(b" ", b"") in claims for c in _CLAIMS) or _signed_as_an_example(value):
            return Sieved.EXAMPLE
    if len(value) >= 8 and digest_of(value) in published():
        return Sieved.PUBLISHED
    return ""


def _signed_as_an_example(token: str) -> bool:
    """Whether a JSON web token carries the code (RFC 7518, section 3.2) of a secret that documentation
    shows."""
    signed, _, code = token.rpartition(".")
    machine = {43: "sha256", 64: "sha384", 86: "sha512"}.get(len(code))
    given = decode_base64(code) if machine is not None else None
    return machine is not None and any(
        hmac.digest(secret, signed.encode("latin-1"), machine) == given for secret in _SIGNED_WITH
    )


def digest_of(value: str) -> str:
    """16 hex digits of the SHA-256 of a value; of a PEM block, of its body without line ends, so that the
    same key is known whatever its lines are like; of 64 hexadecimal digits, in small letters."""
    if "-----" in value:
        body = value.partition("-----")[2].partition("-----")[2].rpartition("-----")[0].rpartition("-----")[0]
        value = re.sub(r"\\[nrt]|[^A-Za-z0-9+/]", "", body) or value
    elif _HEX_KEY.fullmatch(value):
        value = value[-64:].lower()  # an Ethereum key with and without its `0x`
    return hashlib.sha256(value.encode("latin-1", "replace")).hexdigest()[:16]


@cache
def published() -> frozenset[str]:
    """The digests of `known_keys.txt`: one a line, then where it was published."""
    text = Path(__file__).with_name("known_keys.txt").read_text("ascii")
    return frozenset(line[:16] for line in text.splitlines() if line and line[0] != "#")
