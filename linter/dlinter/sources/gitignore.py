"""What git ignores: `.gitignore` of a folder and those above it, `.git/info/exclude`."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from dlinter.disk.read import read_small, unread
from dlinter.sources.git_patterns import GitPatterns

LARGEST = 1 << 20
MOST_LINES = 10_000
"""Lines of the longest ignore file that counts."""

Tell = Callable[[str, str], None]
"""Takes the path of an ignore file that cannot be used, and why."""


class GitIgnores:
    """The patterns that hold in one folder, an absolute path with forward slashes. The last pattern of the
    deepest file that says anything about a path decides (gitignore(5))."""

    __slots__ = ("base", "parent", "patterns", "tell")

    def __init__(
        self, base: str, patterns: GitPatterns | None, parent: GitIgnores | None, tell: Tell
    ) -> None:
        self.base, self.patterns, self.parent, self.tell = base, patterns, parent, tell

    def ignores(self, path: str, folder: bool) -> bool:
        """Whether an absolute path at or below `base` is ignored by itself; not whether a folder above it
        is."""
        here: GitIgnores | None = self
        while here is not None:
            if here.patterns is not None:
                found = here.patterns.decides(path[len(here.base.rstrip("/")) + 1 :], folder)
                if found is not None:
                    return found
            here = here.parent
        return False

    def below(self, folder: str, has_file: bool) -> GitIgnores:
        """The patterns in a folder directly below, whose `.gitignore` is read where it has one."""
        patterns = _read(Path(folder, ".gitignore"), self.tell) if has_file else None
        return self if patterns is None else GitIgnores(folder, patterns, self, self.tell)


def ignores_at(folder: str, root: str, tell: Tell) -> GitIgnores:
    """The patterns in a folder: those of the repository at `root` ("" when it is in none) down to it."""
    top = root or folder
    found = GitIgnores(top, _read(Path(root, ".git", "info", "exclude"), tell) if root else None, None, tell)
    at = Path(top)
    found = found.below(at.as_posix(), True)
    for part in Path(folder).relative_to(at).parts:
        at = at / part
        found = found.below(at.as_posix(), True)
    return found


def _read(path: Path, tell: Tell) -> GitPatterns | None:
    """None where there is no such file. One that cannot be used ignores nothing, so that no file is lost, and
    is reported."""
    try:
        if not os.path.lexists(path):
            return None
        text = read_small(path, LARGEST, within="").decode("utf-8", "surrogateescape")
    except NotADirectoryError:  # `.git` of a worktree is a file
        return None
    except OSError as error:
        if not path.is_dir():
            tell(path.as_posix(), unread(error))
        return None
    lines = text.removeprefix("\ufeff").split("\n")
    if len(lines) > MOST_LINES:
        tell(path.as_posix(), f"is not used: it has more than {MOST_LINES:,} lines")
        return None
    return GitPatterns(lines) or None
