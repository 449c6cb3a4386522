"""Platforms as BuildKit reads them (containerd/platforms: `Parse`, `normalizeArch`)."""

from __future__ import annotations

import re

from msgspec import Struct

_OS = frozenset(
    ["aix", "android", "darwin", "dragonfly", "freebsd", "hurd", "illumos", "ios", "js", "linux", "nacl",
        "netbsd", "openbsd", "plan9", "solaris", "windows", "zos"]
)
_ARCHITECTURES = frozenset(
    ["386", "amd64", "amd64p32", "arm", "armbe", "arm64", "arm64be", "loong64", "mips", "mipsle", "mips64",
        "mips64le", "mips64p32", "mips64p32le", "ppc", "ppc64", "ppc64le", "riscv", "riscv64", "s390",
        "s390x", "sparc", "sparc64", "wasm"]
)
_SAME = {
    "i386": "386",
    "x86_64": "amd64",
    "x86-64": "amd64",
    "aarch64": "arm64",
    "armhf": "arm",
    "armel": "arm",
}
_PART = re.compile(r"[A-Za-z0-9_.-]+\Z")


class Platform(Struct, frozen=True):
    """What is left out is what a build on Linux, x86-64, has."""

    os: str
    architecture: str
    variant: str = ""


def parse_platform(text: str) -> Platform | None:
    """`linux/arm64/v8`, or an operating system or architecture alone; None where BuildKit refuses it."""
    parts = text.split("/")
    if (
        len(parts) > 3
        or not _PART.match(re.sub(r"\([^)]*\)", "", parts[0]))
        or not all(map(_PART.match, parts[1:]))
    ):
        return None
    first = re.sub(r"\(.*", "", parts[0]).lower()
    first = "darwin" if first == "macos" else first
    if len(parts) == 1:
        if first in _OS:
            return Platform(first, "amd64")
        architecture = _SAME.get(first, first)
        return Platform("linux", architecture) if architecture in _ARCHITECTURES else None
    architecture = parts[1].lower()
    return Platform(first, _SAME.get(architecture, architecture), parts[2].lower() if len(parts) > 2 else "")
