"""A stage fetches with `wget` in one place and with `curl` in another.

## Why
One of them is enough: each is a package to install, to configure for a proxy or a certificate, and to patch.

## When to ignore it
The base image brings one of them, and a script that you cannot change needs the other.
"""

from collections.abc import Iterator

from dlinter.finding import Finding, Related, Severity
from dlinter.model.dockerfile import Onbuild, Run, Stage
from dlinter.model.shell import Command
from dlinter.rule import ALL, Bad, Context, Good, Rule


def check(stage: Stage, context: Context) -> Iterator[Finding]:
    runs = [i.trigger if isinstance(i, Onbuild) else i for i in stage.instructions]
    uses: dict[str, list[Command]] = {"wget": [], "curl": []}
    for run in runs:
        if isinstance(run, Run) and context.facts.script(run).posix:
            for command in context.facts.script(run).commands:
                if command.name in uses:
                    uses[command.name].append(command)
    if not uses["wget"] or not uses["curl"]:
        return
    first, second = sorted((commands[0] for commands in uses.values()), key=lambda c: c.span.start)
    yield Finding(
        second.argv[0].span,
        f"`{second.name}` here and `{first.name}` on line {context.facts.text.line_of(first.span.start)}: "
        "use only one of them",
        related=(Related(first.argv[0].span, "the other one"),),
    )


RULE: Rule[Stage] = Rule(
    id="wget-and-curl",
    doc=__doc__,
    since="0.1.0",
    subject=Stage,
    check=check,
    severity=Severity.NOTE,
    ruleset=ALL,
    aliases=("hadolint:DL4001", "trivy:DS-0014"),
    examples=(
        Bad(
            "FROM debian:13\nRUN wget -q https://a.example/x\nRUN «curl» -O https://a.example/y\n",
            better="FROM debian:13\nRUN curl -O https://a.example/x\nRUN curl -O https://a.example/y\n",
        ),
        Good(
            "FROM debian:13\nRUN wget -q https://a.example/x\nFROM debian:13\nRUN curl -O "
            "https://a.example/y\n"),
        Good("FROM debian:13\nRUN apt-get install -y wget curl\n"),
    ),
)
