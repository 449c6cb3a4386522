"""What `dlint fleet plan SOURCE…` names → the images to look at: registries, repositories, Harbor projects,
lists of references, folders."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from pathlib import Path

from msgspec import Struct, field

from dlinter.archive.inflate import PLAIN, told_by_magic
from dlinter.fleet.rows import Kind
from dlinter.fleet.tasks import FILE, REGISTRY
from dlinter.fleet.tell import kind_of
from dlinter.sources.blobs import BlobError
from dlinter.sources.listing import Listed, harbor, repositories, tags
from dlinter.sources.reference import reference_of

HELP = (
    "REGISTRY (all its repositories), REGISTRY/PATH/* (those that match), REGISTRY/NAME (all its tags), "
    "REGISTRY/NAME:TAG, harbor:HOST/PROJECT, "
    "an image archive, a folder of archives and OCI layouts, a file with a reference in each line, or `-` "
    "(the same on standard input)"
)
_HOST = re.compile(
    r"(?:localhost|\[[0-9a-fA-F:]+\]|[a-zA-Z0-9-]+(?:\.[a-zA-Z0-9-]+)+|[a-zA-Z0-9-]+(?=:))(?::\d+)?/?\Z"
)
_ARCHIVE = re.compile(r"\.(?:tar(?:\.(?:gz|xz|zst|bz2|lz4))?|tgz|txz|oci|dockerbuild)\Z", re.I)
_HARBOR = "harbor:"
_VERSION = re.compile(r"(\d+)")


class Filters(Struct, frozen=True):
    """Which tags of a repository count: those that match, pushed since a time (where the registry says when),
    and of these the newest."""

    newest: int = 0
    tags: re.Pattern[str] | None = None
    pushed_since: float | None = None

    def of(self, listed: Iterable[Listed]) -> tuple[list[Listed], bool]:
        """What is left of one repository, and whether all pushes are known."""
        kept = [one for one in listed if self.tags is None or self.tags.search(one.tag)]
        known = all(one.pushed is not None for one in kept)
        if self.pushed_since is not None:
            kept = [one for one in kept if one.pushed is None or one.pushed >= self.pushed_since]
        if self.newest and len(kept) > self.newest:
            kept.sort(key=lambda one: (one.pushed or 0.0, _natural(one.tag)), reverse=True)
            kept = kept[: self.newest]
        return kept, known


def _natural(tag: str) -> tuple[object, ...]:
    """A key that sorts `1.10` behind `1.9`, and words before numbers: `latest` is no version, so it comes
    first of all."""
    return (
        tag == "latest",
        *((1, int(part), "") if part.isdigit() else (0, 0, part) for part in _VERSION.split(tag) if part),
    )


class Target(Struct, frozen=True):
    """One name to look at. `digest` is known where a listing says it."""

    name: str
    kind: str
    host: str = ""
    repository: str = ""
    tag: str = ""
    digest: str = ""
    pushed: float | None = None


class Targets(Struct):
    """All targets of some sources, in order, each once. `problems` are what could not be listed: kind,
    source, message; `notes` for the user."""

    filters: Filters = field(default_factory=Filters)
    problems: list[tuple[Kind, str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    _seen: set[str] = field(default_factory=set)

    def of(self, sources: Iterable[str]) -> Iterator[Target]:
        for source in sources:
            try:
                for target in self._source(source):
                    if not _writable(target.name):
                        self.problems.append(
                            (Kind.OTHER, target.name, "has a name that is not UTF-8: rename it")
                        )
                    elif target.name not in self._seen:
                        self._seen.add(target.name)
                        yield target
            except (BlobError, OSError, ValueError) as error:
                message = error.strerror or str(error) if isinstance(error, OSError) else str(error)
                self.problems.append((kind_of(message), source, message))

    def _source(self, source: str) -> Iterator[Target]:
        if source == "-":
            yield from self._lines(sys.stdin, "standard input")
        elif source.startswith(_HARBOR):
            yield from self._harbor(source.removeprefix(_HARBOR))
        elif Path(source).is_dir():
            yield from _folder(Path(source))
        elif Path(source).exists():
            if Path(source).is_file() and _is_archive(Path(source)):
                yield _file(Path(source))
            elif not Path(source).is_file():
                raise BlobError("is not a file or a folder")
            else:
                with Path(source).open(encoding="utf-8", errors="strict") as lines:
                    yield from self._lines(lines, source)
        else:
            yield from self._registry(source.removeprefix("docker://"))

    def _registry(self, source: str) -> Iterator[Target]:
        if _HOST.match(source):
            host = source.rstrip("/")
            for name in repositories(host):
                yield from self._repository(host, name)
            return
        host, _, rest = source.partition("/")
        if "*" in rest and _HOST.match(host):
            for name in repositories(host):
                if fnmatchcase(name, rest):
                    yield from self._repository(host, name)
            return
        reference = reference_of(source)
        if reference is None:
            raise BlobError("is not a file, a folder, a registry or an image reference")
        if ":" not in rest.rpartition("/")[2] and not reference.digest:
            yield from self._repository(reference.host, reference.name)
        else:
            yield Target(source, REGISTRY, reference.host, reference.name, reference.tag, reference.digest)

    def _repository(self, host: str, name: str) -> Iterator[Target]:
        """A repository's tags. One that cannot be listed is a problem of its own: the others are still
        listed."""
        try:
            yield from self._chosen([Listed(host, name, tag) for tag in tags(host, name)])
        except BlobError as error:
            if "has no" not in str(error):  # a catalog names repositories whose tags were all deleted
                self.problems.append((kind_of(str(error)), f"{host}/{name}", str(error)))

    def _harbor(self, text: str) -> Iterator[Target]:
        host, _, project = text.partition("/")
        if not project or not _HOST.match(host):
            raise BlobError("name a project: `harbor:HOST/PROJECT`")
        by_name: dict[str, list[Listed]] = {}
        for one in harbor(host, project):
            if by_name and one.repository not in by_name:
                yield from self._chosen(by_name.popitem()[1])
            by_name.setdefault(one.repository, []).append(one)
        for listed in by_name.values():
            yield from self._chosen(listed)

    def _chosen(self, listed: list[Listed]) -> Iterator[Target]:
        kept, known = self.filters.of(listed)
        if (
            self.filters.pushed_since is not None
            and not known
            and "--pushed-since" not in "".join(self.notes)
        ):
            self.notes.append(
                f"{listed[0].host} does not say when images were pushed: `--pushed-since` leaves nothing out "
                "there"
            )
        for one in kept:
            yield Target(one.name, REGISTRY, one.host, one.repository, one.tag, one.digest, one.pushed)

    def _lines(self, lines: Iterable[str], source: str) -> Iterator[Target]:
        """A reference, or a path, in each line; `#` begins a comment."""
        for number, line in enumerate(lines, 1):
            text = line.partition(" #")[0].strip()
            if not text or text.startswith("#"):
                continue
            if Path(text).exists() and not (Path(text).is_dir() or Path(text).is_file()):
                self.problems.append((Kind.OTHER, source, f"line {number} names neither a file nor a folder"))
                continue
            if Path(text).exists():
                yield from _folder(Path(text)) if Path(text).is_dir() else iter([_file(Path(text))])
                continue
            reference = reference_of(text.removeprefix("docker://"), hub=text.startswith("docker://"))
            if reference is None:
                self.problems.append(
                    (Kind.OTHER, source, f"line {number} is not an image reference with its registry")
                )
                continue
            yield Target(text, REGISTRY, reference.host, reference.name, reference.tag, reference.digest)


def _writable(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _is_archive(path: Path) -> bool:
    if _ARCHIVE.search(path.name):
        return True
    with path.open("rb") as stream:
        head = stream.read(512)
    return told_by_magic(head[:16]) != PLAIN or head[257:262] == b"ustar" or b"\0" in head


def _file(path: Path) -> Target:
    return Target(str(path), FILE, "", path.stem.removesuffix(".tar"), "")


def _folder(folder: Path) -> Iterator[Target]:
    """The layouts and archives below a folder; what is inside a layout is not looked at by itself."""
    if (
        (folder / "oci-layout").exists()
        or (folder / "index.json").exists()
        or (folder / "manifest.json").exists()
    ):
        yield Target(str(folder), FILE, "", folder.name, "")
        return
    for place, folders, files in os.walk(folder):
        folders.sort()
        for name in list(folders):
            inner = Path(place, name)
            if (inner / "oci-layout").exists() or (inner / "manifest.json").exists():
                folders.remove(name)
                yield Target(str(inner), FILE, "", str(inner.relative_to(folder)), "")
        for name in sorted(files):
            if _ARCHIVE.search(name) and Path(place, name).is_file():
                yield Target(str(Path(place, name)), FILE, "", str(Path(place, name).relative_to(folder)), "")
