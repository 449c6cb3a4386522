"""Build arguments that a build file gives a value of the commit or the run count as changed with every
commit; by value, not by name."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from dlinter.model.builds.facts import BuildFacts
from dlinter.model.builds.giving import given_to
from dlinter.model.builds.reader import read_build_file
from dlinter.model.facts.given import Given
from dlinter.model.names import is_volatile_name
from dlinter.model.text import Text
from tests import in_process

WORKFLOW = (
    "on: push\njobs:\n  b:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: "
    "docker/build-push-action@v6\n        with:\n          context: .\n          build-args: |\n            "
    "{}\n"
)
DOCKERFILE = "FROM a:1\nRUN one\nARG REV\nARG NODE_ENV\nRUN two\nCOPY x /x\n"


def given(path: str, source: str, key: str = "Dockerfile") -> dict[str, Given]:
    file = read_build_file(Text(source.encode(), path))
    assert file is not None and not file.error
    return given_to(key, [BuildFacts(file, path)])


def test_when_a_value_changes() -> None:
    path = ".github/workflows/b.yml"
    told = "\n            ".join(
        ["A=${{ github.sha }}", "B=${{ github.run_id }}", "C=fixed", "D=${{ inputs.what }}", "E=$(date -u)"]
    )
    found = given(path, WORKFLOW.format(told))
    assert {name: g.when for name, g in found.items() if g.known} == {
        "A": "commit",
        "B": "run",
        "C": "",
        "E": "run",
    }
    assert not found["D"].known
    assert given(path, WORKFLOW.format("A=${{ github.sha }}"), "other/Dockerfile") == {}
    assert (
        given(
            "compose.yaml",
            "services:\n  a:\n    build:\n      context: .\n      args:\n        R: ${GITHUB_SHA}\n",
        )["R"].when
        == "commit"
    )
    assert given("docker-bake.hcl", 'target "a" {\n  args = {\n    T = "${timestamp()}"\n  }\n}\n')[
        "T"
    ] == Given("run", "docker-bake.hcl")


@pytest.mark.parametrize(
    ("name", "volatile"),
    [
        ("GIT_SHA", True), ("GIT_COMMIT_SHA", True), ("CI_COMMIT_SHA", True), ("CI_COMMIT_SHORT_SHA", True),
        ("COMMIT_DATE", True), ("BUILD_TIMESTAMP", True),
        ("NODE_SHA", False), ("TINI_SHA256", False), ("CACHEBUST", False), ("NODE_ENV", False),
        ("BUILD_TYPE", False), ("RUN_TESTS", False),
    ],
)  # fmt: skip
def test_names(name: str, volatile: bool) -> None:
    assert is_volatile_name(name) is volatile


def test_dlint_cache_counts_them_with_every_commit(tmp_path: Path) -> None:
    def git(*args: str) -> None:
        subprocess.run(
            ["git", "-c", "user.name=a", "-c", "user.email=a@x.example", "-c", "commit.gpgsign=false", *args],
            cwd=tmp_path,
            check=True,
            capture_output=True,
        )

    (tmp_path / ".github/workflows").mkdir(parents=True)
    (tmp_path / ".github/workflows/b.yml").write_text(
        WORKFLOW.format("REV=${{ github.sha }}\n            NODE_ENV=production")
    )
    (tmp_path / "Dockerfile").write_text(DOCKERFILE)
    (tmp_path / "x").write_text("0")
    git("init", "-q")
    git("add", "-A")
    git("commit", "-q", "-m", "first")
    for number in range(3):
        (tmp_path / "README").write_text(str(number))
        git("add", "-A")
        git("commit", "-q", "-m", str(number))

    def asked() -> dict[str, object]:
        done = in_process.call(("cache", "--history", "3", "--format", "json"), folder=tmp_path)
        assert done.returncode == 0, done.stderr
        found: dict[str, object] = json.loads(done.stdout)
        return found

    found = asked()
    steps = found["steps"]
    assert isinstance(steps, list)
    assert [s["history"]["rebuilt"] for s in steps] == [0, 0, 3, 3]
    assert [s["history"]["own"] for s in steps] == [0, 0, 0, 0]
    assert found["volatile"] == [{"argument": "REV", "when": "commit", "by": ".github/workflows/b.yml"}]
    assert "gives the build argument `REV` another value with every commit" in str(found["sentences"])
    (tmp_path / ".github/workflows/b.yml").write_text(
        WORKFLOW.format("REV=1.0\n            NODE_ENV=production")
    )
    steps = asked()["steps"]
    assert isinstance(steps, list)
    assert [s["history"]["rebuilt"] for s in steps] == [0, 0, 0, 0]
