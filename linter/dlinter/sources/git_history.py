"""The last commits of a git repository and the files each changed, by plumbing alone: nothing is checked out.

The line of first parents is followed, and a merge counts by what it brought to that line: these are the
states that a CI which builds the branch has built. A commit of a merged branch that never was the branch's
tip is not counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from dlinter.sources.git import GitError, NoGit, git, git_chunks

MOST_CHANGES = 1_000_000
"""Changed files that are kept of one history: about 300 MB when all differ."""
LARGEST_BLOB = 16 << 20
"""Bytes of all versions of a file together that are read."""

__all__ = ["Commit", "FileChange", "GitError", "NoGit", "blobs", "commits"]


class FileChange(Struct, frozen=True):
    """`path` from the repository's root; `old` and `new` blobs, all zeros for none."""

    path: str
    old: str
    new: str


class Commit(Struct, frozen=True):
    """One commit of the line of first parents."""

    id: str
    changes: tuple[FileChange, ...]


def commits(root: str, count: int) -> Iterator[Commit]:
    """The last commits, newest first. The oldest one of a shallow clone is left out: what it changed is not
    known. Raises NoGit where there is no history, and GitError where git cannot read it."""
    shallow = git(root, ["rev-parse", "--is-shallow-repository"]).strip() == b"true"
    git(root, ["rev-parse", "--verify", "HEAD"])
    lines = (
        git(root, ["rev-list", "--first-parent", "--parents", f"--max-count={count}", "HEAD", "--"])
        .decode("ascii")
        .splitlines()
    )
    # A commit alone is compared with all its parents; one with a parent behind it with that one. One without
    # is its first.
    pairs = [words[:2] for line in lines if (words := line.split())]
    if shallow and pairs and len(pairs[-1]) == 1:
        pairs.pop()
    if not pairs:
        return
    feed = "".join(" ".join(pair) + "\n" for pair in pairs).encode("ascii")
    argv = ["diff-tree", "--stdin", "-r", "--root", "-z", "--raw", "--no-renames", "--no-abbrev",
        "--no-ext-diff", "--no-textconv", "--always"]
    texts: dict[str, str] = {}  # one string for a path or blob, however many commits name it
    now, changes, entry, total = "", list[FileChange](), "", 0
    for token in _tokens(git_chunks(root, argv, feed)):
        if entry:
            parts = entry.split()
            path, old, new = (texts.setdefault(t, t) for t in (token, parts[2], parts[3]))
            changes.append(FileChange(path, old, new))
            entry = ""
            total += 1
            if total > MOST_CHANGES:
                raise GitError(
                    f"the last {count:,} commits changed more than {MOST_CHANGES:,} files: look at fewer "
                    "with `--history`"
                )
        elif token.startswith(":"):
            entry = token
        else:
            if now:
                yield Commit(now, tuple(changes))
            now, changes = token, []
    if now:
        yield Commit(now, tuple(changes))


def blobs(root: str, ids: Iterable[str]) -> dict[str, bytes]:
    """The content of blobs; those beyond LARGEST_BLOB bytes in all are left out. Raises GitError where one is
    missing."""
    wanted = [i for i in dict.fromkeys(ids) if set(i) != {"0"}]
    if not wanted:
        return {}
    sizes, left = git(root, ["cat-file", "--batch-check"], "\n".join(wanted).encode() + b"\n"), LARGEST_BLOB
    chosen: list[bytes] = []
    for line in sizes.splitlines():
        head = line.split()
        if head[-1:] == [b"missing"]:
            raise GitError(
                "older versions of the Dockerfile are missing, as in a partial clone, and dlint lets git "
                "fetch nothing: "
                "run `git fetch --refetch --no-filter`, or clone without `--filter`"
            )
        if len(head) == 3 and head[1] == b"blob" and head[2].isdigit() and int(head[2]) <= left:
            left -= int(head[2])
            chosen.append(head[0])
    if not chosen:
        return {}
    found, data, at = dict[str, bytes](), git(root, ["cat-file", "--batch"], b"\n".join(chosen) + b"\n"), 0
    while at < len(data):
        end = data.index(b"\n", at)
        head = data[at:end].split()
        size = int(head[2])
        found[head[0].decode()] = data[end + 1 : end + 1 + size]
        at = end + 2 + size
    return found


def same_object(root: str, one: str, other: str) -> bool:
    """Whether two names (`commit:path`) are one file or folder: the same content, names and modes. False
    where one is not there."""
    found = git(
        root,
        ["cat-file", "--batch-check=%(objectname)"],
        f"{one}\n{other}\n".encode("utf-8", "surrogateescape"),
    ).splitlines()
    return len(found) == 2 and found[0] == found[1] and not found[0].endswith(b"missing")


def tree_files(root: str, commit: str, folder: str) -> list[str]:
    """The files of a commit below a folder ("" for all), relative to it. Raises GitError."""
    names = git(root, ["ls-tree", "-r", "-z", "--full-tree", "--name-only", commit,
        *(["--", f"{folder}/"] if folder else [])])
    skip = len(folder) + 1 if folder else 0
    return [name[skip:] for name in names.decode("utf-8", "surrogateescape").split("\0") if name]


def _tokens(chunks: Iterable[bytes]) -> Iterator[str]:
    rest = b""
    for chunk in chunks:
        *whole, rest = (rest + chunk).split(b"\0")
        for token in whole:
            yield token.decode("utf-8", "surrogateescape")
    if rest:
        yield rest.decode("utf-8", "surrogateescape")
