"""`dlint lint`: many files, on all cores."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from dlinter.engine import Outcome, what_failed
from dlinter.finding import Problem, Report, RuleInfo, Subject
from dlinter.packs import RuleSet, load_rules
from dlinter.policy.case import Case
from dlinter.policy.chain import apply as apply_policy
from dlinter.policy.settings import Settings
from dlinter.run.files import lint_input
from dlinter.run.session import Examiner
from dlinter.run.warm import rare_collections, warm

if TYPE_CHECKING:
    from dlinter.sources.inputs import LintInput

PARALLEL_FROM = 48
"""So many files are worth starting further processes for."""
LARGE = 256 << 10
"""Bytes of a file that gets a process of its own beside other files: it may take longer than it should."""
SHELLCHECK = "shellcheck"
"""The rule that needs a program beside dlint."""


def lint(
    inputs: Sequence[LintInput], settings: Settings, ruleset: RuleSet | None = None,
    advance: Callable[[str], None] | None = None
) -> Report:
    """Lints files, on all cores when there are many. `ruleset` None takes the installed packs. `advance` is
    called with the path of each file that is done. Raises RegistryError and ConfigError."""
    examiner = Examiner.of(ruleset or load_rules(), settings)
    report = Report(
        subjects=[Subject(item.path, "lint", settings.fail_on) for item in inputs], rules=_infos(examiner)
    )
    if any(rule.id == SHELLCHECK for rule in examiner.engine.rules):
        from dlinter.sources.shellcheck import program

        if program() is None:
            report.notes.append(
                "ShellCheck is not installed, so `shellcheck` finds nothing: pip install 'dlinter[shell]'"
            )
    known: set[Problem] = set()  # each process finds what is wrong with a repository
    with rare_collections():
        for outcome in _outcomes(examiner, inputs, settings, advance or _nobody):
            report.results += outcome.results
            report.problems += [p for p in outcome.problems if p not in known]
            known.update(outcome.problems)
            report.notes += [n for n in outcome.notes if n not in report.notes]
    report.results = apply_policy(report.results, Case(settings))
    return examiner.concealer.report(report)


def _infos(examiner: Examiner) -> list[RuleInfo]:
    return [examiner.engine.info(rule) for rule in examiner.engine.rules]


def _nobody(path: str) -> None:
    """Tells nobody."""


def _one_by_one(
    examiner: Examiner, inputs: Sequence[LintInput], advance: Callable[[str], None]
) -> Iterator[Outcome]:
    for item in inputs:
        yield examine(examiner, item)
        advance(item.path)


def _outcomes(
    examiner: Examiner, inputs: Sequence[LintInput], settings: Settings, advance: Callable[[str], None]
) -> Iterable[Outcome]:
    jobs = settings.jobs or os.cpu_count() or 1
    many = jobs > 1 and len(inputs) >= PARALLEL_FROM
    if not (many or (len(inputs) > 1 and any(_large(item) for item in inputs))):
        return _one_by_one(examiner, inputs, advance)
    from dlinter.run.workers import can_be_sent, examine_all, forks

    if not can_be_sent(examiner.ruleset):
        return _one_by_one(examiner, inputs, advance)
    if many and forks():
        warm(examiner)
    return examine_all(inputs, settings, examiner.ruleset, jobs, examine, advance)


def _large(item: LintInput) -> bool:
    try:
        return item.file is not None and Path(item.file).stat().st_size > LARGE
    except OSError:
        return False


def examine(examiner: Examiner, item: LintInput) -> Outcome:
    """Everything about one file. An error of dlint itself is a problem of this file: the others are examined
    all the same."""
    try:
        return lint_input(examiner, item)[0]
    except Exception as error:
        return Outcome(
            problems=[
                Problem(f"dlint failed on this file: {what_failed(error)}; please report this", item.path)
            ]
        )
