"""ShellCheck's remarks about the scripts of a Dockerfile, with their places in the file.

A script is given to ShellCheck as the shell would read it, continuations and comments of the Dockerfile taken
out, behind a first line that names the shell and assigns what ENV and ARG have set: those variables are not
unassigned.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate

from dlinter.model.dockerfile import Env, Instruction, Onbuild, Run
from dlinter.model.dockerfile.tokens import Form
from dlinter.model.facts.facts import Facts
from dlinter.model.facts.values import before
from dlinter.model.shell.nodes import Script, ShellRemark
from dlinter.model.text import Span

_SHELLS = {"sh": "sh", "bash": "bash", "dash": "dash", "ash": "dash", "ksh": "ksh"}
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
_PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "FTP_PROXY", "NO_PROXY", "ALL_PROXY")
"""Predefined ARGs of every stage (Dockerfile reference, ARG)."""
LEFT_OUT = "SC1090,SC1091,SC2187"
"""Files that are read with `.` are in the image, not here; that `ash` is checked as `dash` needs no
saying."""


def remarks(facts: Facts) -> Iterator[tuple[Span, ShellRemark]]:
    """All remarks with their places in the file, in order."""
    asked: list[tuple[Script, str]] = []
    for top in facts.dockerfile.instructions:
        instruction: Instruction | None = top.trigger if isinstance(top, Onbuild) else top
        if not isinstance(instruction, Run) or instruction.form is Form.EXEC:
            continue
        script = facts.script(instruction)
        if script.dialect in _SHELLS and script.ranges:
            asked.append((script, _head(script, instruction, facts)))
    if not asked:
        return
    data = facts.text.data
    bodies = [
        b"".join(data[r.start : r.end] for r in script.ranges).decode("utf-8", "surrogateescape")
        for script, _ in asked
    ]
    told = facts.check_scripts([head + body for (_, head), body in zip(asked, bodies, strict=True)])
    for (script, head), body, found in zip(asked, bodies, told, strict=True):
        place = _Place(script.ranges, body, head.count("\n"))
        for remark in sorted(found, key=lambda r: (r.line, r.column, r.code)):
            span = place.of(remark)
            if span is not None:
                yield span, remark


def _head(script: Script, run: Run, facts: Facts) -> str:
    names = set(_PROXIES) | {name.lower() for name in _PROXIES}
    if run.onbuild:  # the triggers run in another build, with this image's ENV but without its ARGs
        names |= {pair.key.value for i in before(run, facts, Env) for pair in i.pairs}
    else:
        names |= facts.scope.before(run).names
    # Without a value: of a variable that is 1 ShellCheck knows that it needs no quotes.
    known = " ".join(name for name in sorted(names) if _NAME.match(name))
    return f"# shellcheck shell={_SHELLS[script.dialect]} disable={LEFT_OUT}\nexport {known}\n"


class _Place:
    """Lines and columns of a script → bytes of the file."""

    def __init__(self, ranges: Sequence[Span], body: str, head: int) -> None:
        self._ranges = ranges
        self._ends = list(accumulate(r.end - r.start for r in ranges))
        self._lines = body.split("\n")
        self._starts = [
            0,
            *accumulate(len(line.encode("utf-8", "surrogateescape")) + 1 for line in self._lines),
        ]
        self._head = head

    def of(self, remark: ShellRemark) -> Span | None:
        start = self._offset(remark.line - self._head, remark.column)
        end = self._offset(remark.end_line - self._head, remark.end_column)
        if start is None or end is None:
            return None  # about the lines before the script
        first = self._source(start)
        last = self._source(max(end - 1, start)) + 1
        return Span(first, max(last, first + 1))

    def _offset(self, line: int, column: int) -> int | None:
        if not 1 <= line <= len(self._lines):
            return None
        return self._starts[line - 1] + len(
            self._lines[line - 1][: column - 1].encode("utf-8", "surrogateescape")
        )

    def _source(self, offset: int) -> int:
        at = min(bisect_right(self._ends, offset), len(self._ranges) - 1)
        before = self._ends[at - 1] if at else 0
        return min(self._ranges[at].start + offset - before, self._ranges[at].end)
