"""What differs between two builds and rebuilt nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import unquote

from dlinter.model.difference.compare import FOLLOWS, Comparison
from dlinter.model.difference.nodes import CauseKind, Change, ContextChanges, Status
from dlinter.model.difference.values import BUILD_ARG, PROXIES, changed_names, is_frontend_argument, is_hidden
from dlinter.model.record.steps import Steps

_LABEL = "label:"
_UNTOLD = ("vcs:", "attest:", "context", "dockerfilekey", "contextkey", "filename", "no-cache",
    "cache-imports", "source", "cmdline", "bake-target", "local", "input:", "label:", BUILD_ARG)
_VERSIONS = {
    "frontend": "version of the Dockerfile frontend",
    "builder": "builder",
    "compatibility": "compatibility version",
    "gateway": "frontend",
    "node": "builder",
}


def versions(old: Steps, new: Steps) -> Iterator[Change]:
    """Versions that differ: keys depend on them, so they are said first."""
    then, now = old.build.versions, new.build.versions
    for name, what in _VERSIONS.items():
        if name in then and name in now and then[name] != now[name]:
            yield Change(CauseKind.PLATFORM, what, what, then[name], now[name])


def idle_changes(found: Comparison, changes: ContextChanges) -> tuple[Change, ...]:
    """Changes that are the cause of nothing."""
    told = [c.change for c in found.difference.causes]
    every = [
        *versions(found.sides.old, found.sides.new),
        *_same_layers(found, told),
        *_dependencies(found),
        *_texts(found, told),
    ]
    if found.difference.steps:  # else nobody knows what was rebuilt
        every += _files(found, changes)
    # What one side does not say does not differ: a log has no options, an image without provenance no
    # Dockerfile.
    sides = (found.sides.old, found.sides.new)
    if all(side.dockerfile is not None for side in sides):
        every += [*_arguments(found, told), *_labels(found)]
    if all(side.build.attrs for side in sides):
        every += [*_given(found, told), *_options(found, told)]
    return tuple(dict.fromkeys(every))


def _same_layers(found: Comparison, told: Sequence[Change]) -> Iterator[Change]:
    """Tags that moved to an image of the same layers, unless its configuration rebuilt a step."""
    if not any(c.kind is CauseKind.BASE and c.what.endswith("of the base image") for c in told):
        yield from found.same_layers


def _dependencies(found: Comparison) -> Iterator[Change]:
    """Base images and downloads by the lists of both records, where they have no graph that says more."""
    old, new = found.sides.old.build, found.sides.new.build
    if old.graphs and new.graphs:
        return
    for uri, digest in new.dependencies.items():
        before = old.dependencies.get(uri)
        if before is not None and before != digest:
            image = uri.startswith("pkg:docker/")
            yield Change(
                CauseKind.BASE if image else CauseKind.REMOTE,
                "tag moved" if image else "download",
                _name(uri) if image else uri,
                before,
                digest,
            )


def _name(uri: str) -> str:
    """`pkg:docker/registry.example/base@1?platform=linux%2Famd64` → `registry.example/base:1` (package-url,
    type docker)."""
    return unquote(uri.removeprefix("pkg:docker/").partition("?")[0]).replace("@", ":", 1)


def _arguments(found: Comparison, told: Sequence[Change]) -> Iterator[Change]:
    sides = found.sides
    known = {c.name for c in told if c.kind in (CauseKind.ARGUMENT, CauseKind.PLATFORM)}
    for name in changed_names(sides.old_values, sides.new_values):
        if name not in known and not is_frontend_argument(name):
            old, new = sides.old_values.arguments.get(name), sides.new_values.arguments.get(name)
            yield Change(CauseKind.ARGUMENT, "ARG", name, old, new, secret=is_hidden(name))
    for name in dict.fromkeys([*sides.old_values.environment, *sides.new_values.environment]):
        old, new = sides.old_values.environment.get(name), sides.new_values.environment.get(name)
        if old != new and name not in known and name not in sides.new_values.arguments:
            yield Change(CauseKind.ARGUMENT, "ENV", name, old, new, secret=is_hidden(name))


def _given(found: Comparison, told: Sequence[Change]) -> Iterator[Change]:
    """Build arguments that are given, and that no Dockerfile declares."""
    sides = found.sides
    known = {c.name for c in told if c.kind in (CauseKind.ARGUMENT, CauseKind.PLATFORM)}
    known.update(
        name for name in changed_names(sides.old_values, sides.new_values) if not is_frontend_argument(name)
    )
    then, now = sides.old.build.attrs, sides.new.build.attrs
    for key in sorted({k for k in (*then, *now) if k.startswith(BUILD_ARG)}):
        name = key.removeprefix(BUILD_ARG)
        if then.get(key) != now.get(key) and name not in known:
            what = (
                "proxy argument"
                if name.upper() in PROXIES
                else "option"
                if is_frontend_argument(name)
                else "undeclared build argument"
            )
            kind = CauseKind.PLATFORM if is_frontend_argument(name) else CauseKind.ARGUMENT
            yield Change(kind, what, name, then.get(key), now.get(key), secret=is_hidden(name))


def _labels(found: Comparison) -> Iterator[Change]:
    old = found.sides.old_values.labels | {
        k.removeprefix(_LABEL): v for k, v in found.sides.old.build.attrs.items() if k.startswith(_LABEL)
    }
    new = found.sides.new_values.labels | {
        k.removeprefix(_LABEL): v for k, v in found.sides.new.build.attrs.items() if k.startswith(_LABEL)
    }
    for name in dict.fromkeys([*old, *new]):
        if old.get(name) != new.get(name):
            yield Change(
                CauseKind.ARGUMENT, "LABEL", name, old.get(name), new.get(name), secret=is_hidden(name)
            )


def _options(found: Comparison, told: Sequence[Change]) -> Iterator[Change]:
    known = {c.name for c in told}
    then, now = found.sides.old.build.attrs, found.sides.new.build.attrs
    for name in dict.fromkeys([*then, *now]):
        if then.get(name) != now.get(name) and name not in known and not name.startswith(_UNTOLD):
            yield Change(CauseKind.PLATFORM, "option", name, then.get(name), now.get(name))


def _texts(found: Comparison, told: Sequence[Change]) -> Iterator[Change]:
    sides, alignment = found.sides, found.alignment
    if sides.old.dockerfile is None or sides.new.dockerfile is None:
        return
    for new, old in alignment.stages.items():
        if new != old and not (new.startswith("stage-") and old.startswith("stage-")):
            yield Change(CauseKind.INSTRUCTION, "stage renamed", new, old, new)
    for step in found.difference.steps:
        before = alignment.pairs.get(step.at)
        if step.status is Status.SAME and before is not None and step.instruction != "FROM":
            old_text, text = sides.old.all[before].text, step.text
            if old_text != text:
                yield Change(CauseKind.INSTRUCTION, "text", step.instruction, old_text, text)
    if any(c.what == FOLLOWS for c in told):
        return  # a step that is gone is why the next one follows another
    for _, text in found.difference.removed:
        yield Change(CauseKind.INSTRUCTION, "removed", text.partition(" ")[0], text, None)


def _files(found: Comparison, changes: ContextChanges) -> Iterator[Change]:
    taken = {f.path for c in found.difference.causes for f in c.change.files}
    written = found.sides.new.build.graphs[0].filename if found.sides.new.build.graphs else "Dockerfile"
    left = [
        f
        for f in changes.files
        if f.path.rpartition("/")[2] != written.rpartition("/")[2]
        and not any(f.path == t or f.path.endswith(f"/{t}") for t in taken)
    ]
    if left:
        yield Change(CauseKind.CONTEXT, "files that no rebuilt step takes", "", files=tuple(left))
