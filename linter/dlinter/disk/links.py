"""Symbolic links that a repository holds, and where they lead.

Whoever wrote the repository chose its links: one that leads out of it would have dlint read, or write, a file
that the author of the repository may not touch. Links outside of repositories are the user's own.
"""



from __future__ import annotations

import os
from collections.abc import Iterator

_MOST = 40
"""Links that are followed on the way to one file, as Linux does (MAXSYMLINKS)."""


def repository_of(folder: str) -> str:
    """The nearest folder at or above a resolved one that has `.git`; "" when there is none."""
    at = folder
    while True:
        if os.path.lexists(os.path.join(at, ".git")):
            return at
        above = os.path.dirname(at)
        if above == at:
            return ""
        at = above


def links_on(path: str) -> Iterator[tuple[str, str]]:
    """Every symbolic link on the way to a file: its place (in a resolved folder) and what it says. An endless
    chain ends after so many links as the system would follow."""
    at, seen = os.path.abspath(os.sep), 0  # noqa: PTH100
    todo = [part for part in reversed(os.path.abspath(path).split(os.sep)) if part]  # noqa: PTH100, PTH206
    while todo:
        part = todo.pop()
        if part in ("", "."):
            continue
        if part == "..":
            at = os.path.dirname(at)
            continue
        here = os.path.join(at, part)
        if not os.path.islink(here):  # noqa: PTH114
            at = here
            continue
        seen += 1
        if seen > _MOST:
            return
        try:
            target = os.readlink(here)  # noqa: PTH115
        except OSError:
            return
        yield here, target
        if target.startswith(os.sep):
            at = os.path.abspath(os.sep)  # noqa: PTH100
        todo += reversed(target.split(os.sep))  # noqa: PTH206


def leads_out(path: str, within: str = "") -> bool:
    """Whether a link that a repository holds is on the way to a file that lies outside of that repository.
    `within`, a resolved folder, counts as one, too."""
    real = ""
    for place, _ in links_on(path):
        folder = os.path.dirname(place)
        for root in (repository_of(folder), within):
            if root and is_below(folder, root):
                real = real or os.path.realpath(path)
                if not is_below(real, root):
                    return True
    return False


def is_below(path: str, folder: str) -> bool:
    """Whether a resolved path is a resolved folder, or lies in it."""
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)
