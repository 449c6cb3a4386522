"""A file that takes too long for its rules: they are stopped, which is a problem, and what was found
stays."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from dlinter.engine import Engine
from dlinter.finding import Finding, Severity
from dlinter.model import clock
from dlinter.model.dockerfile import Dockerfile, Run
from dlinter.model.text import Span, Text
from dlinter.packs import load_rules
from dlinter.policy.settings import Settings
from dlinter.rule import AnyRule, Bad, Context, Rule
from dlinter.run import builds, judge
from dlinter.run.builds import lint_build_file
from dlinter.run.fix import fix
from dlinter.run.session import Examiner
from dlinter.sources.inputs import LintInput

RULES = load_rules(["dlinter_rules"])
SETTINGS = Settings(enabled=frozenset({"sudo-in-build", "unused-ignore"}))
FILE = "FROM debian:12\nRUN sudo a\nRUN b\nRUN sudo c\n"
TOKEN = "ghp_" + "T9sKq2LmXv4RzWp7Yb3NcHd8JfGk1A4BvYMx"


def _for_ever(run: Run, context: Context) -> Iterator[Finding]:
    """Asks for nothing that counts work."""
    while b"RUN b" in context.facts.text.data[run.span.start : run.span.end]:
        pass
    yield Finding(Span(run.span.start, run.span.end), "an end")


def endless(check: object = _for_ever, subject: type = Run) -> AnyRule:
    return Rule(
        id="endless",
        doc="a\n",
        since="",
        subject=subject,
        check=check,
        severity=Severity.NOTE,
        examples=(Bad("FROM «a»\n"),),
    )  # type: ignore[arg-type]


def examiner(*rules: AnyRule) -> Examiner:
    made = Examiner.of(RULES, SETTINGS)
    made.engine = Engine((*made.engine.rules, *rules))
    return made


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "SECONDS", 0.2)
    monkeypatch.setattr(clock, "_AGAIN", 0.05)


def test_a_rule_without_end_is_stopped_and_what_was_found_stays() -> None:
    outcome = examiner(endless()).lint(Text(FILE.encode()))
    assert [p.message for p in outcome.problems] == [
        "line 3: rules take too long for this file: they were stopped here"
    ]
    assert {(r.rule.id, r.location.span and r.location.span.start) for r in outcome.results} == {
        ("sudo-in-build", 19),
        ("endless", 15),
    }
    assert all(r.fingerprint for r in outcome.results)


def test_the_next_file_has_its_own_time() -> None:
    made = examiner(endless())
    assert made.lint(Text(FILE.encode())).problems
    assert not made.lint(Text(FILE.replace("RUN b", "RUN d").encode())).problems
    assert signal.getitimer(signal.ITIMER_VIRTUAL) == (0.0, 0.0)
    assert signal.getsignal(signal.SIGVTALRM) == signal.SIG_DFL


def test_ignores_that_nobody_could_use_are_not_called_unused() -> None:
    source = FILE + "# dlint: ignore[sudo-in-build] a\nRUN d\n"
    assert any(r.rule.id == "unused-ignore" for r in examiner().lint(Text(source.encode())).results)
    assert not any(
        r.rule.id == "unused-ignore" for r in examiner(endless()).lint(Text(source.encode())).results
    )


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_an_exception_that_is_lost_is_raised_again() -> None:
    class Slow:
        def __del__(self) -> None:
            until = time.process_time() + 0.4
            while time.process_time() < until:
                pass

    def check(run: Run, context: Context) -> Iterator[Finding]:
        del [Slow()][0]
        yield from _for_ever(run, context)

    outcome = examiner(endless(check)).lint(Text(FILE.encode()))
    assert [p.message for p in outcome.problems][-1].endswith("they were stopped here")


def test_the_search_for_secrets_is_never_left_and_takes_nothing_of_the_time() -> None:
    made, searched = examiner(), []

    def search(text: Text, pairs: object) -> tuple[()]:
        until = time.process_time() + 0.5
        while time.process_time() < until:
            pass
        searched.append(text)
        return ()

    made.ruleset = type("Rules", (),
        {"find_secrets": staticmethod(search), "packs": ()})()  # type: ignore[assignment]

    def check(dockerfile: Dockerfile, context: Context) -> Iterator[Finding]:
        yield from (Finding(Span(0, 1), "a") for _ in context.facts.candidates)

    made.engine = Engine([endless(check, Dockerfile)])
    assert not made.engine.lint(made.facts(Text(FILE.encode()))).problems
    with clock.limited():
        assert not made.engine.lint(made.facts(Text(FILE.encode()))).problems
    assert len(searched) == 2


def test_fixes_that_were_not_proven_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def for_ever(*_: object) -> None:
        while True:
            pass

    source = "FROM debian:12\nRUN apt-get update && apt-get install -y a\nENTRYPOINT [\"b\"]\n"
    made = Examiner.of(RULES, Settings(enabled=frozenset({"install-without-cache-mount"})))
    assert [r.finding.fix is not None for r in made.lint(Text(source.encode())).results] == [True]
    monkeypatch.setattr(judge, "verdict_of", for_ever)
    outcome = made.lint(Text(source.encode()))
    assert [r.finding.fix for r in outcome.results] == [None]
    assert [p.message for p in outcome.problems] == [
        "rules take too long for this file: not all of its fixes were proven, and those are left out"
    ]


def test_all_passes_of_a_fix_have_one_time(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text(FILE)
    item = LintInput("Dockerfile", str(tmp_path / "Dockerfile"))
    began = time.process_time()
    done = fix(item, examiner(endless()), unsafe=True)
    assert [p.message for p in done.unmade] == [
        "rules take too long for this file: some of its fixes were left out"
    ]
    assert time.process_time() - began < 5


def test_a_build_file_and_its_inline_dockerfiles_have_one_time() -> None:
    source = "services:\n" + "".join(
        f"  a{n}:\n    build:\n      dockerfile_inline: |\n        FROM debian:12\n        RUN b\n"
        for n in range(40)
    )
    began = time.process_time()
    outcome = lint_build_file(examiner(endless()), Text(source.encode(), "compose.yaml"))
    assert len(outcome.problems) == 40 and all(
        "rules take too long" in p.message or "takes too long to read" in p.message for p in outcome.problems
    )
    assert time.process_time() - began < 5


def test_a_file_that_takes_too_long_to_read_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def for_ever(*_: object) -> None:
        while True:
            pass

    monkeypatch.setattr("dlinter.model.dockerfile.reader.read", for_ever)
    monkeypatch.setattr(builds, "read_build_file", for_ever)
    read = "takes too long to read: no rule saw it"
    assert [p.message for p in examiner().lint(Text(FILE.encode())).problems] == [read]
    of_builds = lint_build_file(examiner(), Text(b"services: {}\n", "compose.yaml"))
    assert [p.message for p in of_builds.problems] == [read]


def test_another_thread_is_left_alone() -> None:
    done: list[int] = []

    def body() -> None:
        with clock.limited(), clock.ending(), clock.whole():
            done.append(len(threading.enumerate()))

    thread = threading.Thread(target=body)
    thread.start()
    thread.join()
    assert done and signal.getitimer(signal.ITIMER_VIRTUAL) == (0.0, 0.0)
