"""`STOPSIGNAL` is a signal that no program can handle.

## Why
`SIGKILL` ends and `SIGSTOP` halts a program at once, and the program cannot react: no connection is closed,
nothing is written to disk. With `SIGSTOP` the container hangs until the timeout.

## Instead
`SIGTERM`, which is also what is sent without a `STOPSIGNAL`, or the signal that makes the program shut down
cleanly (`SIGQUIT` for nginx).

## When to ignore it
The program has no state and must end at once, and an immediate kill is what the orchestrator would do anyway.
"""

from collections.abc import Iterator

from dlinter.finding import Finding, Severity
from dlinter.model.dockerfile import Stopsignal
from dlinter.rule import Bad, Context, Good, Rule

_DEADLY = {"KILL": "ends", "9": "ends", "STOP": "halts", "19": "halts"}


def check(signal: Stopsignal, context: Context) -> Iterator[Finding]:
    for arg in signal.args[:1]:
        does = _DEADLY.get(arg.value.strip("\"'").upper().removeprefix("SIG"))
        if does:
            yield Finding(
                arg.span,
                f"a program cannot handle `{arg.value}`: use `SIGTERM` so that it can shut down cleanly",
            )


RULE: Rule[Stopsignal] = Rule(
    id="ungraceful-stop-signal",
    doc=__doc__,
    since="0.1.0",
    subject=Stopsignal,
    check=check,
    severity=Severity.WARNING,
    precision="very-high",
    examples=(
        Bad("FROM alpine:3.20\nSTOPSIGNAL «SIGKILL»\n", better="FROM alpine:3.20\nSTOPSIGNAL SIGTERM\n"),
        Bad("FROM alpine:3.20\nSTOPSIGNAL «9»\n"),
        Bad("FROM alpine:3.20\nSTOPSIGNAL «sigstop»\n"),
        Good("FROM alpine:3.20\nSTOPSIGNAL SIGQUIT\n"),
        Good("FROM alpine:3.20\nSTOPSIGNAL $SIGNAL\n"),
    ),
)
