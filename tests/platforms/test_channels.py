"""What dlint is delivered by: its workflows, its own image, its packages. Network and containers are
`bench/image.py` and `bench/walk.py`."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parent.parent.parent
CI, RELEASE = (ROOT / ".github" / "workflows" / name for name in ("ci.yml", "release.yml"))
README = (ROOT / "README.md").read_text()
SHELL = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c"]


def steps(path: Path) -> list[dict[str, Any]]:
    return [step for job in yaml.safe_load(path.read_text())["jobs"].values() for step in job["steps"]]


def script(path: Path, name: str) -> str:
    return str(next(s["run"] for s in steps(path) if s.get("name") == name))


def loaded(name: str) -> ModuleType:
    """A module of `bench/`, which is not a package."""
    spec = importlib.util.spec_from_file_location(f"bench_{name}", ROOT / "bench" / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_workflows_are_valid() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-workflows", str(CI),
            str(RELEASE)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def test_own_files_are_clean_under_every_rule() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "dlinter", "lint", "--isolated", "--select", "all", "--fail-on", "note",
            "Dockerfile", "action.yml", ".github"],
        cwd=ROOT, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": f"{ROOT}/linter:{ROOT}/rules", "GITHUB_ACTIONS": ""},
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, ""), done.stdout + done.stderr


@pytest.mark.parametrize("path", [CI, RELEASE], ids=lambda p: str(p.name))
def test_workflows_trust_no_tag_and_no_input(path: Path) -> None:
    """Other actions by their commit, no expression in a script, no permission but a job's own, no credentials
    left in the checkout."""
    workflow = yaml.safe_load(path.read_text())
    assert workflow["permissions"] == {} and all("permissions" in job for job in workflow["jobs"].values())
    for step in steps(path):
        uses = step.get("uses", "")
        assert not uses or uses.startswith("./") or re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", uses), uses
        assert "${{" not in step.get("run", "")
        if uses.startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False
    for line in path.read_text().splitlines():
        if re.search(r"uses: [^.]", line):
            assert re.search(r"# v\d+\.\d+\.\d+$", line), line


def test_ci_runs_the_readmes_test_command() -> None:
    command = next(line for line in README.splitlines() if ".venv/bin/pytest" in line)
    assert command in [s.get("run") for s in steps(CI)]


def test_both_workflows_build_and_check_the_packages_alike() -> None:
    for name in (
        "Build the sdist and the wheel",
        "A new user's walk, from the wheel, by the README's commands",
    ):
        assert script(CI, name) == script(RELEASE, name)
    assert "twine check --strict" in script(CI, "Build the sdist and the wheel")


def test_nobody_publishes_with_a_token() -> None:
    """Trusted publishing: the job has `id-token: write`, an environment, and no secret."""
    jobs = yaml.safe_load(RELEASE.read_text())["jobs"]
    assert jobs["pypi"]["permissions"] == {"id-token": "write"} and jobs["pypi"]["environment"] == "pypi"
    assert "secrets." not in RELEASE.read_text() + CI.read_text()
    assert set(jobs["pypi"]["needs"]) == {"package", "index"}, (
        "nothing is published before the image is built"
    )


@pytest.mark.parametrize(("tag", "code"), [("right", 0), ("v9.9.9", 1)])
def test_a_release_has_the_version_of_its_tag(tag: str, code: int) -> None:
    """The step as it stands, under the runner's shell."""
    from dlinter import __version__

    name = f"v{__version__}" if tag == "right" else tag
    env = {**os.environ, "GITHUB_REF_NAME": name}
    done = subprocess.run(
        [*SHELL, script(RELEASE, "The tag is the version")],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code and ("::error::" in done.stdout) is bool(code), done.stdout + done.stderr


def test_checksums_and_digests_of_a_release(tmp_path: Path) -> None:
    """The steps that need no network."""
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / "dlinter.whl").write_bytes(b"wheel")
    subprocess.run([*SHELL, script(RELEASE, "Checksums")], cwd=tmp_path, check=True, capture_output=True)
    subprocess.run(
        ["sha256sum", "--check", "--strict", "../SHA256SUMS"],
        cwd=tmp_path / "dist",
        check=True,
        capture_output=True,
    )
    env = {**os.environ, "DIGEST": "sha256:" + "a" * 64, "FOLDER": str(tmp_path / "digests")}
    subprocess.run([*SHELL, script(RELEASE, "Pass the digest on")], cwd=tmp_path, env=env, check=True)
    assert [p.name for p in (tmp_path / "digests").iterdir()] == ["a" * 64]


def test_the_image_gets_what_the_package_is_built_from() -> None:
    """What hatchling reads is copied by the Dockerfile, and passes `.dockerignore`."""
    copied = " ".join(re.findall(r"^COPY (?!--)(.+) \S+$", (ROOT / "Dockerfile").read_text(), re.M)).split()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    packages = project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    files = {
        "README.md",
        project["tool"]["hatch"]["metadata"]["hooks"]["custom"]["path"],
        *project["project"]["license-files"],
        "pyproject.toml",
    }
    assert set(copied) == files | {p.split("/")[0] for p in packages}
    # beside a package, whose folder is copied
    files.add(project["tool"]["hatch"]["build"]["targets"]["wheel"]["hooks"]["custom"]["path"])
    assert {
        line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")
    } == files | set(packages)
    assert all((ROOT / name).is_file() for name in files)


def test_the_walks_commands_stand_in_the_documents() -> None:
    walk = loaded("walk")
    for step in walk.STEPS:
        assert step.command in walk.code_of(step.document), f"{step.document} does not show `{step.command}`"
    assert "pip install dlinter" in walk.code_of("README.md") and "dlint nosuch" not in walk.code_of(
        "README.md"
    )


def test_the_image_with_git_of_the_documentation_has_this_version_and_no_warning(tmp_path: Path) -> None:
    from tests import in_process

    from dlinter import __version__

    (snippet,) = re.findall(
        r"^```dockerfile\n(FROM .*?)^```", (ROOT / "docs" / "install.md").read_text(), re.M | re.S
    )
    assert snippet.startswith(f"FROM ghcr.io/dlint/dlint:{__version__}\n")
    done = in_process.call(("lint", "--isolated", "-"), folder=tmp_path, stdin=snippet)
    assert done.returncode == 0 and "warning" not in done.stdout
