"""Markdown for a job's summary (GitHub refuses more than 1 MiB of it) and for comments."""

from __future__ import annotations

import re
from typing import TextIO

from dlinter.finding import Report, Result, Safety, Severity
from dlinter.report import help_uri
from dlinter.report.formats.text import inputs, place, summary
from dlinter.report.grouping import gravest_first, grouped, message_of
from dlinter.report.plain import advice, clean
from dlinter.report.settings import ReportSettings

ABOUT = "a table, for a job's summary and for comments"
ENDINGS: tuple[str, ...] = (".md", ".markdown")
MOST = 500
"""Rows of the table: about 200 KiB."""
_MARKS = {Severity.ERROR: "❌ error", Severity.WARNING: "⚠️ warning", Severity.NOTE: "ℹ️ note"}
_SPECIAL = re.compile(r"([\\*_{}\[\]<>#|~])")


def write(report: Report, out: TextIO, settings: ReportSettings) -> None:
    results = [result for group in gravest_first(grouped(report.active)) for result in group.results]
    out.write(
        "### dlint: "
        f"{_escaped(summary(report)) or (f'{inputs(report)} clean' if not report.failed else 'not everything was examined')}"  # noqa: E501
        "\n"
    )
    for title, failed in (
        ("Not everything was examined:", True),
        ("Not read, without an effect on the result:", False),
    ):
        parts = [p for p in report.unexamined if (p.level is Severity.ERROR) is failed]
        if parts:
            out.write(f"\n**{title}**\n\n")
            out.writelines(
                f"- {_code(p.path) + ': ' if p.path else ''}{_escaped(p.message)}\n" for p in parts[:MOST]
            )
            out.write(f"- {len(parts) - MOST} more\n" if len(parts) > MOST else "")
    if not results:
        return
    out.write("\n| | place | rule | finding |\n|---|---|---|---|\n")
    out.writelines(_row(result) for result in results[:MOST])
    if len(results) > MOST:
        out.write(f"\n{len(results) - MOST} more are not shown here.\n")


def _row(result: Result) -> str:
    rule = f"[{result.rule.id}]({help_uri(result.rule.id)})"
    fix = result.finding.fix
    mark = "" if fix is None else " 🔧" if fix.safety is Safety.SAFE else " 🔧 (unsafe)"
    now = f"<br>**now:** {_escaped(advice(result))}" if advice(result) else ""
    return (
        f"| {_MARKS[result.severity]} | {_code(place(result))} | {rule}{mark} | "
        f"{_escaped(message_of(result))}{now} |\n"
    )


def _code(text: str) -> str:
    """Text as code in a cell: backticks and bars cannot be escaped inside code."""
    return "`" + clean(text).replace("`", "'").replace("|", "\\|") + "`"


def _escaped(text: str) -> str:
    """Text in a cell; what stands in backticks stays code."""
    parts = clean(text).split("`")
    if len(parts) % 2 == 0:  # an odd number of backticks: none of them opens anything
        return _SPECIAL.sub(r"\\\1", clean(text).replace("`", "'"))
    return "".join(_code(part) if at % 2 else _SPECIAL.sub(r"\\\1", part) for at, part in enumerate(parts))
