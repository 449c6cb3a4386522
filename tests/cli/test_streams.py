"""Standard streams that are closed, and what then happens: an error where one is needed, nothing where it is
not."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ARGS = "lint --isolated Dockerfile"


@pytest.fixture(autouse=True)
def _dockerfile(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM alpine:3.20\nWORKDIR app\n")


@pytest.mark.parametrize(
    ("command", "code", "error"),
    [
        (f"{ARGS} >&-", 2, "dlint: error: standard output is closed\n"),
        (f"{ARGS} -o x.json >&-", 1, ""),
        (f"{ARGS} <&-", 1, ""),
        (f"{ARGS} >&- 2>&-", 2, ""),
        (f"{ARGS} 2>&-", 1, ""),
        ("lint --isolated absent 2>&-", 2, ""),
        ("lint --isolated - <&-", 2, "dlint: error: standard input is closed\n"),
        ("lint --isolated --fix - >&- < Dockerfile", 2, "dlint: error: standard output is closed\n"),
        ("rules >&-", 2, "dlint: error: standard output is closed\n"),
        (f"{ARGS} -o x.json <&- >&- 2>&-", 1, ""),
    ],
)
def test_closed(environment: dict[str, str], tmp_path: Path, command: str, code: int, error: str) -> None:
    done = subprocess.run(
        ["bash", "-c", f"'{sys.executable}' -m dlinter {command}"], capture_output=True, text=True,
        env=environment, cwd=tmp_path, check=False
    )
    assert (done.returncode, done.stderr) == (code, error)
    assert "dlint: error" not in done.stdout, "an error is never mistaken for a report"
    if "x.json" in command:
        assert (tmp_path / "x.json").read_text().startswith("{") and (
            tmp_path / "x.json"
        ).read_text().endswith("}\n")
