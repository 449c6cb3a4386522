"""A pipe whose first command may fail unnoticed.

## Why
The shell only looks at the last command's exit code: when the download in `curl … | tar x` breaks off, the
step succeeds, and its result stays in the cache.

## Instead
`SHELL ["/bin/bash", "-o", "pipefail", "-c"]` once in the stage, or `set -o pipefail` in the step (dash has it
from 0.5.13, busybox's ash always).

## When to ignore it
The first command may fail without harm, as `grep` does when it finds nothing, or the step checks its result
afterwards.

## Fix safety
Unsafe: bash may not be in the image, and a command that fails on purpose at the start of a pipe then fails
the step.
"""

from collections.abc import Iterator

from dlinter.finding import Edit, Finding, Fix, Safety, Severity
from dlinter.model.dockerfile import Run, Shell
from dlinter.model.dockerfile.tokens import Form
from dlinter.model.facts.values import before, earlier
from dlinter.model.packages.distributions import base_image
from dlinter.model.shell import Command
from dlinter.model.text import Span
from dlinter.rule import STRICT, Bad, Context, Good, Rule

_HARMLESS = ("echo", "printf", "yes", "true", ":", "cat")
_BASH = ("debian", "ubuntu", "python", "node", "golang", "rust", "ruby", "php", "openjdk", "eclipse-temurin",
    "fedora", "centos", "rockylinux", "almalinux", "buildpack-deps", "perl", "maven", "gradle")


def _sets_pipefail(command: Command) -> bool:
    return command.name == "set" and any("pipefail" in word for word in command.args)


def _shell_has_it(run: Run, context: Context) -> bool:
    for shell in before(run, context.facts, Shell):
        return any("pipefail" in word.value for word in shell.args)
    return False


def check(run: Run, context: Context) -> Iterator[Finding]:
    span, command = _unnoticed(run, context)
    if span is not None and command is not None:
        yield Finding(
            span,
            f"`{command.name}` may fail unnoticed, because a pipe has the exit code of its last "
            "command: set `pipefail`", _fix(run, context)
        )


def _unnoticed(run: Run, context: Context) -> tuple[Span | None, Command | None]:
    """The first pipe of a step whose commands may fail unnoticed, and the command."""
    script = context.facts.script(run)
    if not script.posix or script.errors or run.form is Form.EXEC or _shell_has_it(run, context):
        return None, None
    active = False
    for command in script.commands:
        active = active or _sets_pipefail(command)
        if (
            command.operator not in ("|", "|&")
            or active
            or "condition" in command.context
            or "sh -c" in command.wrappers
        ):
            continue
        if command.before in ("|", "|&") or not command.name:
            continue
        pipeline = [c for c in script.commands if c.pipeline == command.pipeline]
        if not all(c.name in _HARMLESS for c in pipeline[:-1]):
            return Span(command.outer.start, pipeline[-1].outer.end), command
    return None, None


def _fix(run: Run, context: Context) -> Fix | None:
    if context.stage is None or run.onbuild or run.comments:
        return None
    name = base_image(context.stage, context.facts).rpartition("/")[2].partition("@")[0]
    if name.partition(":")[0] not in _BASH or "alpine" in name or context.facts.script(run).dialect != "sh":
        return None
    # One SHELL is enough for all steps after it: the fixes of a stage's steps are the same edit.
    first = next(
        (r for r in earlier(run, context.facts) if not r.comments and _unnoticed(r, context)[1] is not None),
        run,
    )
    at = context.facts.text.full_line_span(first.first_line).start
    return Fix(
        'add `SHELL ["/bin/bash", "-o", "pipefail", "-c"]`',
        (Edit(Span(at, at), 'SHELL ["/bin/bash", "-o", "pipefail", "-c"]\n'),),
        Safety.UNSAFE,
    )


RULE: Rule[Run] = Rule(
    id="pipe-without-pipefail",
    doc=__doc__,
    since="0.1.0",
    subject=Run,
    check=check,
    severity=Severity.WARNING,
    ruleset=STRICT,
    aliases=("hadolint:DL4006",),
    examples=(
        Bad(
            "FROM debian:13\nRUN «curl -fsSL https://host.example/x.tar | tar x»\n",
            fixed='FROM debian:13\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\nRUN curl -fsSL '
                'https://host.example/x.tar | tar x\n',
        ),
        Bad(
            "FROM debian:13\nRUN «curl -fsSL https://host.example/x.tar | tar x»\nRUN «curl -fsSL "
            "https://host.example/y.tar | tar x»\n",
            fixed='FROM debian:13\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\nRUN curl -fsSL '
                'https://host.example/x.tar | tar x\n'
            "RUN curl -fsSL https://host.example/y.tar | tar x\n",
        ),
        Bad("FROM alpine:3.22\nRUN make && «wget -qO- https://host.example/x | sh»\n"),
        Good(
            'FROM debian:13\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\nRUN curl https://host.example/x '
            '| tar x\n'),
        Good("FROM alpine:3.22\nRUN set -eo pipefail; wget -qO- https://host.example/x | sh\n"),
        Good("FROM debian:13\nRUN echo 'a b' | debconf-set-selections\n"),
    ),
)
