"""`--fix`: one file after its fixes, verified."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from dlinter.finding import Edit, Problem, Result
from dlinter.fix import Fixed, Reads, fix_text
from dlinter.model.builds.names import is_data
from dlinter.model.dockerfile import Dockerfile, Instruction
from dlinter.model.dockerfile.reader import read
from dlinter.model.text import Text
from dlinter.run.session import Examiner, loads_of

if TYPE_CHECKING:
    from dlinter.sources.inputs import LintInput


def fix(item: LintInput, examiner: Examiner, *, unsafe: bool) -> tuple[Fixed | None, list[Problem]]:
    """One file after its fixes, verified; nothing is written."""
    outcome, text = examiner.lint_input(item)
    if text is None:
        return None, outcome.problems
    load = loads_of(item, examiner.settings, examiner.contexts)

    def lint(edited: Text) -> list[Result]:
        return examiner.lint_text(item, edited, load).results

    return fix_text(text, lint, reads_for(text), unsafe=unsafe), outcome.problems


def reads_for(text: Text) -> Reads:
    """What tells whether an edited file reads well: a Dockerfile or a build file, by its name."""
    if is_data(text.path):
        from dlinter.run.builds import builds_as_before

        return builds_as_before
    return reads_as_before


def _signature(instruction: Instruction) -> tuple[object, ...]:
    return (
        instruction.keyword.value,
        tuple((f.name, f.value) for f in instruction.flags),
        tuple(a.value for a in instruction.args),
        tuple(h.content for h in instruction.heredocs),
    )


def reads_as_before(before: Text, after: Text, edits: Sequence[Edit]) -> str:
    """"" when the edited file reads well: no refusal that was not there, and every instruction that no edit touches is
    there as it was, in its order. Else what is wrong."""
    old, new = read(before), read(after)
    more = _errors(new) - _errors(old)
    if more:
        return f"the file would no longer read: {next(iter(more))}"
    touched = [e.span for e in edits]
    found = iter([_signature(i) for i in new.instructions])
    for instruction in old.instructions:
        span = instruction.span
        if any(t.start <= span.end and span.start <= t.end for t in touched):
            continue
        wanted = _signature(instruction)
        if not any(seen == wanted for seen in found):
            return f"`{instruction.keyword.value}` on line {instruction.first_line} would change with it"
    return ""


def _errors(dockerfile: Dockerfile) -> Counter[str]:
    return Counter(e.message for e in dockerfile.errors)
