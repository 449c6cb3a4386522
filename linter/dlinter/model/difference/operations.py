"""What differs between the operations of two steps that belong together: changes that are in the step's own
cache key."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from dlinter.model.difference.nodes import CauseKind, Change
from dlinter.model.difference.values import (
    BUILD_ARG,
    PROXIES,
    Values,
    is_frontend_argument,
    is_hidden,
    names_in,
)
from dlinter.model.dockerfile.scope import PLATFORM_ARGS
from dlinter.model.record.nodes import Kind, Operation
from dlinter.model.record.steps import Step, Steps

_DIGEST = re.compile(r"@(sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})")
_SETTING_OPTIONS = {
    "extraHosts": "add-hosts", "ulimit": "ulimit", "hostname": "build-arg:BUILDKIT_SANDBOX_HOSTNAME",
    "network": "force-network-mode",
    "cgroupParent": "cgroup-parent",
}  # fmt: skip
_MOUNT_OPTIONS = ("build-arg:BUILDKIT_CACHE_MOUNT_NS", "shm-size")


class Sides(Struct):
    """Both builds with their values."""

    old: Steps
    new: Steps
    old_values: Values
    new_values: Values


def image_of(identifier: str) -> tuple[str, str]:
    """`docker-image://node:22@sha256:…` → name, digest."""
    name = identifier.partition("://")[2]
    match = _DIGEST.search(name)
    return (name[: match.start()], match[1]) if match else (name, "")


def own_changes(sides: Sides, before: Step, after: Step) -> list[Change]:
    """The changes in a step's own operations, the one that explains most first."""
    found: list[Change] = []
    if not before.operations or not after.operations:
        return _by_text(sides, before, after)
    pairs = _paired(sides, before, after)
    if pairs is None:
        platforms = [_platforms(sides.old), _platforms(sides.new)]
        if platforms[0] != platforms[1]:
            return [
                Change(
                    CauseKind.PLATFORM,
                    "platform",
                    "platform",
                    ", ".join(platforms[0]),
                    ", ".join(platforms[1]),
                )
            ]
        found.append(_instruction(sides, before, after, "flags"))
        return found
    for one, other in pairs:
        found += _of_operation(sides, before, after, one, other)
    order = (
        CauseKind.INSTRUCTION,
        CauseKind.ARGUMENT,
        CauseKind.REMOTE,
        CauseKind.ORDER,
        CauseKind.PLATFORM,
        CauseKind.BASE,
    )
    unique = list(dict.fromkeys(found))
    return sorted(unique, key=lambda c: order.index(c.kind) if c.kind in order else len(order))


def _platforms(steps: Steps) -> tuple[str, ...]:
    return tuple(g.platform for g in steps.build.graphs)


def _paired(sides: Sides, before: Step, after: Step) -> list[tuple[Operation, Operation]] | None:
    """The operations of both steps, platform by platform; None where they are of different kinds."""
    found: list[tuple[Operation, Operation]] = []
    shared = False
    for number, graph in enumerate(sides.new.build.graphs):
        mine = [sides.new.operation(p) for p in after.operations if p[0] == number]
        if not mine:
            continue
        same = [i for i, g in enumerate(sides.old.build.graphs) if g.platform == graph.platform]
        other = (
            same[0]
            if same
            else number
            if len(sides.old.build.graphs) == len(sides.new.build.graphs) == 1
            else None
        )
        theirs = [sides.old.operation(p) for p in before.operations if p[0] == other]
        if not theirs:
            continue
        shared = True
        if [o.kind for o in mine] != [o.kind for o in theirs]:
            return None
        found += zip(theirs, mine, strict=True)
    return found if shared else None


def _of_operation(
    sides: Sides, before: Step, after: Step, one: Operation, other: Operation
) -> Iterator[Change]:
    if other.kind is Kind.SOURCE:
        yield from _source(sides, before, after, one, other)
        return
    if one.platform != other.platform and one.platform and other.platform:
        yield Change(CauseKind.PLATFORM, "platform", "platform", one.platform, other.platform)
    if other.kind is Kind.EXEC:
        yield from _exec(sides, before, after, one, other)
    elif other.kind is Kind.FILE:
        yield from _file(sides, before, after, one, other)
    yield from _outside_sources(sides, before, after, one, other)


def _outside_sources(
    sides: Sides, before: Step, after: Step, one: Operation, other: Operation
) -> Iterator[Change]:
    """Images, downloads and repositories that an operation takes files from."""
    then = [s for s in _sources(sides.old, before, one) if s.id not in {p[1] for p in before.operations}]
    now = [s for s in _sources(sides.new, after, other) if s.id not in {p[1] for p in after.operations}]
    if len(then) == len(now):
        for source, target in zip(then, now, strict=True):
            if not target.identifier.startswith("local:"):
                yield from _source(sides, before, after, source, target)


def _sources(steps: Steps, step: Step, op: Operation) -> list[Operation]:
    number = next((n for n, name in step.operations if name == op.id), 0)
    graph = steps.build.graphs[number]
    chain = 0 if op.kind is Kind.EXEC else next((a.base for a in op.actions if a.base >= 0), -1)
    return [
        s
        for i, name in enumerate(op.inputs)
        if i != chain and (s := graph.operations.get(name)) is not None and s.kind is Kind.SOURCE
    ]


def _source(sides: Sides, before: Step, after: Step, one: Operation, other: Operation) -> Iterator[Change]:
    if other.identifier.startswith("local:"):
        return
    if not other.identifier.startswith("docker-image:") or not one.identifier.startswith("docker-image:"):
        yield from _download(sides, before, after, one, other)
        return
    (old_name, old_digest), (new_name, new_digest) = image_of(one.identifier), image_of(other.identifier)
    if one.platform != other.platform and one.platform and other.platform:
        yield Change(CauseKind.PLATFORM, "platform", "platform", one.platform, other.platform)
        return
    if (old_name, old_digest) == (new_name, new_digest):
        return
    layers = one.layers == other.layers if one.layers and other.layers else None
    if old_name == new_name:
        written = "@sha256:" in after.text and "@sha256:" in before.text and before.text != after.text
        yield Change(
            CauseKind.BASE,
            "digest edited" if written else "tag moved",
            new_name,
            old_digest,
            new_digest,
            layers=layers,
        )
        return
    named = _named_arguments(sides, before, after)
    if _words(before) == _words(after) and named:
        yield from named
        return
    yield Change(
        CauseKind.BASE,
        "other image",
        new_name,
        _whole(old_name, old_digest),
        _whole(new_name, new_digest),
        layers=layers,
    )


def _words(step: Step) -> list[str]:
    """The words of a FROM without its name for the stage."""
    words = step.text.split()
    return (
        words[: next((i for i, w in enumerate(words) if w.upper() == "AS"), len(words))]
        if step.instruction == "FROM"
        else words
    )


def _whole(name: str, digest: str) -> str:
    return f"{name}@{digest}" if digest else name


def _download(sides: Sides, before: Step, after: Step, one: Operation, other: Operation) -> Iterator[Change]:
    if after.instruction == "ADD" and other.identifier.partition("#")[0] != one.identifier.partition("#")[0]:
        named = _named_arguments(sides, before, after) if before.text == after.text else []
        yield from named or [_instruction(sides, before, after, "source")]
        return
    old_content, new_content = _content(sides.old, one), _content(sides.new, other)
    if one.identifier == other.identifier and (
        old_content == new_content or not old_content or not new_content
    ):
        return
    remote = after.instruction == "ADD" and (
        "://" in after.text or after.text.startswith("ADD git@") or "$" in after.text
    )
    if remote:  # else the repository is the context: which files of it count is looked at elsewhere
        yield Change(
            CauseKind.REMOTE,
            "git" if other.identifier.startswith("git") else "download",
            other.identifier.partition("#")[0],
            old_content or None,
            new_content or None,
        )


def _content(steps: Steps, op: Operation) -> str:
    """The digest or commit of a download, as the record's dependencies give it."""
    plain = _without_scheme(op.identifier)
    for uri, digest in steps.build.dependencies.items():
        if _without_scheme(uri) == plain:
            return digest
    return op.attrs.get("git.checksum", "") or op.attrs.get("http.checksum", "")


def _without_scheme(uri: str) -> str:
    plain = uri.partition("#")[0]
    return plain.partition("://")[2] or plain


def _exec(sides: Sides, before: Step, after: Step, one: Operation, other: Operation) -> Iterator[Change]:
    if one.args != other.args:
        shell = (
            one.args[:-1] != other.args[:-1]
            and one.args[-1:] == other.args[-1:]
            and before.text == after.text
        )
        yield _instruction(sides, before, after, "shell" if shell else "command")
    yield from _environment(sides, one, other)
    if one.cwd != other.cwd:
        yield _inherited(sides, "WORKDIR", "workdir", one.cwd, other.cwd, before, after)
    if one.user != other.user:
        yield _inherited(sides, "USER", "user", one.user, other.user, before, after)
    if [m.key for m in one.mounts] != [m.key for m in other.mounts]:
        option = next((o for name in _MOUNT_OPTIONS if (o := _option(sides, name)) is not None), None)
        if before.text == after.text and option is not None:
            yield option
        elif before.text == after.text and (named := _named_arguments(sides, before, after)):
            yield from named
        else:
            yield _instruction(sides, before, after, "mounts")
    then, now = dict(one.settings), dict(other.settings)
    for name in dict.fromkeys([*then, *now]):
        if then.get(name) == now.get(name):
            continue
        option = _option(sides, _SETTING_OPTIONS.get(name, name))
        if before.text != after.text and (option is None or name in ("network", "security")):
            yield _instruction(sides, before, after, name)
        else:
            yield option or Change(CauseKind.PLATFORM, "option", name, then.get(name), now.get(name))


def _option(sides: Sides, name: str) -> Change | None:
    old, new = sides.old.build.attrs.get(name), sides.new.build.attrs.get(name)
    if old == new:
        return None
    return Change(CauseKind.PLATFORM, "option", name.removeprefix(BUILD_ARG), old, new)


def _environment(sides: Sides, one: Operation, other: Operation) -> Iterator[Change]:
    then, now = _pairs(one.env), _pairs(other.env)
    if then == now:
        if [e.partition("=")[0] for e in one.env] != [e.partition("=")[0] for e in other.env]:
            yield Change(
                CauseKind.ORDER, "order of ENV and ARG", ", ".join(_reordered(one.env, other.env)[:6])
            )
        return
    changed = [n for n in dict.fromkeys([*then, *now]) if then.get(n) != now.get(n)]
    sources = set(changed)
    for name in changed:
        raw = sides.new_values.environment.get(name) or sides.old_values.environment.get(name) or ""
        through = [n for n in names_in(raw) if sides.old_values.value(n) != sides.new_values.value(n)]
        if through and any(n in sources for n in through):
            continue  # its own source is named
        if through:
            yield from (argument(sides, n) for n in through)
            continue
        declared = name in sides.old_values.declared | sides.new_values.declared
        if is_frontend_argument(name):
            yield _option(sides, f"{BUILD_ARG}{name}") or Change(
                CauseKind.PLATFORM, "option", name, then.get(name), now.get(name)
            )
        elif (platform := _of_platform(sides, name)) is not None:
            yield platform
        elif _from_base(sides, name, then.get(name), now.get(name)):
            yield Change(CauseKind.BASE, "environment of the base image", name, then.get(name),
                now.get(name), secret=is_hidden(name))
        elif declared or f"{BUILD_ARG}{name}" in {**sides.old.build.attrs, **sides.new.build.attrs}:
            yield Change(
                CauseKind.ARGUMENT,
                _what(sides, name),
                name,
                then.get(name),
                now.get(name),
                secret=is_hidden(name),
            )
        else:
            yield Change(
                CauseKind.BASE,
                "environment of the base image",
                name,
                then.get(name),
                now.get(name),
                secret=is_hidden(name),
            )


def _of_platform(sides: Sides, name: str) -> Change | None:
    """The change of platform behind an argument that BuildKit sets (`TARGETARCH`), where no option and no
    default gives it a value."""
    given = f"{BUILD_ARG}{name}"
    old, new = (
        steps.build.attrs.get("platform") or ", ".join(_platforms(steps)) for steps in (sides.old, sides.new)
    )
    if (
        name not in PLATFORM_ARGS
        or old == new
        or given in sides.old.build.attrs
        or given in sides.new.build.attrs
    ):
        return None
    return Change(CauseKind.PLATFORM, "platform", "platform", old, new)


def _from_base(sides: Sides, name: str, old: str | None, new: str | None) -> bool:
    """Whether a declared variable has another value though nothing that declares it differs: it goes on from
    the base image's (`PATH=/x:$PATH`)."""
    if old is None or new is None or sides.old_values.value(name) != sides.new_values.value(name):
        return False
    raw = sides.new_values.environment.get(name, "")
    return name in names_in(raw) and _bases(sides.old) != _bases(sides.new)


def _bases(steps: Steps) -> list[str]:
    return sorted(
        {
            o.identifier
            for g in steps.build.graphs
            for o in g.operations.values()
            if o.identifier.startswith("docker-image:")
        }
    )


def _what(sides: Sides, name: str) -> str:
    return (
        "ENV"
        if name in sides.new_values.environment
        or (name in sides.old_values.environment and name not in sides.new_values.arguments)
        else "ARG"
    )


def _pairs(env: Sequence[str]) -> dict[str, str]:
    return {
        name: value
        for name, _, value in (entry.partition("=") for entry in env)
        if name.upper() not in PROXIES
    }


def _reordered(one: Sequence[str], other: Sequence[str]) -> list[str]:
    then, now = [e.partition("=")[0] for e in one], [e.partition("=")[0] for e in other]
    return [n for n, o in zip(now, then, strict=False) if n != o]


def argument(sides: Sides, name: str) -> Change:
    """The change of a build argument's value."""
    if is_frontend_argument(name):
        return _option(sides, f"{BUILD_ARG}{name}") or Change(CauseKind.PLATFORM, "option", name)
    if (platform := _of_platform(sides, name)) is not None:
        return platform
    old, new = sides.old_values.value(name), sides.new_values.value(name)
    return Change(CauseKind.ARGUMENT, _what(sides, name), name, old, new, secret=is_hidden(name))


def _named_arguments(sides: Sides, before: Step, after: Step) -> list[Change]:
    """The variables that an instruction names and whose value differs."""
    names = dict.fromkeys([*names_in(after.raw), *names_in(before.raw)])
    return [argument(sides, n) for n in names if sides.old_values.value(n) != sides.new_values.value(n)]


def _inherited(
    sides: Sides, keyword: str, what: str, old: str, new: str, before: Step, after: Step
) -> Change:
    """A user or folder that another instruction, an argument in it, or the base image set."""
    then, now = sides.old_values.others.get(keyword, []), sides.new_values.others.get(keyword, [])
    if then != now:
        return Change(CauseKind.INSTRUCTION, what, keyword, old, new)
    names = [
        n for text in now for n in names_in(text) if sides.old_values.value(n) != sides.new_values.value(n)
    ]
    if names:
        return argument(sides, names[0])
    return Change(CauseKind.BASE, f"{what} of the base image", what, old, new)


def added_platforms(sides: Sides, step: Step) -> Change | None:
    """The platform that a step ran for, where the old build was not for it and all that ran was."""
    known = set(_platforms(sides.old))
    if not known or known >= set(_platforms(sides.new)) or not step.operations:
        return None
    ran = {v.digest for v in step.vertices if v.done and not v.cached}
    mine = {n for n, name in step.operations if sides.new.operation((n, name)).vertex in ran}
    if not mine or any(sides.new.build.graphs[n].platform in known for n in mine):
        return None
    return Change(
        CauseKind.PLATFORM,
        "platform",
        "platform",
        ", ".join(_platforms(sides.old)),
        ", ".join(_platforms(sides.new)),
    )


def _file(sides: Sides, before: Step, after: Step, one: Operation, other: Operation) -> Iterator[Change]:
    if [(a.key, a.base < 0, a.second < 0) for a in one.actions] != [
        (a.key, a.base < 0, a.second < 0) for a in other.actions
    ]:
        named = _named_arguments(sides, before, after)
        if _same_text(before, after):
            if named:
                yield from named
                return
            moved = [(a, b) for a, b in zip(one.actions, other.actions, strict=False) if a.dest != b.dest]
            if moved:
                yield _inherited(
                    sides, "WORKDIR", "workdir", moved[0][0].dest, moved[0][1].dest, before, after
                )
                return
        yield _instruction(sides, before, after, _what_of_file(after))
    elif [a.timestamp for a in one.actions] != [a.timestamp for a in other.actions]:
        epoch = _option(sides, f"{BUILD_ARG}SOURCE_DATE_EPOCH")
        if epoch is not None:
            yield epoch


def _what_of_file(step: Step) -> str:
    return {"WORKDIR": "workdir", "COPY": "copy", "ADD": "add"}.get(step.instruction, "command")


def _same_text(before: Step, after: Step) -> bool:
    return before.text == after.text


def _instruction(sides: Sides, before: Step, after: Step, what: str) -> Change:
    if before.text == after.text and before.raw == after.raw:
        named = _named_arguments(sides, before, after)
        if what not in ("shell",) and named:
            return named[0]
        return Change(CauseKind.INSTRUCTION, what, after.instruction)
    return Change(CauseKind.INSTRUCTION, what, after.instruction, before.text, after.text)


def _by_text(sides: Sides, before: Step, after: Step) -> list[Change]:
    """Where one side has no graph: by the texts, which a log has with their variables expanded."""
    if before.instruction == "FROM":
        return _from_by_text(sides, before, after)
    if _expands(before.text, after.text) or _expands(after.text, before.text):
        return []
    text = after.text
    for name, value in sides.new_values.arguments.items():
        old = sides.old_values.arguments.get(name)
        if value and old and old != value and text.replace(value, old) == before.text:
            return [argument(sides, name)]
    return [
        Change(
            CauseKind.INSTRUCTION,
            "command" if after.instruction == "RUN" else after.instruction.lower(),
            after.instruction,
            before.text,
            after.text,
        )
    ]


def _from_by_text(sides: Sides, before: Step, after: Step) -> list[Change]:
    (old_name, old), (new_name, new) = _image(sides.old, before), _image(sides.new, after)
    if not old or not new or (old_name, old) == (new_name, new):
        return []
    if old_name != new_name:
        return [Change(CauseKind.BASE, "other image", new_name, _whole(old_name, old), _whole(new_name, new))]
    return [Change(CauseKind.BASE, "tag moved", new_name, old, new)]


def _image(steps: Steps, step: Step) -> tuple[str, str]:
    """Name and digest of a FROM: of its operation, else of its text in a log."""
    main = steps.main(step)
    if main is not None:
        return image_of(main.identifier)
    match = _DIGEST.search(step.text)
    return (step.text[: match.start()].rpartition(" ")[2], match[1]) if match else ("", "")


_VARIABLE = re.compile(r"\\?\$(?:\{[^{}]{0,200}\}|\w+)")


def _expands(raw: str, text: str) -> bool:
    """Whether one text is the other with its variables expanded."""
    if raw == text:
        return True
    pieces = _VARIABLE.split(raw)
    if len(pieces) < 2 or not text.startswith(pieces[0]):
        return False
    at = len(pieces[0])
    for piece in pieces[1:-1]:
        at = text.find(piece, at)
        if at < 0:
            return False
        at += len(piece)
    return text.endswith(pieces[-1]) and len(text) - len(pieces[-1]) >= at
