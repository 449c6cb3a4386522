"""`dlint lint`: many files, on all cores."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from dlinter.engine import Outcome
from dlinter.finding import Report, RuleInfo, Subject
from dlinter.packs import RuleSet, load_rules
from dlinter.policy.case import Case
from dlinter.policy.chain import apply as apply_policy
from dlinter.policy.settings import Settings
from dlinter.run.session import Examiner

if TYPE_CHECKING:
    from dlinter.sources.inputs import LintInput

PARALLEL_FROM = 48
"""So many files are worth starting further processes for."""

SHELLCHECK = "shellcheck"
"""The rule that needs a program beside dlint."""

_worker: Examiner | None = None


def _start_worker(settings: Settings) -> None:
    global _worker
    # Ctrl-C is the parent's: a worker that is interrupted would print a traceback.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _worker = Examiner.of(load_rules(), settings)


def _work(items: Sequence[LintInput]) -> list[Outcome]:
    assert _worker is not None
    return [_worker.lint_input(item)[0] for item in items]


def lint(inputs: Sequence[LintInput], settings: Settings, ruleset: RuleSet | None = None) -> Report:
    """Lints files, on all cores when there are many. Raises RegistryError and ConfigError."""
    examiner = Examiner.of(ruleset or load_rules(), settings)
    report = Report(subjects=[Subject(item.path, "lint") for item in inputs], rules=_infos(examiner))
    if any(rule.id == SHELLCHECK for rule in examiner.engine.rules):
        from dlinter.sources.shellcheck import program

        if program() is None:
            report.notes.append("ShellCheck is not installed, so `shellcheck` finds nothing: pip install 'dlinter[shell]'")
    for outcome in _outcomes(examiner, inputs, settings):
        report.results += outcome.results
        report.problems += outcome.problems
    report.results = apply_policy(report.results, Case(settings))
    return report


def _infos(examiner: Examiner) -> list[RuleInfo]:
    return [examiner.engine.info(rule) for rule in examiner.engine.rules]


def _outcomes(examiner: Examiner, inputs: Sequence[LintInput], settings: Settings) -> Iterable[Outcome]:
    jobs = settings.jobs or os.cpu_count() or 1
    if jobs < 2 or len(inputs) < PARALLEL_FROM:
        return [examiner.lint_input(item)[0] for item in inputs]
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    size = max(1, min(32, len(inputs) // (jobs * 4)))
    chunks = [inputs[at : at + size] for at in range(0, len(inputs), size)]
    done: list[Outcome] = []
    with ProcessPoolExecutor(jobs, initializer=_start_worker, initargs=(settings,)) as pool:
        futures = [pool.submit(_work, chunk) for chunk in chunks]
        for chunk, future in zip(chunks, futures, strict=True):
            try:
                done += future.result()
            except BrokenProcessPool:  # a worker was killed: nothing is lost, it only takes longer
                done += [examiner.lint_input(item)[0] for item in chunk]
    return done
