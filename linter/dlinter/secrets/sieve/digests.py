"""Hashes, checksums and identifiers, which look random and are no secret."""

from __future__ import annotations

import re

from dlinter.model.names import words_of
from dlinter.model.secret import Sieved
from dlinter.secrets.grammar.kinds import FileKind
from dlinter.secrets.grammar.values import is_generic
from dlinter.secrets.sighting import Sighting

_NAMES = re.compile(
    r"(?:sha(?:1|2|224|256|384|512)?|md5|digest|checksum|hash|integrity|etag|fingerprint|commit|revision|blake2b?|crc(?:32)?|thumbprint|cksum)"
    r"(?:[^A-Za-z]|sum)*$",
    re.IGNORECASE,
)
_SUMS = re.compile(
    r"\b(?:checksum|sha(?:1|256|512)|hash|digest|revision)s?/[A-Za-z0-9_.-]{1,64}[\"']?[ \t]*[:=][ \t]*[\"']?\Z",
    re.IGNORECASE,
)
"""An annotation that changes with a file: `checksum/secret: …` (Helm, chart tips)."""
_SRI = re.compile(r"(?:sha(?:1|224|256|384|512)|md5|blake2b?)[-:=]", re.IGNORECASE)
_TIMED = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[16][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", re.IGNORECASE)
"""A UUID made of a time and a machine's address (RFC 9562, sections 5.1 and 5.6): an identifier; what is to
be secret is drawn (version 4)."""
_OTHERS = frozenset([
    "id", "ids", "uuid", "guid", "url", "uri", "host", "hostname", "domain", "endpoint", "email", "username",
    "path", "file", "filename", "version", "commit", "revision", "release", "sha", "checksum",
    "digest", "fingerprint", "thumbprint", "etag", "region", "bucket", "zone", "arn", "issuer", "audience",
    "scope", "scopes", "created", "updated", "expires", "timestamp", "port", "serial",
])  # fmt: skip
"""What a name ends with whose value is shown to everybody."""
_PSEUDO = re.compile(r"v[0-9]+\.[0-9]+\.[0-9]+-(?:[0-9A-Za-z.]+\.)?[0-9]{14}-[0-9a-f]{12}")
"""A version of a Go module that has no tag (go.dev/ref/mod, Pseudo-versions)."""
_UUID_FLAT = re.compile(r"(?:00000000|ffffffff|11111111|12345678|aaaaaaaa)-", re.IGNORECASE)


def is_digest(seen: Sighting) -> str:
    """A value that is called a digest, or has the form of one (`sha256-…`); beside a service's name also one
    that is called an identifier, a host, a version."""
    if seen.detector.confidence == "high":
        return ""
    if _PSEUDO.match(seen.value) or _SRI.match(seen.value) or _SRI.search(seen.before[-10:]):
        return Sieved.DIGEST
    if _UUID_FLAT.match(seen.value):
        return Sieved.EXAMPLE_UUID
    if (
        seen.detector.confidence == "low"
        and not is_generic(seen.detector)
        and not _OTHERS.isdisjoint(words_of(seen.key)[-1:])
    ):
        return Sieved.IDENTIFIER
    if is_generic(seen.detector) and seen.kind != FileKind.SETTING and _TIMED.fullmatch(seen.value):
        return Sieved.UUID
    if (
        is_generic(seen.detector)
        and seen.named
        and seen.key
        and (_NAMES.search(seen.key) or _SUMS.search(seen.before))
    ):
        return Sieved.DIGEST
    return ""
