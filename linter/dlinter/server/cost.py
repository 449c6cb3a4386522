"""What the steps of an open Dockerfile cost: what each takes, what it rebuilds, how many commits would have
rebuilt it. Made while nothing else is to do."""

from __future__ import annotations

from collections.abc import Callable
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from msgspec import Struct

from dlinter.model.builds.names import is_data
from dlinter.model.cache.change import Change
from dlinter.model.cache.steps import Kind
from dlinter.model.dockerfile.nodes import Arg
from dlinter.model.masks import mapped
from dlinter.model.text import Text
from dlinter.model.work import TooMuchWork
from dlinter.report.plain import clean
from dlinter.report.rebuilds import CacheReport, Row, inputs
from dlinter.run.conceal import Concealer
from dlinter.run.rebuilds import inside, match_times, open_cache, report, shares
from dlinter.run.session import Examiner
from dlinter.server.documents import Document
from dlinter.server.surroundings import Surroundings
from dlinter.values import replace

LONGEST = 1000
"""Lines of the longest Dockerfile whose cost is shown: nobody waits for an editor."""
LENSES = (Kind.COPY, Kind.ADD, Kind.FROM)


class Stale(Exception):
    """Something else is to do: the cost is made later."""


class Lens(Struct, frozen=True):
    """On a 1-based line: how many `steps` a change there rebuilds, and which."""

    line: int
    steps: int
    which: tuple[str, ...]


class Cost(Struct, frozen=True):
    """The cost of the steps of one text. Secrets are hidden."""

    text: Text
    report: CacheReport
    lenses: tuple[Lens, ...] = ()

    def moved(self, now: Text) -> Cost:
        """The same for a text that was edited since: steps whose first line is still there are on its new
        place, others are gone."""
        if now.data == self.text.data:
            return self
        old, new = (t.data.split(b"\n") for t in (self.text, now))
        lines = {
            block.a + i + 1: block.b + i + 1
            for block in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
            for i in range(block.size)
        }
        rows = tuple(
            replace(r, step=replace(r.step, line=lines[r.step.line]))
            for r in self.report.rows
            if r.step.line in lines
        )
        lenses = tuple(replace(lens, line=lines[lens.line]) for lens in self.lenses if lens.line in lines)
        return Cost(now, replace(self.report, rows=rows), lenses)


def cost_of(
    document: Document,
    examiner: Examiner,
    surroundings: Surroundings,
    build_log: str,
    tick: Callable[[], None],
) -> Cost | None:
    """The cost, None for what has none. `tick` raises Stale to give up; so does a history that is still being
    read."""
    item, text = document.item, document.text
    if (
        item is None
        or item.file is None
        or is_data(item.path)
        or text.line_count > LONGEST
        or not text.data.strip()
    ):
        return None
    settings = examiner.settings
    context = surroundings.loads(item, settings).context()
    log = surroundings.commits(item.root)
    if surroundings.missed:
        raise Stale
    tick()
    try:
        cache = open_cache(text, context, "", surroundings.contexts.given_to(item))
        tick()
        folder = inside(surroundings.folder(item, settings), item.root) if item.root else None
        found = (
            shares(cache, item.root, item.key, folder, len(log), log, tick)
            if log and folder is not None
            else None
        )
        seconds = match_times(cache, _timings(build_log)) if build_log else {}
        tick()
        made = report(cache, item.path, found if found and found.commits else None, seconds)
        lenses = []
        by_line: dict[int, list[str]] = {}
        for row in made.rows:
            if row.step.kind in LENSES:
                by_line[row.step.line] = [cache.steps[at].label for at in (row.step.at, *row.follows)]
        for instruction in cache.facts.dockerfile.instructions:
            if isinstance(instruction, Arg):
                names = [p.key.value for p in instruction.pairs]
                by_line[instruction.first_line] = [
                    r.step.label for r in cache.rebuilt(Change.of_args(*names))
                ]
        lenses = [Lens(line, len(which), tuple(which)) for line, which in sorted(by_line.items()) if which]
    except TooMuchWork:
        return None
    tick()
    cost = Cost(text, made, tuple(lenses))
    return replace(_hidden(replace(cost, text=Text(b"")), examiner, text), text=text)


def _hidden(cost: Cost, examiner: Examiner, text: Text) -> Cost:
    """The secrets of the file and of the names around it hidden in all that is said."""
    masks, texts = examiner.facts(text).masks, list[str]()

    def note(said: str) -> str:
        texts.append(said)
        return said

    mapped(cost, note)
    hide = Concealer(examiner.find_secrets).hider(texts)
    hidden: Cost = mapped(cost, lambda said: clean(hide(masks.scrub(said))))
    return hidden


def _timings(path: str) -> Any:
    from dlinter.disk.read import LARGEST_REPORT, read_small
    from dlinter.sources.build_log import BuildLogError
    from dlinter.sources.build_times import read_times

    try:
        return read_times(read_small(str(Path(path).expanduser()), LARGEST_REPORT))
    except (OSError, BuildLogError):
        return ()


def hints(cost: Cost, document: Document, first: int, last: int) -> list[dict[str, Any]]:
    """`rebuilt by 38 of 100` behind the first line of each step that the last commits rebuilt. Lines are
    1-based, the last included."""
    found = []
    for row in cost.report.rows:
        if row.rebuilt and first <= row.step.line <= last:
            label = f"rebuilt by {row.rebuilt} of {cost.report.commits}" + (
                f", {_seconds(row)}" if row.seconds is not None else ""
            )
            end = document.lines.position(document.text.line_span(row.step.line).end)
            found.append(
                {
                    "position": end,
                    "label": label,
                    "paddingLeft": True,
                    "tooltip": row.because or "by a change of its own input or of a step before it",
                }
            )
    return found


def lenses(cost: Cost, document: Document) -> list[dict[str, Any]]:
    """`rebuilds 6 steps` above COPY, ADD, ARG and FROM."""
    found = []
    for lens in cost.lenses:
        title = f"rebuilds {lens.steps} {'step' if lens.steps == 1 else 'steps'}"
        command = {"title": title, "command": "dlint.showRebuilds", "arguments": [title, list(lens.which)]}
        found.append({"range": document.lines.range(document.text.line_span(lens.line)), "command": command})
    return found


def row_at(cost: Cost, line: int) -> Row | None:
    """The step whose instruction begins on a 1-based line."""
    return next((r for r in cost.report.rows if r.step.line == line), None)


def told(cost: Cost, row: Row) -> str:
    """The row of a step as Markdown."""
    lines = [f"- depends on: {inputs(row)}"]
    lines.append(
        f"- rebuilds: itself and {len(row.follows)} {'step' if len(row.follows) == 1 else 'steps'} after it"
    )
    if row.rebuilt is not None:
        maybe = f" (+{row.maybe} maybe)" if row.maybe else ""
        need = "" if row.needed is None else f", needed by {row.needed}"
        lines.append(f"- rebuilt by {row.rebuilt}{maybe} of the last {cost.report.commits} commits{need}")
    if row.because:
        lines.append(f"- of these {row.because}")
    if row.seconds is not None:
        per = f", {row.minutes:.2f} minutes for each commit" if row.minutes is not None else ""
        lines.append(f"- takes {_seconds(row)}{per}")
    return "**build cache**\n\n" + "\n".join(lines)


def _seconds(row: Row) -> str:
    assert row.seconds is not None
    return f"{row.seconds:.0f} s" if row.seconds >= 10 else f"{row.seconds:.1f} s"


__all__ = ["Cost", "Stale", "cost_of", "hints", "lenses", "row_at", "told"]
