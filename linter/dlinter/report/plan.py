"""What `dlint cache --plan` shows, as plain values, and as text, JSON and Markdown for a pull request
comment."""

from __future__ import annotations

import json
from collections.abc import Iterator
from difflib import unified_diff
from enum import StrEnum

from msgspec import Struct

from dlinter.finding import Problem


class Applied(Struct, frozen=True):
    """A fix of the plan: the rule, what it does, what it gives ("38 → 14 of the last 100 commits", "" where
    only a cache is used), and the line it is for, in the file as it is (0 for one that an earlier fix adds).
    """

    rule: str
    title: str
    gives: str
    line: int


class Part(StrEnum):
    """What a row is of a step of the file as it is: all of it, or one of the steps that it is cut into.
    `COUNTED`: the one that installs, by which the step counts in sums; `REST`: another."""

    WHOLE = "whole"
    COUNTED = "counted"
    REST = "rest"


class PlanRow(Struct, frozen=True):
    """A step before and after: lines, rebuilds in the commits looked at (None: no history), minutes saved for
    each commit (None: no times, at most that of a step that is cut in two), whether it has a cache mount that
    it did not have, and what it is of its step."""

    before_line: int
    after_line: int
    text: str
    before: int | None
    after: int | None
    minutes: float | None
    mounted: bool
    part: Part = Part.WHOLE


class Plan(Struct, frozen=True):
    """`before` and `after` are texts with the secrets covered, `data` the file as it is to be written.
    `files`: ignore files with their text before and after. `left`: findings without a proven fix, with rule
    and line (0 for a new one). `commits` is 0 without history. `losing`: CI files that build it on runners
    where the mounts of the plan start empty."""

    path: str
    before: str
    after: str
    applied: tuple[Applied, ...]
    rows: tuple[PlanRow, ...]
    commits: int
    files: tuple[tuple[str, tuple[str, str]], ...]
    left: tuple[tuple[str, int, str], ...]
    data: bytes = b""
    losing: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    """What was not looked at."""

    @property
    def remark(self) -> str:
        """What the mounts do not give, "" where they last."""
        if not self.losing:
            return ""
        named = ", ".join(f"`{path}`" for path in self.losing[:3])
        return (
            f"the cache mounts start empty on the runners of {named}: bring them back there with "
            "`buildkit-cache-dance`, or build on a builder that stays"
        )

    @property
    def rebuilds(self) -> tuple[int, int]:
        """Of the steps of the file as it is: one that is cut in two counts by the part that installs."""
        counted = [r for r in self.rows if r.part is not Part.REST]
        return sum(r.before or 0 for r in counted), sum(r.after or 0 for r in counted)

    @property
    def minutes(self) -> float | None:
        """Minutes saved for each commit, None where no step's time is known."""
        known = [r.minutes for r in self.rows if r.minutes is not None]
        return sum(known) if known else None

    @property
    def changed(self) -> tuple[PlanRow, ...]:
        """The steps that are better, or elsewhere."""
        cut = {r.before_line for r in self.rows if r.part is not Part.WHOLE}
        return tuple(r for r in self.rows if r.mounted or r.before != r.after or r.before_line in cut)


def headline(plan: Plan) -> str:
    """One sentence of what the plan gives."""
    if not plan.applied:
        return "no fix is proven to make the build's cache better"
    count = f"{len(plan.applied)} {'fix' if len(plan.applied) == 1 else 'fixes'}"
    parts = []
    old, new = plan.rebuilds
    if plan.commits and old != new:
        parts.append(f"{old} → {new} rebuilt steps in the last {plan.commits} commits{_besides(plan)}")
    mounted = sum(r.mounted for r in plan.rows)
    if mounted:
        parts.append(f"{mounted} {'step keeps its' if mounted == 1 else 'steps keep their'} downloads")
    if plan.minutes:
        cut = any(r.minutes and r.part is Part.COUNTED for r in plan.rows)
        parts.append(f"{'up to ' if cut else ''}{plan.minutes:.1f} minutes saved for each commit")
    return f"{count}: {', '.join(parts)}" if parts else count


def _besides(plan: Plan) -> str:
    """What the sums leave out."""
    rests = [r for r in plan.rows if r.part is Part.REST]
    if not rests:
        return ""
    each = [f"the rest of line {r.before_line}, rebuilt by {r.after}" for r in rests[:3]]
    more = f", and {len(rests) - 3} more" if len(rests) > 3 else ""
    return f" (without {', '.join(each)}{more}, now a step of its own)"


def diff_of(plan: Plan) -> str:
    """The unified diff of the Dockerfile and its ignore file."""
    texts = [(plan.path, (plan.before, plan.after)), *plan.files]
    return "".join(_diff(name, *both) for name, both in texts)


def _diff(name: str, before: str, after: str) -> str:
    found = unified_diff(
        before.splitlines(keepends=True), after.splitlines(keepends=True), f"a/{name}", f"b/{name}"
    )
    return "".join(
        line if line.endswith("\n") else line + "\n\\ No newline at end of file\n" for line in found
    )


def as_text(plan: Plan) -> str:
    return "\n".join(_text(plan)) + "\n" + (f"\n{diff_of(plan)}" if plan.applied else "")


def _text(plan: Plan) -> Iterator[str]:
    yield f"{plan.path}: {headline(plan)}"
    for each in plan.applied:
        yield f"  {at_line(each.line)}{each.title}{f' ({each.gives})' if each.gives else ''}  [{each.rule}]"
    if plan.changed:
        timed = any(r.minutes for r in plan.changed)
        yield ""
        yield f"  {'line':>9}  {'rebuilt by':>18}  {'minutes  ' if timed else ''}step"
        for row in plan.changed:
            yield (
                f"  {lines(row):>9}  {counts(row):>18}  {f'{minutes(row):>7}  ' if timed else ''}"
                f"{row.text if len(row.text) <= 70 else row.text[:69] + '…'}"
            )
        if plan.remark:
            yield f"  {plan.remark}"
        if plan.commits:
            yield (
                f"  rebuilt by: how many of the last {plan.commits} commits rebuild the step by a changed "
                "file, now → with the fixes; `dlint cache` also counts edits of the Dockerfile and of the "
                "base image"
            )
        if any(r.mounted for r in plan.changed):
            yield "  cache kept: a rebuild finds what the step has downloaded before in its new cache mount"
    if plan.left:
        yield ""
        yield "  without a proven fix:"
        for rule, line, message in plan.left:
            yield f"  {at_line(line)}{message}  [{rule}]"


def at_line(line: int) -> str:
    return f"line {line}: " if line else ""


def lines(row: PlanRow) -> str:
    return (
        f"{row.before_line}" if row.before_line == row.after_line else f"{row.before_line} → {row.after_line}"
    )


def counts(row: PlanRow) -> str:
    told = (
        ""
        if row.before is None
        else f"{row.before}"
        if row.before == row.after
        else f"{row.before} → {row.after}"
    )
    return (f"{told}, cache kept" if told else "cache kept") if row.mounted else told


def minutes(row: PlanRow) -> str:
    return f"-{row.minutes:.1f}" if row.minutes else ""


def as_json(plan: Plan) -> str:
    old, new = plan.rebuilds
    data = {
        "path": plan.path,
        "summary": headline(plan),
        "commits": plan.commits,
        "rebuilt": {"before": old, "after": new} if plan.commits else None,
        "minutesSaved": plan.minutes,
        "fixes": [{"rule": a.rule, "line": a.line or None, "title": a.title, "gives": a.gives}
            for a in plan.applied],
        "steps": [
            {
                "line": {"before": r.before_line, "after": r.after_line}, "text": r.text,
                "rebuilt": {"before": r.before, "after": r.after}, "minutesSaved": r.minutes,
                "cacheMountAdded": r.mounted, "part": r.part.value,
            }
            for r in plan.rows
        ],
        "left": [{"rule": rule, "line": line or None, "message": message} for rule, line,
            message in plan.left],
        "remark": plan.remark or None,
        "diff": diff_of(plan),
    }  # fmt: skip
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def as_markdown(plan: Plan) -> str:
    """For a pull request comment: the sentence first, the table, the diff folded."""
    return "\n".join(_markdown(plan)) + "\n"


def _markdown(plan: Plan) -> Iterator[str]:
    yield f"### Build cache of {code(plan.path)}: {headline(plan)}"
    if plan.applied:
        yield ""
        yield from (
            f"- {at_line(a.line)}{spoken(a.title)}{f': **{spoken(a.gives)}**' if a.gives else ''} "
            f"({code(a.rule)})"
            for a in plan.applied
        )
    if plan.changed:
        timed = any(r.minutes for r in plan.changed)
        yield ""
        yield (
            f"| line | step | rebuilt by{f' (of {plan.commits} commits)' if plan.commits else ''} "
            f"|{' minutes |' if timed else ''}"
        )
        yield f"|--:|---|--:|{'--:|' if timed else ''}"
        for row in plan.changed:
            text = row.text if len(row.text) <= 60 else row.text[:59] + "…"
            told = (
                ""
                if row.before is None
                else f"{row.before}"
                if row.before == row.after
                else f"{row.before} → **{row.after}**"
            )
            told = f"{told}{', ' if told else ''}cache mount" if row.mounted else told
            yield f"| {lines(row)} | {code(text)} | {told} |{f' {minutes(row)} |' if timed else ''}"
    if plan.remark:
        yield ""
        yield spoken(plan.remark[0].upper() + plan.remark[1:]) + "."
    if plan.applied:
        found = diff_of(plan)
        fence = "`" * (max((len(run) for run in _ticks(found)), default=2) + 1)
        yield ""
        yield "<details><summary>The changed file</summary>"
        yield ""
        yield f"{fence}diff"
        yield found.rstrip("\n")
        yield fence
        yield ""
        yield "</details>"
    if plan.left:
        yield ""
        yield "<details><summary>Without a proven fix</summary>"
        yield ""
        yield from (f"- {at_line(line)}{spoken(message)} ({code(rule)})" for rule, line, message in plan.left)
        yield ""
        yield "</details>"


def _ticks(text: str) -> Iterator[str]:
    run = ""
    for char in text + " ":
        if char == "`":
            run += char
        elif run:
            if len(run) >= 3:
                yield run
            run = ""


_SPECIAL = str.maketrans({c: f"\\{c}" for c in "\\*_{}[]<>#|~"})


def code(text: str) -> str:
    return "`" + text.replace("`", "'").replace("|", "\\|") + "`"


def spoken(text: str) -> str:
    """A sentence; what stands in backticks stays code."""
    parts = text.split("`")
    if len(parts) % 2 == 0:
        return text.replace("`", "'").translate(_SPECIAL)
    return "".join(code(p) if at % 2 else p.translate(_SPECIAL) for at, p in enumerate(parts))
