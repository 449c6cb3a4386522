"""Which changed files of the context a step takes, by the operations of the graph: COPY, ADD and bind mounts,
`.dockerignore` applied."""

from __future__ import annotations

import json
from collections.abc import Iterator

from msgspec import Struct

from dlinter.model.difference.nodes import ChangedFile, ContextChanges
from dlinter.model.dockerfile.dockerignore import IgnoreFile, patterns
from dlinter.model.dockerfile.globs import BadPattern, has_magic, translate
from dlinter.model.record.nodes import Action, Kind, Operation
from dlinter.model.record.steps import Step, Steps
from dlinter.values import replace

_LOCAL = "local://"
_BIND = 0


class Taken(Struct, frozen=True):
    """What a step takes of one context: the source operation, and the actions or the selector that say which
    files."""

    source: Operation
    actions: tuple[Action, ...] = ()
    selector: str | None = None


def is_context(op: Operation) -> bool:
    """Whether a source is a folder of the one who builds, or a repository that stands for it."""
    return op.kind is Kind.SOURCE and op.identifier.startswith((_LOCAL, "git://", "git+"))


def taken_by(steps: Steps, step: Step) -> Iterator[Taken]:
    """The sources that a step takes files from."""
    for number, name in step.operations:
        graph = steps.build.graphs[number]
        op = graph.operations[name]
        for index, other in enumerate(op.inputs):
            source = graph.operations.get(other)
            if source is None or source.kind is not Kind.SOURCE:
                continue
            if op.kind is Kind.FILE:
                actions = tuple(a for a in op.actions if a.second == index)
                if actions:
                    yield Taken(source, actions)
            elif op.kind is Kind.EXEC:
                for mount in op.mounts:
                    if mount.input == index and mount.dest != "/" and mount.kind == _BIND:
                        yield Taken(source, selector=mount.selector)


def takes_context(steps: Steps, step: Step) -> bool:
    return any(is_context(t.source) for t in taken_by(steps, step))


def changed_files(steps: Steps, step: Step, changes: ContextChanges) -> tuple[ChangedFile, ...]:
    """The changed files that a step takes, by their path in the context."""
    found: dict[str, ChangedFile] = {}
    for taken in taken_by(steps, step):
        if not is_context(taken.source):
            continue
        local = taken.source.identifier.startswith(_LOCAL)
        folder = changes.folders.get(taken.source.identifier.removeprefix(_LOCAL) if local else "context", "")
        if folder is None:
            continue
        prefix = f"{folder}/" if folder else ""
        ignored = _ignored(taken.source) if local else None
        for file in changes.files:
            if not file.path.startswith(prefix):
                continue
            path = file.path[len(prefix) :]
            if (ignored is None or not ignored.ignores(path)) and takes(taken, path):
                found[path] = replace(file, path=path)
    return tuple(found[p] for p in sorted(found))


def ignore_changed(old: Steps, before: Step, new: Steps, step: Step) -> bool:
    """Whether what `.dockerignore` leaves out of a step's context differs."""
    then = {
        t.source.identifier: t.source.attrs.get("local.excludepatterns", "") for t in taken_by(old, before)
    }
    now = {t.source.identifier: t.source.attrs.get("local.excludepatterns", "") for t in taken_by(new, step)}
    return any(name in then and then[name] != text for name, text in now.items())


def _ignored(source: Operation) -> IgnoreFile | None:
    try:
        given = json.loads(source.attrs.get("local.excludepatterns") or "[]")
    except (ValueError, RecursionError):
        return None
    texts = [t for t in given if isinstance(t, str)] if isinstance(given, list) else []
    return patterns(texts[:10_000]) if texts else None


def takes(taken: Taken, path: str) -> bool:
    """Whether a path of the context is among what a step takes."""
    if taken.selector is not None:
        return _below(path, taken.selector.strip("/"))
    return any(_action_takes(action, path) for action in taken.actions)


def _action_takes(action: Action, path: str) -> bool:
    source = action.src.strip("/")
    inside = _inside(path, source, action.wildcard)
    if inside is None:
        return False
    if action.include and not _matches(action.include, inside):
        return False
    return not (action.exclude and patterns(action.exclude).ignores(inside or path.rpartition("/")[2]))


def _inside(path: str, source: str, wildcard: bool) -> str | None:
    """The path relative to the source that takes it ("" for the source itself); None where it is not
    taken."""
    if _below(path, source):
        return path[len(source) :].lstrip("/") if source else path
    if not wildcard or not has_magic(source):
        return None
    try:
        pattern = translate(source)
    except BadPattern:
        return None
    parts = path.split("/")
    for end in range(1, len(parts) + 1):
        if pattern.fullmatch("/".join(parts[:end])):
            return "/".join(parts[end:])
    return None


def _below(path: str, folder: str) -> bool:
    return not folder or path == folder or path.startswith(f"{folder}/")


def _matches(include: tuple[str, ...], path: str) -> bool:
    return patterns([p.lstrip("/").replace("/./", "/") for p in include]).ignores(path)
