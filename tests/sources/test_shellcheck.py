"""ShellCheck's remarks: places in the Dockerfile, ignores by code, and a machine without ShellCheck."""

from __future__ import annotations

from pathlib import Path

import pytest

from dlinter.finding import Severity
from dlinter.model.text import Text
from dlinter.packs import load_rules
from dlinter.policy.settings import Settings
from dlinter.run.lint import lint
from dlinter.sources import shellcheck
from dlinter.sources.inputs import LintInput
from dlinter.testing import ExampleExaminer

SETTINGS = Settings(enabled=frozenset({"shellcheck"}))
needs_shellcheck = pytest.mark.skipif(shellcheck.program() is None, reason="ShellCheck is not installed")


def told(source: str) -> list[tuple[str, int, str]]:
    """(code, line, what is marked)."""
    text = Text(source.encode())
    results = ExampleExaminer.of(load_rules(), SETTINGS).results(text)
    return [
        (r.finding.key, text.line_of(r.finding.span.start), text.slice(r.finding.span))
        for r in results
        if r.finding.span
    ]


@needs_shellcheck
@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("FROM a\nRUN echo $x\n", [("SC2086", 2, "$x"), ("SC2154", 2, "$x")]),
        ('FROM a\nRUN true && \\\n    # a comment\n\n    echo "é日本" $x\n',
            [("SC2086", 5, "$x"), ("SC2154", 5, "$x")]),
        ("FROM a\nRUN --mount=type=cache,target=/x true; \\\n  cp ${y} /z\n",
            [("SC2086", 3, "${y}"), ("SC2154", 3, "${y}")]),
        ("FROM a\nRUN <<EOF\ntrue\n  echo $x\nEOF\n", [("SC2086", 4, "$x"), ("SC2154", 4, "$x")]),
        ("FROM a\nRUN <<-EOF\n\ttrue\n\techo $x\n\tEOF\n", [("SC2086", 4, "$x"), ("SC2154", 4, "$x")]),
        ("# escape=`\nFROM a\nRUN true; `\n  echo $x\n", [("SC2086", 4, "$x"), ("SC2154", 4, "$x")]),
        ("FROM a\nRUN echo $RANDOM\n", [("SC3028", 2, "RANDOM")]),
        ("FROM a\nENV x=1\nRUN echo $x\n", [("SC2086", 3, "$x")]),
        ("FROM a\nONBUILD RUN echo $x\n", [("SC2086", 2, "$x"), ("SC2154", 2, "$x")]),
    ],
)
def test_places(source: str, expected: list[tuple[str, int, str]]) -> None:
    found = told(source)
    assert {(code, line) for code, line, _ in found} == {(code, line) for code, line, _ in expected}
    for code, _line, marked in expected:
        assert any(c == code and marked in m for c, _, m in found), found


@needs_shellcheck
@pytest.mark.parametrize(
    "source",
    [
        'FROM a\nSHELL ["/bin/bash", "-c"]\nRUN echo "$RANDOM"; source /etc/x\n',
        'FROM a\nRUN ["echo", "$x"]\n',
        'FROM a\nSHELL ["pwsh", "-c"]\nRUN $x = Get-Thing | Select\n',
        "FROM a\nRUN <<EOF python3\nprint(x)\nEOF\n",
        "FROM a\n# hadolint ignore=SC2086,SC2154\nRUN echo $x\n",
        "FROM a\n# dlint: ignore[shellcheck] as it is\nRUN echo $x\n",
        "FROM a\nRUN <<EOF\n# shellcheck disable=SC2086,SC2154\necho $x\nEOF\n",
        "FROM a\nCOPY x y\n",
    ],
)
def test_silence(source: str) -> None:
    assert told(source) == []


@needs_shellcheck
def test_levels_and_bytes_that_are_no_text() -> None:
    text = Text(b"FROM a\nRUN echo '\xff\xfe' $x; echo $@\n")
    results = ExampleExaminer.of(load_rules(), SETTINGS).results(text)
    assert {r.severity for r in results} >= {Severity.ERROR, Severity.NOTE}
    assert any(r.finding.span and text.slice(r.finding.span) == "$x" for r in results)


def test_without_shellcheck_one_line_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shellcheck, "program", lambda: None)
    (tmp_path / "Dockerfile").write_text("FROM a\nRUN echo $x\n")
    inputs = [LintInput(str(tmp_path / "Dockerfile"), str(tmp_path / "Dockerfile"))] * 3
    report = lint(inputs, SETTINGS)
    assert report.results == [] and report.problems == []
    assert [note for note in report.notes if "dlinter[shell]" in note] == report.notes
    assert len(report.notes) == 1
    assert lint(inputs, Settings(enabled=frozenset({"relative-workdir"}))).notes == []
