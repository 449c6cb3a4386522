"""Rows of the corpus of field cases (`DLINT_CORPORA`, field/README.md) whose verdict a program can check: which rules fire on the Dockerfile, and what one of them says.

The corpus gives its verdicts in words. These are rows of even crc32 that were once wrong; the copies are made git repositories, as the cases were.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from tests import in_process

FIELD = Path(os.environ.get("DLINT_CORPORA") or "/nonexistent") / "field"
pytestmark = pytest.mark.skipif(not FIELD.is_dir(), reason="DLINT_CORPORA is not set: no field cases to read")


def findings(case: str, folder: Path) -> list[tuple[str, str]]:
    """Rule and message of each finding on a copy of the case."""
    copy = folder / case
    shutil.copytree(FIELD / case, copy)
    subprocess.run(["git", "init", "-q", str(copy)], check=True, capture_output=True)
    done = in_process.call(("lint", "--format", "json", "--fail-on", "never", "Dockerfile"), folder=copy)
    assert done.returncode == 0, done.stderr
    return [(r["rule"], r["message"]) for r in json.loads(done.stdout)["results"]]


@pytest.mark.parametrize(
    ("case", "silent"),
    [
        pytest.param("03", {"invalid-base-image-name"}, id="an ARG without a value keeps TARGETARCH"),
        pytest.param("69", {"bad-substitution", "invalid-base-image-name"}, id="a required build argument"),
        pytest.param("71", {"secret-name"}, id="names with key and auth in them that are no secrets"),
        pytest.param("83", {"untagged-base-image", "untagged-copy-source"}, id="a context of Compose"),
    ],
)
def test_a_row_is_silent(case: str, silent: set[str], tmp_path: Path) -> None:
    assert {rule for rule, _ in findings(case, tmp_path)} & silent == set()


def test_a_heredoc_of_cmd_is_named(tmp_path: Path) -> None:
    assert any("CMD on line 2 takes no heredoc" in message for _, message in findings("15", tmp_path))


def test_a_token_as_build_argument_is_a_note(tmp_path: Path) -> None:
    """Row 71 also has `ARG PACKAGE_TOKEN`, which the names that it calls harmless are not: a token given as a build argument is in the record of the build."""
    assert [rule for rule, _ in findings("71", tmp_path)] == ["secret-passed-as-argument"]
