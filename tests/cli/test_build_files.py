"""`dlint lint` over workflows and Compose files: findings, problems, ignores, fixes, reports."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

DOCKERFILE = (
    "FROM node:22 AS build\nCOPY package.json package-lock.json ./\nRUN --mount=type=cache,target=/root/.npm "
    "npm ci\nFROM scratch\nCOPY --from=build /app /app\n"
)
WORKFLOW = """\
# é: columns are counted in characters
on: [push, pull_request]
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: docker/setup-buildx-action@v3
      - uses: docker/build-push-action@v6
        with:
          context: .
          cache-from: type=gha
          cache-to: type=gha
"""


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    root = tmp_path / "repo"
    (root / ".git").mkdir(parents=True)
    (root / ".github" / "workflows").mkdir(parents=True)
    (root / "Dockerfile").write_text(DOCKERFILE)
    (root / ".github/workflows/build.yml").write_text(WORKFLOW)
    return root


Lint = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def lint(run: Lint) -> Lint:
    def call(root: Path, *args: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        return run("lint", "--isolated", "--select", "ci,unused-ignore", *args, cwd=root, stdin=stdin)

    return call


def test_a_workflow_is_linted_with_its_dockerfile(repository: Path, lint: Lint) -> None:
    done = lint(repository)
    assert done.returncode == 1, done.stderr
    assert ".github/workflows/build.yml:12:21: warning cache-export-min" in done.stdout
    assert ".github/workflows/build.yml:8:15: note cache-mount-on-ephemeral-runner" in done.stdout
    assert "`build` of `Dockerfile`" in done.stdout


def test_from_another_folder_the_dockerfile_is_found_too(repository: Path, lint: Lint) -> None:
    done = lint(repository / ".github" / "workflows", "build.yml")
    assert "build.yml:12:21: warning cache-export-min" in done.stdout


def test_outside_of_a_repository_paths_start_above_github(repository: Path, lint: Lint) -> None:
    (repository / ".git").rmdir()
    (repository.parent / ".git").rmdir()
    assert "cache-export-min" in lint(repository, ".github").stdout


def test_the_fix_is_written(repository: Path, lint: Lint) -> None:
    assert lint(repository, "--fix").returncode == 0
    assert (repository / ".github/workflows/build.yml").read_text() == WORKFLOW.replace(
        "cache-to: type=gha", "cache-to: type=gha,mode=max"
    )
    shown = lint(repository, "--diff")
    assert (shown.returncode, shown.stdout) == (0, "")


def test_ignores(repository: Path, lint: Lint) -> None:
    path = repository / ".github/workflows/build.yml"
    above = WORKFLOW.replace(
        "      - uses: docker/build", "      # dlint: ignore[ci] cold on purpose\n      - uses: docker/build"
    )
    path.write_text(above)
    done = lint(repository)
    assert (done.returncode, done.stdout) == (0, "")
    assert "cache-export-min" in lint(repository, "--show-suppressed").stdout
    path.write_text(
        WORKFLOW.replace("cache-to: type=gha", "cache-to: type=gha # dlint: ignore[cache-export-min]")
    )
    assert "cache-export-min" not in lint(repository).stdout
    path.write_text(WORKFLOW.replace("on: [", "# dlint: ignore-file[cache-mount-on-ephemeral-runner]\non: ["))
    assert "cache-mount" not in lint(repository).stdout
    path.write_text(
        WORKFLOW.replace(
            "      - uses: docker/setup",
            "      # dlint: ignore[cache-export-min]\n      - uses: docker/setup",
        )
    )
    done = lint(repository)
    assert "unused-ignore" in done.stdout and "cache-export-min the cache" in done.stdout


def test_a_broken_file_stops_no_other(repository: Path, lint: Lint) -> None:
    (repository / "compose.yaml").write_text("services:\n  a: [\n")
    (repository / ".gitlab-ci.yml").write_text("a: b: c\n")
    done = lint(repository)
    assert done.returncode == 2
    assert done.stderr.count("dlint: error: ") == 2
    assert (
        "compose.yaml: cannot be read: line 3: " in done.stderr
        and ".gitlab-ci.yml: cannot be read: line 1: " in done.stderr
    )
    assert "cache-export-min" in done.stdout


def test_a_yaml_file_that_is_something_else(repository: Path, lint: Lint) -> None:
    (repository / "mkdocs.yml").write_text("site_name: x\n")
    done = lint(repository, "mkdocs.yml")
    assert done.returncode == 2
    assert done.stderr.startswith("dlint: error: mkdocs.yml: is not a GitHub workflow")
    assert lint(repository, ".").returncode == 1, "in a folder it is passed by"


def test_standard_input_with_a_name(repository: Path, lint: Lint) -> None:
    done = lint(repository, "--stdin-filename", ".github/workflows/other.yml", "-", stdin=WORKFLOW)
    assert ".github/workflows/other.yml:12:21: warning cache-export-min" in done.stdout, done.stderr


def test_secrets_are_masked_in_every_report(repository: Path, lint: Lint) -> None:
    secret = "ghp_" + "T9sKq2LmXv4RzWp7Yb3NcHd8JfGk1A4BvYMx"
    (repository / "compose.yaml").write_text(
        f"services:\n  a:\n    build:\n      context: .\n      args:\n        GH_TOKEN: {secret}\n"
    )
    for name in ("text", "json", "sarif", "github", "markdown"):
        done = lint(repository, "--format", name, "compose.yaml")
        assert done.returncode == 1 and "secret-as-build-arg" in done.stdout, done.stderr
        assert secret not in done.stdout + done.stderr


def test_sarif_holds_the_fix(repository: Path, lint: Lint) -> None:
    log = json.loads(lint(repository, "--format", "sarif").stdout)
    (result,) = [r for run in log["runs"] for r in run["results"] if r["ruleId"] == "cache-export-min"]
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == ".github/workflows/build.yml"
    assert (place["region"]["startLine"], place["region"]["startColumn"]) == (12, 21)
    assert (
        result["fixes"][0]["artifactChanges"][0]["replacements"][0]["insertedContent"]["text"] == ",mode=max"
    )


def test_fingerprints_hold_from_every_folder(repository: Path, lint: Lint) -> None:
    def prints(root: Path, *args: str) -> list[str]:
        return sorted(
            r["fingerprint"] for r in json.loads(lint(root, "--format", "json", *args).stdout)["results"]
        )

    assert prints(repository) == prints(repository / ".github", "workflows/build.yml")


def test_workflows_share_the_caches_of_their_repository(repository: Path, lint: Lint) -> None:
    (repository / "web").mkdir()
    (repository / "web/Dockerfile").write_text(DOCKERFILE)
    other = repository / ".github/workflows/web.yml"
    other.write_text(WORKFLOW.replace("context: .", "context: web"))
    told = [line for line in lint(repository).stdout.splitlines() if "gha-cache-scope-collision" in line]
    assert [line.split(" ", 1)[0] for line in told] == [".github/workflows/web.yml:12:21:"]
    assert "and so is that of `Dockerfile` in `.github/workflows/build.yml`" in told[0]
    other.write_text(WORKFLOW.replace("context: .", "context: web").replace("type=gha", "type=gha,scope=web"))
    assert "gha-cache-scope-collision" not in lint(repository).stdout
    other.write_text(
        WORKFLOW.replace("context: .", "context: web").replace("[push, pull_request]", "release")
    )
    assert "gha-cache-scope-collision" not in lint(repository).stdout


def test_a_malformed_ignore_in_a_build_file(repository: Path, lint: Lint) -> None:
    (repository / "compose.yaml").write_text(
        "# dlint: ignore[cache-export-mni]\nservices:\n  a:\n    build: .  # dlint: ignore\n"
    )
    done = lint(repository, "--extend-select", "malformed-ignore", "compose.yaml")
    assert (
        "compose.yaml:1:17: warning malformed-ignore `cache-export-mni` is not the name of a rule, did you "
        "mean `cache-export-min`?"
        in done.stdout
    )
    assert (
        "compose.yaml:4:15: warning malformed-ignore this ignores nothing: write `# dlint: ignore[rule] "
        "reason`"
        in done.stdout
    )
