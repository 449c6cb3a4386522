"""Which paths of the build context an input of a step takes, told from the path alone: a file that a commit
deleted, or one that is not there yet, counts like any other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from dlinter.model.dockerfile.context import BuildContext
from dlinter.model.dockerfile.dockerignore import IgnoreFile, patterns
from dlinter.model.dockerfile.globs import BadPattern, has_magic, translate
from dlinter.model.dockerfile.paths import at_pivot, clean
from dlinter.values import replace


@dataclass(frozen=True, slots=True)
class Local:
    """A source of COPY or ADD, or the source of a bind mount, in the build context. `pattern` is None where
    only the build can tell it: any path may be taken. `mount`: a bind mount's source, which is no pattern.
    `pivot`: the folder before `/./` of `--parents`, "" for none.

    BuildKit keys the step on a checksum of the content taken, with names and modes, but not the times of the
    files, nor their owners, which the client leaves out (cache/contenthash; docs "Build cache invalidation":
    "the modification time of a file isn't taken into account")."""

    pattern: str | None
    exclude: tuple[str, ...] = ()
    parents: bool = False
    mount: bool = False
    pivot: str = ""
    _parts: list[object] = field(default_factory=list, compare=False, repr=False)

    @property
    def told(self) -> str:
        return (
            "."
            if self.pattern == ""
            else self.pattern
            if self.pattern is not None
            else "a path only the build can tell"
        )

    @property
    def literal(self) -> bool:
        """Whether it is one path, a file or a folder."""
        return self.pattern is not None and not self.parents and (self.mount or not has_magic(self.pattern))

    @property
    def key(self) -> str:
        """What tells it from other inputs."""
        return repr((self.pattern, self.exclude, self.parents, self.mount, self.pivot))

    def takes(self, path: str) -> bool:
        """Whether the path is among what is taken, `.dockerignore` left aside. What `BuildContext.matched_by`
        says of a file that is there."""
        pattern = self.pattern
        if pattern is None:
            return True
        if self.parents:
            below = path.split("/", self.pivot.count("/") + 1)[-1] if self.pivot else path
            return self._included(path) and not self._excluded(below)
        rest = self.below(path)
        return rest is not None and not (rest and self._excluded(rest))

    def below(self, path: str) -> str | None:
        """A path relative to what matches the pattern (not for `--parents`): "" for that itself, None where
        it does not lead there. `--exclude` is relative to each match (contenthash, `includedPaths`)."""
        pattern = self.pattern
        if not pattern:
            return path if pattern == "" else None
        if self.literal:
            return (
                ""
                if path == pattern
                else path[len(pattern) + 1 :]
                if path.startswith(pattern + "/")
                else None
            )
        parts, wanted = path.split("/"), pattern.split("/")
        if len(parts) < len(wanted):
            return None
        try:
            matched = all(translate(w).fullmatch(p) for w, p in zip(wanted, parts, strict=False))
        except BadPattern:
            return None
        return "/".join(parts[len(wanted) :]) if matched else None

    def lands(self, path: str) -> str:
        """Where a file that is taken lies below the destination; "" for a file that is itself the source."""
        if self.parents:
            return path[len(self.pivot) + 1 :] if self.pivot else path
        return self.below(path) or ""

    def files(self, context: BuildContext) -> tuple[str, ...]:
        """The files that are there, sorted."""
        if self.pattern is None:
            return ()
        if self.mount or self.pivot:
            return tuple(f for f in context.files if self.takes(f))
        return context.matched_by(self.pattern, self.exclude, self.parents)

    def _included(self, path: str) -> bool:
        assert self.pattern is not None
        if not has_magic(self.pattern):
            return not self.pattern or path == self.pattern or path.startswith(self.pattern + "/")
        return _ignore(self, 1, [self.pattern]).ignores(path)

    def _excluded(self, rest: str) -> bool:
        return bool(self.exclude) and _ignore(self, 0, self.exclude).ignores(rest)


def _ignore(local: Local, at: int, texts: Sequence[str]) -> IgnoreFile:
    while len(local._parts) < 2:
        local._parts.append(None)
    found = local._parts[at]
    if not isinstance(found, IgnoreFile):
        found = local._parts[at] = patterns(texts)
    return found


def local(
    source: str | None, exclude: Sequence[str] = (), parents: bool = False, mount: bool = False
) -> Local:
    """A source as written, its variables resolved (None: not known)."""
    if source is None:
        return Local(None)
    pivot, pattern = at_pivot(source) if parents else ("", clean("/" + source)[1:])
    return Local(pattern, tuple(exclude), parents, mount, pivot)


def followed(item: Local, context: BuildContext) -> Iterator[Local]:
    """The same input behind the symbolic links that lead to it: links in a source's path are followed, and a
    source that is one (contenthash, `FollowLinks`), not those in a folder that is taken."""
    pattern = item.pattern
    if not pattern or item.parents:
        return
    if item.literal:
        real = context.resolved(pattern)
        if real is not None and real != pattern:
            yield replace(item, pattern=real, _parts=[])
        return
    parts = pattern.split("/")
    plain = next(at for at, part in enumerate(parts) if has_magic(part))
    if plain:
        prefix = "/".join(parts[:plain])
        real = context.resolved(prefix)
        if real is not None and real != prefix:
            yield replace(item, pattern="/".join([*([real] if real else []), *parts[plain:]]), _parts=[])
    for path in context.matched_by(pattern):
        entry = context.entry(path)
        if entry is not None and entry.is_link and item.below(path) == "":
            real = context.resolved(path)
            if real is not None and real != path:
                yield Local(real, item.exclude)
