"""The commands of dlint on small hostile files: each ends with a result or with a problem that says what was
not looked at.

The slow one runs a megabyte of every kind: `pytest -m slow tests/fuzz/test_hostile_commands.py`.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from dlinter.cli.main import main
from dlinter.model import clock, work
from dlinter.model.builds import gitlab
from dlinter.model.builds.reader import read_build_file
from dlinter.model.cache.build_cache import cache_of
from dlinter.model.dockerfile.reader import read
from dlinter.model.facts.facts import Facts
from dlinter.model.text import Text
from dlinter.report import rebuilds
from dlinter.run import plan
from dlinter.sources.build_context import LONGEST_LINE, MOST_LINES
from tests.fuzz import hostile_files as hostile
from tests.fuzz import hostile_further as further
from tests.fuzz import hostile_others as others

CASES = {**hostile.CASES, **others.CASES, **further.CASES}
FEW = [
    name for cases, every in ((hostile.CASES, 6), (others.CASES, 8), (further.CASES, 8))
    for number, name in enumerate(cases) if number % every == 0
]  # fmt: skip


def write(folder: Path, name: str, size: int) -> list[str]:
    """Writes the files of a kind, gives what is run."""
    case = CASES[name]
    (folder / ".git").mkdir()
    (folder / ".git" / "HEAD").write_text("ref: refs/heads/a\n")
    for path, content in case.files(size).items():
        data = content if isinstance(content, bytes) else content.encode("utf-8", "surrogateescape")
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return list(case.argv)


@pytest.mark.parametrize("name", FEW)
def test_a_command_ends(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    code = main(write(tmp_path, name, 400))
    said = capsys.readouterr()
    assert code in (0, 1, 2)
    assert "please report" not in said.err and "Traceback" not in said.err
    assert (code == 2) <= bool(said.err.strip() or said.out.strip()), "a failure says why"


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_a_megabyte_for_a_command(name: str, tmp_path: Path) -> None:
    """Seconds of CPU and MB of memory: generous, the goal is 1 and 300."""

    def limits() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (60, 61))
        resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))

    argv = [sys.executable, "-m", "dlinter", *write(tmp_path, name, 1_000_000)]
    with (tmp_path / ".said").open("w") as said:
        process = subprocess.Popen(
            argv, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=said, preexec_fn=limits
        )
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    message = (tmp_path / ".said").read_text()[-400:]
    assert process.returncode in (0, 1, 2) and "please report" not in message, message
    assert used.ru_utime + used.ru_stime < 20 and used.ru_maxrss >> 10 < 1000


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("a\n" * (MOST_LINES + 1), "has more than 2,000 lines"),
        ("a/" * LONGEST_LINE, "has a line of more than 4,096 characters"),
    ],
)
def test_an_ignore_file_that_is_too_long_is_reported(
    text: str, why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "Dockerfile").write_text(hostile.BUILD)
    (tmp_path / ".dockerignore").write_text(text)
    assert main(["lint", "--isolated", "Dockerfile"]) == 2
    assert f"is not read: it {why}" in capsys.readouterr().err
    assert main(["cache", "Dockerfile"]) == 2
    assert f"is not read: it {why}" in capsys.readouterr().err


def test_the_rebuilds_of_each_step_ask_only_for_the_steps_after_it() -> None:
    class Counted(tuple[object, ...]):
        gone_through = 0

        def __getitem__(self, at: object) -> object:  # type: ignore[override]
            found = super().__getitem__(at)  # type: ignore[index]
            Counted.gone_through += len(found) if isinstance(found, tuple) else 0
            return found

    cache = cache_of(Facts(read(Text(b"FROM debian:12\n" + b"RUN a\n" * 99))))
    steps = cache.steps
    cache.steps = Counted(steps)  # type: ignore[assignment]
    assert [len(cache.marks((at,))[0]) for at in (0, 50, 99)] == [100, 50, 1]
    assert Counted.gone_through == 151


@pytest.mark.parametrize("name", ["copies between stages", "a chain of stages", "copy and install"])
def test_what_stands_below_each_step_is_what_it_marks(name: str) -> None:
    cache = cache_of(Facts(read(Text(hostile.DOCKERFILES[name](1_500).encode()))))
    marked = [set().union(*cache.marks((step.at,))) - {step.at} for step in cache.steps]
    assert [tuple(sorted(each)) for each in marked] == cache.below()
    assert any(marked)


def test_jobs_that_share_a_script_are_read_some_times(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    worth = gitlab.worth_reading
    monkeypatch.setattr(gitlab, "worth_reading", lambda script: (read.append(script), worth(script))[1])
    file = read_build_file(Text(hostile.GITLAB["anchors"](10_000).encode(), ".gitlab-ci.yml"))
    assert file is not None and len(file.builds) == 1 and len(read) == gitlab.MOST_TIMES


@pytest.mark.parametrize(
    ("kind", "size", "why"),
    [("jobs", 120_000, "more than 2,000 jobs"), ("lines", 180_000, "more than 5,000 scripts")],
)
def test_jobs_and_scripts_beyond_a_number_are_said(kind: str, size: int, why: str) -> None:
    source = hostile.GITLAB[kind](size).replace("docker build", "docker login")
    file = read_build_file(Text(source.encode(), ".gitlab-ci.yml"))
    assert file is not None and len(file.refused) == 1
    assert file.refused[0].endswith(f"{why}: rules do not see those from here on")
    few = read_build_file(Text(hostile.GITLAB[kind](9_000).encode(), ".gitlab-ci.yml"))
    assert few is not None and not few.refused


def test_a_template_that_is_extended_twice_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    extended = gitlab._extended

    def counted(tree: Any, root: Any, name: str, known: Any, depth: int = 0) -> Any:
        asked.append(name)
        return extended(tree, root, name, known, depth)

    monkeypatch.setattr(gitlab, "_extended", counted)
    read_build_file(Text(hostile.GITLAB["extends two"](1_000).encode(), ".gitlab-ci.yml"))
    assert 100 < len(asked) < 2_000


@pytest.mark.parametrize(
    ("argv", "why"),
    [
        (("cache", "Dockerfile"), "line 2001: more than 2,000 instructions"),
        (("cache", "--plan", "Dockerfile"), "too long for a file of more than 400 instructions"),
    ],
)
def test_instructions_that_no_step_is_made_of_are_said(
    argv: tuple[str, ...], why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str]
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    (tmp_path / "Dockerfile").write_text("FROM debian:12\n" + "EXPOSE 80\n" * work.INSTRUCTIONS + "RUN a\n")
    assert main(list(argv)) == 2
    assert why in capsys.readouterr().err


def test_a_plan_is_made_of_so_many_lines_and_instructions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for filler, count, code in (
        ("EXPOSE 80\n", plan.LONGEST - 4, 0), ("EXPOSE 80\n", plan.LONGEST, 2),
        ("# a\n", plan.MOST_LINES, 2),
    ):
        (tmp_path / "Dockerfile").write_text(hostile.NODE + filler * count)
        assert main(["cache", "--plan", "Dockerfile"]) == code
    assert "a file of more than 5,000 lines" in capsys.readouterr().err


def test_a_plan_that_takes_too_long_says_how_far_it_came(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    looked: list[object] = []
    best = plan._best

    def slow(*args: Any) -> Any:
        looked.append(args)
        if len(looked) > 1:
            raise clock.OutOfTime
        return best(*args)

    monkeypatch.setattr(plan, "_best", slow)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "Dockerfile").write_text("FROM node:22\nCOPY . .\nRUN npm ci\nRUN apt-get install -y a\n")
    for name in ("package.json", "package-lock.json"):
        (tmp_path / name).write_text("{}")
    assert main(["cache", "--plan", "Dockerfile"]) == 2
    said = capsys.readouterr()
    assert "the plan takes too long for this file: it has the first 1 fixes" in said.err
    assert "--mount" in said.out or "COPY package" in said.out


@pytest.mark.parametrize(
    ("old", "new", "lines"),
    [
        ("a\nb\nc\n", "a\nx\nb\nc\n", [1, 0, 2, 3, 4]), ("a\nb\nb\nb\n", "b\nb\na\nb\n", [2, 3, 1, 4, 5]),
        ("a\n", "a\n", [1, 2]), ("a\na\na\n", "a\na\n", [1, 2, 4]), ("a\n", "b\na\n", [0, 1, 2]),
    ],
)  # fmt: skip
def test_the_lines_that_a_plan_moves(old: str, new: str, lines: list[int]) -> None:
    state = plan._State(Text(old.encode()), {}, [], list(range(1, Text(old.encode()).line_count + 2)))
    assert plan._lines_before(state, Text(new.encode())) == lines


def test_a_plan_compares_the_lines_around_a_fix_only() -> None:
    line = "RUN npm ci\n"
    old, new = line * 30_000, line * 9_000 + "WORKDIR /a\n" + line * 21_000
    state = plan._State(Text(old.encode()), {}, [], list(range(1, 30_002)))
    began = time.process_time()
    assert plan._lines_before(state, Text(new.encode()))[9_001] == 9_001
    assert time.process_time() - began < 2


def test_reasons_of_a_long_chain_are_its_beginning_and_its_end() -> None:
    cache = cache_of(Facts(read(Text(b"FROM debian:12\n" + b"RUN a\n" * 300))))
    found = cache.follow({0: (True, "edited")})
    assert len(found) == 301 and len(found[50].reasons) == 51
    assert len(found[-1].reasons) == 100 and found[-1].reasons[0] == "edited"
    assert found[-1].reasons[-2:] == ("…", "it depends on `RUN a` (line 300)")


def test_json_has_so_many_steps_that_follow_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(rebuilds, "FOLLOWS", 5)
    (tmp_path / "Dockerfile").write_text("FROM debian:12\n" + "RUN a\n" * 4)
    assert main(["cache", "-f", "json", "Dockerfile"]) == 2
    said = capsys.readouterr()
    assert [s["follows"] for s in json.loads(said.out)["steps"]] == [[1, 2, 3, 4], [2], [3], [4], []]
    assert "line 2: more than 5 steps that follow others" in said.err


def test_images_with_more_names_of_secrets_than_can_be_hidden_are_not_compared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, count in (("few.tar", work.NAMES), ("many.tar", work.NAMES + 1)):
        step = {"created_by": "RUN a " + "TOKEN=hunter2x " * count, "empty_layer": True}
        data = others.docker_archive(others.config(history=[step]))["image.tar"]
        (tmp_path / name).write_bytes(data if isinstance(data, bytes) else data.encode())
    assert main(["diff", "few.tar", "few.tar"]) == 0
    assert "hunter2x" not in capsys.readouterr().out
    assert main(["diff", "few.tar", "many.tar"]) == 2
    said = capsys.readouterr()
    assert "many.tar has more than 2,000 words like `password`" in said.err and not said.out
