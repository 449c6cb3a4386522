"""Whether a provider's word before a value names what the value is (`dlinter.detectors.assignment`)."""

from __future__ import annotations

import re
from itertools import pairwise

_REST = re.compile(rb"[A-Za-z0-9_.\-]{0,64}")
_TAIL = re.compile(rb"[A-Za-z]{0,40}")
_ENDINGS = frozenset(b"s es ed er ers ing able age al ally ation ic ish like ness ly y".split())
_SPLIT = re.compile(rb"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_OTHERS = frozenset(
    b"commit commits sha sha1 sha224 sha256 sha384 sha512 md5 crc crc32 checksum checksums cksum digest hash "
    b"etag fingerprint integrity uuid guid id ids release revision rev version "
    b"ref branch tag build url uri host hostname endpoint region user username email name file path dir".split()
)
"""What a name ends in that says something else of the provider: `HEROKU_DYNO_ID`, `GITHUB_TOKEN_COMMIT`,
`VAULT_SHA256`."""


def names_it(data: bytes, start: int, end: int, secret: int) -> bool:
    """Whether the provider's word `data[start:end]` begins a word (`rookTable` is not Okta's, `modified` not
    Dify's) and the name that it stands in, before the value at `secret`, is not one of a commit, a checksum
    or an identifier."""
    first = data[start : start + 1]
    if start and first.isalpha():
        before = data[start - 1 : start]
        if (
            before.isalpha()
            and not (first.isupper() and before.islower())
            and data[max(start - 2, 0) : start] not in (b"\\n", b"\\t", b"\\r")
        ):
            return False
    tail = _TAIL.match(data, end, max(secret, end))
    if tail and tail.group().lower() in _ENDINGS and data[end - 1 : end].isalpha():
        return False  # `vaults`, `lineage`: another word
    rest = _REST.match(data, end, max(secret, end))
    words = [w.lower() for w in _SPLIT.findall(rest.group())] if rest else []
    joined = [a + b for a, b in pairwise(words)]
    last = words[-1] if words else b""
    if last.isdigit() and len(words) > 1 and joined[-1] not in _OTHERS:
        last = words[-2]
    return (
        last not in _OTHERS
        and (not joined or joined[-1] not in _OTHERS)
        and not _OTHERS_ALWAYS.intersection([*words, *joined])
    )


_OTHERS_ALWAYS = frozenset(b"commit sha1 sha256 sha512 md5 checksum uuid digest fingerprint".split())
