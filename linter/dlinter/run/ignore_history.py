"""What `.dockerignore` left out when each of the last commits was built."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from dlinter.model.cache.build_cache import BuildCache
from dlinter.model.dockerfile.context import DOCKERIGNORE
from dlinter.model.dockerfile.dockerignore import IgnoreFile, read_ignore
from dlinter.sources.git_history import Commit, blobs, tree_files

_MOST = 50
"""Commits with an edited ignore file whose files are listed."""


class Ignored(Struct, frozen=True):
    """The ignore file before a commit and after it; `changed` are the files that one of them leaves out and
    the other does not."""

    before: IgnoreFile
    after: IgnoreFile
    changed: tuple[str, ...] = ()

    def seen(self, path: str) -> bool:
        """Whether a build before or after the commit has the path in its context."""
        return not self.before.ignores(path) or not self.after.ignores(path)


def ignored_then(
    cache: BuildCache, log: Iterable[Commit], root: str, dockerfile: str, context: str
) -> dict[str, Ignored]:
    """For each commit of the log, newest first, what was left out. All paths are relative to the repository's
    root. The ignore file is `<Dockerfile>.dockerignore`, else `.dockerignore` of the context."""
    build_context = cache.facts.build_context
    log = list(log)
    names = (dockerfile + DOCKERIGNORE, f"{context}/{DOCKERIGNORE}" if context else DOCKERIGNORE)
    edits = {(c.id, f.path): f for c in log for f in c.changes if f.path in names}
    texts = blobs(root, [b for f in edits.values() for b in (f.old, f.new)])
    now: list[IgnoreFile | None] = [None, None]
    if build_context is not None and build_context.dockerignore:
        own = build_context.dockerignore != DOCKERIGNORE or names[0] == names[1]
        now[0 if own else 1] = build_context.ignore
        text = build_context.text(DOCKERIGNORE) if own else None
        if text is not None:
            now[1] = read_ignore(text)
    found: dict[str, Ignored] = {}
    listed = 0
    for commit in log:
        after = now[0] or now[1] or IgnoreFile()
        edited = False
        for at, name in enumerate(names):
            file = edits.get((commit.id, name))
            if file is not None:
                edited = True
                data = texts.get(file.old)
                now[at] = None if data is None else read_ignore(data.decode("utf-8", "surrogateescape"))
        before = now[0] or now[1] or IgnoreFile()
        changed: tuple[str, ...] = ()
        if edited and listed < _MOST:
            listed += 1
            changed = tuple(
                p for p in tree_files(root, commit.id, context) if before.ignores(p) != after.ignores(p)
            )
        found[commit.id] = Ignored(before, after, changed)
    return found
