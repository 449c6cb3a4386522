"""`dlint cache --plan`: the fixes of one Dockerfile together, as far as the model of the build proves
them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from msgspec import Struct

from dlinter.finding import Fix, Gain, Problem, Result, Safety
from dlinter.fix import apply
from dlinter.model import clock
from dlinter.model.cache.build_cache import BuildCache, cache_of
from dlinter.model.cache.demand import demands
from dlinter.model.cache.proof.judge import Need, Verdict, judge
from dlinter.model.cache.proof.pairs import pairs_of
from dlinter.model.cache.proof.savings import StepPair, effective, replay, step_pairs
from dlinter.model.cache.steps import Step
from dlinter.model.dockerfile.reader import read
from dlinter.model.facts.facts import Facts
from dlinter.model.masks import both
from dlinter.model.text import Text
from dlinter.model.work import TooMuchWork
from dlinter.report.plan import Applied, Part, Plan, PlanRow
from dlinter.rule import DEFAULT
from dlinter.run.judge import verdict_of, with_files
from dlinter.run.session import Examiner, Loads
from dlinter.values import replace

if TYPE_CHECKING:
    from dlinter.model.dockerfile.context import BuildContext
    from dlinter.model.facts.given import Given
    from dlinter.model.facts.history import History

MOST = 60
"""Fixes of one plan."""
LONGEST = 400
"""Instructions of a file that has a plan: each of its fixes is proven on a file that is read again. The
longest of 600 real ones has 107."""
MOST_LINES = 5_000
"""Its lines, comments too; the longest has 407."""
FAMILIES = ("cache", "mounts")
"""The rules whose fixes make a build's cache better."""


class Around(Struct, frozen=True):
    """What stands around the Dockerfile: its context, the last commits, given arguments, its path in the
    repository, named contexts, stages that are built by name, and the CI files that build it where no cache
    mount lasts."""

    context: BuildContext | None = None
    history: History | None = None
    given: Callable[[], Mapping[str, Given]] = dict
    key: str = ""
    named_contexts: Callable[[], frozenset[str]] = frozenset
    targets: Callable[[], frozenset[str]] = frozenset
    losing: Callable[[], tuple[str, ...]] = tuple


class _State(Struct):
    """A text on the way to the plan's: the lines that ignore files get with it, the fixes that led here, and
    for each of its lines the 1-based line of the file as it is (0 for a new one)."""

    text: Text
    files: dict[str, str]
    applied: list[Applied]
    lines: list[int]


def make_plan(text: Text, around: Around, examiner: Examiner, seconds: Mapping[int, float]) -> Plan:
    """The best file that can be proven. `seconds` are those of the steps of today, by place. Raises
    TooMuchWork."""
    if text.line_count > MOST_LINES:
        raise TooMuchWork(f"the plan takes too long for a file of more than {MOST_LINES:,} lines")
    if len(read(text).instructions) > LONGEST:
        raise TooMuchWork(f"the plan takes too long for a file of more than {LONGEST} instructions")
    states = [_State(text, {}, [], list(range(1, text.line_count + 1)))]
    results, problems = list[Result](), list[Problem]()
    with clock.limited():  # for all fixes together
        try:
            with clock.ending():
                results = _search(states, around, examiner, problems)
        except clock.OutOfTime:
            what = f"the plan takes too long for this file: it has the first {len(states) - 1} fixes"
            problems.append(Problem(what, text.path))
    with clock.limited():
        try:
            with clock.ending():
                plan = _proven(states, results, around, examiner, seconds)
        except clock.OutOfTime:
            raise TooMuchWork("the plan takes too long for this file") from None
    return replace(plan, problems=tuple(problems))


def _search(
    states: list[_State], around: Around, examiner: Examiner, problems: list[Problem]
) -> list[Result]:
    """Adds a state for each fix; what is left to say of the last one. `problems` are those of the file as it
    is."""
    seen = {_mark(states[0])}
    results: list[Result] = []
    while len(states[-1].applied) < MOST:
        outcome = examiner.lint(states[-1].text, _loads(states[-1], around), around.key)
        if len(states) == 1:
            problems += outcome.problems
        results = [r for r in outcome.results if r.suppressed_by is None and r.rule.family in FAMILIES]
        following = _best(results, _facts(states[-1], around, examiner), states[-1], seen)
        if following is None:
            break
        seen.add(_mark(following))
        states.append(following)
    return results


def _proven(
    states: list[_State], results: Sequence[Result], around: Around, examiner: Examiner,
    seconds: Mapping[int, float]
) -> Plan:  # fmt: skip
    before = _facts(states[0], around, examiner)
    after = before
    while len(states) > 1:  # each fix is proven on the file that it was made for: now all of them together
        after = _facts(states[-1], around, examiner)
        if not judge(before, after, Need.HARMLESS).blocked:
            break
        states.pop()
    else:
        after = before
    return _plan(before, after, states[-1], results, around, examiner, seconds)


def _facts(state: _State, around: Around, examiner: Examiner) -> Facts:
    return examiner.facts(state.text, _loads(state, around), around.key)


def _loads(state: _State, around: Around) -> Loads:
    context = with_files(around.context, state.files.items())
    return Loads(
        lambda: context,
        lambda: around.history,
        around.given,
        named_contexts=around.named_contexts,
        targets=around.targets,
    )


def _best(results: Sequence[Result], facts: Facts, state: _State, seen: set[object]) -> _State | None:
    """The file with the proven fix that saves most rebuilds; then mounts, then the others that keep the
    file's meaning. None where no fix leads to a file that was not there before."""
    found: list[tuple[tuple[int, int, int], _State]] = []
    for at, result in enumerate(results):
        fix = result.finding.fix
        if fix is None or fix.withheld or not (fix.gain is not None or fix.safety is Safety.SAFE):
            continue
        verdict = verdict_of(fix, facts) if fix.saved is None else Verdict("", fix.gives, fix.saved, 0)
        if not verdict.blocked:
            kind = 0 if fix.gain in (Gain.REBUILDS, Gain.CONTEXT) else 1 if fix.gain is Gain.CACHE else 2
            following = _after(state, result, fix, verdict)
            if _mark(following) not in seen:
                found.append(((kind, verdict.after - verdict.before, at), following))
    return min(found, key=lambda each: each[0])[1] if found else None


def _after(state: _State, result: Result, fix: Fix, verdict: Verdict) -> _State:
    files = dict(state.files)
    for name, lines in fix.files:
        known = set(files.get(name, "").splitlines())
        files[name] = files.get(name, "") + "".join(
            f"{line}\n" for line in lines.splitlines() if line not in known
        )
    text, line = apply(state.text, fix.edits), _line(result)
    applied = Applied(result.rule.id, fix.title, verdict.gives, _line_before(state, line))
    return _State(text, files, [*state.applied, applied], _lines_before(state, text))


def _line_before(state: _State, line: int) -> int:
    return state.lines[line - 1] if 0 < line <= len(state.lines) else 0


def _lines_before(state: _State, text: Text) -> list[int]:
    """For each line of the next text the line that it was. A line that was moved is known by its words."""
    old, new = state.text.data.split(b"\n"), text.data.split(b"\n")
    found, gone = [0] * len(new), dict[bytes, list[int]]()
    # Lines that a file has a thousand times take the square of it: only those around the fix are compared.
    short = min(len(old), len(new))
    head = next((at for at in range(short) if old[at] != new[at]), short)
    tail = next((at for at in range(short - head) if old[-1 - at] != new[-1 - at]), short - head)
    middle = SequenceMatcher(None, old[head : len(old) - tail], new[head : len(new) - tail], autojunk=False)
    blocks = [
        ("equal", 0, head, 0, head),
        *((tag, a + head, b + head, c + head, d + head) for tag, a, b, c, d in middle.get_opcodes()),
        ("equal", len(old) - tail, len(old), len(new) - tail, len(new)),
    ]
    for tag, first, last, start, end in blocks:
        for at in range(first, last):
            if tag == "equal" or (tag == "replace" and last - first == end - start):
                found[start + at - first] = _line_before(state, at + 1)
            else:
                gone.setdefault(_words(old[at]), []).append(_line_before(state, at + 1))
    for at, line in enumerate(new):
        if not found[at] and gone.get(_words(line)):
            found[at] = gone[_words(line)].pop(0)
    return found


def _words(line: bytes) -> bytes:
    """A line without the options that a fix gives a RUN, which may be the same line with a mount."""
    return re.sub(rb"--mount=\S+\s*", b"", line).strip()


def _mark(state: _State) -> object:
    return state.text.data, tuple(sorted(state.files.items()))


def _line(result: Result) -> int:
    span = result.finding.span
    text = result.location.text
    return text.line_of(span.start) if span is not None and text is not None else 0


def _plan(
    before: Facts,
    after: Facts,
    state: _State,
    results: Sequence[Result],
    around: Around,
    examiner: Examiner,
    seconds: Mapping[int, float],
) -> Plan:
    masks = both(before.masks, after.masks)
    hide = masks.scrub
    old, new = cache_of(before), cache_of(after)
    rows = [replace(row, text=hide(row.text)) for row in _rows(old, new, around.history, seconds)]
    left = tuple(
        (r.rule.id, _line_before(state, _line(r)), hide(r.message))
        for r in results
        if r.finding.fix is None and DEFAULT in r.rule.sets
    )
    ignored = tuple(
        (name, _added(around.context, name, lines)) for name, lines in sorted(state.files.items())
    )
    return Plan(
        before.text.path, masks.covered(before.text).data.decode("utf-8", "replace"),
        both(after.masks, before.masks).covered(after.text).data.decode("utf-8", "replace"),
        tuple(state.applied), tuple(rows), len(around.history) if around.history is not None else 0, ignored,
        left, state.text.data, around.losing() if any(r.mounted for r in rows) else (),
    )  # fmt: skip


def _added(context: BuildContext | None, name: str, lines: str) -> tuple[str, str]:
    """The text of an ignore file before and after."""
    old = (context.text(name) if context is not None else None) or ""
    known = set(old.splitlines())
    more = "".join(f"{line}\n" for line in dict.fromkeys(lines.splitlines()) if line not in known)
    return old, old + ("" if not old or old.endswith("\n") else "\n") + more


def _rows(
    old: BuildCache, new: BuildCache, history: History | None, seconds: Mapping[int, float]
) -> list[PlanRow]:
    pairs, _ = pairs_of(old.facts.dockerfile, new.facts.dockerfile)
    counts = (replay(old, history), replay(new, history)) if history is not None else None
    steps = _without_copies(step_pairs(old, new, pairs))
    parts = Counter(b.at for b, _ in steps)
    rests = _rests(new, steps)
    rows = []
    for b, a in steps:
        was, now = (
            (counts[0].certain[b.at], effective(counts[0], counts[1], b, a))
            if counts is not None
            else (None, None)
        )
        took = seconds.get(b.at) if a.at not in rests else None
        saved = (
            took * (was - now) / len(history) / 60
            if took is not None and was is not None and now is not None and history
            else None
        )
        mounted = sum(u.startswith("cache") for u in a.unkeyed) > sum(
            u.startswith("cache") for u in b.unkeyed
        )
        part = Part.WHOLE if parts[b.at] == 1 else Part.REST if a.at in rests else Part.COUNTED
        said = re.sub(r"--mount=\S+\s*", "", a.text) if parts[b.at] > 1 else b.text
        rows.append(PlanRow(b.line, a.line, said, was, now, saved, mounted, part))
    return sorted(rows, key=lambda r: r.before_line)


def _without_copies(steps: Sequence[StepPair]) -> list[StepPair]:
    """Each step once that is now in several stages, whole: as it is in the first of them."""
    found: list[StepPair] = []
    whole = set[int]()
    for b, a in steps:
        if a.text != b.text or b.at not in whole:
            found.append((b, a))
        if a.text == b.text:
            whole.add(b.at)
    return found


def _rests(new: BuildCache, steps: Sequence[StepPair]) -> set[int]:
    """Of the steps that are several now, all parts but one: the first that installs, or that builds, counts
    for the step."""
    wanted, found = new.facts.once(demands), set[int]()
    by_step: dict[int, list[Step]] = {}
    for b, a in steps:
        by_step.setdefault(b.at, []).append(a)
    for parts in by_step.values():
        counted = next((a for a in parts if a.index in wanted), parts[0])
        found |= {a.at for a in parts if a is not counted}
    return found


__all__ = ["Around", "make_plan"]
