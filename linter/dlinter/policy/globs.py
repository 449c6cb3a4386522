"""Globs of the configuration, and where a path stands to its folder.

`*` and `?` stay within one name, `**` crosses folders, `[…]` is a set. A glob without `/` matches the file's
name or the name of any folder above it; one with `/` is anchored at the configuration's folder; one that
names a folder matches all that is in it.
"""

from __future__ import annotations

import os
import re
from functools import lru_cache

from dlinter.model.wildcards import ANY, FOLDERS, ONE, STAR, One, Piece, Plain, Wildcards

LONGEST = 4096
"""Characters of a glob: no path is longer."""
MOST_GLOBS = 1_000
"""Globs of one setting: each is compared with each path. All of a run are kept compiled."""


@lru_cache(maxsize=2 * MOST_GLOBS)
def compile_glob(glob: str) -> Wildcards:
    """The pattern to `fullmatch` on a relative path with forward slashes. Raises ValueError."""
    if len(glob) > LONGEST:
        raise ValueError(f"a glob has more than {LONGEST} characters")
    body = glob.replace("\\", "/").removeprefix("./").rstrip("/")
    if not body:
        raise ValueError(f"empty glob `{glob}`")
    pieces: list[Piece] = [] if "/" in body else [FOLDERS]
    at, body = 0, body.lstrip("/")
    while at < len(body):
        if body.startswith("**/", at) and (at == 0 or body[at - 1] == "/"):
            pieces.append(FOLDERS)
            at += 3
        elif body.startswith("**", at):
            pieces.append(ANY)
            at += 2
        elif body[at] == "*":
            pieces.append(STAR)
            at += 1
        elif body[at] == "?":
            pieces.append(ONE)
            at += 1
        elif body[at] == "[" and (end := body.find("]", at + 2)) > 0:
            inner = body[at + 1 : end].replace("\\", "\\\\").replace("[", "\\[")
            pieces.append(One("[" + ("^" + inner[1:] if inner[0] in "!^" else inner) + "]"))
            at = end + 1
        else:
            pieces.append(Plain(body[at]))
            at += 1
    try:
        return _checked(pieces)
    except re.error as error:
        raise ValueError(f"bad glob `{glob}`: {error}") from None


def _checked(pieces: list[Piece]) -> Wildcards:
    """Raises re.error where a set is none, whether or not the whole becomes an expression."""
    for piece in pieces:
        if isinstance(piece, One):
            re.compile(piece.expression)
    return Wildcards(pieces, below=True)


def matches(globs: tuple[str, ...], path: str) -> bool:
    """Whether one of the globs matches a path relative to their folder."""
    return any(compile_glob(glob).fullmatch(path) for glob in globs)


def relative(path: str, root: str) -> str:
    """The path relative to a folder, with forward slashes (`../` where it lies outside)."""
    try:
        return os.path.relpath(path, root or os.curdir).replace(os.sep, "/")
    except ValueError:  # another drive
        return path.replace(os.sep, "/")
