"""Problems on stderr: many that are equal but for the line are the first ones and a count."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.cli.conftest import Run

from dlinter.cli.terminal import tell_problems
from dlinter.finding import Problem


def told(capsys: pytest.CaptureFixture[str], *problems: Problem) -> list[str]:
    tell_problems(problems)
    return [line.removeprefix("dlint: error: ") for line in capsys.readouterr().err.splitlines()]


def test_many_problems_that_differ_by_their_line_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    many = [Problem(f"line {n}: too long", "a") for n in range(1, 1_506)]
    lines = told(capsys, *many[:1000], Problem("is empty", "b"), *many[1000:])
    assert lines[:4] == [f"a: line {n}: too long" for n in range(1, 5)]
    assert lines[4:] == ["a: line 5: too long (and 1,500 more like it)", "b: is empty"]


def test_few_problems_are_all_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert len(told(capsys, *(Problem(f"line {n}: too long", "a") for n in range(5)))) == 5


def test_problems_of_other_files_and_of_other_words_are_their_own(
    capsys: pytest.CaptureFixture[str],
) -> None:
    others = [Problem("line 1: too long", f"a{n}") for n in range(9)]
    words = [Problem(f"line 1: option {n} is unknown", "a") for n in range(9)]
    assert len(told(capsys, *others, *words)) == 18


def test_a_long_file_says_its_limit_in_few_lines_and_all_of_it_in_json(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dlinter.model.facts.facts.COMMANDS", 2)
    (tmp_path / "Dockerfile").write_text("FROM debian:12\n" + "RUN a\n" * 40)
    done = run("lint", "Dockerfile", "--format", "json", "--select", "sudo-in-build")
    assert done.returncode == 2 and done.stderr.count("\n") == 5
    assert "line 8: more than" in done.stderr and "(and 33 more like it)" in done.stderr
    assert len(json.loads(done.stdout)["problems"]) == 38
