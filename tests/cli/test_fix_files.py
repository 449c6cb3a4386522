"""What `--fix` writes beside a Dockerfile: at the context's root, once, and never silently."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from tests import in_process

DOCKERFILE = "FROM python:3.13\nCOPY . /app\nRUN pip install -r /app/requirements.txt\n"
COMPOSE = "services:\n  app:\n    build:\n      context: .\n      dockerfile: docker/Dockerfile\n"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    (tmp_path / "docker").mkdir()
    (tmp_path / "docker/Dockerfile").write_text(DOCKERFILE)
    (tmp_path / "compose.yaml").write_text(COMPOSE)
    (tmp_path / "app.py").write_text("")
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    return tmp_path


def lint(folder: Path, *args: str, pre_commit: bool = False) -> subprocess.CompletedProcess[str]:
    env = {k: v for k, v in os.environ.items() if k != "PRE_COMMIT"} | (
        {"PRE_COMMIT": "1"} if pre_commit else {}
    )
    return in_process.call(("lint", *args), environment=env, folder=folder)


def test_the_ignore_file_is_that_of_the_build_context(repository: Path) -> None:
    done = lint(repository, "--fix", "--unsafe-fixes", "--select", "context-too-wide", "docker/Dockerfile")
    assert (repository / ".dockerignore").read_text() == ".git\n", done.stderr
    assert not (repository / "docker/.dockerignore").exists()
    assert ".dockerignore is new: add it to git" in done.stderr


def test_a_line_is_not_added_twice(repository: Path) -> None:
    (repository / "docker/Other.Dockerfile").write_text(DOCKERFILE.replace("compileall", "compileall -q"))
    (repository / "compose.yaml").write_text(
        COMPOSE + "  other:\n    build:\n      context: .\n      dockerfile: docker/Other.Dockerfile\n"
    )
    shown = lint(
        repository,
        "--diff",
        "--unsafe-fixes",
        "--select",
        "context-too-wide",
        "docker/Dockerfile",
        "docker/Other.Dockerfile",
    )
    assert shown.stdout.count("+.git\n") == 1, shown.stdout
    lint(
        repository,
        "--fix",
        "--unsafe-fixes",
        "--select",
        "context-too-wide",
        "docker/Dockerfile",
        "docker/Other.Dockerfile",
    )
    assert (repository / ".dockerignore").read_text() == ".git\n"


def test_pre_commit_does_not_say_passed_of_a_file_that_git_does_not_know(repository: Path) -> None:
    (repository / "docker/Dockerfile").write_text(DOCKERFILE + "USER 1000\n")
    assert lint(repository, "--fix", "--unsafe-fixes", "--select", "context-too-wide", "--fail-on", "error",
        "docker/Dockerfile", pre_commit=True).returncode == 1
    assert lint(repository, "--fix", "--unsafe-fixes", "--select", "context-too-wide", "--fail-on", "error",
        "docker/Dockerfile", pre_commit=True).returncode == 0
