"""A cache mount that the step itself keeps empty.

## Why
With `--no-cache-dir` the tool writes nothing into the mount; `rm -rf` of the mounted folder, or the tool's
own clean-up, throws away what it wrote. Debian's and Ubuntu's images delete every package after its
installation (`/etc/apt/apt.conf.d/docker-clean`). Such habits kept layers small before there were mounts; a
mount is not part of the layer.

## When to ignore it
The step must not keep downloads, for example because the cache would hold packages from a private index on a
shared builder.

## Fix safety
Unsafe: the option or the clean-up command is taken out; docker-clean is switched off in the step.
"""

from collections.abc import Iterator, Sequence

from dlinter.finding import Edit, Finding, Fix, Gain, Safety, Severity
from dlinter.model.dockerfile import Form, Mount, Run
from dlinter.model.packages.caches import mount_place
from dlinter.model.packages.installs import CLEAN
from dlinter.model.packages.removals import Removal, before_all, cuts, removals
from dlinter.model.packages.tasks import Task, covering, installs_of
from dlinter.model.packages.useless import Useless
from dlinter.model.shell import Command, Word
from dlinter.model.shell.cuts import cut_word
from dlinter.model.text import Span
from dlinter.rule import Bad, Context, Good, Rule

_MOST_MOUNTS = 64
"""Mounts of one step that are looked at."""


def _cached(run: Run, target: str, context: Context) -> Mount | None:
    mount = covering(run, target, context.facts) if target else None
    return mount if mount is not None and mount.type == "cache" else None


def _without(removal: Removal, context: Context, commands: Sequence[Command]) -> tuple[Edit, ...]:
    """Edits that take a command out of a chain, or the path out of a command that deletes others, too."""
    spans, _ = cuts([removal], commands, context.facts.text.data, context.dockerfile.escape)
    return tuple(Edit(span, "") for span in spans)


def check(run: Run, context: Context) -> Iterator[Finding]:
    mounts = [m for m in run.mounts if m.type == "cache"]
    if not mounts or run.form is Form.EXEC:
        return
    commands = context.facts.script(run).commands
    tasks = installs_of(run, context.facts)
    said: set[str] = set()
    for task in tasks:
        mount = next((m for c in task.caches if (m := _cached(run, c.path, context))), None)
        if mount is None:
            continue
        if task.install.action == CLEAN and task.tool.cleans:
            yield _emptied(Removal(task.install.command, None, False, True), mount, commands, context)
            continue
        for reason in task.useless if task.fetches else ():
            finding = _finding(reason, task, mount, run, context)
            if finding is not None and (
                reason.word is not None or (reason.variable or reason.setting) not in said
            ):
                said.add(reason.variable or reason.setting)
                yield finding
    yield from _removed(run, mounts, commands, tasks, context)


def _finding(reason: Useless, task: Task, mount: Mount, run: Run, context: Context) -> Finding | None:
    if reason.word is not None:
        value = reason.word.value
        return Finding(
            reason.word.span, f"`{value}` keeps the cache mount on `{mount.target}` empty: leave it out",
            Fix(f"leave out `{value}`", (Edit(cut_word(reason.word, context.facts.text.data,
                context.dockerfile.escape), ""),), Safety.UNSAFE, gain=Gain.CACHE),
        )  # fmt: skip
    if reason.variable:
        shown = reason.reason.removesuffix(" keeps nothing")
        return Finding(
            mount.flag.span,
            f"{shown} keeps this cache mount empty: unset it for the step",
            key=reason.variable,
        )
    if not reason.setting.startswith("/"):
        return Finding(
            mount.flag.span,
            f"{reason.reason}, so this mount stays empty: take the setting out",
            key=reason.setting,
        )
    archives = _cached(run, task.caches[0].path, context)
    if archives is None:
        return None
    start = before_all(context.facts.script(run))
    return Finding(
        archives.flag.span,
        "Debian's images delete each package after its installation, so this mount stays empty: remove "
        f"`{reason.setting}` first",
        Fix("switch docker-clean off", (Edit(Span(start, start), f"rm -f {reason.setting} && "),),
            Safety.UNSAFE, gain=Gain.CACHE),
    )


def _removed(
    run: Run, mounts: list[Mount], commands: Sequence[Command], tasks: tuple[Task, ...], context: Context
) -> Iterator[Finding]:
    seen: set[int] = set()
    for mount in mounts[:_MOST_MOUNTS]:
        place = mount_place(mount, run, context.facts)
        for removal in removals(run, context.facts, place) if place else ():
            if removal.word is None or removal.command.span.start in seen:
                continue
            seen.add(removal.command.span.start)
            yield _deletion(removal, removal.word, mount, commands, context)


def _deletion(
    removal: Removal, word: Word, mount: Mount, commands: Sequence[Command], context: Context
) -> Finding:
    if not removal.breaks:
        return _emptied(removal, mount, commands, context)
    edits = _without(removal, context, commands)
    return Finding(
        removal.command.span,
        f"`{removal.command.name}` cannot delete `{word.value}`, because the cache mount on "
        f"`{mount.target}` is in use, so the step fails: remove the command",
        Fix("remove the command that empties the mount", edits, Safety.UNSAFE, gain=Gain.CACHE) if edits
        else None,
    )


def _emptied(removal: Removal, mount: Mount, commands: Sequence[Command], context: Context) -> Finding:
    edits = _without(removal, context, commands)
    if not removal.alone and not edits:
        return Finding(removal.command.span, f"this empties the cache mount on `{mount.target}` each time")
    return Finding(
        removal.command.span,
        f"this empties the cache mount on `{mount.target}` each time: a mount is not part of the layer",
        Fix("remove the command that empties the mount", edits, Safety.UNSAFE, gain=Gain.CACHE) if edits
        else None,
    )


RULE = Rule(
    id="cache-mount-defeated",
    doc=__doc__,
    since="0.1.0",
    subject=Run,
    check=check,
    severity=Severity.WARNING,
    examples=(
        Bad(
            "FROM python:3.13\nRUN --mount=type=cache,target=/root/.cache/pip pip install «--no-cache-dir» "
            "flask\n",
            fixed="FROM python:3.13\nRUN --mount=type=cache,target=/root/.cache/pip pip install flask\n",
        ),
        Bad(
            "FROM node:22\nRUN --mount=type=cache,target=/root/.npm npm ci && «npm cache clean --force»\n",
            fixed="FROM node:22\nRUN --mount=type=cache,target=/root/.npm npm ci\n",
        ),
        Bad(
            "FROM debian:12\nRUN «--mount=type=cache,target=/var/cache/apt,sharing=locked» apt-get update "
            "&& apt-get install -y git\n",
            fixed="FROM debian:12\nRUN --mount=type=cache,target=/var/cache/apt,sharing=locked rm -f "
                "/etc/apt/apt.conf.d/docker-clean && "
            "apt-get update && apt-get install -y git\n",
        ),
        Bad(
            "FROM debian:12\nRUN rm -f /etc/apt/apt.conf.d/docker-clean\nRUN "
            "--mount=type=cache,target=/var/lib/apt,sharing=locked "
            "apt-get update \\\n    && apt-get install -y git \\\n    && «rm -rf /var/lib/apt/lists/*»\n",
            fixed="FROM debian:12\nRUN rm -f /etc/apt/apt.conf.d/docker-clean\nRUN "
                "--mount=type=cache,target=/var/lib/apt,sharing=locked "
            "apt-get update \\\n    && apt-get install -y git\n",
        ),
        Bad(
            "FROM ruby:3.4\nRUN --mount=type=cache,target=/root/.bundle/cache bundle install && «rm -rf "
            "~/.bundle»\n",
            fixed="FROM ruby:3.4\nRUN --mount=type=cache,target=/root/.bundle/cache bundle install\n",
        ),
        Bad(
            "FROM python:3.13\nENV PIP_NO_CACHE_DIR=1\nRUN «--mount=type=cache,target=/root/.cache/pip» pip "
            "install flask\n",
        ),
        Good(
            "FROM python:3.13\nENV PIP_NO_CACHE_DIR=1\nRUN --mount=type=cache,target=/root/.cache/pip "
            "PIP_NO_CACHE_DIR=0 pip install flask\n"),
        Good("FROM python:3.13\nRUN pip install --no-cache-dir flask\n"),
        Good("FROM node:22\nRUN --mount=type=cache,target=/root/.npm npm ci\n"),
    ),
)
