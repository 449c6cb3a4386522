"""A page for people: findings by file or image, each image's layers, filters. One file, nothing fetched,
light and dark."""

from __future__ import annotations

from typing import TextIO

from dlinter.finding import Report
from dlinter.report.settings import ReportSettings

ABOUT = "a page to look at and pass on: one file with filters and each image's layers"
ENDINGS: tuple[str, ...] = (".html", ".htm")
TIMELINES = True


def write(report: Report, out: TextIO, settings: ReportSettings) -> None:
    from dlinter.report.page.document import page

    out.write(page(report, settings))
