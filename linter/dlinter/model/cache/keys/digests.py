"""How BuildKit makes digests: sha256 of bytes, of Go's JSON, of `DIGEST@OUTPUT` (`util/cachedigest`,
`solver/cachekey.go`)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping

CONTENT = -1
"""The output number of a content's own key (`edge.go`, `processDepSlowCacheReq`)."""
_ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def digest(data: bytes) -> str:
    """`sha256:HEX` (go-digest `FromBytes`)."""
    return "sha256:" + hashlib.sha256(data).hexdigest()


def output_digest(operation: str, output: int = 0) -> str:
    """The key of one output of an operation as a manifest has it (`remotecache/v1/chains.go`, `outputKey`;
    `cachekey.go`, `rootKey`)."""
    return digest(f"{operation}@{output}".encode())


def go_json(value: object) -> bytes:
    """A value as Go's `json.Marshal` writes it: no spaces, `<`, `>`, `&` and the two line separators escaped,
    bytes that are not UTF-8 replaced."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for char, escape in _ESCAPES.items():
        text = text.replace(char, escape)
    return (
        "".join("\\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text).encode()
        if not text.isascii()
        else text.encode()
    )


def filled(fields: Mapping[str, object]) -> dict[str, object]:
    """The fields that are not empty, in their order: Go's `omitempty`. An object that is there stays, be it
    empty (a pointer that is not nil)."""
    return {name: value for name, value in fields.items() if value not in (None, "", 0, False, [], ())}


def joined(parts: Iterable[str]) -> str:
    """The digest of texts joined by NUL (`cachedigest.TypeStringList`, `TypeDigestList`)."""
    return digest(b"\0".join(part.encode("utf-8", "surrogateescape") for part in parts))
