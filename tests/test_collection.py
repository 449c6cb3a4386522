"""Every test file runs, and its tests have the same names in every process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import COLLECTED

TESTS = Path(__file__).parent


def _collected(seed: str) -> list[str]:
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q"]
    run = subprocess.run(
        command, cwd=TESTS.parent, capture_output=True, text=True, env={**os.environ, "PYTHONHASHSEED": seed}
    )
    assert run.returncode == 0, run.stdout[-2000:] + run.stderr
    return [line for line in run.stdout.splitlines() if "::" in line]


def _collected_here(config: pytest.Config, written: set[str]) -> list[str]:
    """The tests of this process, which has a hash seed of its own; none where it was asked for some of them
    only."""
    names: list[str] = config.stash.get(COLLECTED, [])
    return names if written <= {name.partition("::")[0] for name in names} else []


def test_every_file_is_collected_and_names_are_the_same_in_every_process(
    request: pytest.FixtureRequest,
) -> None:
    written = {path.relative_to(TESTS.parent).as_posix() for path in TESTS.rglob("test_*.py")}
    first, second = _collected_here(request.config, written) or _collected("1"), _collected("2")
    assert len(first) > 1000
    assert first == second
    assert written - {name.partition("::")[0] for name in first} == set()
