"""A line for each thing, for log stores: `record` says what it is (`report`, `secret`, `finding`, `image`,
`unread`, `problem`). The fields are those of the JSON document."""

from __future__ import annotations

import json
from typing import Any, TextIO

from dlinter.fleet.report.document import finding_json, group_json, head, image_json, problem_json
from dlinter.fleet.report.view import View
from dlinter.report.edge import harmless
from dlinter.report.plain import valid

ABOUT = "a line for each secret, finding, image and problem, for log stores"
ENDINGS: tuple[str, ...] = (".jsonl", ".ndjson")


def write(view: View, out: TextIO) -> None:
    def line(record: str, value: dict[str, Any]) -> None:
        out.write(harmless(valid(json.dumps({"record": record, **value}, ensure_ascii=False))) + "\n")

    told = head(view)
    unread = told.pop("unread")
    line("report", {name: value for name, value in told.items() if name not in ("owners", "notRead")})
    for owner in told["owners"]:
        line("owner", owner)
    for group in view.groups:
        line("secret" if group.detector else "other", group_json(group))
    for row in view.findings():
        line("finding", finding_json(view, row))
    for image in view.reader.images():
        if (told_image := image_json(view, image)) is not None:
            line("image", told_image)
    for one in unread:
        line("unread", one)
    for problem in view.problems():
        line("problem", problem_json(problem))
