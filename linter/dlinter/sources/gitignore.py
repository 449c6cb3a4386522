"""What git ignores: `.gitignore` of a folder and those above it, `.git/info/exclude`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec


class GitIgnores:
    """The patterns that hold in one folder, an absolute path with forward slashes. The last pattern of the deepest file
    that says anything about a path decides (gitignore(5)). pathspec is imported when the first pattern is read."""

    __slots__ = ("base", "parent", "spec")

    def __init__(self, base: str, spec: GitIgnoreSpec | None, parent: GitIgnores | None) -> None:
        self.base, self.spec, self.parent = base, spec, parent

    def ignores(self, path: str, folder: bool) -> bool:
        """Whether an absolute path at or below `base` is ignored by itself; not whether a folder above it is."""
        here: GitIgnores | None = self
        while here is not None:
            if here.spec is not None:
                relative = path[len(here.base.rstrip("/")) + 1 :] + ("/" if folder else "")
                found = here.spec.check_file(relative).include
                if found is not None:
                    return found
            here = here.parent
        return False

    def below(self, folder: str, has_file: bool) -> GitIgnores:
        """The patterns in a folder directly below, whose `.gitignore` is read where it has one."""
        spec = _read(Path(folder, ".gitignore")) if has_file else None
        return self if spec is None else GitIgnores(folder, spec, self)


def ignores_at(folder: str, root: str) -> GitIgnores:
    """The patterns in a folder: those of the repository at `root` ("" when it is in none) down to it."""
    top = root or folder
    found = GitIgnores(top, _read(Path(root, ".git", "info", "exclude")) if root else None, None)
    at = Path(top)
    found = found.below(at.as_posix(), True)
    for part in Path(folder).relative_to(at).parts:
        at = at / part
        found = found.below(at.as_posix(), True)
    return found


def _read(path: Path) -> GitIgnoreSpec | None:
    try:
        text = path.read_bytes().decode("utf-8", "surrogateescape")
    except OSError:
        return None
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    if not lines:
        return None
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines(lines)
