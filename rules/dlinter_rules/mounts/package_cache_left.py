"""What a package manager fetched or listed stays in a layer of the image.

## Why
Package lists and download caches are of no use to a container, and every pull carries them: 20 to 300 MB. What a later step
deletes is carried all the same.

## Instead
Mount a cache over the folder, `RUN --mount=type=cache,target=…`: the files are then kept for the next build and never get into a
layer. Where no builder keeps a cache, delete them in the same `RUN`, or tell the manager not to write them (`--no-cache-dir`,
`apk add --no-cache`).

hadolint asks for the deletion alone (DL3009, DL3019, DL3032, DL3036, DL3040, DL3042, DL3060); here a mount is the better answer, and
stages of which nothing but copied files reaches the image are left alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from dlinter.finding import Finding, Severity
from dlinter.model.dockerfile import Run
from dlinter.model.facts.values import value_at
from dlinter.model.packages.caches import covering
from dlinter.model.packages.installs import CLEAN, INSTALL, UPDATE, UPGRADE, Install, installs
from dlinter.model.shell import Command
from dlinter.model.text import Span
from dlinter.rule import STRICT, Bad, Context, Good, Rule

_OFF = ("0", "off", "no", "false", "n", "f", "")


@dataclass(frozen=True, slots=True)
class _Manager:
    """`any_of`: a mount over one of them is enough; `actions`: what fills them; `quiet`: options or a variable that keep them empty."""

    any_of: tuple[str, ...]
    actions: tuple[str, ...] = (INSTALL, UPGRADE)
    quiet: tuple[str, ...] = ()
    variable: str = ""
    homes: tuple[str, ...] = ()


_RPM = _Manager(("/var/cache/dnf", "/var/cache/yum", "/var/cache/libdnf5"))
_MANAGERS = {
    "apt-get": _Manager(("/var/lib/apt/lists",), (UPDATE,)),
    "apt": _Manager(("/var/lib/apt/lists",), (UPDATE,)),
    "aptitude": _Manager(("/var/lib/apt/lists",), (UPDATE,)),
    "apk": _Manager(("/var/cache/apk", "/etc/apk/cache"), (INSTALL, UPGRADE), ("--no-cache",)),
    "dnf": _RPM, "microdnf": _RPM, "yum": _RPM, "dnf5": _RPM, "tdnf": _RPM,
    "zypper": _Manager(("/var/cache/zypp",)),
    "pip": _Manager(("/root/.cache/pip",), (INSTALL,), ("--no-cache-dir",), "PIP_NO_CACHE_DIR", ("pip",)),
    "yarn": _Manager(("/root/.cache/yarn", "/usr/local/share/.cache/yarn"), (INSTALL,), (), "", ("yarn",)),
}  # fmt: skip
_ARCHIVES = "/var/cache/apt"


def _in_image(run: Run, context: Context) -> bool:
    """Whether the layer is one of the final image's; of an image that runs the ONBUILD it is."""
    at = context.dockerfile.final
    seen: set[int] = set()
    while at is not None and at.index not in seen and not run.onbuild:
        if context.stage is not None and at.index == context.stage.index:
            return True
        seen.add(at.index)
        at = context.dockerfile.stages[at.base] if at.base is not None else None
    return run.onbuild


def _covered(run: Run, manager: _Manager, context: Context) -> bool:
    if any(covering(run, folder, context.facts) is not None for folder in manager.any_of):
        return True
    return any(m.type in ("cache", "tmpfs") and m.target and f"/{name}" in m.target for m in run.mounts for name in manager.homes)


def _deletes(command: Command, folders: tuple[str, ...]) -> bool:
    if command.name not in ("rm", "find"):
        return False
    return any(word.rstrip("/*").startswith(tuple(f.rstrip("/") for f in folders)) or f"{word.rstrip('/*')}/" in _parents(folders) for word in command.args)


def _parents(folders: tuple[str, ...]) -> set[str]:
    """The folders above, `/var/cache/` and below."""
    return {folder[: at + 1] for folder in folders for at in range(len("/var/cache"), len(folder)) if folder[at] == "/"}


def _cleans(install: Install, manager: str) -> bool:
    return install.manager == manager and (
        install.action == CLEAN or (manager == "yarn" and install.subcommand is not None and install.subcommand.value == "cache")
    )


def _silenced(install: Install, before: list[Command], run: Run, manager: _Manager, context: Context) -> bool:
    if install.has(*manager.quiet):
        return True
    if not manager.variable:
        return False
    value = value_at(manager.variable, run, context.facts)
    for command in [*before, install.command]:
        for assignment in command.assignments:
            if assignment.name == manager.variable:
                value = assignment.value.value if assignment.value is not None else ""
    return value is not None and value.lower() not in _OFF


def _keeps_archives(run: Run, commands: list[Command], context: Context) -> bool:
    """Whether Debian's docker-clean was switched off, here or above."""
    above = [i for i in (context.stage.instructions if context.stage else ()) if isinstance(i, Run) and i.index < run.index]
    if run.onbuild:
        above = []
    scripts = [commands, *(list(context.facts.script(i).commands) for i in above)]
    return any(c.name == "rm" and any("docker-clean" in word for word in c.args) for script in scripts for c in script)


def check(run: Run, context: Context) -> Iterator[Finding]:
    script = context.facts.script(run)
    if not script.posix or not _in_image(run, context):
        return
    commands = list(script.commands)
    told: set[str] = set()
    for at, command in enumerate(commands):
        install = installs(command)
        manager = _MANAGERS.get(install.manager) if install else None
        if install is None or manager is None or install.manager in told or install.action not in manager.actions:
            continue
        later = commands[at + 1 :]
        folders = (*manager.any_of, *(f"~/.cache/{h}" for h in manager.homes), *(f"$HOME/.cache/{h}" for h in manager.homes))
        gone = any(_deletes(c, folders) or ((i := installs(c)) is not None and _cleans(i, install.manager)) for c in later)
        lists = manager.actions == (UPDATE,)
        left = manager.any_of[0]
        if lists:
            gone = any(_deletes(c, folders) for c in later)
        if gone or _silenced(install, commands[:at], run, manager, context):
            continue
        if _covered(run, manager, context):
            if not lists or covering(run, _ARCHIVES, context.facts) is not None or not _keeps_archives(run, commands, context):
                continue
            left = _ARCHIVES
        told.add(install.manager)
        yield Finding(
            Span(command.argv[0].span.start, command.argv[-1].span.end),
            f"what `{install.manager}` leaves in `{left}` becomes part of the image: mount a cache there, or delete it in this `RUN`",
            key=install.manager,
        )


RULE: Rule[Run] = Rule(
    id="package-cache-left",
    doc=__doc__,
    subject=Run,
    check=check,
    severity=Severity.WARNING,
    ruleset=STRICT,
    aliases=(
        "hadolint:DL3009", "hadolint:DL3019", "hadolint:DL3032", "hadolint:DL3036", "hadolint:DL3040", "hadolint:DL3042", "hadolint:DL3060",
    ),
    examples=(
        Bad("FROM debian:13\nRUN «apt-get update» && apt-get install -y curl\n"),
        Bad("FROM fedora:42\nRUN «dnf install -y curl»\n"),
        Bad("FROM python:3.13\nRUN «pip install flask»\n"),
        Bad("FROM alpine:3.22\nRUN «apk add curl»\n"),
        Good("FROM debian:13\nRUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*\n"),
        Good(
            "FROM debian:13\nRUN --mount=type=cache,target=/var/lib/apt --mount=type=cache,target=/var/cache/apt apt-get update && apt-get install -y curl\n"
        ),
        Good("FROM debian:13 AS build\nRUN apt-get update && apt-get install -y gcc\nFROM debian:13\nCOPY --from=build /a /a\n"),
        Good("FROM python:3.13\nENV PIP_NO_CACHE_DIR=1\nRUN pip install flask\n"),
        Good("FROM node:22\nRUN yarn install && yarn cache clean\n"),
    ),
)  # fmt: skip
