"""SARIF 2.1.0 by the writer of `dlint scan`: a run for each image, or with `--by repository` for each
repository. Written run by run. A run without results closes what code scanning knew; GitHub takes 20 runs of
a file, so choose with `--repository` what is uploaded."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import groupby
from typing import TextIO

from dlinter.finding import Problem, Result, Severity
from dlinter.fleet.read import result_of
from dlinter.fleet.report.view import View
from dlinter.fleet.rows import ImageRow, State
from dlinter.report.edge import harmless
from dlinter.report.formats.sarif import SCHEMA, image_run
from dlinter.report.paths import image_name
from dlinter.report.plain import plural, valid
from dlinter.report.settings import ReportSettings
from dlinter.values import replace

ABOUT = "SARIF 2.1.0, a run for each image or repository"
ENDINGS: tuple[str, ...] = (".sarif", ".sarif.json")


def write(view: View, out: TextIO) -> None:
    settings, taken = ReportSettings(), set[str]()
    out.write(f'{{\n  "$schema": "{SCHEMA}",\n  "version": "2.1.0",\n  "runs": [')
    for at, (name, images) in enumerate(_parts(view)):
        called = base = image_name(name)
        number = 2
        while called in taken:
            called, number = f"{base}-{number}", number + 1
        taken.add(called)
        results = [result for image in images for result in _results(view, image)]
        problems = [problem for image in images for problem in _problems(view, image)]
        run = image_run(f"dlint/{view.choice.by}/{called}/", name, results, problems, settings)
        out.write(f"{',' if at else ''}\n    {harmless(valid(json.dumps(run, ensure_ascii=False)))}")
    out.write("\n  ]\n}\n")


def _parts(view: View) -> Iterator[tuple[str, list[ImageRow]]]:
    """What becomes a run: a name and its images."""
    chosen = {row[0] for row in view.reader.store.ask("SELECT id FROM chosen")}
    images = [
        image for image in view.reader.images() if image.id in chosen and image.state is not State.ARTIFACT
    ]
    if view.choice.by == "image":
        yield from ((name, list(group)) for name, group in groupby(images, key=lambda image: image.name))
        return
    images.sort(key=_repository)
    yield from ((name, list(group)) for name, group in groupby(images, key=_repository))


def _repository(image: ImageRow) -> str:
    return f"{image.host}/{image.repository}" if image.host else image.repository


def _results(view: View, image: ImageRow) -> Iterator[Result]:
    """The findings; a message says where an inherited one comes from, so that it is fixed there."""
    if image.id not in view.dirty:
        return
    origins = {row.id: row for row in view.findings_of(image.id)}
    for row in view.reader.findings(image=image.id):
        result = result_of(row, view.rules)
        seen = origins[row.id]
        first, inherited, _ = view.inheritance.of(seen, seen.key)
        spread = view.lineage.images_with(row.layer_id)
        told = [f"inherited from `{view.lineage.names.get(first, '')}`"] * inherited + [
            f"its layer is in {plural(spread, 'image')}"
        ] * (spread > 1)
        yield (
            replace(result, finding=replace(result.finding, message=f"{result.message} ({'; '.join(told)})"))
            if told
            else result
        )


def _problems(view: View, image: ImageRow) -> list[Problem]:
    if image.id not in view.not_read:
        return []
    sql = (
        "SELECT message, level FROM problems WHERE image_id = ?1 OR layer_id IN (SELECT layer_id FROM "
        "image_layers WHERE image_id = ?1) ORDER BY id"
    )
    found = [
        Problem(message, image.name, level=Severity(level))
        for message, level in view.reader.store.ask(sql, (image.id,))
    ]
    if not any(problem.level is Severity.ERROR for problem in found):
        found.append(Problem("not all of its layers were scanned, so it is not clean", image.name))
    return found
