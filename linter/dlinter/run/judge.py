"""Fixes are proven before they are offered: the fixed file is made, read and judged by the model of the
build."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import TYPE_CHECKING

from dlinter.finding import Fix, Gain, Result
from dlinter.fix import apply
from dlinter.model.clock import OutOfTime, ending
from dlinter.model.dockerfile.nodes import Run
from dlinter.model.dockerfile.reader import read
from dlinter.model.facts.facts import Facts
from dlinter.values import replace

if TYPE_CHECKING:
    from dlinter.model.cache.proof.judge import Verdict
    from dlinter.model.dockerfile.context import BuildContext
    from dlinter.model.text import Span, Text

MOST = 100
"""Fixes of one file that are proven; those after them are offered when those before them are made."""
_REREAD = 20_000
"""Instructions that are read again for them: each proof reads the fixed file, and the longest real file has
some hundred. Ten further lines count as one."""


def judged(results: list[Result], facts: Facts) -> tuple[list[Result], bool]:
    """The results, each with a fix that is proven or with what stands in the way of one, and whether the time
    of the file ended before all were proven. A fix that promises nothing is looked at where the file's
    frontend is an old one."""
    wanted = [r for r in results if r.finding.fix is not None and r.suppressed_by is None]
    if not wanted:
        return results, False
    old = _old(facts)
    left, late, found = (
        min(MOST, _REREAD // max(1, len(facts.dockerfile.instructions), facts.text.line_count // 10)),
        False,
        list[Result](),
    )
    for result in results:
        fix = result.finding.fix
        if (
            fix is None
            or result.suppressed_by is not None
            or not (fix.gain is not None or old)
            or fix.withheld
        ):
            found.append(result)
            continue
        left -= 1
        proven = None
        if left >= 0 and not late:
            try:
                with ending():
                    proven = _judged(result, fix, facts)
            except OutOfTime:
                late = True
        found.append(proven or replace(result, finding=replace(result.finding, fix=None)))
    return found, late


def _old(facts: Facts) -> bool:
    if not facts.dockerfile.frontend and not facts.target_frontend:
        return False
    from dlinter.model.cache.proof.judge import oldest

    return oldest(facts) is not None


def _judged(result: Result, fix: Fix, facts: Facts) -> Result:
    verdict = verdict_of(fix, facts)
    finding, hide = result.finding, facts.masks.scrub
    if verdict.blocked:
        for said, other in finding.otherwise:
            further = verdict_of(other, facts) if not other.withheld else None
            if further is not None and not further.blocked:
                return _told(
                    replace(result, finding=replace(finding, message=said, fix=other, otherwise=())),
                    other,
                    further,
                    facts,
                )
        message = (
            finding.message
            if " (no fix: " in finding.message
            else f"{finding.message} (no fix: {hide(verdict.blocked)})"
        )
        return replace(result, finding=replace(finding, fix=None, message=message))
    return _told(result, fix, verdict, facts)


def _told(result: Result, fix: Fix, verdict: Verdict, facts: Facts) -> Result:
    """The result with what its proven fix gives."""
    finding, gives = result.finding, verdict.gives and facts.masks.scrub(verdict.gives)
    proven = replace(fix, gives=gives, saved=verdict.before - verdict.after)
    return replace(
        result,
        finding=replace(
            finding, fix=proven, message=f"{finding.message} (fix: {gives})" if gives else finding.message
        ),
    )


def verdict_of(fix: Fix, facts: Facts) -> Verdict:
    """What the model says of the file with a fix."""
    from dlinter.model.cache.proof.judge import Need, Verdict, judge, judge_step, newer

    if linked := _linked(fix, facts):
        return Verdict(f"`{linked}` is a symbolic link, and dlint writes through none")
    if fix.gain is Gain.CACHE and not fix.files:
        steps = _steps_of(fix, facts)
        verdicts = [judge_step(facts, run, edits) for run, edits in steps]
        if len(steps) == 1 or (steps and not any(v.blocked for v in verdicts)):
            return verdicts[0]
    after = fixed_facts(facts, fix)
    if after is None:
        return Verdict("its edits overlap")
    if fix.gain is None:
        return Verdict(newer(facts, after))
    needs = {Gain.REBUILDS: Need.REBUILDS, Gain.CACHE: Need.CACHE, Gain.CONTEXT: Need.HARMLESS}
    return judge(facts, after, needs[fix.gain])


def _linked(fix: Fix, facts: Facts) -> str:
    """The first of the files to append to that is a symbolic link in the context."""
    context = facts.build_context if fix.files else None
    if context is None:
        return ""
    for name, _ in fix.files:
        if any(
            entry.is_link and entry.path == name for entry in context.folder.entries(name.rpartition("/")[0])
        ):
            return name
    return ""


def _steps_of(fix: Fix, facts: Facts) -> list[tuple[Run, list[tuple[Span, str]]]]:
    """The RUNs that the edits are in, each with its own; () where one is elsewhere. A step that is right by
    itself is right beside the others, too: what they have in a mount no other step needs from a layer."""
    instructions = facts.dockerfile.instructions
    found: dict[int, tuple[Run, list[tuple[Span, str]]]] = {}
    for edit in fix.edits:
        at = bisect_right(instructions, edit.span.start, key=lambda i: i.span.start) - 1
        run = instructions[at] if at >= 0 else None
        if not isinstance(run, Run) or edit.span.end > run.span.end:
            return []
        found.setdefault(at, (run, []))[1].append((edit.span, edit.replacement))
    return list(found.values())


def fixed_facts(facts: Facts, fix: Fix) -> Facts | None:
    """The facts of the file with a fix: the same context (with the lines that it adds to the ignore file),
    history and arguments."""
    spans = sorted(e.span for e in dict.fromkeys(fix.edits))
    if any(one.end > other.start for one, other in pairwise(spans)) or any(
        s.end > len(facts.text.data) for s in spans
    ):
        return None
    return beside(facts, apply(facts.text, fix.edits), lambda: with_files(facts.build_context, fix.files))


def beside(facts: Facts, text: Text, context: Callable[[], BuildContext | None]) -> Facts:
    """The facts of another text for the same file."""
    return Facts(
        read(text), facts.find_secrets, context, facts.target_frontend, facts.key, facts.foreign,
        facts.check_scripts,
        lambda: facts.history, lambda: facts.given, load_targets=lambda: facts.targets,
    )  # fmt: skip


def with_files(context: BuildContext | None, files: Iterable[tuple[str, str]]) -> BuildContext | None:
    """A build context whose ignore file has more lines."""
    added = [
        text
        for name, text in files
        if context is not None and name == (context.dockerignore or ".dockerignore")
    ]
    if context is None or not added:
        return context
    from dlinter.model.dockerfile.context import BuildContext
    from dlinter.model.dockerfile.dockerignore import read_ignore

    old = context.text(context.dockerignore) or "" if context.dockerignore else ""
    more = "".join(added)
    return BuildContext(
        context.folder,
        read_ignore(old + ("" if not old or old.endswith("\n") else "\n") + more),
        context.dockerignore or ".dockerignore",
    )
