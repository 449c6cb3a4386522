"""Which paths of the build context an input of a step takes, told from the path alone: a file that a commit deleted, or one that is not there
yet, counts like any other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from dlinter.model.dockerfile.context import BuildContext
from dlinter.model.dockerfile.dockerignore import IgnoreFile, patterns
from dlinter.model.dockerfile.globs import BadPattern, has_magic, translate
from dlinter.model.dockerfile.paths import clean


@dataclass(frozen=True, slots=True)
class Local:
    """A source of COPY or ADD, or the source of a bind mount, in the build context. `pattern` is None where only the build can tell it: any
    path may be taken. `mount`: a bind mount's source, which is no pattern.

    BuildKit keys the step on a checksum of the content taken, with names, modes and owners, but not the times of the files
    (cache/contenthash; docs "Build cache invalidation": "the modification time of a file isn't taken into account")."""

    pattern: str | None
    exclude: tuple[str, ...] = ()
    parents: bool = False
    mount: bool = False
    _parts: list[object] = field(default_factory=list, compare=False, repr=False)

    @property
    def told(self) -> str:
        return "." if self.pattern == "" else self.pattern if self.pattern is not None else "a path only the build can tell"

    def takes(self, path: str) -> bool:
        """Whether the path is among what is taken, `.dockerignore` left aside. What `BuildContext.matched_by` says of a file that is there."""
        pattern = self.pattern
        if pattern is None:
            return True
        magic = not self.mount and has_magic(pattern)
        if not magic:
            if pattern and path != pattern and not path.startswith(pattern + "/"):
                return False
        elif self.parents:
            if not _ignore(self, 1, [pattern]).ignores(path):
                return False
        elif not self._glob(pattern, path):
            return False
        if self.exclude:
            base = pattern + "/" if pattern and not magic else ""
            return not _ignore(self, 0, self.exclude).ignores(path.removeprefix(base))
        return True

    def files(self, context: BuildContext) -> tuple[str, ...]:
        """The files that are there, sorted."""
        if self.pattern is None:
            return ()
        if self.mount:
            return tuple(f for f in context.files if self.takes(f))
        return context.matched_by(self.pattern, self.exclude, self.parents)

    def _glob(self, pattern: str, path: str) -> bool:
        parts = path.split("/")
        wanted = pattern.split("/")
        if len(parts) < len(wanted):
            return False
        try:
            return all(translate(w).fullmatch(p) for w, p in zip(wanted, parts, strict=False))
        except BadPattern:
            return False


def _ignore(local: Local, at: int, texts: Sequence[str]) -> IgnoreFile:
    while len(local._parts) < 2:
        local._parts.append(None)
    found = local._parts[at]
    if not isinstance(found, IgnoreFile):
        found = local._parts[at] = patterns(texts)
    return found


def local(source: str | None, exclude: Sequence[str] = (), parents: bool = False, mount: bool = False) -> Local:
    """A source as written, its variables resolved (None: not known)."""
    if source is None:
        return Local(None)
    cleaned = clean("/" + (source.replace("/./", "/") if parents else source))[1:]
    return Local(cleaned, tuple(exclude), parents, mount)
