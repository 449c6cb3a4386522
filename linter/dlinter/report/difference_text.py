"""`dlint diff` for a terminal: causes first, the costliest on top, the rebuilt steps folded under their
cause."""

from __future__ import annotations

from collections.abc import Iterator

from dlinter.model.difference.images import ImageDifference
from dlinter.model.difference.nodes import Status, StepDifference
from dlinter.model.image.contents import bytes_text
from dlinter.report.difference import (
    DifferenceReport,
    cause_text,
    folded,
    headline,
    place,
    reached,
    seconds_text,
    step_text,
    unexplained,
)

_TEXT = 34
FOLDED = 12
"""Rebuilt steps that are listed under one cause."""
IDLE = 10
MOST_FILES = 20
"""Files of one layer that are listed."""


def as_text(report: DifferenceReport, width: int = 100) -> str:
    return "".join(f"{line.rstrip()}\n" for line in _lines(report, width))


def _lines(report: DifferenceReport, width: int) -> Iterator[str]:
    found = report.difference
    yield headline(report)
    for number, (cause, steps) in enumerate(folded(report), 1):
        own = next((s for s in steps if s.cause == cause.id), None)
        said = cause_text(cause.change, own.used if own else None)
        yield ""
        yield f" {number}  {place(cause.line, cause.stage)}: {said}"
        for step in steps[:FOLDED]:
            yield f"    {_row(step)}{_why(step, cause.id, report)}"
        if len(steps) > FOLDED:
            yield f"    and {len(steps) - FOLDED} more steps"
        if not steps:
            yield f"    reaches {reached(cause, report)} that another cause rebuilds too"
        if cause.rule:
            yield f"    `dlint explain {cause.rule}` shows how to prevent it"
    unknown = unexplained(report)
    if unknown:
        yield ""
        yield " rebuilt, and the inputs do not say why:"
        for step in unknown[:FOLDED]:
            yield f"    {_row(step)}{step_text(step, found) if step.via else ''}"
        if len(unknown) > FOLDED:
            yield f"    and {len(unknown) - FOLDED} more steps"
    yield from _rest(report)
    if report.images is not None:
        yield ""
        yield from image_lines(report.images)
    if found.notes:
        yield ""
    for note in found.notes:
        yield f"note: {note}"


def _row(step: StepDifference) -> str:
    where = place(step.line, step.stage)
    text = step.text if len(step.text) <= _TEXT else f"{step.text[: _TEXT - 1]}…"
    return f"{where:<9} {text:<{_TEXT}} {seconds_text(step.seconds):>8}  "


def _why(step: StepDifference, cause: int, report: DifferenceReport) -> str:
    if step.cause == cause:
        return "" if step.sure else "(not certain)"
    return step_text(step, report.difference)


def _rest(report: DifferenceReport) -> Iterator[str]:
    found = report.difference
    same = [s for s in found.steps if s.status is Status.SAME]
    stopped = [s for s in same if s.stops_here]
    lost = [s for s in found.steps if s.status is Status.UNKNOWN]
    unbuilt = [s for s in found.steps if s.status is Status.NOT_BUILT]
    if (same and found.rebuilt) or stopped or lost or unbuilt:
        yield ""
    if same and found.rebuilt:
        yield f" same       {_listed(same)}"
    for step in stopped:
        yield (
            f" stops      {place(step.line, step.stage)}: the stage it takes files from was rebuilt and came "
            "out the same"
        )
    if unbuilt:
        yield f" not built  {_listed(unbuilt)}"
    if lost:
        yield f" not known  {_listed(lost)}"
    if found.idle:
        yield ""
        yield "changed, but rebuilt nothing:"
        for change in found.idle[:IDLE]:
            yield f"  {cause_text(change)}"
        if len(found.idle) > IDLE:
            yield f"  and {len(found.idle) - IDLE} more"
    if report.keys is not None and (report.keys.old or report.keys.new):
        keys = report.keys
        yield (
            f"  of the new keys {keys.new_roots} are contents or sources, {keys.new - keys.new_roots} are "
            "steps"
        )


def _listed(steps: list[StepDifference]) -> str:
    lines = [s.line for s in steps if s.line is not None]
    if not lines:
        return f"{len(steps)} step{'' if len(steps) == 1 else 's'}"
    runs: list[list[int]] = []
    for line in lines:
        if runs and line == runs[-1][-1] + 1:
            runs[-1].append(line)
        else:
            runs.append([line])
    said = [f"{run[0]}–{run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in runs]
    return f"line{'' if len(lines) == 1 else 's'} {', '.join(said)}"


def image_lines(images: ImageDifference) -> Iterator[str]:
    """The difference of two images: the step first, then its files."""
    if images.old_digest == images.new_digest and images.old_digest:
        yield "the images are the same"
        return
    yield f"images: {bytes_text(images.old_size)} → {bytes_text(images.new_size)}" + (
        ", no difference in files, packages or configuration" if images.same else ""
    )
    for layer in images.layers:
        if layer.same or not layer.count:
            if layer.problem:
                yield f"  {layer.instruction[:70]}: {layer.problem}"
            continue
        counts = ", ".join(f"{n} {how}" for how, n in layer.kinds.items())
        yield f"  {layer.instruction[:70]}: {layer.count} file{'' if layer.count == 1 else 's'} ({counts})"
        for file in layer.files[:MOST_FILES]:
            yield f"      {'/'.join(file.how):<9} /{file.path}{_sizes(file.old_size, file.new_size)}"
        if layer.count > MOST_FILES:
            yield f"      and {layer.count - MOST_FILES} more"
    if images.packages:
        yield "  packages:"
        for package in images.packages[:20]:
            yield (
                f"      {package.manager} {package.name} {package.old or 'not installed'} → "
                f"{package.new or 'removed'}"
            )
        if len(images.packages) > 20:
            yield f"      and {len(images.packages) - 20} more"
    for name, old, new in images.config:
        yield (
            f"  config {name}: {old if old is not None else 'not set'} → "
            f"{new if new is not None else 'not set'}"
        )
    for before, after in images.history[:20]:
        yield f"  history: {(before or 'none')[:80]} → {(after or 'none')[:80]}"
    for problem in images.problems:
        yield f"  {problem}"


def _sizes(old: int | None, new: int | None) -> str:
    if old == new or old is None or new is None:
        return ""
    return f"  {bytes_text(old)} → {bytes_text(new)}"
