"""The last commits of a git repository and the files each changed, by plumbing alone: nothing is checked out.

The line of first parents is followed, and a merge counts by what it brought to that line: these are the states that a CI which builds the
branch has built. A commit of a merged branch that never was the branch's tip is not counted.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

_CHUNK = 1 << 16


class NoHistory(Exception):
    """git is not there, or the folder is in no repository; one line."""


@dataclass(frozen=True, slots=True)
class FileChange:
    """`path` from the repository's root; `old` and `new` blobs, all zeros for none."""

    path: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit of the line of first parents."""

    id: str
    changes: tuple[FileChange, ...]


def commits(root: str, count: int) -> Iterator[Commit]:
    """The last commits, newest first. The oldest one of a shallow clone is left out: what it changed is not known. Raises NoHistory."""
    shallow = _shallow(root)
    argv = [
        "git", "-C", root, "-c", "log.showSignature=false", "-c", "log.showRoot=true", "log", "-z", "--raw", "--no-renames", "--no-abbrev", "--no-ext-diff",
        "--no-color", "--first-parent", "-m", "--format=%x01%H", f"-n{count}", "HEAD", "--",
    ]  # fmt: skip
    try:
        process = subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={**os.environ, "GIT_OPTIONAL_LOCKS": "0"})
    except OSError:
        raise NoHistory("git is not installed") from None
    assert process.stdout is not None
    with process:
        now, changes, entry = "", list[FileChange](), ""
        for token in _tokens(iter(partial(process.stdout.read, _CHUNK), b"")):
            if entry:
                parts = entry.split()
                changes.append(FileChange(token, parts[2], parts[3]))
                entry = ""
            elif token.startswith("\x01"):
                if now and now not in shallow:
                    yield Commit(now, tuple(changes))
                now, changes = token[1:].strip(), []
            elif token.lstrip("\n").startswith(":"):
                entry = token.lstrip("\n")
        if now and now not in shallow:
            yield Commit(now, tuple(changes))
    if process.returncode and not now:
        raise NoHistory("no commits")


def blobs(root: str, ids: Iterable[str]) -> dict[str, bytes]:
    """The content of blobs, by one `git cat-file --batch`; one that is not there is left out."""
    wanted = [i for i in dict.fromkeys(ids) if set(i) != {"0"}]
    if not wanted:
        return {}
    done = subprocess.run(["git", "-C", root, "cat-file", "--batch"], input="\n".join(wanted).encode() + b"\n", capture_output=True, check=False)
    found, data, at = dict[str, bytes](), done.stdout, 0
    while at < len(data):
        end = data.index(b"\n", at)
        head = data[at:end].split()
        at = end + 1
        if len(head) == 3 and head[2].isdigit():
            size = int(head[2])
            if head[1] == b"blob":
                found[head[0].decode()] = data[at : at + size]
            at += size + 1
    return found


def _tokens(chunks: Iterable[bytes]) -> Iterator[str]:
    rest = b""
    for chunk in chunks:
        *whole, rest = (rest + chunk).split(b"\0")
        for token in whole:
            yield token.decode("utf-8", "surrogateescape")
    if rest:
        yield rest.decode("utf-8", "surrogateescape")


def _shallow(root: str) -> frozenset[str]:
    try:
        done = subprocess.run(["git", "-C", root, "rev-parse", "--git-path", "shallow"], capture_output=True, text=True, check=False)
        return frozenset(Path(root, done.stdout.strip()).read_text("ascii").split()) if done.stdout.strip() else frozenset()
    except OSError:
        return frozenset()
