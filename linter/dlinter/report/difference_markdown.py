"""`dlint diff --format markdown`: for a pull request comment or a job summary."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dlinter.model.difference.nodes import Status, StepDifference
from dlinter.report.difference import (
    DifferenceReport,
    cause_text,
    folded,
    headline,
    place,
    seconds_text,
    step_text,
    unexplained,
)
from dlinter.report.difference_text import image_lines

MARKER = "<!-- dlint diff -->"
"""By this an earlier comment is found again and updated."""
ROWS = 60
_SPECIAL = re.compile(r"([\\*_{}\[\]<>#|~&!@])")


def as_markdown(report: DifferenceReport) -> str:
    return "".join(f"{line}\n" for line in _lines(report))


def escaped(text: str) -> str:
    """Text outside of code: nothing in it is markup, a mention or HTML. What stands in backticks becomes
    code."""
    pieces = text.split("`")
    if len(pieces) % 2 == 0:
        return _SPECIAL.sub(r"\\\1", text.replace("`", "'"))
    return "".join(_code(p) if i % 2 else _SPECIAL.sub(r"\\\1", p) for i, p in enumerate(pieces))


def _code(text: str) -> str:
    """Code in a table cell: a pipe would end the cell, a backtick the code."""
    return f"`{text.replace('`', chr(39)).replace('|', chr(92) + '|')}`" if text else ""


def _lines(report: DifferenceReport) -> Iterator[str]:
    found = report.difference
    yield MARKER
    yield f"### Build: {escaped(headline(report))}"
    if found.rebuilt:
        yield ""
        yield "| cause | step | why | time |"
        yield "|---|---|---|---:|"
    rows = 0
    for number, (cause, steps) in enumerate(folded(report), 1):
        own = next((s for s in steps if s.cause == cause.id), None)
        said = escaped(cause_text(cause.change, own.used if own else None))
        rule = f"<br>see `dlint explain {cause.rule}`" if cause.rule else ""
        if not steps:
            yield f"| {number} | {place(cause.line, cause.stage)} | {said}{rule} | |"
        for step in steps:
            rows += 1
            if rows > ROWS:
                continue
            why = f"**{said}**{rule}" if step.cause == cause.id else escaped(step_text(step, found))
            yield (
                f"| {number if step is steps[0] else ''} | {_step(step)} | {why} | "
                f"{seconds_text(step.seconds)} |"
            )
    for step in unexplained(report)[:ROWS]:
        yield (
            f"| | {_step(step)} | {escaped(step_text(step, found)) if step.via else 'not known'} | "
            f"{seconds_text(step.seconds)} |"
        )
    if rows > ROWS:
        yield f"| | and {rows - ROWS} more steps | | |"
    same = [s for s in found.steps if s.status is Status.SAME]
    if same and found.rebuilt:
        yield ""
        yield f"Unchanged: {len(same)} step{'' if len(same) == 1 else 's'}."
        for step in same:
            if step.stops_here:
                yield (
                    f"- {place(step.line, step.stage)} takes files from a rebuilt stage that came out the "
                    "same"
                )
    if found.idle:
        yield ""
        yield "<details><summary>Changed, but rebuilt nothing</summary>"
        yield ""
        for change in found.idle[:20]:
            yield f"- {escaped(cause_text(change))}"
        yield ""
        yield "</details>"
    if report.images is not None:
        yield ""
        yield "<details><summary>Files, packages and configuration of the images</summary>"
        yield ""
        for line in image_lines(report.images):
            yield f"    {line}"
        yield ""
        yield "</details>"
    if found.notes:
        yield ""
    for note in found.notes:
        yield f"- {escaped(note)}"


def _step(step: StepDifference) -> str:
    text = step.text if len(step.text) <= 60 else f"{step.text[:59]}…"
    return f"{escaped(place(step.line, step.stage))} {_code(text)}"
