"""Files that everybody may write.

## Why
Mode 777 lets every user of the container change the program it runs. It is mostly written because the user of
the container could not write a folder; that user should own it.

## Instead
`COPY --chown=app`, or `chown app` in the step that makes the folder. A shared folder such as `/tmp` has the
sticky bit: mode 1777.

## When to ignore it
The container runs under a user id that is not known in advance, as on OpenShift, and the group cannot be
used.
"""

import re
from collections.abc import Iterator

from dlinter.finding import Finding, Severity
from dlinter.model.dockerfile import Add, Copy, Run
from dlinter.model.text import Span
from dlinter.rule import STRICT, Bad, Context, Good, Rule

_OCTAL = re.compile(r"0*[0246]?[0-7]{2}[2367]\Z")
"""The last digit has the bit 2, and there is no sticky bit."""
_SYMBOLIC = re.compile(r"[ug]*[oa][ugoa]*[+=][rwxsX]*w[rwxsX]*\Z")


def _open(mode: str) -> bool:
    return bool(_OCTAL.match(mode)) or any(_SYMBOLIC.match(part) for part in mode.split(","))


def _finding(span: Span, mode: str) -> Finding:
    return Finding(span, f"`{mode}` lets everybody write: make the user that needs the files their owner")


def check(instruction: Run | Copy | Add, context: Context) -> Iterator[Finding]:
    if isinstance(instruction, Run):
        for command in context.facts.script(instruction).commands:
            if command.name != "chmod":
                continue
            mode = next((w for w in command.argv[1:] if not re.match(r"-(?:-|[Rvcf]+\Z)", w.value)), None)
            if mode is not None and mode.static and _open(mode.value):
                yield _finding(mode.span, mode.value)
        return
    flag = instruction.flag("chmod")
    if flag is not None and flag.value and _open(flag.value):
        yield _finding(flag.value_span, flag.value)


RULE: Rule[Run | Copy | Add] = Rule(
    id="world-writable",
    doc=__doc__,
    since="0.1.0",
    subject=(Run, Copy, Add),
    check=check,
    severity=Severity.WARNING,
    ruleset=STRICT,
    security_severity=4.0,
    examples=(
        Bad("FROM alpine:3.20\nRUN mkdir /x && chmod -R «777» /x\n",
            better="FROM alpine:3.20\nRUN mkdir /x && chown -R app /x\n"),
        Bad("FROM alpine:3.20\nRUN chmod «a+rw» /x && chmod «u+x,o=w» /y\n"),
        Bad("FROM alpine:3.20\nCOPY --chmod=«0777» a /a\n"),
        Good("FROM alpine:3.20\nRUN chmod 1777 /x && chmod 775 /y && chmod +x /z && chmod u+w,g+w,o-w /w\n"),
        Good("FROM alpine:3.20\nRUN chmod $MODE /x && chmod --reference=/a /b\n"),
    ),
)
