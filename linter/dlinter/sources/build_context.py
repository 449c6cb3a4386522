"""The build context on disk, listed a folder at a time."""

from __future__ import annotations

import codecs
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from dlinter.disk.read import RefusedFile, read_small
from dlinter.model.dockerfile.context import BuildContext, Entry
from dlinter.model.dockerfile.dockerignore import read_ignore
from dlinter.model.dockerfile.podman import ignore_names

MOST_ENTRIES = 200_000
"""Entries listed of one context; what comes after them is left out and `truncated` is set."""
MOST_LINES = 2_000
"""Lines of an ignore file: each is compared with each path of the context."""
LONGEST_LINE = 4_096
"""Characters of a line of it: Linux has no longer path (PATH_MAX)."""
LARGEST_TEXT = 1 << 20
"""Bytes of the largest file whose text is read."""


class DiskFolder:
    """A folder of the file system. Nothing outside of it is looked at: symbolic links are not followed."""

    def __init__(self, root: str) -> None:
        self.root = root
        self.truncated = False
        self.unreadable: list[str] = []
        self._left = MOST_ENTRIES

    @property
    def remarks(self) -> list[str]:
        """What is not known of the folder, for the user."""
        found = (
            [f"the build context has more than {MOST_ENTRIES:,} entries: those after them are not known"]
            if self.truncated
            else []
        )
        if self.unreadable:
            more = f" and {len(self.unreadable) - 1} more" if len(self.unreadable) > 1 else ""
            found.append(f"the folder `{self.unreadable[0]}`{more} of the build context cannot be read")
        return found

    def entries(self, path: str) -> Sequence[Entry]:
        found: list[Entry] = []
        try:
            with os.scandir(f"{self.root}/{path}") as scan:
                for item in scan:
                    if self._left <= 0:
                        self.truncated = True
                        break
                    self._left -= 1
                    found.append(_entry(item, f"{path}/{item.name}" if path else item.name))
        except OSError:
            self.unreadable.append(path or ".")
        return sorted(found, key=lambda e: e.path)

    def read(self, path: str) -> str | None:
        if path.startswith(("../", "/")) or path == "..":
            return None
        try:
            return _text(Path(self.root, path), os.path.realpath(self.root))
        except (OSError, ValueError):
            return None


_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def _entry(item: os.DirEntry[str], path: str) -> Entry:
    try:
        if item.is_symlink():
            return Entry(path, is_link=True, target=Path(item.path).readlink().as_posix())
        if item.is_dir(follow_symlinks=False):
            return Entry(path, is_dir=True)
        return Entry(path, item.stat(follow_symlinks=False).st_size)
    except OSError:
        return Entry(path)


def _text(path: Path, root: str) -> str | None:
    """The text of a small regular file, None where it is binary. Raises OSError, also for a link that leads
    out of `root`, and ValueError for UTF-16 that does not read."""
    data = read_small(path, LARGEST_TEXT, within=root)
    if data.startswith(_UTF_16):  # PowerShell's `pip freeze > requirements.txt`, which pip reads as well
        return data.decode("utf-16")
    return None if b"\0" in data[:8192] else data.decode("utf-8", "surrogateescape")


def _check(text: str, path: str) -> None:
    """Raises RefusedFile for an ignore file whose patterns take seconds to compare with a folder."""
    lines = text.splitlines()
    if len(lines) > MOST_LINES:
        raise RefusedFile(f"has more than {MOST_LINES:,} lines", path)
    if len(max(lines, key=len, default="")) > LONGEST_LINE:
        raise RefusedFile(f"has a line of more than {LONGEST_LINE:,} characters", path)


def load_context(
    dockerfile_file: str, context_dir: str = "", unsaved: Mapping[str, str] | None = None
) -> BuildContext | None:
    """The context of a Dockerfile: a folder, the Dockerfile's own when "". None where that is no folder. The
    ignore file is `<Dockerfile>.dockerignore` beside the Dockerfile, else `.dockerignore` of the context
    (BuildKit's dockerui); see `podman.ignore_names`. `unsaved` are texts of an editor that count instead of
    the file of that path. Raises OSError where the file is there and cannot be read, or is too long."""
    root = Path(context_dir) if context_dir else Path(dockerfile_file).parent
    if not root.is_dir():
        return None
    folder = DiskFolder(root.as_posix())
    beside_it = Path(dockerfile_file).parent
    for name, beside in ignore_names(Path(dockerfile_file).name):
        path = beside_it / name if beside else root / name
        text = unsaved.get(os.path.normpath(path)) if unsaved else None
        if text is None:
            try:
                os.lstat(path)  # nearly always it is not there, and which links lead to it need not be asked
                text = _text(path, "" if beside else os.path.realpath(root))
            except (FileNotFoundError, NotADirectoryError):
                continue
        if text is not None:
            _check(text, str(path))
            return BuildContext(folder, read_ignore(text), os.path.relpath(path, root).replace(os.sep, "/"))
    return BuildContext(folder)
