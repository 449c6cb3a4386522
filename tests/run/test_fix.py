"""How often a file is linted for its fixes and the report after them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests import in_process

from dlinter import fix as fixes
from dlinter.packs import load_rules
from dlinter.policy.settings import Settings
from dlinter.run import files, judge
from dlinter.run.files import lint_input
from dlinter.run.fix import CUT, fix
from dlinter.run.session import Examiner
from dlinter.sources.inputs import LintInput

RULES = load_rules(["dlinter_rules"])
Linted = list[bytes]
UPPER = "FROM debian:12\nRUN a\nRUN b\n"
LOWER = "from debian:12\nRUN a\nRUN b\n"
CONTEXT = "from debian:12\nCOPY . /srv\nRUN a\n"
INSTALLS = "FROM node:22 AS {}\nWORKDIR /app\nCOPY . .\nRUN npm ci\n"
CASING = "instruction-casing"


@pytest.fixture
def linted(monkeypatch: pytest.MonkeyPatch) -> Linted:
    """The texts that were linted, in order."""
    seen: Linted = []
    whole: Callable[..., object] = files.lint_text

    def counting(examiner: object, item: object, text: object, *rest: object) -> object:
        seen.append(text.data)  # type: ignore[attr-defined]
        return whole(examiner, item, text, *rest)

    monkeypatch.setattr(files, "lint_text", counting)
    return seen


def run(folder: Path, *args: str, select: str = CASING) -> tuple[int, str, str]:
    done = in_process.call(("lint", "--isolated", "--select", select, *args), environment={}, folder=folder)
    return done.returncode, done.stdout, done.stderr


def test_a_file_without_fixes_is_linted_once(tmp_path: Path, linted: Linted) -> None:
    (tmp_path / "Dockerfile").write_text(UPPER)
    without = run(tmp_path, "Dockerfile")
    linted.clear()
    assert run(tmp_path, "--fix", "Dockerfile") == without
    assert linted == [UPPER.encode()]


def test_a_fixed_file_is_linted_once_more_as_it_is_then(tmp_path: Path, linted: Linted) -> None:
    (tmp_path / "Dockerfile").write_text(LOWER)
    code, out, err = run(tmp_path, "--fix", "Dockerfile")
    assert linted == [LOWER.encode(), UPPER.encode()]
    assert "fixed 1 finding in 1 file" in err
    assert run(tmp_path, "Dockerfile")[:2] == (code, out)


def test_another_file_is_linted_again_after_a_fix(tmp_path: Path, linted: Linted) -> None:
    """It may be a build file that reads the fixed one."""
    (tmp_path / "Dockerfile").write_text(LOWER)
    (tmp_path / "Other.Dockerfile").write_text(UPPER)
    run(tmp_path, "--fix", "Dockerfile", "Other.Dockerfile")
    assert linted.count(UPPER.encode()) == 3


def test_a_file_in_the_context_that_was_looked_at_is_linted_again(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text(CONTEXT)
    item = LintInput("Dockerfile", str(tmp_path / "Dockerfile"))
    examiner = Examiner.of(RULES, Settings(enabled=frozenset({"context-too-wide", CASING})))
    done = fix(item, examiner, unsafe=False)
    assert done.fixed is not None and done.fixed.changed and done.left is None


def test_what_is_left_is_what_a_lint_finds(tmp_path: Path) -> None:
    source = LOWER + "RUN sudo b\n"
    (tmp_path / "Dockerfile").write_text(source)
    item = LintInput("Dockerfile", str(tmp_path / "Dockerfile"))
    examiner = Examiner.of(RULES, Settings(enabled=frozenset({"sudo-in-build", CASING})))
    done = fix(item, examiner, unsafe=False)
    assert done.fixed is not None and done.left is not None
    (tmp_path / "Dockerfile").write_bytes(done.fixed.text.data)
    fresh, _ = lint_input(examiner, item)
    assert [r.fingerprint for r in done.left.results] == [r.fingerprint for r in fresh.results] != []


def test_a_file_whose_fixes_were_cut_is_reported_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, linted: Linted
) -> None:
    """One fix is proven in a lint, and there is no time for a third one."""
    monkeypatch.setattr(fixes, "LINES", 2)
    monkeypatch.setattr(judge, "MOST", 1)
    (tmp_path / "package.json").write_text("{}")
    (tmp_path / "package-lock.json").write_text("{}")
    (tmp_path / "Dockerfile").write_text("".join(INSTALLS.format(name) for name in "abc"))
    code, out, err = run(tmp_path, "--fix", "--unsafe-fixes", "Dockerfile", select="copy-before-install")
    assert code == 2 and CUT in err and "fixed 1 finding" in err
    assert "Dockerfile:" in out and len(linted) == 2


@pytest.mark.parametrize(("comments", "proven"), [(0, 3), (400, 1)])
def test_fixes_of_a_file_of_many_lines_are_proven_a_few_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, comments: int, proven: int
) -> None:
    monkeypatch.setattr(judge, "_REREAD", 45)
    for name in ("package.json", "package-lock.json"):
        (tmp_path / name).write_text("{}")
    source = "".join(INSTALLS.format(name) for name in "abc") + "# a\n" * comments
    (tmp_path / "Dockerfile").write_text(source)
    item = LintInput("Dockerfile", str(tmp_path / "Dockerfile"))
    outcome, _ = lint_input(
        Examiner.of(RULES, Settings(enabled=frozenset({"copy-before-install"}))), item
    )
    assert [r.finding.fix is not None for r in outcome.results].count(True) == proven
