"""Many files on several processes: a process that dies or hangs costs the file it was at, and no other."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dlinter.finding import Finding, Report, Severity
from dlinter.model.dockerfile import Dockerfile
from dlinter.packs import RuleSet
from dlinter.policy.settings import Settings
from dlinter.rule import Context, Rule
from dlinter.run import lint as linting
from dlinter.run import workers
from dlinter.run.lint import MEASURED, PARALLEL_FROM, lint
from dlinter.sources.inputs import LintInput

COUNT = PARALLEL_FROM + 12
BAD = 17
SETTINGS = Settings(enabled=frozenset({"marks"}), jobs=2)


@pytest.fixture(autouse=True)
def worth_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """However little the files of a test take, they are given to processes."""
    monkeypatch.setattr(linting, "WORTH", 0.0)


@pytest.fixture
def inputs(tmp_path: Path) -> list[LintInput]:
    found = []
    for number in range(COUNT):
        path = tmp_path / f"{number:03}.Dockerfile"
        path.write_text(f"FROM scratch\nLABEL number={number}{' bad=yes' if number == BAD else ''}\n")
        found.append(LintInput(path.name, str(path), key=path.name))
    return found


def rules(what: Callable[[], None]) -> RuleSet:
    """One rule, of no installed pack, that finds something in every file, and first does `what` in the bad
    one."""

    def check(dockerfile: Dockerfile, context: Context) -> Iterator[Finding]:
        if b"bad=yes" in dockerfile.text.data:
            what()
        yield Finding(None, f"seen by {os.getpid()}")

    return _set(check)


def _set(check: Callable[[Dockerfile, Context], Iterator[Finding]]) -> RuleSet:
    rule = Rule(
        id="marks",
        doc="Marks every file.",
        subject=Dockerfile,
        check=check,
        severity=Severity.WARNING,
        examples=(),
    )
    return RuleSet((rule,))


def paths(report: Report) -> list[str]:
    return [r.location.path for r in report.results]


def test_workers_run_the_rules_that_are_given(inputs: list[LintInput]) -> None:
    report = lint(inputs, SETTINGS, rules(lambda: None))
    assert not report.problems
    assert paths(report) == [item.path for item in inputs]
    seen_by = [r.message.rpartition(" ")[2] for r in report.results]
    assert set(seen_by[:MEASURED]) == {str(os.getpid())}
    assert str(os.getpid()) not in seen_by[MEASURED:]


def test_files_that_take_little_are_not_worth_processes(
    inputs: list[LintInput], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(linting, "WORTH", 1.0)
    monkeypatch.setattr(workers, "examine_all", None)
    report = lint(inputs, SETTINGS, rules(lambda: None))
    assert paths(report) == [item.path for item in inputs]
    assert {r.message.rpartition(" ")[2] for r in report.results} == {str(os.getpid())}


def test_a_worker_that_dies_once_loses_nothing(inputs: list[LintInput], tmp_path: Path) -> None:
    killed = tmp_path / "killed"

    def once() -> None:
        if not killed.exists():
            killed.touch()
            os.kill(os.getpid(), signal.SIGKILL)

    report = lint(inputs, SETTINGS, rules(once))
    assert killed.exists()
    assert not report.problems
    assert paths(report) == [item.path for item in inputs]


@pytest.mark.parametrize(
    ("end", "how"),
    [(lambda: os._exit(7), "(exit code 7)"), (lambda: os.kill(os.getpid(), signal.SIGKILL), "(SIGKILL)")],
    ids=["exits", "is killed"],
)
def test_a_file_that_ends_every_worker_is_a_problem_and_the_others_are_there(
    inputs: list[LintInput], end: Callable[[], None], how: str
) -> None:
    report = lint(inputs, SETTINGS, rules(end))
    assert [(p.path, how in p.message) for p in report.problems] == [(inputs[BAD].path, True)]
    assert paths(report) == [item.path for item in inputs if item is not inputs[BAD]]


def test_a_file_that_takes_too_long_does_not_hold_up_the_others(
    inputs: list[LintInput], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "BUDGET", 3.0)
    monkeypatch.setattr(workers, "START", 3.0)
    began = time.monotonic()
    report = lint(inputs, SETTINGS, rules(lambda: time.sleep(600)))
    assert time.monotonic() - began < 60
    assert [(p.path, p.message) for p in report.problems] == [
        (inputs[BAD].path, "takes longer than 3 seconds to examine, and was left out")
    ]
    assert paths(report) == [item.path for item in inputs if item is not inputs[BAD]]


def test_every_file_may_have_its_budget(inputs: list[LintInput], monkeypatch: pytest.MonkeyPatch) -> None:
    """The time of a file begins when the one before it is done, not when its share is given out."""
    monkeypatch.setattr(workers, "BUDGET", 1.0)
    report = lint(inputs, SETTINGS, _set(_slow_in_shares))
    assert not report.problems
    assert len(report.results) == COUNT


def _slow_in_shares(dockerfile: Dockerfile, context: Context) -> Iterator[Finding]:
    """A share of five files takes as long as one may; those that are measured first are in none."""
    if int(dockerfile.text.data.partition(b"number=")[2].split()[0]) >= MEASURED:
        time.sleep(0.2)
    yield Finding(None, "slow")


def test_one_large_file_among_few_gets_a_process_of_its_own(
    inputs: list[LintInput], monkeypatch: pytest.MonkeyPatch
) -> None:
    few = inputs[BAD - 1 : BAD + 2]
    with Path(few[1].file or "").open("a") as stream:
        stream.write("# x\n" * (linting.LARGE // 4 + 1))
    report = lint(few, Settings(enabled=frozenset({"marks"}), jobs=1), rules(lambda: os._exit(1)))
    assert [p.path for p in report.problems] == [few[1].path]
    assert paths(report) == [few[0].path, few[2].path]


def test_an_error_of_dlint_itself_is_a_problem_of_the_file(
    inputs: list[LintInput], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(examiner: object, item: LintInput) -> None:
        raise ValueError("holds a piece of the file")

    monkeypatch.setattr(linting, "lint_input", broken)
    report = lint(inputs[:2], SETTINGS, rules(lambda: None))
    assert [p.path for p in report.problems] == [inputs[0].path, inputs[1].path]
    assert all(
        "ValueError at test_workers.py:" in p.message and "piece" not in p.message for p in report.problems
    )
