"""The build context of a Dockerfile that no build file tells of, by the files that it copies.

`docker/Dockerfile` with `COPY package.json .` is built from the folder above where that one has a
`package.json` and its own has none. What is copied by a pattern, a variable or as a whole folder (`.`) does
not decide. Only the bytes of the file are looked at: the context is asked for before anybody has read it.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator

from dlinter.disk.read import read_small

_LARGEST = 1 << 18
_MOST = 64
"""Sources that are looked up."""
_COPY = re.compile(rb"^[ \t]*(?:COPY|ADD)[ \t]+((?:--(?!from=)\S+[ \t]+)*)(?!--)(.+)$", re.I | re.M)
_PLAIN = re.compile(r"(?:\./)?(?!\.{1,2}(?:/|$))[\w.@+-]+(?:/[\w.@+-]+)*/?")


def guessed(file: str, root: str, key: str) -> str:
    """The folder relative to the root that has all the files that the Dockerfile copies by name, the nearest
    one above its own; "" is the root. The file's own folder where that has one of them, or where no folder
    has them all. `key` is the file's path in the repository."""
    own = os.path.dirname(key)
    if not own:
        return own
    try:
        data = read_small(file, _LARGEST, within=os.path.realpath(root))
    except OSError:
        return own
    named = list(dict.fromkeys(_sources(data)))[:_MOST]
    if not named or any(os.path.lexists(f"{root}/{own}/{name}") for name in named):
        return own
    at = own
    while at:
        at = os.path.dirname(at)
        if all(os.path.lexists(f"{root}/{at}/{name}") for name in named):
            return at
    return own


def _sources(data: bytes) -> Iterator[str]:
    for match in _COPY.finditer(data.replace(b"\\\r\n", b" ").replace(b"\\\n", b" ")):
        text = match[2].decode("utf-8", "replace").strip()
        if "<<" in text:
            continue
        try:
            words = [str(w) for w in json.loads(text)] if text.startswith("[") else text.split()
        except ValueError:
            continue
        yield from (w.removeprefix("./").rstrip("/") for w in words[:-1] if _PLAIN.fullmatch(w))
