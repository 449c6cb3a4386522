"""`--fix`: one file after its fixes, verified."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from dlinter.engine import Outcome
from dlinter.finding import Problem, Result
from dlinter.fix import Fixed, fix_text, is_long
from dlinter.model import clock
from dlinter.model.builds.names import is_data
from dlinter.model.text import Text
from dlinter.run.files import lint_input, lint_whole, loads_in
from dlinter.run.rereads import reads_for
from dlinter.run.session import Examiner, Loads

if TYPE_CHECKING:
    from dlinter.sources.inputs import LintInput

LATE = "rules take too long for this file: some of its fixes were left out"
CUT = "is so long that not all of its fixes were made: run it again for the others"


class Done(Struct):
    """What came of fixing one file. `fixed` is None where it could not be read. `problems` are those of the
    file before its fixes, `unmade` says that some fixes were not made. `left` is what a lint of the fixed
    file finds as long as no other file changes; None where that is not known."""

    fixed: Fixed | None = None
    problems: list[Problem] = field(default_factory=list)
    unmade: list[Problem] = field(default_factory=list)
    left: Outcome | None = None


def fix(item: LintInput, examiner: Examiner, *, unsafe: bool) -> Done:
    """One file after its fixes, verified; nothing is written."""
    with clock.limited():  # for all passes together
        load = loads_in(examiner, item)
        outcome, text = lint_input(examiner, item, load)
        if text is None:
            return Done(problems=outcome.problems)
        last = _Last(text, outcome, load)

        def lint(edited: Text) -> list[Result]:
            if edited is not last.text:
                last.text, last.load = edited, loads_in(examiner, item)
                last.outcome = lint_whole(examiner, item, edited, last.load)
            return last.outcome.results

        fixed, late = fix_text(text, lint, reads_for(text), unsafe=unsafe), clock.is_over()
    unmade = [Problem(LATE, item.path)] if late else [Problem(CUT, item.path)] if fixed.cut else []
    # an edited file may be part of what is looked at beside it: of the workflows, or of the context, where
    # one that is too long to be anybody's is no matter
    alone = not fixed.changed or (
        not is_data(item.path) and (is_long(text) or last.load.around.context is None)
    )
    known = not late and fixed.text is last.text and not fixed.files and alone
    return Done(fixed, outcome.problems, unmade, last.outcome if known else None)


class _Last(Struct):
    """The text that was linted last, what came of it, and what was loaded for it."""

    text: Text
    outcome: Outcome
    load: Loads
