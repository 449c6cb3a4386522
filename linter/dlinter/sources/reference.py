"""What a name on the command line is: a path, an image in a registry or a daemon, a folder, standard input.

An existing path wins. A reference without a prefix has to name its registry (`registry.example/name`,
`localhost:5000/name`), so that a file name with a slip is never looked for on the network.
"""

from __future__ import annotations

import re
from pathlib import Path

from msgspec import Struct

HELP = (
    "docker archive, OCI archive or OCI layout folder, another folder (its files as one layer), `-` (an "
    "archive on standard input), "
    "REGISTRY/NAME[:TAG][@DIGEST], or by prefix: dir:FOLDER, docker://NAME (a registry; docker.io without "
    "one), "
    "docker-daemon:NAME, podman:NAME. A path that exists wins; without a prefix the registry needs a dot, a "
    "port or `localhost`"
)

_HOST = (
    r"(?:localhost(?::\d+)?|\[[0-9a-fA-F:]+\](?::\d+)?|[a-zA-Z0-9][a-zA-Z0-9-]*(?:\.[a-zA-Z0-9-]+)+(?::\d+)?|"
    r"[a-zA-Z0-9][a-zA-Z0-9-]*:\d+)"
)
_PART = r"[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*"
_REFERENCE = re.compile(
    rf"(?:(?P<host>{_HOST})/)?(?P<name>{_PART}(?:/{_PART})*)(?::(?P<tag>\w[\w.-]{{0,127}}))?(?:@(?P<digest>s"
    rf"ha(?:256:[0-9a-f]{{64}}|512:[0-9a-f]{{128}})))?\Z",
    re.A,
)


class Reference(Struct, frozen=True):
    """An image in a registry (distribution spec; distribution/reference for the grammar)."""

    host: str
    name: str
    tag: str
    digest: str

    @property
    def wanted(self) -> str:
        """What to ask the registry for: the digest where there is one."""
        return self.digest or self.tag


def reference_of(text: str, *, hub: bool = False) -> Reference | None:
    """The reference a text is; None where it is none. With `hub` the registry may be left out."""
    match = _REFERENCE.match(text)
    if match is None or not (match["host"] or hub):
        return None
    host, name = match["host"] or "docker.io", match["name"]
    if host == "docker.io" and "/" not in name:
        name = f"library/{name}"
    return Reference(host, name, match["tag"] or ("" if match["digest"] else "latest"), match["digest"] or "")


def loose_reference(text: str) -> Reference | None:
    """The reference that a name without a prefix is, where it can be no path: its first part is no folder."""
    found = reference_of(text)
    return None if found is None or Path(text.partition("/")[0]).exists() else found
