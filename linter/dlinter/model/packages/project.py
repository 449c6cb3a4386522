"""What an install needs of the build context, and the folder of the context that it works in.

A reader of manifests (`reads/`) is given a `Project` and answers with `Needs`, or None where the files do not
tell.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from msgspec import Struct, field

from dlinter.model.dockerfile.context import BuildContext
from dlinter.model.dockerfile.dockerignore import IgnoreFile, patterns
from dlinter.model.dockerfile.paths import clean

MOST_FILES = 200
"""Manifests read for one install: a workspace with more is answered by its patterns alone."""
LARGEST_MANIFEST = 1 << 20
"""Characters of a manifest that is read."""


class Needs(Struct, frozen=True):
    """Files of the build context that an install needs.

    `files` are paths of the context or patterns of `.dockerignore`'s kind (`packages/*/package.json`,
    `src/**`), the ones that `lockfiles` names among them. `certain`: told by the files of the context; else
    they are the names that the tool reads, wherever they are. `sources`: whole folders are needed, `why` says
    what for ("`postinstall` runs `node build.js`"), so that no copy of manifests alone is enough."""

    files: tuple[str, ...] = ()
    lockfiles: tuple[str, ...] = ()
    certain: bool = False
    sources: bool = False
    why: str = ""

    def wants(self, path: str) -> bool:
        """Whether a path of the context is needed; a file that is gone or not there yet counts as well."""
        return _any(path, self.files, self.certain)

    def locks(self, path: str) -> bool:
        return _any(path, self.lockfiles, self.certain)

    def present(self, context: BuildContext) -> tuple[str, ...]:
        """The needed files that the build sees, sorted."""
        return tuple(f for f in context.files if self.wants(f)) if self.files else ()

    def __or__(self, other: Needs) -> Needs:
        """What two installs of one step need together."""
        return Needs(
            tuple(dict.fromkeys((*self.files, *other.files))),
            tuple(dict.fromkeys((*self.lockfiles, *other.lockfiles))),
            self.certain and other.certain,
            self.sources or other.sources,
            self.why or other.why,
        )


class _Matcher(Struct, frozen=True):
    """Paths, folders with all in them, and what is left as patterns: workspaces name thousands of files, and
    few patterns."""

    paths: frozenset[str]
    folders: tuple[str, ...]
    rest: IgnoreFile | None

    def takes(self, path: str) -> bool:
        return (
            path in self.paths
            or path.startswith(self.folders)
            or (self.rest is not None and self.rest.ignores(path))
        )


def _any(path: str, wanted: tuple[str, ...], certain: bool) -> bool:
    return _matcher(wanted, certain).takes(path)


@lru_cache(maxsize=64)
def _matcher(wanted: tuple[str, ...], certain: bool) -> _Matcher:
    if not certain:
        return _Matcher(
            frozenset(wanted), (), patterns([w if w.startswith("**") else f"**/{w}" for w in wanted])
        )
    plain = [w for w in wanted if not any(c in w for c in "*?[\\!")]
    folders = [w[:-2] for w in wanted if w.endswith("/**") and not any(c in w[:-3] for c in "*?[\\!")]
    known = {*plain, *(f"{f}**" for f in folders)}
    rest = [w for w in wanted if w not in known]
    return _Matcher(frozenset(plain), tuple(folders), patterns(rest) if rest else None)


class Project(Struct):
    """The folder that an install works in, by what was copied there. `folder` is its path in the image,
    `places` what the files of the image were copied from. Paths given to the methods are relative to the
    folder, as a manifest names them, or absolute in the image."""

    context: BuildContext
    folder: str
    places: Mapping[str, str]
    """Image path → context path of what was copied there, a file or a folder; the nearest one above a path
    counts."""
    files_read: int = 0
    _parsed: dict[str, object] = field(default_factory=dict)

    def image_path(self, path: str) -> str:
        return clean(path if path.startswith("/") else f"{self.folder}/{path}")

    def locate(self, path: str) -> str | None:
        """The context's path of a file or folder; None where it does not come from the context."""
        return self.located(self.image_path(path))

    def located(self, image: str) -> str | None:
        at = image
        while True:
            source = self.places.get(at)
            if source is not None:
                below = image[len(at) :].lstrip("/")
                found = f"{source}/{below}" if source and below else source or below
                if self.context.entry(found or ".") is not None:
                    return found
            if at in ("/", ""):
                return None
            at = at.rpartition("/")[0] or "/"

    def has(self, path: str) -> bool:
        found = self.locate(path)
        return found is not None and self.context.has(found)

    def is_folder(self, path: str) -> bool:
        """Also of a folder that is there because files were copied into it."""
        inside = self.image_path(path).rstrip("/") + "/"
        if any(place.startswith(inside) for place in self.places):
            return True
        found = self.locate(path)
        entry = self.context.entry(found or ".") if found is not None else None
        return entry is not None and entry.is_dir

    def read(self, path: str) -> str | None:
        """The text of a manifest; None where it is not copied from the context, too large, or there were too
        many."""
        found = self.locate(path)
        if found is None or not self.context.has(found) or self.files_read >= MOST_FILES:
            return None
        self.files_read += 1
        text = self.context.text(found)
        return text if text is not None and len(text) <= LARGEST_MANIFEST else None

    def whole(self, path: str) -> tuple[str, ...]:
        """A folder with all that is in it, or a file."""
        return self.below(path) if self.is_folder(path) else self.at(path)

    def at(self, *names: str) -> tuple[str, ...]:
        """Paths of the context for names in the folder, whether or not a file is there now; () for what
        cannot come from it."""
        found = []
        for name in names:
            there = self.locate(name)
            if there is None:
                head, _, last = self.image_path(name).rpartition("/")
                above = self._folder_of(head or "/")
                there = None if above is None else f"{above}/{last}" if above else last
            if there is not None:
                found.append(there or ".")
        return tuple(found)

    def below(self, folder: str) -> tuple[str, ...]:
        """The pattern for everything in a folder; () where it does not come from the context."""
        found = self._folder_of(self.image_path(folder))
        if found is None:
            return ()
        return (f"{found}/**",) if found else ("**",)

    def folders(self, pattern: str) -> tuple[str, ...]:
        """Folders that a workspace's pattern names, relative to the project's own; `**` crosses folders."""
        if not any(c in pattern for c in "*?[{"):
            return (pattern.rstrip("/"),) if self.is_folder(pattern.rstrip("/")) else ()
        base = self._folder_of(self.folder)
        if base is None:
            return ()
        matcher = patterns([p.rstrip("/").removeprefix("./") for p in _braces(pattern)])
        prefix = f"{base}/" if base else ""
        found: dict[str, None] = {}
        for folder in _parents(self.context.files, prefix):
            if matcher.ignores(folder) and "node_modules" not in folder.split("/"):
                found[folder] = None
        # a pattern of .dockerignore takes what is below, too: only the outermost folders are meant, unless it
        # crosses folders
        depth = None if "**" in pattern else clean(pattern).count("/")
        return tuple(f for f in found if depth is None or f.count("/") == depth)

    def _folder_of(self, image: str) -> str | None:
        """The context's folder for a folder of the image, whether or not it is there now."""
        at = image
        while True:
            source = self.places.get(at)
            if source is not None:
                entry = self.context.entry(source or ".")
                if entry is None or not entry.is_dir:
                    return None
                below = image[len(at) :].lstrip("/")
                return f"{source}/{below}" if source and below else source or below
            if at in ("/", ""):
                return self._folder_by_files(image)
            at = at.rpartition("/")[0] or "/"

    def _folder_by_files(self, image: str) -> str | None:
        """Where files were copied one by one, the folder that one of them comes from."""
        for place, source in self.places.items():
            if (
                place.rpartition("/")[0] == image.rstrip("/")
                and place.rpartition("/")[2] == source.rpartition("/")[2]
            ):
                return source.rpartition("/")[0]
        return None


def _parents(files: Iterable[str], prefix: str) -> Iterator[str]:
    """Every folder below `prefix` that has a file, relative to it, once."""
    seen: set[str] = set()
    for path in files:
        if not path.startswith(prefix):
            continue
        folder = path[len(prefix) :].rpartition("/")[0]
        while folder and folder not in seen:
            seen.add(folder)
            yield folder
            folder = folder.rpartition("/")[0]


def _braces(pattern: str) -> list[str]:
    """`{a,b}/*` as two patterns; one level, as workspaces use it."""
    start, end = pattern.find("{"), pattern.find("}")
    if start < 0 or end < start:
        return [pattern]
    return [pattern[:start] + part + pattern[end + 1 :] for part in pattern[start + 1 : end].split(",")[:50]]
