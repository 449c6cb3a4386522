"""One line a finding, wherever it goes and however many there are: for an editor's `errorformat`, grep and
logs."""

from __future__ import annotations

from typing import TextIO

from dlinter.finding import Report
from dlinter.report.formats.gitlab import UNEXAMINED
from dlinter.report.formats.text import Line
from dlinter.report.plain import clean, clean_path, shown
from dlinter.report.settings import ReportSettings
from dlinter.values import replace

ABOUT = "`path:line:column: severity rule message`, one line a finding, for editors and grep"
ENDINGS: tuple[str, ...] = ()


def write(report: Report, out: TextIO, settings: ReportSettings) -> None:
    line = Line(replace(settings, color=False, terminal=False))
    for problem in report.unexamined:
        place = f"{clean_path(problem.path)}:1:1" if problem.path else "dlint"
        out.write(
            f"{place}: {problem.level.value} {clean(problem.rule) or UNEXAMINED} {clean(problem.message)}\n"
        )
    for result in shown(report, settings.show_suppressed):
        out.write(line.tell(result) + "\n")
