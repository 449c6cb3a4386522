"""One JSON document, described by `fleet/report/schema.json`: the rows, the owners, what was not read, and
every finding."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, TextIO

from dlinter.fleet.report.document import finding_json, group_json, head, problem_json
from dlinter.fleet.report.view import View
from dlinter.report.edge import harmless
from dlinter.report.plain import valid

ABOUT = "for programs: everything, described by a JSON schema"
ENDINGS: tuple[str, ...] = (".json",)


def write(view: View, out: TextIO) -> None:
    """Written as it is read: the list of all findings is never in memory."""
    out.write("{\n")
    for name, value in head(view).items():
        out.write(f"  {_line(name)}: {_line(value)},\n")
    lists: dict[str, Iterable[Any]] = {
        "secrets": (group_json(group) for group in view.secrets),
        "others": (group_json(group) for group in view.others),
        "problems": (problem_json(problem) for problem in view.problems()),
        "findings": (finding_json(view, row) for row in view.findings()),
    }
    for at, (name, rows) in enumerate(lists.items()):
        out.write(f"  {_line(name)}: [")
        for number, row in enumerate(rows):
            out.write(f"{',' if number else ''}\n    {_line(row)}")
        out.write("\n  ]" + ("," if at < len(lists) - 1 else "") + "\n")
    out.write("}\n")


def _line(value: Any) -> str:
    return harmless(valid(json.dumps(value, ensure_ascii=False)))
