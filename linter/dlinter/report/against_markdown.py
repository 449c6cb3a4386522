"""`dlint cache --against --format markdown`: for a pull request comment or a job summary."""

from __future__ import annotations

from collections.abc import Iterator

from dlinter.model.cache.keys.causes import Answer
from dlinter.report.against import AgainstReport, cause, headline
from dlinter.report.difference_markdown import escaped

MARKER = "<!-- dlint cache -->"
"""By this an earlier comment is found again and updated."""
ROWS = 60
_LONGEST = 72


def as_markdown(report: AgainstReport) -> str:
    """A table of the steps that do not hit, in the order of the file, then the remarks."""
    return "".join(f"{line}\n" for line in _lines(report))


def _lines(report: AgainstReport) -> Iterator[str]:
    yield MARKER
    yield f"### Cache: {escaped(headline(report))}"
    shown = [
        a
        for a in report.answers
        if (a.built and a.hit is not True and a.row.instruction != "FROM") or a.hit is False
    ]
    if shown:
        yield ""
        yield "| line | step | cache | why |"
        yield "|---:|---|---|---|"
    for answer in shown[:ROWS]:
        yield (
            f"| {answer.row.line} | {_step(report, answer)} | "
            f"{'miss' if answer.hit is False else 'not known'} | {_why(report, answer)} |"
        )
    if len(shown) > ROWS:
        yield ""
        yield f"{len(shown) - ROWS} more steps are not listed: `--format json` has all of them."
    for remark in report.remarks:
        yield ""
        yield f"> {escaped(remark)}"


def _step(report: AgainstReport, answer: Answer) -> str:
    text = answer.row.text if len(answer.row.text) <= _LONGEST else answer.row.text[: _LONGEST - 1] + "…"
    several = len({a.row.stage for a in report.answers}) > 1
    code = "`" + text.replace("`", "'") + "`"
    return escaped(code if not several else f"{answer.row.stage_name.replace('`', '')}: {code}")


def _why(report: AgainstReport, answer: Answer) -> str:
    if answer.hit is None:
        return escaped(answer.why)
    first = "**first miss**: " if answer is report.first else ""
    return (
        first
        + escaped(cause(answer))
        + (" (only the merge of `--link` is done again)" if answer.merge_only else "")
    )
