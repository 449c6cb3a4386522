"""`--fix`: one file after its fixes, verified."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dlinter.finding import Problem, Result
from dlinter.fix import Fixed, fix_text
from dlinter.model import clock
from dlinter.model.text import Text
from dlinter.run.files import lint_input, lint_text, loads_of
from dlinter.run.rereads import reads_for
from dlinter.run.session import Examiner

if TYPE_CHECKING:
    from dlinter.sources.inputs import LintInput


def fix(item: LintInput, examiner: Examiner, *, unsafe: bool) -> tuple[Fixed | None, list[Problem]]:
    """One file after its fixes, verified; nothing is written."""
    outcome, text = lint_input(examiner, item)
    if text is None:
        return None, outcome.problems
    load = loads_of(item, examiner.settings, examiner.contexts)

    def lint(edited: Text) -> list[Result]:
        return lint_text(examiner, item, edited, load).results

    with clock.limited():  # for all passes together
        fixed, late = fix_text(text, lint, reads_for(text), unsafe=unsafe), clock.is_over()
    if late:
        outcome.problems.append(
            Problem("rules take too long for this file: some of its fixes were left out", item.path)
        )
    return fixed, outcome.problems
