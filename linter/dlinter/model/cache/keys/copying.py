"""Where COPY puts what it takes (fsutil `copy.go`)."""

from __future__ import annotations

from collections.abc import Iterator

from dlinter.model.cache.keys.content import Selector, has_wildcard, matching
from dlinter.model.cache.keys.operations import CopyFiles
from dlinter.model.cache.keys.tree import FOLDER, Tree


def taken_files(files: CopyFiles, tree: Tree) -> Iterator[tuple[str, str]]:
    """Path in the context → path in the image, of what one source takes (fsutil `copy.go`)."""
    selector = Selector(files.src, has_wildcard(files.src), True, files.include, files.exclude)
    dest = _folder(files.dest)
    into_folder = files.dest.endswith(("/", "/.")) or selector.wildcard
    for top in matching(tree, selector):
        file = tree.entries[top].kind != FOLDER
        base = f"{dest}/{top.rpartition('/')[2]}".lstrip("/") if file and into_folder else dest
        for path in tree.walk(top):
            inside = path[len(top) :].lstrip("/")
            yield path, f"{base}/{inside}".strip("/") if inside else base


def copied_folders(files: CopyFiles, tree: Tree) -> Iterator[tuple[str, str]]:
    """Folders in the image that are copies of one in the context, and which: what is in the first alone was
    removed."""
    if files.include or files.exclude or has_wildcard(files.src):
        return
    found = tree.follow(files.src.lstrip("/"), last=True)
    if found is not None and tree.entries[found].kind == FOLDER:
        yield _folder(files.dest), found


def _folder(dest: str) -> str:
    return dest.removesuffix("/.").strip("/")
