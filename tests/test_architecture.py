"""One direction of imports, types, style, and file sizes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
LIMIT = 570
"""Lines of at most 110 columns that a file should not exceed by much; design.md has 400 of any width."""


def test_import_contracts(monkeypatch: object) -> None:
    code = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, env=_env())
    assert run.returncode == 0, run.stdout + run.stderr


def test_types() -> None:
    run = subprocess.run([sys.executable, "-m", "mypy"], cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr


def test_style() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "."], cwd=ROOT, capture_output=True, text=True
    )
    assert run.returncode == 0, run.stdout + run.stderr


def test_no_file_is_too_long_and_none_is_called_utils() -> None:
    files = [p for folder in ("linter", "rules") for p in (ROOT / folder).rglob("*.py")]
    assert len(files) > 50
    long = {
        str(p.relative_to(ROOT)): n
        for p in files
        if (n := len(p.read_text("utf-8").splitlines())) > LIMIT * 1.1
    }
    assert not long, long
    assert not [p for p in files if "util" in p.stem]


def _env() -> dict[str, str]:
    import os

    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "linter"), str(ROOT / "rules")])}
