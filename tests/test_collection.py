"""Every test file runs, and its tests have the same names in every process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

TESTS = Path(__file__).parent


def _collected(seed: str) -> list[str]:
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider"]
    run = subprocess.run(command, cwd=TESTS.parent, capture_output=True, text=True, env={**os.environ, "PYTHONHASHSEED": seed})
    assert run.returncode == 0, run.stdout[-2000:] + run.stderr
    return [line for line in run.stdout.splitlines() if "::" in line]


def test_every_file_is_collected_and_names_are_the_same_in_every_process() -> None:
    first, second = _collected("1"), _collected("2")
    assert len(first) > 1000
    assert first == second
    written = {path.relative_to(TESTS.parent).as_posix() for path in TESTS.rglob("test_*.py")}
    assert written - {name.partition("::")[0] for name in first} == set()
