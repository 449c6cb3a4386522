"""A command that is of no use in a build: there is no running system and no terminal.

## Why
What `top`, `ps` or `shutdown` show or do ends with the step; services started in a step do not run in the
container.

## Instead
Start a service in the container's entrypoint; look at a build with `docker build --progress=plain`.

## When to ignore it
The command's output is wanted in the build log, for example `ps` while looking for a fault, or the name
belongs to a program of your own.
"""

from collections.abc import Iterator

from dlinter.finding import Finding, Severity, Tag
from dlinter.model.dockerfile import Run
from dlinter.rule import STRICT, Bad, Context, Good, Rule

_NAMES = ("free", "kill", "mount", "ps", "service", "shutdown", "ssh", "top", "vim", "nano", "htop", "less",
    "reboot", "systemctl")
_FINE = {
    "mount": ("--version",),
    "ssh": ("-V", "-T", "-o"),
    "systemctl": ("enable", "disable", "mask", "set-default", "preset", "unmask"),
}


def check(run: Run, context: Context) -> Iterator[Finding]:
    script = context.facts.script(run)
    if not script.posix:
        return
    for command in script.commands:
        name = command.name
        if name in _NAMES and not set(command.args) & set(_FINE.get(name, ())):
            yield Finding(
                command.argv[0].span,
                f"`{name}` is of no use in a build, which has no running system and no terminal: remove it",
            )


RULE: Rule[Run] = Rule(
    id="command-without-use",
    doc=__doc__,
    since="0.1.0",
    tag=Tag.UNNECESSARY,
    subject=Run,
    check=check,
    severity=Severity.NOTE,
    ruleset=STRICT,
    aliases=("hadolint:DL3001",),
    examples=(
        Bad("FROM debian:13\nRUN «top»\n", better="FROM debian:13\n"),
        Bad("FROM debian:13\nRUN make && «service» nginx start\n"),
        Good("FROM debian:13\nRUN apt-get install -y ssh vim\n"),
        Good("FROM fedora:42\nRUN systemctl enable nginx\n"),
    ),
)
