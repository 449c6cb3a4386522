"""Names of images, as Docker reads them (distribution/reference: `ParseNormalizedNamed`, grammar in its
package comment)."""

from __future__ import annotations

import re

from msgspec import Struct

DEFAULT_REGISTRY = "docker.io"

_COMPONENT = r"[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*"
_DOMAIN = (
    r"(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*|"
    r"\[[a-fA-F0-9:]+\])(?::[0-9]+)?"
)
_REFERENCE = (
    rf"({_DOMAIN})/({_COMPONENT}(?:/{_COMPONENT})*)"
    r"(?::([A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?"
    r"(?:@([A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}))?\Z"
)
_HEX = {"sha256": 64, "sha384": 96, "sha512": 128}
_LONGEST = 1024
"""Characters: 255 of a name (`NameTotalLengthMax`), 128 of a tag and those of the longest digest are less."""


class ImageReference(Struct, frozen=True):
    """`registry` with its port, `path` in it (`library/` before Docker's own), `tag` and `digest` "" where
    absent."""

    registry: str
    path: str
    tag: str = ""
    digest: str = ""

    @property
    def pinned(self) -> bool:
        return bool(self.digest)


def parse_reference(name: str) -> ImageReference | None:
    """A name with Docker's defaults filled in; None where Docker refuses it (upper case in the path, an empty
    part, 64 hex digits alone)."""
    if len(name) > _LONGEST or re.fullmatch(r"[0-9a-f]{64}", name):
        return None
    registry, slash, rest = name.partition("/")
    if not slash or not (
        set(registry) & set(".:") or registry == "localhost" or registry != registry.lower()
    ):
        registry, rest = DEFAULT_REGISTRY, name
    if registry == "index.docker.io":
        registry = DEFAULT_REGISTRY
    if registry == DEFAULT_REGISTRY and "/" not in rest:
        rest = f"library/{rest}"
    match = re.match(_REFERENCE, f"{registry}/{rest}")
    if match is None or len(match[2]) + len(match[1]) + 1 > 255:
        return None
    digest = match[4] or ""
    algorithm, _, digits = digest.partition(":")
    if digest and len(digits) != _HEX.get(algorithm, -1):
        return None
    return ImageReference(match[1], match[2], match[3] or "", digest)
