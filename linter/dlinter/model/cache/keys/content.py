"""What a step is keyed on by the files it takes: BuildKit's `cache/contenthash/checksum.go` (`Checksum`,
`includedPaths`) and `solver/llbsolver/ops/file.go`, `exec.go`, `opsutils/contenthash.go` (selectors)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence

from msgspec import Struct

from dlinter.model.cache.keys.digests import digest, joined
from dlinter.model.cache.keys.tree import FOLDER, SYMLINK, Tree
from dlinter.model.dockerfile.dockerignore import IgnoreFile, patterns
from dlinter.model.dockerfile.globs import BadPattern, translate
from dlinter.model.dockerfile.paths import clean


class NotThere(Exception):
    """A path that a step takes is not there: the build fails."""


class Selector(Struct, frozen=True):
    """Paths that are taken: one path with a leading slash, or what its wildcards match; of it what `include`
    matches and `exclude` does not."""

    path: str
    wildcard: bool = False
    follow: bool = False
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    required: tuple[str, ...] = ()

    @property
    def filtered(self) -> bool:
        return self.wildcard or bool(self.include) or bool(self.exclude)


def has_wildcard(path: str) -> bool:
    """`containsWildcards`: a character after a backslash does not count."""
    at = 0
    while at < len(path):
        if path[at] == "\\":
            at += 1
        elif path[at] in "*?[":
            return True
        at += 1
    return False


def selector_digest(paths: Iterable[str]) -> str:
    """The digest that a link has for the paths of a file operation (`file.go`: sorted, backwards)."""
    return joined(sorted(paths, key=lambda p: p.encode("utf-8", "surrogateescape"), reverse=True))


def without_nested(paths: Iterable[str]) -> list[str]:
    """Paths without those that lie in others (`dedupePaths`)."""
    every = set(paths)
    if len(every) <= 1:
        return sorted(every)
    return sorted(
        p for p in every if not any(o != p and p.startswith(o if o.endswith("/") else o + "/") for o in every)
    )


def merged(selectors: Sequence[Selector]) -> list[Selector]:
    """The selectors of a file operation as they are hashed (`dedupeSelectors`)."""
    plain = [
        Selector(p) for p in without_nested(s.path for s in selectors if not s.filtered and not s.follow)
    ]
    plain += [
        Selector(p, follow=True)
        for p in without_nested(s.path for s in selectors if not s.filtered and s.follow)
    ]
    return sorted(
        [*plain, *(s for s in selectors if s.filtered)],
        key=lambda s: s.path.encode("utf-8", "surrogateescape"),
    )


def content_digest(tree: Tree | None, selectors: Sequence[Selector]) -> str:
    """The key of what some selectors take of a tree (`NewContentHashFunc`); None for the tree of nothing
    (`scratch`). Raises NotThere, Unreadable, TooManyLinks."""
    return joined(checksum(tree, s) for s in selectors or (Selector("/"),))


def checksum(tree: Tree | None, selector: Selector) -> str:
    """The digest of what one selector takes."""
    if tree is None:
        if clean(selector.path) == "/":
            return digest(b"")
        raise NotThere(selector.path)
    if not selector.filtered:
        found = tree.follow(_key(selector.path), last=selector.follow)
        if found is None:
            raise NotThere(selector.path)
        return tree.content(found)
    return _filtered(tree, selector)


def matching(tree: Tree, selector: Selector) -> list[str]:
    """The paths that a selector names, what is in them left out: one, or those that its wildcards match."""
    path = clean("/" + selector.path)
    if not selector.wildcard:
        found = tree.follow(_key(path), last=True)
        return [] if found is None else [found]
    match, start = _matcher(path), tree.follow(_key(_fixed_prefix(path)), last=True)
    return [] if start is None else [found for found in tree.walk(start) if found and match("/" + found)]


def _key(path: str) -> str:
    return clean("/" + path).lstrip("/")


class _Included(Struct):
    """A path on its way through the filters; `above` are what the patterns matched of it and the folders
    above."""

    path: str
    record: str
    digest: str = ""
    follow: bool = False
    done: bool = False
    included: tuple[bool, ...] = ()
    excluded: tuple[bool, ...] = ()


def _filtered(tree: Tree, selector: Selector) -> str:
    whole = clean("/" + selector.path)
    prefix, taken = _included(tree, selector, whole)
    for one in taken:
        if one.follow and tree.entries[one.record].kind == SYMLINK:
            # `lazyChecksum` takes the path as the Dockerfile has it, which may lead through another link.
            found = tree.follow(_key(one.path), last=selector.follow)
            if found is None:
                raise NotThere(one.path)
            one.digest = tree.content(found)
    if not taken:
        return digest(b"")
    if len(taken) == 1 and _base(whole) == _base(taken[0].path):
        return taken[0].digest
    made = hashlib.sha256()
    for one in taken:
        key = one.path.removeprefix(prefix).replace("/", "\0")
        made.update(key.encode("utf-8", "surrogateescape") or b"\0")
        made.update(one.digest.encode())
    return f"sha256:{made.hexdigest()}"


def _base(path: str) -> str:
    """Go's `path.Base`."""
    return path.rstrip("/").rpartition("/")[2] or ("/" if path else ".")


def _included(tree: Tree, selector: Selector, whole: str) -> tuple[str, list[_Included]]:
    """The prefix of the paths, and the records that count (`includedPaths`)."""
    path = "" if whole == "/" else whole
    include = patterns(selector.include) if selector.include else None
    exclude = patterns(selector.exclude) if selector.exclude else None
    if selector.wildcard:
        origin = _fixed_prefix(path)
        start = tree.follow(_key(origin), last=origin != path) if origin else ""
        match = _matcher(path)
    else:
        origin, match = path, None
        start = tree.follow(_key(path), last=False)
    taken: list[_Included] = []
    if start is None:
        return origin, taken
    resolved = "/" + start if start else ""
    parents: list[_Included] = []
    matched_folder = ""
    # a folder stands for its header alone: its content would hold what is filtered out
    for record in tree.walk(start):
        entry = tree.entries[record]
        header = entry.kind == FOLDER
        name = origin + ("/" + record if record else "").removeprefix(resolved)
        while parents and not (name + ("/" if header else "")).startswith(parents[-1].path + "/"):
            parents.pop()
        parent = parents[-1] if parents else None
        if header and name == path == "":
            continue  # the root's own header never counts (`endsInSep`)
        one = _Included(name, record, follow=parent is None and selector.follow)
        if match is not None:
            if path and (not matched_folder or not name.startswith(matched_folder + "/")):
                if not match(name):
                    continue
                matched_folder = name
            below = matched_folder
        else:
            if not (name + "/").startswith(path + "/"):
                break
            below = path
        candidate = (name + "/").removeprefix(below + "/").removesuffix("/")
        wanted = _wanted(candidate, include, exclude, one, parent)
        if not wanted and not header:
            continue
        one.digest = entry.digest()
        if wanted:
            for above in parents:
                if not above.done:
                    taken.append(above)
                    above.done = True
            taken.append(one)
            one.done = True
        if header:
            parents.append(one)
    for required in selector.required:
        if not any(one.path.startswith(required) for one in taken):
            raise NotThere(required)
    return origin, taken


def _wanted(
    candidate: str,
    include: IgnoreFile | None,
    exclude: IgnoreFile | None,
    one: _Included,
    parent: _Included | None,
) -> bool:
    """`shouldIncludePath`: patterns see what they matched of the folder above."""
    if include is not None:
        match, one.included = include.match(candidate, parent.included if parent else ())
        if not match:
            return False
    if exclude is not None:
        match, one.excluded = exclude.match(candidate, parent.excluded if parent else ())
        return not match
    return True


def _fixed_prefix(path: str) -> str:
    """The folders before the first wildcard (`splitWildcards`)."""
    kept: list[str] = []
    for part in path.split("/"):
        if has_wildcard(part):
            break
        kept.append(part)
    return "/".join(kept)


def _matcher(pattern: str) -> Callable[[str], bool]:
    """Go's `path.Match` on whole paths."""
    try:
        parts = [translate(part) for part in pattern.split("/")]
    except BadPattern:
        raise NotThere(pattern) from None

    def match(name: str) -> bool:
        names = name.split("/")
        return len(names) == len(parts) and all(p.fullmatch(n) for p, n in zip(parts, names, strict=True))

    return match
