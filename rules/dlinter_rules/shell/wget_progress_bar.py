"""`wget` writes its progress bar into the build's log.

## Why
Without a terminal the bar becomes a line for every 50 KB: thousands of lines that hide the one that matters.

## When to ignore it
The log is read by a person who waits for a long download.

## Fix safety
Safe: the download is the same.
"""

from collections.abc import Iterator

from dlinter.finding import Edit, Finding, Fix, Safety, Severity
from dlinter.model.dockerfile import Run
from dlinter.model.text import Span
from dlinter.rule import ALL, Bad, Context, Good, Rule

_QUIET = ("-q", "--quiet", "-nv", "--no-verbose", "--progress", "-o", "--output-file", "-a",
    "--append-output", "--version", "--help")


def _is_quiet(words: tuple[str, ...]) -> bool:
    """`-q` also stands in a cluster: `-qO-`."""
    return any(
        w.partition("=")[0] in _QUIET or (w[:1] == "-" and w[1:2] != "-" and "q" in w.partition("O")[0])
        for w in words
    )


def check(run: Run, context: Context) -> Iterator[Finding]:
    script = context.facts.script(run)
    if not script.posix:
        return
    for command in script.commands:
        if command.name == "wget" and any(
            not w.static and not w.quoted and w.value.startswith("$") for w in command.argv[1:-1]
        ):
            continue  # options in a variable may be any
        if (
            command.name != "wget"
            or len(command.argv) < 2
            or _is_quiet(command.args)
            or any(r.fd == "2" for r in command.redirects)
        ):
            continue
        end = command.argv[0].span.end
        yield Finding(
            command.argv[0].span,
            "`wget` fills the log with its progress bar: `--progress=dot:giga` writes a line for every 32 MB",
            Fix("add `--progress=dot:giga`", (Edit(Span(end, end), " --progress=dot:giga"),), Safety.SAFE),
        )


RULE: Rule[Run] = Rule(
    id="wget-progress-bar",
    doc=__doc__,
    since="0.1.0",
    subject=Run,
    check=check,
    severity=Severity.NOTE,
    ruleset=ALL,
    aliases=("hadolint:DL3047",),
    examples=(
        Bad(
            "FROM debian:13\nRUN «wget» https://host.example/x\n",
            fixed="FROM debian:13\nRUN wget --progress=dot:giga https://host.example/x\n",
        ),
        Bad("FROM debian:13\nARG SITE=https://host.example\nRUN «wget» $SITE/x\n",
            fixed="FROM debian:13\nARG SITE=https://host.example\nRUN wget --progress=dot:giga $SITE/x\n"),
        Good("FROM debian:13\nARG OPTIONS=-q\nRUN wget ${OPTIONS} https://host.example/x\n"),
        Good("FROM debian:13\nRUN wget -qO- https://host.example/x && wget -nv https://host.example/y\n"),
    ),
)
