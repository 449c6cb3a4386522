"""Fixes: edits applied in passes to a fixed point, each pass verified, and shown as a unified diff.

In one pass every fix whose edits overlap no earlier one is applied; the others wait for the next pass, which
looks at the file anew. After each pass the file is read again: it must not have errors that it had not before.
A pass that would break the file is undone fix by fix, and the fix that breaks it is named.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from dlinter.finding import Edit, Fix, Result, Safety
from dlinter.model.text import Text

PASSES = 25
"""More passes than this and two fixes undo each other: said loudly, and the last good text is kept."""

Lint = Callable[[Text], Sequence[Result]]
Reads = Callable[[Text, Text, Sequence[Edit]], str]
"""`reads(before, after, edits)` says what is wrong with the edited text, "" when it reads as it should."""


@dataclass(slots=True)
class Fixed:
    """What came of fixing one file. `applied` and `refused` are `(rule id, fix title)`; `refused` adds why."""

    text: Text
    applied: list[tuple[str, str]] = field(default_factory=list)
    refused: list[tuple[str, str, str]] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)
    endless: bool = False

    @property
    def changed(self) -> bool:
        return bool(self.applied)


def fix_text(text: Text, lint: Lint, reads: Reads, *, unsafe: bool) -> Fixed:
    """Applies the fixes of `lint(text)` until none is left. `unsafe` takes unsafe ones too."""
    fixed = Fixed(text)
    banned: set[tuple[str, str]] = set()
    for _ in range(PASSES):
        chosen = _choose(lint(fixed.text), unsafe, banned)
        if not chosen:
            return fixed
        after = apply(fixed.text, [e for _, fix in chosen for e in fix.edits])
        if reads(fixed.text, after, [e for _, fix in chosen for e in fix.edits]):
            chosen, after = _one_by_one(fixed, chosen, reads, banned)
            if not chosen:
                continue
        if after.data == fixed.text.data and not any(fix.files for _, fix in chosen):
            banned.update((r.rule.id, r.fingerprint) for r, _ in chosen)
            continue
        fixed.text = after
        for result, fix in chosen:
            fixed.applied.append((result.rule.id, fix.title))
            for path, addition in fix.files:
                if addition not in fixed.files.get(path, ""):
                    fixed.files[path] = fixed.files.get(path, "") + addition
                banned.add((result.rule.id, result.fingerprint))
    fixed.endless = True
    return fixed


def _choose(results: Sequence[Result], unsafe: bool, banned: set[tuple[str, str]]) -> list[tuple[Result, Fix]]:
    chosen: list[tuple[Result, Fix]] = []
    taken: list[Edit] = []
    for result in results:
        fix = result.finding.fix
        if fix is None or result.suppressed_by is not None or (fix.safety is Safety.UNSAFE and not unsafe):
            continue
        if (result.rule.id, result.fingerprint) in banned:
            continue
        new = [e for e in fix.edits if e not in taken]
        if any(_touch(e, t) for e in new for t in taken):
            continue
        taken += new
        chosen.append((result, fix))
    return chosen


def _touch(a: Edit, b: Edit) -> bool:
    return a.span.overlaps(b.span) or a.span == b.span


def _one_by_one(
    fixed: Fixed, chosen: list[tuple[Result, Fix]], reads: Reads, banned: set[tuple[str, str]]
) -> tuple[list[tuple[Result, Fix]], Text]:
    """The first fix that reads well alone; the ones that do not are refused for good."""
    for result, fix in chosen:
        after = apply(fixed.text, fix.edits)
        wrong = reads(fixed.text, after, fix.edits)
        if not wrong:
            return [(result, fix)], after
        banned.add((result.rule.id, result.fingerprint))
        fixed.refused.append((result.rule.id, fix.title, wrong))
    return [], fixed.text


def apply(text: Text, edits: Sequence[Edit]) -> Text:
    """The text with edits made. Replacements are written with the file's own line ends."""
    data, eol = text.data, text.eol
    for edit in sorted(dict.fromkeys(edits), key=lambda e: (e.span.start, e.span.end), reverse=True):
        new = edit.replacement.replace("\r\n", "\n").replace("\n", eol) if eol != "\n" else edit.replacement
        data = data[: edit.span.start] + new.encode("utf-8", "surrogateescape") + data[edit.span.end :]
    return Text(data, text.path)


def diff(before: Text, after: Text) -> str:
    """A unified diff, `a/PATH` to `b/PATH`; "" when they are equal."""
    from difflib import unified_diff

    def lines(text: Text) -> list[str]:
        return text.data.decode("utf-8", "replace").splitlines(keepends=True)

    out = []
    for line in unified_diff(lines(before), lines(after), f"a/{before.path}", f"b/{after.path}"):
        out.append(line if line.endswith("\n") else line + "\n\\ No newline at end of file\n")
    return "".join(out)
