"""The hooks, through the real pre-commit: which files they take, and what they say."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from dlinter.model.builds import names as build_names
from dlinter.model.dockerfile.names import EXCLUDE, FILES

ROOT = Path(__file__).parent.parent.parent
TAKEN = (
    "Dockerfile", "Dockerfile.dev", "dockerfile", "Containerfile", "Containerfile.prod", "app.Dockerfile",
    "app.dockerfile",
    "x.Containerfile", "dev.containerfile", "Dockerfile-alpine", "Dockerfile_test", "api-Dockerfile",
)  # fmt: skip
BUILDS = (
    ".github/workflows/ci.yml", "app/.gitea/workflows/build.yaml", "action.yml", ".gitlab-ci.yml",
    "base.gitlab-ci.yml", "compose.yaml",
    "docker-compose.prod.yml", "Docker-Compose.yml", "docker-bake.hcl", "docker-bake.override.json",
)  # fmt: skip
NO_BUILDS = (
    ".github/dependabot.yml",
    "mkdocs.yml",
    "decompose.yml",
    "docker-bake.md",
    "workflows/ci.yml",
    "package.json",
)
LEFT = (
    "Dockerfile.dockerignore",
    "Dockerfile.j2",
    "Dockerfile.tmpl",
    "README.md",
    "dockerfile.md",
    "notadockerfile.py",
    "dockerfile_parser.go",
)


def hooks() -> list[dict[str, object]]:
    loaded: list[dict[str, object]] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    return loaded


def test_the_visible_name_is_a_link() -> None:
    assert (ROOT / "pre-commit-hooks.yaml").read_text() == (ROOT / ".pre-commit-hooks.yaml").read_text()


@pytest.mark.parametrize(
    "hook", [h for h in hooks() if h["id"] != "dlint-builds"], ids=lambda h: str(h["id"])
)
def test_pattern(hook: dict[str, object]) -> None:
    assert (hook["files"], hook["exclude"]) == (FILES, EXCLUDE), (
        "the hook takes what `dlint lint` takes in a folder"
    )
    taken = [
        n
        for n in (*TAKEN, *LEFT)
        if re.search(str(hook["files"]), n) and not re.search(str(hook["exclude"]), n)
    ]
    assert taken == list(TAKEN)


def test_pattern_of_build_files() -> None:
    hook = next(h for h in hooks() if h["id"] == "dlint-builds")
    assert hook["files"] == build_names.FILES, "the hook takes what `dlint lint` takes in a folder"
    names = (*BUILDS, *NO_BUILDS, *TAKEN, *LEFT)
    assert (
        [n for n in names if re.search(str(hook["files"]), n)]
        == list(BUILDS)
        == [n for n in names if build_names.kind_of_name(n)]
    )


def test_manifest_is_valid() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pre_commit", "validate-manifest", str(ROOT / ".pre-commit-hooks.yaml")],
        capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_hooks_of_a_repository(tmp_path: Path) -> None:
    source = tmp_path / "source"
    _snapshot(source)
    repo = tmp_path / "repo"
    repo.mkdir()
    git = ["git", "-C", str(repo)]
    subprocess.run(["git", "init", "-q", str(repo)], check=True)
    for name in (*TAKEN, *LEFT):
        (repo / name).write_text("FROM alpine:3.20\nWORKDIR app\n")
    subprocess.run([*git, "add", "-A"], check=True)
    revision = subprocess.run(
        ["git", "-C", str(source), "rev-parse", "HEAD"], capture_output=True, text=True, check=True
    ).stdout.strip()
    config = {
        "repos": [{"repo": str(source), "rev": revision, "hooks": [{"id": "dlint"}, {"id": "dlint-builds"}]}]
    }
    (repo / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config))
    subprocess.run([*git, "add", "-A"], check=True)

    def run(hook: str) -> subprocess.CompletedProcess[str]:
        """The second hook uses the environment that was installed for the first."""
        env = {**os.environ, "PRE_COMMIT_HOME": str(tmp_path / "home")}
        command = [sys.executable, "-m", "pre_commit", "run", hook, "--all-files", "--verbose"]
        return subprocess.run(
            command, cwd=repo, env=env, capture_output=True, text=True, timeout=500, check=False
        )

    done = run("dlint")
    assert done.returncode == 1, done.stdout + done.stderr
    told = set(re.findall(r"^([^:\s]+):2:9: warning relative-workdir", done.stdout, re.M))
    assert told == set(TAKEN), done.stdout

    (repo / "compose.yaml").write_text(
        "services:\n  app:\n    build:\n      context: .\n      args:\n        NPM_TOKEN: ${NPM_TOKEN}\n"
    )
    subprocess.run([*git, "add", "-A"], check=True)
    done = run("dlint-builds")
    assert done.returncode == 1 and re.search(
        r"^compose.yaml:6:\d+: \w+ secret-as-build-arg", done.stdout, re.M
    ), done.stdout + done.stderr


def _snapshot(target: Path) -> None:
    """The project as it lies here, as a git repository that pre-commit can clone."""
    names = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files", "--cached", "--others", "--exclude-standard"],
        capture_output=True, text=True, check=True
    ).stdout.splitlines()
    for name in names:
        path = ROOT / name
        if not path.is_file():
            continue
        copy = target / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
    git = ["git", "-C", str(target), "-c", "user.name=t", "-c", "user.email=t@t.example"]
    subprocess.run(["git", "init", "-q", str(target)], check=True)
    subprocess.run([*git, "add", "-A", "-f"], check=True)
    subprocess.run([*git, "commit", "-q", "-m", "snapshot"], check=True)
