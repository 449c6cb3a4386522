"""Fixes: edits applied in passes to a fixed point, each pass verified, and shown as a unified diff.

In one pass every fix whose edits touch no earlier one is applied; the others wait for the next pass, which
looks at the file again. After each pass the file is read again: it must not have errors that it had not
before. A fix that would break the file is refused and named; the others of its pass are applied.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Sequence

from msgspec import Struct, field

from dlinter.finding import Edit, Fix, Result, Safety
from dlinter.model.text import Span, Text

PASSES = 25
"""More passes than this and two fixes undo each other: reported as a problem, and the last good text is
kept."""

LINES = 6_000
"""Lines that all passes over one file look at together: a real Dockerfile has some hundred lines and needs
one or two passes. A file of more than a third of this has one; what is left to fix then is said."""
TRIES = 24
"""How often the fixes of one file are tried, at least, where some of them do not read well; a file of few
lines has as many tries as `_TRIED` lines allow."""
_TRIED = 40_000

Lint = Callable[[Text], Sequence[Result]]
Reads = Callable[[Text, Text, Sequence[Edit]], str]
"""`reads(before, after, edits)` says what is wrong with the edited text, "" when it reads as it should."""
Chosen = tuple[Result, Fix]
"""A fix with the result it belongs to."""


class Fixed(Struct):
    """What came of fixing one file. `applied` and `refused` are `(rule id, fix title)`; `refused` adds why.
    `left`: unsafe fixes that were not asked for. `cut`: the file is so long that fixes were left out."""

    text: Text
    applied: list[tuple[str, str]] = field(default_factory=list)
    refused: list[tuple[str, str, str]] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)
    endless: bool = False
    cut: bool = False
    left: int = 0

    @property
    def changed(self) -> bool:
        return bool(self.applied)


def fix_text(text: Text, lint: Lint, reads: Reads, *, unsafe: bool) -> Fixed:
    """Applies the fixes of `lint(text)` until none is left. `unsafe` takes unsafe ones too."""
    fixed = Fixed(text)
    banned: set[tuple[str, str]] = set()
    lines = text.line_count
    tries = _Tries(max(TRIES, _TRIED // lines))
    for number in range(PASSES):
        results = lint(fixed.text)
        chosen = _choose(fixed, results, unsafe, banned)
        if not chosen:
            fixed.left = (
                0
                if unsafe
                else sum(
                    r.suppressed_by is None
                    and r.finding.fix is not None
                    and r.finding.fix.safety is Safety.UNSAFE
                    for r in results
                )
            )
            return fixed
        if number and (number + 2) * lines > LINES:
            fixed.cut = True
            return fixed
        good = _Good(fixed, reads, banned, tries)
        good.add(chosen)
        fixed.text = good.after
        for result, fix in good.chosen:
            fixed.applied.append((result.rule.id, fix.title))
            for path, addition in fix.files:
                if addition not in fixed.files.get(path, ""):
                    fixed.files[path] = fixed.files.get(path, "") + addition
                banned.add(_key(result))
    fixed.endless = True
    return fixed


def is_long(text: Text) -> bool:
    """Whether a file is longer than anybody writes: its fixes have one pass."""
    return 3 * text.line_count > LINES


def _key(result: Result) -> tuple[str, str]:
    return result.rule.id, result.fingerprint


def _choose(
    fixed: Fixed, results: Sequence[Result], unsafe: bool, banned: set[tuple[str, str]]
) -> list[Chosen]:
    """The fixes of one pass: those whose edits touch no edit of an earlier one. A fix that can never be made
    is refused."""
    chosen: list[Chosen] = []
    taken = _Taken()
    for result in results:
        fix = result.finding.fix
        if fix is None or result.suppressed_by is not None or (fix.safety is Safety.UNSAFE and not unsafe):
            continue
        if _key(result) in banned:
            continue
        wrong = _impossible(fixed.text, fix)
        if wrong:
            banned.add(_key(result))
            fixed.refused.append((result.rule.id, fix.title, wrong))
        elif not fix.files and all(
            e.written(fixed.text) == fixed.text.data[e.span.start : e.span.end] for e in fix.edits
        ):
            banned.add(_key(result))
        elif not taken.clashes(fix.edits):
            taken.add(fix.edits)
            chosen.append((result, fix))
    return chosen


def _impossible(text: Text, fix: Fix) -> str:
    """What is wrong with a fix whatever the file says, or ""."""
    taken = _Taken()
    for edit in dict.fromkeys(fix.edits):
        if not 0 <= edit.span.start <= edit.span.end <= len(text.data):
            return "an edit is outside of the file"
        if taken.clashes((edit,)):
            return "its edits overlap"
        taken.add((edit,))
    return ""


class _Taken:
    """Edits that can be made together: no two of them touch, so each has at most one neighbour to ask on
    either side."""

    def __init__(self) -> None:
        self._sorted: list[tuple[int, int, str]] = []

    def clashes(self, edits: Sequence[Edit]) -> bool:
        """Whether one of the edits touches one that is here, unless it is that one."""
        return any(self._clashes(edit) for edit in edits)

    def _clashes(self, edit: Edit) -> bool:
        at = bisect_left(self._sorted, _order(edit))
        near = self._sorted[max(0, at - 1) : at + 1]
        if _order(edit) in near:
            return False
        return any(edit.span.overlaps(Span(start, end)) for start, end, _ in near)

    def add(self, edits: Sequence[Edit]) -> None:
        for edit in edits:
            insort(self._sorted, _order(edit))


def _order(edit: Edit) -> tuple[int, int, str]:
    return edit.span.start, edit.span.end, edit.replacement


class _Tries(Struct):
    """How often the fixes of a file may still be tried."""

    left: int


class _Good:
    """Of the fixes of one pass those with which the file reads well, found by halves: one bad fix among a
    thousand costs some twenty readings. Those that there are no tries left for are left out."""

    def __init__(self, fixed: Fixed, reads: Reads, banned: set[tuple[str, str]], tries: _Tries) -> None:
        self.chosen: list[Chosen] = []
        self.after = fixed.text
        self._fixed, self._reads, self._banned, self._tries = fixed, reads, banned, tries

    def add(self, more: Sequence[Chosen]) -> None:
        """Takes those of `more` that read well together with what is taken. One that does not read well by
        itself is refused for good; one that only disagrees with another waits for the next pass."""
        wrong, after = self._try([*self.chosen, *more])
        if not wrong:
            self.chosen += more
            self.after = after
        elif len(more) > 1 and self._tries.left <= 0:
            self._fixed.cut = True
            self._banned.update(_key(result) for result, _ in more)
        elif len(more) > 1:
            half = len(more) // 2
            self.add(more[:half])
            self.add(more[half:])
        else:
            ((result, fix),) = more
            if self.chosen:
                wrong, _ = self._try(more)
            if wrong:
                self._banned.add(_key(result))
                self._fixed.refused.append((result.rule.id, fix.title, wrong))

    def _try(self, chosen: Sequence[Chosen]) -> tuple[str, Text]:
        self._tries.left -= 1
        edits = [edit for _, fix in chosen for edit in fix.edits]
        after = apply(self._fixed.text, edits)
        return self._reads(self._fixed.text, after, edits), after


def apply(text: Text, edits: Sequence[Edit]) -> Text:
    """The text with edits made that do not touch each other; equal ones are made once. Replacements are
    written with the file's own line ends."""
    pieces, at = [], 0
    for edit in sorted(dict.fromkeys(edits), key=_order):
        pieces += [text.data[at : edit.span.start], edit.written(text)]
        at = edit.span.end
    return Text(b"".join([*pieces, text.data[at:]]), text.path)


def diff(before: Text, after: Text) -> str:
    """A unified diff, `a/PATH` to `b/PATH`; "" when they are equal."""
    from difflib import unified_diff

    def lines(text: Text) -> list[str]:
        return text.data.decode("utf-8", "replace").splitlines(keepends=True)

    out = []
    for line in unified_diff(lines(before), lines(after), f"a/{before.path}", f"b/{after.path}"):
        out.append(line if line.endswith("\n") else line + "\n\\ No newline at end of file\n")
    return "".join(out)
