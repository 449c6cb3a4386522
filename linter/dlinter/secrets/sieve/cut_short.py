"""Private keys of which documentation shows the first line only."""

from __future__ import annotations

import re

from dlinter.detectors.checksums import decode_base64, pem_base64
from dlinter.model.secret import Sieved
from dlinter.secrets.sighting import Sighting

_BODY = re.compile(r"-----BEGIN (?:RSA |EC |DSA )?PRIVATE KEY-----(.*?)-----END", re.DOTALL)

_OPENSSH = re.compile(r"-----BEGIN OPENSSH PRIVATE KEY-----(.*?)-----END", re.DOTALL)
_LEAST = 200
"""Bytes of the smallest private key in OpenSSH's format: an Ed25519 key, no passphrase, no comment, has 234
(PROTOCOL.key)."""
_FEW = 200
"""Bytes: more than a few lines are no picture of a key any more."""


def cut_short(seen: Sighting) -> str:
    """DER says its length in its first bytes (X.690, 8.1.3): a key with less than half of it there opens
    nothing, nor does one in OpenSSH's format that is shorter than any."""
    if _OPENSSH.match(seen.value):
        body = pem_base64(seen.value).rstrip("=")
        return Sieved.CUT_SHORT if len(body) * 3 // 4 < _LEAST else ""
    match = _BODY.match(seen.value)
    if match is None or "Proc-Type" in seen.value[:200]:
        return ""
    body = pem_base64(seen.value).rstrip("=")
    data = decode_base64(body[: len(body) // 4 * 4]) or b""
    return Sieved.CUT_SHORT if len(data) < min(declared(data) // 2, _FEW) else ""


def declared(data: bytes) -> int:
    """The length that the outermost DER value tells of itself; 0 where it is none."""
    if len(data) < 4 or data[0] != 0x30:
        return 0
    if data[1] < 0x80:
        return data[1]
    size = data[1] & 0x7F
    return int.from_bytes(data[2 : 2 + size], "big") if size <= 2 else 0
