"""A `RUN` that begins with `cd` to a fixed folder.

## Why
`cd` has no effect on the next step, which has to `cd` again or silently works elsewhere.

## Instead
`WORKDIR` before the step, which applies to all that follow. A `cd` in the middle of a script is fine.

## When to ignore it
The folder is needed for this one command, and later steps should stay where they are.
"""

from collections.abc import Iterator

from dlinter.finding import Finding, Severity
from dlinter.model.dockerfile import Run
from dlinter.rule import ALL, Bad, Context, Good, Rule


def check(run: Run, context: Context) -> Iterator[Finding]:
    script = context.facts.script(run)
    if not script.posix:
        return
    for command in script.commands[:1]:
        if command.name == "cd" and len(command.argv) == 2 and command.argv[1].static and not command.context:
            yield Finding(
                command.span,
                f"`cd {command.argv[1].value}` applies to this step only: `WORKDIR {command.argv[1].value}` "
                "applies to all that follow",
            )


RULE: Rule[Run] = Rule(
    id="cd-instead-of-workdir",
    doc=__doc__,
    since="0.1.0",
    subject=Run,
    check=check,
    severity=Severity.NOTE,
    ruleset=ALL,
    aliases=("hadolint:DL3003", "trivy:DS-0013"),
    examples=(
        Bad("FROM debian:13\nRUN «cd /opt» && make\n", better="FROM debian:13\nWORKDIR /opt\nRUN make\n"),
        Good("FROM debian:13\nWORKDIR /opt\nRUN make\n"),
        Good("FROM debian:13\nRUN curl -O https://host.example/x.tar && tar xf x.tar && cd x && make\n"),
        Good("FROM debian:13\nRUN cd $GOPATH/src && make\n"),
    ),
)
