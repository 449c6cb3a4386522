"""`useradd` with a large user id writes a huge sparse log file into the layer.

## Why
`useradd` opens /var/log/lastlog and faillog at the user's place; with an id of a billion the file is hundreds
of gigabytes long, and though it is sparse, a layer's tar or a registry may take it in full.

## When to ignore it
Another program of the image reads `lastlog`, or the base image's `useradd` does not know `-l`.

## Fix safety
Safe: `-l` (`--no-log-init`) only leaves these two files alone.
"""

from collections.abc import Iterator

from dlinter.finding import Edit, Finding, Fix, Safety, Severity
from dlinter.model.dockerfile import Run
from dlinter.model.text import Span
from dlinter.rule import Bad, Context, Good, Rule

LARGE = 99_999


def _uid(words: tuple[str, ...]) -> int:
    for at, word in enumerate(words):
        value = ""
        if word in ("-u", "--uid") and at + 1 < len(words):
            value = words[at + 1]
        elif word.startswith("--uid="):
            value = word.partition("=")[2]
        elif word.startswith("-u") and word[2:].isdigit():
            value = word[2:]
        if value.isdigit():
            return int(value)
    return 0


def check(run: Run, context: Context) -> Iterator[Finding]:
    script = context.facts.script(run)
    if not script.posix:
        return
    for command in script.commands:
        if command.name != "useradd" or command.has("-l", "--no-log-init") or _uid(command.args) <= LARGE:
            continue
        end = command.argv[0].span.end
        yield Finding(
            Span(command.argv[0].span.start, command.argv[-1].span.end),
            f"`useradd` with id {_uid(command.args)} creates a huge sparse `/var/log/lastlog`: add `-l`",
            Fix("add `-l`", (Edit(Span(end, end), " -l"),), Safety.SAFE),
        )


RULE: Rule[Run] = Rule(
    id="useradd-large-uid",
    doc=__doc__,
    since="0.1.0",
    subject=Run,
    check=check,
    severity=Severity.WARNING,
    aliases=("hadolint:DL3046",),
    examples=(
        Bad("FROM debian:13\nRUN «useradd -u 1234567 app»\n",
            fixed="FROM debian:13\nRUN useradd -l -u 1234567 app\n"),
        Good("FROM debian:13\nRUN useradd -u 1000 app && useradd --no-log-init --uid=1234567 big\n"),
    ),
)
