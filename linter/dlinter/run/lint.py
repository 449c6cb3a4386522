"""`dlint lint`: many files, on all cores."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from time import process_time
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
"""Of fewer files none says what the others will take."""
MEASURED = 16
"""So many files are linted here first; the second half of them says what a file takes."""
WORTH = 0.6
"""Seconds of CPU from which on the files that are left are worth further processes, which take some 0.15
themselves."""
LARGE = 256 << 10
"""Bytes of a file that gets a process of its own beside other files: it may take longer than it should."""
SHELLCHECK = "shellcheck"
"""The rule that needs a program beside dlint."""


def lint(
    inputs: Sequence[LintInput], settings: Settings, ruleset: RuleSet | None = None,
    advance: Callable[[str], None] | None = None, known: Mapping[str, Outcome] | None = None
) -> Report:
    """Lints files, on all cores when there are many. `ruleset` None takes the installed packs. `advance` is
    called with the path of each file that is done. `known` is what was found already in files, by path: they
    are not linted again. Raises RegistryError and ConfigError."""
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
    told: set[Problem] = set()  # each process finds what is wrong with a repository
    with rare_collections():
        for outcome in _with(known or {}, examiner, inputs, settings, advance or _nobody):
            report.results += outcome.results
            report.problems += [p for p in outcome.problems if p not in told]
            told.update(outcome.problems)
            report.notes += [n for n in outcome.notes if n not in report.notes]
    report.results = apply_policy(report.results, Case(settings))
    return examiner.concealer.report(report)


def _with(
    known: Mapping[str, Outcome], examiner: Examiner, inputs: Sequence[LintInput], settings: Settings,
    advance: Callable[[str], None]
) -> Iterator[Outcome]:
    """The outcome of each input, in their order."""
    others = iter(_outcomes(examiner, [i for i in inputs if i.path not in known], settings, advance))
    for item in inputs:
        yield known[item.path] if item.path in known else next(others)


def _infos(examiner: Examiner) -> list[RuleInfo]:
    return [examiner.engine.info(rule) for rule in examiner.engine.rules]


def _by_id(examiner: Examiner) -> dict[str, RuleInfo]:
    return {info.id: info for info in _infos(examiner)}


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
    large = len(inputs) > 1 and any(_large(item) for item in inputs)
    if not large and (jobs == 1 or len(inputs) < PARALLEL_FROM):
        return _one_by_one(examiner, inputs, advance)
    from dlinter.run.workers import can_be_sent, examine_all

    if not can_be_sent(examiner.ruleset):
        return _one_by_one(examiner, inputs, advance)
    if large:
        return examine_all(
            inputs, settings, examiner.ruleset, _by_id(examiner), jobs, examine, advance
        )
    return _measured(examiner, inputs, settings, jobs, advance)


def _measured(
    examiner: Examiner, inputs: Sequence[LintInput], settings: Settings, jobs: int,
    advance: Callable[[str], None]
) -> Iterator[Outcome]:
    """The first files here, and the others on several processes if they are worth it. What the first ones
    made this process load, those that fork from it have."""
    from dlinter.run.workers import examine_all, forks

    half = MEASURED // 2
    yield from _one_by_one(examiner, inputs[:half], advance)
    began = process_time()
    yield from _one_by_one(examiner, inputs[half:MEASURED], advance)
    left = inputs[MEASURED:]
    if (process_time() - began) / (MEASURED - half) * len(left) < WORTH:
        yield from _one_by_one(examiner, left, advance)
        return
    if forks():
        warm(examiner)
    yield from examine_all(
        left, settings, examiner.ruleset, _by_id(examiner), jobs, examine, advance
    )


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
