"""Something is fetched over ssh in a step that has no ssh mount.

## Why
Without `--mount=type=ssh` there is no key in the step: the clone fails, or a key has been copied in, and
stays in a layer.

## Instead
`RUN --mount=type=ssh …` and `docker build --ssh default`: the agent signs, the key never enters the build.
Put the host's key into `known_hosts` beforehand.

## When to ignore it
The step gets its key in another way, such as a secret mount that dlint does not recognise as one, or the
address is reached without a key.

## Fix safety
Unsafe: the build then needs `--ssh default`.
"""

import re
from collections.abc import Iterator

from dlinter.finding import Edit, Finding, Fix, Safety, Severity
from dlinter.model.dockerfile import Run
from dlinter.model.packages.installs import installs
from dlinter.model.shell import Command, Word
from dlinter.model.text import Span
from dlinter.rule import Bad, Context, Good, Rule

_SSH = re.compile(
    r"(?:^|[@=])(?:git\+)?ssh://|git\+ssh://|^(?:[\w-]+@)?git@[\w.-]+:|^[\w.-]+@[\w.-]+:[\w./~-]+\.git$"
)


def _fetched(command: Command) -> Word | None:
    words = command.argv
    if command.name == "git":
        if not any(w.value in ("clone", "fetch", "pull", "submodule", "ls-remote") for w in words[1:]):
            return None
    elif (install := installs(command)) is None or install.tool.system:
        return None
    return next((w for w in words[1:] if _SSH.search(w.value)), None)


def check(run: Run, context: Context) -> Iterator[Finding]:
    if any(m.type == "ssh" for m in run.mounts):
        return
    for command in context.facts.script(run).commands:
        word = _fetched(command)
        if word is not None:
            at = run.flags[-1].span.end if run.flags else run.keyword.span.end
            fix = Fix("mount the agent", (Edit(Span(at, at), " --mount=type=ssh"),), Safety.UNSAFE)
            yield Finding(
                word.span,
                "this is fetched over ssh, but the step has no key: use `RUN --mount=type=ssh`",
                fix,
            )
            return


RULE = Rule(
    id="private-clone-without-ssh-mount",
    doc=__doc__,
    since="0.1.0",
    subject=Run,
    check=check,
    severity=Severity.WARNING,
    security_severity=5.0,
    examples=(
        Bad(
            "FROM alpine/git\nRUN git clone «git@git.example:team/app.git»\n",
            fixed="FROM alpine/git\nRUN --mount=type=ssh git clone git@git.example:team/app.git\n",
        ),
        Bad(
            "FROM python:3.13\nRUN pip install «git+ssh://git@git.example/team/lib.git»\n",
            fixed="FROM python:3.13\nRUN --mount=type=ssh pip install "
                "git+ssh://git@git.example/team/lib.git\n",
        ),
        Good("FROM alpine/git\nRUN --mount=type=ssh git clone git@git.example:team/app.git\n"),
        Good("FROM alpine/git\nRUN git clone https://git.example/team/app.git\n"),
        Good(
            "FROM alpine/git\nRUN git config --global url.ssh://git@git.example/.insteadOf "
            "https://git.example/\n"),
    ),
)
