"""A cache mount that the step itself keeps empty.

## Why
With `--no-cache-dir` the tool writes nothing into the mount; `rm -rf` of the mounted folder, or the tool's own clean-up, throws away what it
wrote. Debian's and Ubuntu's images delete every package after its installation (`/etc/apt/apt.conf.d/docker-clean`). Such habits kept layers small
before there were mounts; a mount is not part of the layer.

## Fix safety
Unsafe: the option or the clean-up command is taken out; docker-clean is switched off in the step.
"""

from collections.abc import Iterator, Sequence

from dlinter.finding import Edit, Finding, Fix, Safety, Severity
from dlinter.model.dockerfile import Form, Mount, Run
from dlinter.model.facts.values import value_at
from dlinter.model.packages.folders import tool_of
from dlinter.model.packages.installs import CLEAN, installs
from dlinter.model.packages.needs import base_image, covering, needs_of, targets_of
from dlinter.model.shell import Command, Word
from dlinter.model.text import Span
from dlinter.rule import Bad, Context, Good, Rule

_OFF = {"PIP_NO_CACHE_DIR": "pip", "UV_NO_CACHE": "uv"}
_CLEAN = "/etc/apt/apt.conf.d/docker-clean"
_NOT_DEBIAN = ("alpine", "fedora", "centos", "rockylinux", "almalinux", "ubi", "opensuse", "archlinux", "amazonlinux", "busybox", "scratch")


def _cached(run: Run, target: str, context: Context) -> Mount | None:
    mount = covering(run, target, context.facts) if target else None
    return mount if mount is not None and mount.type == "cache" else None


def _without(command: Command, context: Context, commands: Sequence[Command]) -> tuple[Edit, ...] | None:
    """Edits that take a command out of a chain of `&&`."""
    data, outer = context.facts.text.data, command.outer
    at = commands.index(command)
    if command.context or command.wrappers:
        return None
    if command.before in ("&&", ";") and at > 0:
        return (Edit(Span(commands[at - 1].outer.end, outer.end), ""),) if not _comment_between(data, commands[at - 1].outer.end, outer.start) else None
    if command.operator in ("&&", ";") and at + 1 < len(commands):
        return (Edit(Span(outer.start, commands[at + 1].outer.start), ""),)
    return None


def _comment_between(data: bytes, start: int, end: int) -> bool:
    return any(line.lstrip().startswith(b"#") for line in data[start:end].split(b"\n")[1:])


def _option(word: Word) -> Edit:
    return Edit(Span(word.span.start - 1, word.span.end), "")


def check(run: Run, context: Context) -> Iterator[Finding]:
    if not any(m.type == "cache" for m in run.mounts) or run.form is Form.EXEC:
        return
    facts = context.facts
    commands = facts.script(run).commands
    yield from _options(run, context)
    for command in commands:
        yield from _removed(run, command, commands, context)
    stage = context.stage
    if stage is None or not any(c.name in ("apt-get", "apt") and (i := installs(c)) and i.action == "install" for c in commands):
        return
    mount = _cached(run, "/var/cache/apt", context)
    image = base_image(stage, facts).lower()
    if mount is None or "$" in image or any(name in image for name in _NOT_DEBIAN) or _switched_off(run, context):
        return
    start = commands[0].outer.start
    fix = Fix("switch docker-clean off", (Edit(Span(start, start), f"rm -f {_CLEAN} && "),), Safety.UNSAFE)
    yield Finding(
        mount.flag.span, f"Debian's images delete each package after its installation, so this mount stays empty: remove `{_CLEAN}` first", fix
    )


def _switched_off(run: Run, context: Context) -> bool:
    for stage in context.dockerfile.stages:
        for other in stage.instructions:
            if isinstance(other, Run) and other.index <= run.index:
                script = context.facts.text.slice(other.span)
                if "docker-clean" in script or "Keep-Downloaded-Packages" in script:
                    return True
    return False


def _options(run: Run, context: Context) -> Iterator[Finding]:
    for need in needs_of(run, context.facts):
        mount = next((m for t in need.targets if (m := _cached(run, t, context))), None)
        if mount is None:
            continue
        for word in need.install.options:
            if word.value in need.tool.defeats:
                yield Finding(
                    word.span, f"`{word.value}` keeps the cache mount on `{mount.target}` empty: leave it out",
                    Fix(f"leave out `{word.value}`", (_option(word),), Safety.UNSAFE),
                )  # fmt: skip
        for name, tool in _OFF.items():
            value = value_at(name, run, context.facts)
            if need.tool.name == tool and value and value.lower() not in ("0", "false", "off", "no"):
                yield Finding(mount.flag.span, f"`{name}={value}` keeps this cache mount empty: unset it for the step", key=name)


def _removed(run: Run, command: Command, commands: Sequence[Command], context: Context) -> Iterator[Finding]:
    if command.name == "rm":
        paths = [w.value.rstrip("/*") for w in command.argv[1:] if w.value.startswith("/")]
        mounts = [m for p in paths if (m := _cached(run, p, context))]
        if not mounts or len(mounts) != len([w for w in command.argv[1:] if not w.value.startswith("-")]):
            if mounts:
                yield Finding(command.span, f"this empties the cache mount on `{mounts[0].target}` each time")
            return
        what = f"this empties the cache mount on `{mounts[0].target}` each time: a mount is not part of the layer"
    else:
        install = installs(command)
        tool = tool_of(install.manager) if install and install.action == CLEAN else None
        if install is None or tool is None or context.stage is None:
            return
        if install.manager == "cargo" or install.manager == "mvn" or install.manager == "gradle":
            return  # their `clean` empties the build folder, not the cache
        mount = next((m for t in targets_of(tool, run, context.stage, context.facts) if (m := _cached(run, t, context))), None)
        if mount is None:
            return
        what = f"this empties the cache mount on `{mount.target}` each time: a mount is not part of the layer"
    edits = _without(command, context, commands)
    yield Finding(command.span, what, Fix("leave it out", edits, Safety.UNSAFE) if edits else None)


RULE = Rule(
    id="cache-mount-defeated",
    doc=__doc__,
    subject=Run,
    check=check,
    severity=Severity.WARNING,
    examples=(
        Bad(
            "FROM python:3.13\nRUN --mount=type=cache,target=/root/.cache/pip pip install «--no-cache-dir» flask\n",
            fixed="FROM python:3.13\nRUN --mount=type=cache,target=/root/.cache/pip pip install flask\n",
        ),
        Bad(
            "FROM node:22\nRUN --mount=type=cache,target=/root/.npm npm ci && «npm cache clean --force»\n",
            fixed="FROM node:22\nRUN --mount=type=cache,target=/root/.npm npm ci\n",
        ),
        Bad(
            "FROM debian:12\nRUN «--mount=type=cache,target=/var/cache/apt,sharing=locked» apt-get update && apt-get install -y git\n",
            fixed="FROM debian:12\nRUN --mount=type=cache,target=/var/cache/apt,sharing=locked rm -f /etc/apt/apt.conf.d/docker-clean && "
            "apt-get update && apt-get install -y git\n",
        ),
        Bad(
            "FROM debian:12\nRUN rm -f /etc/apt/apt.conf.d/docker-clean\nRUN --mount=type=cache,target=/var/lib/apt,sharing=locked "
            "apt-get update \\\n    && apt-get install -y git \\\n    && «rm -rf /var/lib/apt/lists/*»\n",
            fixed="FROM debian:12\nRUN rm -f /etc/apt/apt.conf.d/docker-clean\nRUN --mount=type=cache,target=/var/lib/apt,sharing=locked "
            "apt-get update \\\n    && apt-get install -y git\n",
        ),
        Good("FROM python:3.13\nRUN pip install --no-cache-dir flask\n"),
        Good("FROM node:22\nRUN --mount=type=cache,target=/root/.npm npm ci\n"),
    ),
)
