"""What `dlint cache` shows, as plain values, and as text, JSON and Graphviz' dot."""

from __future__ import annotations

import json
from collections.abc import Iterator

from msgspec import Struct

from dlinter.model.cache.causes import Cause, CauseKind, summed
from dlinter.model.cache.change import Rebuilt
from dlinter.model.cache.steps import Kind, Step
from dlinter.values import replace

FOLLOWS = 200_000
"""Steps that follow others, of all steps together; a file of a hundred steps has some thousand."""


class Row(Struct, frozen=True):
    """A step: `files` and `bytes` it takes of the context, places of the steps that `follow` from its
    rebuild, and of the commits looked at how many would have rebuilt it, maybe rebuilt it, changed its own
    files, touched what it needs, touched its lockfile (None: not known). `minutes` are expected for each
    commit. `git`: it takes `.git`, which every commit changes. `causes`: the first causes of the rebuilds,
    with how many commits, the unavoidable ones first."""

    step: Step
    files: int
    bytes: int
    follows: tuple[int, ...]
    rebuilt: int | None = None
    maybe: int | None = None
    own: int | None = None
    needed: int | None = None
    locked: int | None = None
    seconds: float | None = None
    minutes: float | None = None
    git: bool = False
    causes: tuple[tuple[Cause, int], ...] = ()

    @property
    def because(self) -> str:
        """"14 by its manifests, 21 by other files of src-ui, 2 by edits, 1 by the base image"; "" where
        nothing rebuilt it."""
        return ", ".join(f"{n} by {_cause(words, n)}" for words, n in summed(self.causes).items())

    @property
    def needed_files(self) -> int:
        """Commits that changed what it needs of the context."""
        return sum(n for cause, n in self.causes if cause.kind is CauseKind.NEEDED)


class CacheReport(Struct, frozen=True):
    """`commits` is 0 without history. `given`: build arguments with another value in every commit's build,
    with when that changes and the build file that says so."""

    path: str
    rows: tuple[Row, ...]
    commits: int
    given: tuple[tuple[str, str, str], ...] = ()

    @property
    def by_cost(self) -> tuple[Row, ...]:
        """The dearest first where times are known, else in order."""
        if not any(r.minutes is not None for r in self.rows):
            return self.rows
        return tuple(sorted(self.rows, key=lambda r: (-(r.minutes or 0.0), r.step.at)))

    def sentences(self) -> Iterator[str]:
        """What the history says of the steps that are rebuilt far more often than they need to."""
        for row in self.rows:
            if row.git:
                yield (
                    f"`{row.step.label}` takes `.git`, which every commit changes; a line `.git` in "
                    "`.dockerignore` leaves it out"
                )
        for name, when, by in self.given:
            steps = [r.step for r in self.rows if name in r.step.arguments]
            first = f", first `{steps[0].label}` (line {steps[0].line})" if steps else ""
            yield (
                f"`{by}` gives the build argument `{name}` another value with every {when}, which rebuilds "
                f"the steps below it{first}"
            )
        for row in self.rows:
            if (
                row.rebuilt is None
                or row.needed is None
                or row.rebuilt <= row.needed
                or row.step.kind is not Kind.RUN
            ):
                continue
            begin = (
                f"`{row.step.label}` would have been rebuilt by {row.rebuilt} of the last {self.commits} "
                "commits; "
            )
            files = row.needed_files
            if row.locked is not None and row.locked == files:
                told = f"its lockfile changed in {files}"
            elif row.locked is not None:
                told = f"its manifests changed in {files}, its lockfile in {row.locked}"
            else:
                told = f"the files it needs changed in {files}"
            above = row.needed - files
            yield (
                begin
                + told
                + (f", and an edit or the base image rebuilt it in {above} more" if above else "")
            )


def _cause(words: str, count: int) -> str:
    return "an edit" if words == "edits" and count == 1 else "the base image" if words == "base" else words


def times(count: int) -> str:
    return f"{count} {'time' if count == 1 else 'times'}"


def size(count: int) -> str:
    """Bytes, short."""
    amount, unit = float(count), "B"
    for following in ("kB", "MB", "GB"):
        if amount < 1000:
            break
        amount, unit = amount / 1000, following
    return f"{amount:.0f} {unit}" if amount >= 10 or unit == "B" else f"{amount:.1f} {unit}"


def inputs(row: Row) -> str:
    """What a step depends on beside its parents."""
    parts = []
    if row.step.locals:
        told = ", ".join(i.told for i in row.step.locals)
        parts.append(f"{told} ({row.files} file{'' if row.files == 1 else 's'}, {size(row.bytes)})")
    parts += [d for d in row.step.depends if not d.startswith("files ")]
    if row.step.arguments:
        parts.append("ARG " + ", ".join(row.step.arguments))
    return "; ".join(parts) or "-"


def as_text(report: CacheReport, width: int) -> str:
    head = ["line", "step", "depends on", "then"]
    history, timed = report.commits > 0, any(r.seconds is not None for r in report.rows)
    head += [f"rebuilt by, of {report.commits}"] if history else []
    head += ["seconds"] + (["min/commit"] if history else []) if timed else []
    several = len({r.step.stage for r in report.rows}) > 1
    lines = []
    for row in report.by_cost:
        label = (f"{row.step.stage_name}: " if several else "") + row.step.label
        cells = [str(row.step.line), label, inputs(row), f"+{len(row.follows)}"]
        if history:
            need = "" if row.needed is None else f", needed {row.needed}"
            cells.append(f"{row.rebuilt}{f' (+{row.maybe} maybe)' if row.maybe else ''}{need}")
        if timed:
            cells.append("" if row.seconds is None else f"{row.seconds:.1f}")
            if history:
                cells.append("" if row.minutes is None else f"{row.minutes:.2f}")
        lines.append(cells)
    fixed = [max(len(c[i]) for c in [head, *lines]) for i in range(len(head))]
    room = max(30, width - sum(fixed) + fixed[1] + fixed[2] - 2 * len(head))
    fixed[1] = min(fixed[1], max(24, room * 3 // 5))
    fixed[2] = min(fixed[2], max(18, room - fixed[1]))
    table = [
        "  ".join(_cut(c, w).ljust(w) for c, w in zip(cells, fixed, strict=True)).rstrip()
        for cells in [head, *lines]
    ]
    said = list(report.sentences())
    why = [
        f"line {r.step.line} rebuilt {times(r.rebuilt or 0)}: {r.because}"
        for r in report.by_cost
        if r.because and r.step.kind is Kind.RUN
    ]
    return "\n".join([*table, *([""] if why else []), *why, *([""] if said else []), *said]) + "\n"


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"


def changes_text(found: tuple[Rebuilt, ...], total: int) -> str:
    """What one change rebuilds, with the reasons."""
    lines = []
    for item in found:
        word = "rebuilt" if item.certain else "maybe  "
        lines += [f"{word}  line {item.step.line}: {item.step.label}", f"         because {item.reasons[-1]}"]
    sure = sum(i.certain for i in found)
    lines.append(
        f"{sure} of {total} steps rebuilt"
        + (f", {len(found) - sure} more maybe" if len(found) > sure else "")
    )
    return "\n".join(lines) + "\n"


def with_few_follows(report: CacheReport) -> tuple[CacheReport, str]:
    """The report with no more steps that follow others than `FOLLOWS`, and what is left out, "" for
    nothing: from the first step on that has too many, those right after it are given."""
    next_: dict[int, list[int]] = {}
    for row in report.rows:
        for at in {*row.step.parents, *(t for s in row.step.stages for t in s.tip)}:
            next_.setdefault(at, []).append(row.step.at)
    left, rows, said = FOLLOWS, list[Row](), ""
    for row in report.rows:
        left -= len(row.follows)
        if left < 0:
            said = said or (
                f"line {row.step.line}: more than {FOLLOWS:,} steps that follow others: `follows` has those "
                "right after a step alone from here on"
            )
            row = replace(row, follows=tuple(next_.get(row.step.at, ())))
        rows.append(row)
    return replace(report, rows=tuple(rows)), said


def as_json(report: CacheReport, found: tuple[Rebuilt, ...] | None) -> str:
    steps = []
    for row in report.rows:
        step = row.step
        steps.append({
            "at": step.at, "line": step.line, "kind": step.kind.value, "stage": step.stage_name,
            "number": step.number, "text": step.text, "parents": step.parents, "linked": step.linked,
            "base": step.base or None, "files": {"patterns": [i.told for i in step.locals],
                "count": row.files, "bytes": row.bytes},
            "arguments": step.arguments, "stages": [{"stage": s.stage, "name": s.image, "paths": s.paths,
                "by": s.by, "steps": s.tip} for s in step.stages],
            "remotes": [{"url": r.url, "git": r.git, "pinned": r.pinned} for r in step.remotes],
            "follows": row.follows,
            "history": None if not report.commits
            else {"rebuilt": row.rebuilt, "maybe": row.maybe, "own": row.own, "needed": row.needed,
                "lockfile": row.locked, "git": row.git,
                "causes": [{"cause": c.kind.value, "step": c.at, "what": c.what or None, "commits": n} for c,
                    n in row.causes]},
            "seconds": row.seconds, "minutes_per_commit": row.minutes,
        })  # fmt: skip
    data: dict[str, object] = {
        "path": report.path,
        "commits": report.commits,
        "volatile": [{"argument": n, "when": w, "by": b} for n, w, b in report.given],
        "steps": steps,
        "sentences": list(report.sentences()),
    }
    if found is not None:
        data["rebuilt"] = [
            {"at": i.step.at, "line": i.step.line, "certain": i.certain, "reasons": i.reasons} for i in found
        ]
    return json.dumps(data, indent=2) + "\n"


def as_dot(report: CacheReport) -> str:
    lines = ["digraph cache {", '  node [shape=box, fontname="sans-serif"];']
    for row in report.rows:
        step = row.step
        share = (
            ""
            if row.rebuilt is None
            else f"\\n{row.rebuilt} of {report.commits} commits"
            + (f"\\n{_quoted(row.because)}" if row.because else "")
        )
        lines.append(f'  s{step.at} [label="{_quoted(step.label)}{share}"];')
        wide = 1 + 5 * (row.rebuilt or 0) / max(1, report.commits)
        lines += [f"  s{p} -> s{step.at} [penwidth={wide:.1f}];" for p in step.parents]
        lines += [
            f'  s{t} -> s{step.at} [style=dashed, label="{_quoted(s.by)}"];'
            for s in step.stages
            for t in s.tip
        ]
        for at, item in enumerate(step.locals):
            lines += [
                f'  f{step.at}_{at} [shape=folder, label="{_quoted(item.told)}"];',
                f"  f{step.at}_{at} -> s{step.at};",
            ]
    return "\n".join([*lines, "}"]) + "\n"


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
