"""The build context: the files a COPY or ADD can take, `.dockerignore` applied.

A `BuildContext` asks a `Folder` for one folder at a time, when it is needed; the one on disk is
`sources.build_context`. Paths are relative to the context, with forward slashes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from msgspec import Struct, field

from dlinter.model.dockerfile.dockerignore import IgnoreFile, Matched, patterns, read_ignore
from dlinter.model.dockerfile.globs import BadPattern, has_magic, translate
from dlinter.model.dockerfile.paths import at_pivot, clean
from dlinter.model.dockerfile.podman import DOCKERIGNORE, ignore_names

__all__ = ["DOCKERIGNORE", "BuildContext", "Entry", "Folder"]
MOST_MATCHES = 20_000_000
"""How often a path is compared with a simple pattern while a context is listed: about twenty seconds."""
_MOST_LINKS = 40


class Entry(Struct, frozen=True):
    """A file or folder: `size` in bytes (0 for a folder). A symbolic link is an entry of its own, `target`
    what it says; `entries` never follow it, `BuildContext.resolved` does."""

    path: str
    size: int = 0
    is_dir: bool = False
    is_link: bool = False
    target: str = ""


class Folder(Protocol):
    """Where the entries come from. `truncated` is true once there were too many to list them all."""

    @property
    def truncated(self) -> bool: ...

    @property
    def remarks(self) -> Sequence[str]:
        """What is not known of the folder, for the user."""
        ...

    def entries(self, path: str) -> Sequence[Entry]:
        """What is directly in a folder ("" is the context), sorted by path; () where it cannot be read."""
        ...

    def read(self, path: str) -> str | None:
        """The text of a small file; None where it is large, no file, or no text."""
        ...


class _Memory:
    """A folder made of texts."""

    truncated = False
    remarks: Sequence[str] = ()

    def __init__(self, files: Mapping[str, str], others: Iterable[str], links: Mapping[str, str]) -> None:
        self.files = {clean(path.lstrip("/")): text for path, text in files.items() if not path.endswith("/")}
        self.folders: dict[str, dict[str, Entry]] = {"": {}}
        for path in [*self.files, *others]:
            self._add(Entry(path, len(self.files.get(path, "").encode("utf-8", "surrogateescape"))))
        for path in files:
            if path.endswith("/"):
                self._add(Entry(clean(path.strip("/")), is_dir=True))
        for path, target in links.items():
            self._add(Entry(clean(path.lstrip("/")), is_link=True, target=target))

    def _add(self, entry: Entry) -> None:
        parent, _, _ = entry.path.rpartition("/")
        if parent and parent not in self.folders:
            self._add(Entry(parent, is_dir=True))
        if entry.is_dir:
            self.folders.setdefault(entry.path, {})
        self.folders[parent].setdefault(entry.path, entry)

    def entries(self, path: str) -> Sequence[Entry]:
        return sorted(self.folders.get(path, {}).values(), key=lambda e: e.path)

    def read(self, path: str) -> str | None:
        return self.files.get(path)


class BuildContext(Struct):
    """The context of a Dockerfile. `dockerignore` is the path of the ignore file in force, "" when there is
    none; `ignore` what it says."""

    folder: Folder
    ignore: IgnoreFile = field(default_factory=IgnoreFile)
    dockerignore: str = ""
    _listed: dict[str, Sequence[Entry]] = field(default_factory=dict)
    _visible: tuple[str, ...] | None = None
    _seen: set[str] = field(default_factory=set)
    _above: dict[str, Matched] = field(default_factory=dict)
    _matches: int = 0
    _taken: dict[tuple[str, tuple[str, ...], bool], tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        files: Mapping[str, str],
        dockerfile_path: str = "Dockerfile",
        links: Mapping[str, str] | None = None,
    ) -> BuildContext:
        """A context of texts (a path that ends in `/` is an empty folder), the Dockerfile among them, and of
        symbolic links."""
        dockerfile = clean(dockerfile_path.lstrip("/"))
        inside = [] if dockerfile.startswith("..") or dockerfile in files else [dockerfile]
        folder = _Memory(files, inside, links or {})
        at = dockerfile.rpartition("/")[0]
        for name in (f"{at}/{n}" if at and beside else n for n, beside in ignore_names(dockerfile)):
            text = folder.read(name)
            if text is not None:
                return cls(folder, read_ignore(text), name)
        return cls(folder)

    @property
    def has_dockerignore(self) -> bool:
        return bool(self.dockerignore)

    @property
    def complete(self) -> bool:
        """Whether everything asked for so far was listed; when not, what is not here may exist all the
        same."""
        return not self.folder.truncated and self._matches <= MOST_MATCHES

    @property
    def remarks(self) -> list[str]:
        """What is not known of the context, for the user."""
        found = list(self.folder.remarks)
        if self._matches > MOST_MATCHES:
            found.append(
                f"comparing all files of the build context with the patterns of `{self.dockerignore}` takes "
                "too long: "
                "files found after the limit are not known"
            )
        return found

    def text(self, path: str) -> str | None:
        """The text of a small file, ignored or not."""
        return self.folder.read(clean(path.lstrip("/")))

    def ignored(self, path: str) -> bool:
        """Whether the ignore file leaves a path out, be it there or not. What matched a folder is kept for
        all that is in it."""
        path = clean(path.lstrip("/"))
        if path == "." or not self.ignore.patterns:
            return False
        if self._visible is not None:
            if not self._seen:
                self._seen.update(self._visible)
            if path in self._seen:
                return False
        matched: Matched = ()
        at = path.find("/")
        while at > 0:
            folder = path[:at]
            known = self._above.get(folder)
            if known is None:
                known = self._above[folder] = self.ignore.match(folder, matched)[1]
            matched = known
            at = path.find("/", at + 1)
        return self.ignore.match(path, matched)[0]

    def entry(self, path: str) -> Entry | None:
        """The entry of a path, ignored or not; a symbolic link where the path leads through one."""
        path = clean(path.lstrip("/"))
        if path == ".":
            return Entry("", is_dir=True)
        parent, found = "", None
        for part in path.split("/"):
            if found is not None and not found.is_dir:
                return None
            here = f"{parent}/{part}" if parent else part
            found = next((e for e in self._list(parent) if e.path == here), None)
            if found is None or found.is_link:
                return found
            parent = here
        return found

    def resolved(self, path: str) -> str | None:
        """Where a path leads, its symbolic links followed as in a root folder of its own ("" is the context);
        None where it leads nowhere."""
        todo, at, left = path.strip("/").split("/"), list[str](), _MOST_LINKS
        while todo:
            part = todo.pop(0)
            if part in ("", "."):
                continue
            if part == "..":
                del at[-1:]
                continue
            here = "/".join([*at, part])
            entry = next((e for e in self._list("/".join(at)) if e.path == here), None)
            if entry is None:
                return None
            if not entry.is_link:
                if not entry.is_dir and any(rest not in ("", ".") for rest in todo):
                    return None
                at.append(part)
                continue
            left -= 1
            if left < 0:
                return None
            todo = entry.target.split("/") + todo
            if entry.target.startswith("/"):
                at = []
        return "/".join(at)

    def has(self, path: str) -> bool:
        """Whether the build sees a file or folder there. A folder is seen when something in it is."""
        entry = self.entry(path)
        if entry is None:
            return False
        if not entry.is_dir:
            return not self.ignored(entry.path)
        return not self.ignored(entry.path) or next(self._below(entry.path), None) is not None

    @property
    def files(self) -> tuple[str, ...]:
        """All files that the build sees, sorted."""
        if self._visible is None:
            self._visible = tuple(sorted(self._below("")))
        return self._visible

    def matched_by(self, source: str, exclude: Sequence[str] = (), parents: bool = False) -> tuple[str, ...]:
        """The files that a source of COPY or ADD takes (the word expanded), sorted: what `filepath.Match`
        says, everything in the folders among them, nothing that is ignored. `exclude` are the values of
        `--exclude`; with `parents` (`--parents`) `**` crosses folders. () where it takes none. Kept: a plan
        asks for the same sources thousands of times."""
        key = (source, tuple(exclude), parents)
        if key not in self._taken:
            self._taken[key] = self._matched(source, exclude, parents)
        return self._taken[key]

    def _matched(self, source: str, exclude: Sequence[str], parents: bool) -> tuple[str, ...]:
        pivot, pattern = at_pivot(source) if parents else ("", clean("/" + source)[1:])
        if not has_magic(pattern):
            found = self._at(pattern)
        elif parents:
            found = self._parents(pattern)
        else:
            found = self._glob(pattern)
        files = dict.fromkeys(found)
        if exclude:
            # relative to each match, or with --parents to the folder before its `/./`
            leave = patterns(exclude)
            depth = (
                (pivot.count("/") + 1 if pivot else 0)
                if parents
                else (pattern.count("/") + 1 if pattern else 0)
            )
            files = {
                f: None
                for f in files
                if not ((rest := "/".join(f.split("/")[depth:])) and leave.ignores(rest))
            }
        return tuple(sorted(files))

    def size_of(self, paths: Iterable[str]) -> int:
        """Bytes of the files together; a path that is not there counts nothing."""
        return sum(entry.size for path in paths if (entry := self.entry(path)) is not None)

    def _list(self, path: str) -> Sequence[Entry]:
        listed = self._listed.get(path)
        if listed is None:
            listed = self._listed[path] = self.folder.entries(path)
        return listed

    def _at(self, path: str) -> Iterator[str]:
        entry = self.entry(path or ".")
        if entry is None:
            return
        if entry.is_dir:
            yield from self._below(entry.path)
        elif not self.ignored(entry.path):
            yield entry.path

    def _below(self, top: str) -> Iterator[str]:
        """Files in a folder and those in it, depth first. A folder that is ignored is entered only where a
        `!` may bring something in it back."""
        above: Matched = ()
        ignored, parent = False, ""
        for part in top.split("/") if top else ():
            parent = f"{parent}/{part}" if parent else part
            ignored, above = self.ignore.match(parent, above)
        if ignored and not self.ignore.negates:
            return
        stack, cost = [(top, above)], self.ignore.cost
        while stack:
            folder, above = stack.pop()
            if self._matches > MOST_MATCHES:
                return
            for entry in self._list(folder):
                self._matches += cost
                ignored, matched = self.ignore.match(entry.path, above)
                if entry.is_dir:
                    if not ignored or self.ignore.negates:
                        stack.append((entry.path, matched))
                elif not ignored:
                    yield entry.path

    def _glob(self, pattern: str) -> Iterator[str]:
        """Folder by folder: `filepath.Match` never crosses a slash."""
        try:
            steps = [translate(part) for part in pattern.split("/")]
        except BadPattern:
            return
        level = [""]
        for at, step in enumerate(steps):
            last, following = at == len(steps) - 1, []
            for folder in level:
                for entry in self._list(folder):
                    if not step.fullmatch(entry.path.rpartition("/")[2]):
                        continue
                    if last:
                        yield from (
                            self._below(entry.path) if entry.is_dir else self._unless_ignored(entry.path)
                        )
                    elif entry.is_dir:
                        following.append(entry.path)
                    elif entry.is_link:
                        yield from self._unless_ignored(entry.path)
            level = following

    def _unless_ignored(self, path: str) -> Iterator[str]:
        if not self.ignored(path):
            yield path

    def _parents(self, pattern: str) -> Iterator[str]:
        wanted = patterns([pattern])
        return (path for path in self.files if wanted.ignores(path))
