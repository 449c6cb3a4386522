"""What changed in the repository between the revisions of two builds."""

from __future__ import annotations

from collections.abc import Iterator

from dlinter.model.difference.nodes import ChangedFile, ContextChanges
from dlinter.model.record.nodes import Build
from dlinter.sources.git import GitError, NoGit, git

MOST_FILES = 100_000
MOST_COMMITS = 500
"""Commits between two builds whose files are looked at, the newest first."""
_DIRTY = "-dirty"
_DIFF = ("-r", "-z", "--raw", "--no-renames", "--no-abbrev", "--no-ext-diff", "--no-textconv")


def changes_between(root: str, old: Build, new: Build) -> ContextChanges:
    """The files that differ between the commits of two builds; not known, and why, where git cannot say.
    Never raises for what git says."""
    folders = {
        name.removeprefix("vcs:localdir:"): _folder(path)
        for name, path in new.attrs.items()
        if name.startswith("vcs:localdir:")
    }
    folders.setdefault("context", new.context)
    before, after = _commit(old), _commit(new)
    if not before or not after:
        return ContextChanges(why="the record has no commit", folders=folders)
    if not root:
        return ContextChanges(why="no repository is given: `--repo DIR` shows which files", folders=folders)
    if before == after:
        return ContextChanges(known=True, folders=folders)
    try:
        files = dict(_changed(git(root, ["diff-tree", *_DIFF, before, after, "--"])))
        for path, commit in _last_commits(root, before, after):
            if path in files:
                how, _ = files[path]
                files[path] = (how, commit)
    except (GitError, NoGit):
        return ContextChanges(
            why=f"the repository does not have the commits {before[:7]} and {after[:7]}: fetch them",
            folders=folders,
        )
    return ContextChanges(tuple(ChangedFile(p, how, c) for p, (how, c) in files.items()), True, "", folders)


def _commit(build: Build) -> str:
    """The commit of a build: of its working tree, or of the repository that is its context."""
    found = build.revision.removesuffix(_DIRTY)
    if not found:
        context = build.attrs.get("context", "")
        for uri, digest in build.dependencies.items():
            if (
                context
                and (".git" in uri or uri.startswith("git"))
                and uri.partition("#")[0] == context.partition("#")[0]
            ):
                found = digest.partition(":")[2]
    return found if len(found) in (40, 64) and all(c in "0123456789abcdef" for c in found) else ""


def _folder(path: str) -> str:
    path = path.strip("/").removeprefix("./")
    return "" if path == "." else path


def _changed(data: bytes) -> Iterator[tuple[str, tuple[str, str]]]:
    tokens = data.decode("utf-8", "surrogateescape").split("\0")
    for entry, path in zip(tokens[::2], tokens[1::2], strict=False):
        parts = entry.lstrip(":").split()
        if len(parts) < 5:
            continue
        old_mode, new_mode, old, new, letter = parts[:5]
        how = (
            "added"
            if letter == "A"
            else "deleted"
            if letter == "D"
            else "mode"
            if old == new and old_mode != new_mode
            else "content"
        )
        yield path, (how, "")


def _last_commits(root: str, before: str, after: str) -> Iterator[tuple[str, str]]:
    """Path and commit, the oldest commit first: the last one stays."""
    listed = (
        git(root, ["rev-list", f"--max-count={MOST_COMMITS}", "--reverse", after, f"^{before}", "--"])
        .decode("ascii")
        .split()
    )
    if not listed:
        return
    data = git(
        root, ["diff-tree", "--stdin", *_DIFF, "--root", "-m"], "\n".join(listed).encode() + b"\n"
    ).decode("utf-8", "surrogateescape")
    now, entry = "", False
    for token in data.split("\0"):
        if entry:
            entry = False
            yield token, now
        elif token.startswith(":"):
            entry = True
        elif token:
            now = token.strip().split()[0]
