"""The GitHub Action: its scripts under bash always, the whole action through `run_action.py` where that tool
is there."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parent.parent.parent
TOOLS = Path(os.environ.get("DLINT_SHARED_TOOLS") or "/nonexistent")
LEAKY = "FROM alpine:3.20\nWORKDIR app\n"


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A repository with a finding, and with modules that must not run as code."""
    repo = tmp_path / "repo with blank"
    repo.mkdir()
    (repo / "Dockerfile").write_text(LEAKY)
    for name in ("json.py", "dlinter.py", "argparse.py", "sitecustomize.py"):
        (repo / name).write_text("raise SystemExit('the scanned repository ran as code')\n")
    subprocess.run(["git", "init", "-q", str(repo)], check=True)
    return repo


def run_script(
    workspace: Path, tmp_path: Path, **inputs: str
) -> tuple[subprocess.CompletedProcess[str], dict[str, str], str]:
    """`action/run.sh` with the venv of the tests in place of the one that `install.sh` makes."""
    runner = tmp_path / "runner"
    bin_folder = runner / "dlint-venv" / "bin"
    bin_folder.mkdir(parents=True)
    python = bin_folder / "python"
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    output, summary = tmp_path / "output", tmp_path / "summary"
    output.touch()
    summary.touch()
    env = {
        **os.environ, "RUNNER_TEMP": str(runner), "GITHUB_OUTPUT": str(output),
        "GITHUB_STEP_SUMMARY": str(summary),
        "GITHUB_ACTIONS": "true", "PYTHONPATH": str(workspace), "DLINT_SOURCE": str(ROOT),
        "DLINT_PATHS": ".", "DLINT_IMAGE": "",
        "DLINT_FAIL_LEVEL": "warning", "DLINT_SARIF": "dlint.sarif", "DLINT_FOLDER": ".", **inputs,
    }  # fmt: skip
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(ROOT / "action" / "run.sh")],
        cwd=workspace, env=env, capture_output=True, text=True, check=False,
    )  # fmt: skip
    outputs = dict(line.split("=", 1) for line in output.read_text().splitlines())
    return done, outputs, summary.read_text()


def test_lints_writes_sarif_and_does_not_fail_yet(workspace: Path, tmp_path: Path) -> None:
    done, outputs, summary = run_script(workspace, tmp_path)
    assert done.returncode == 0, done.stderr
    assert "ran as code" not in done.stdout + done.stderr
    assert outputs["exit-code"] == "1"
    log = json.loads((workspace / "dlint.sarif").read_text())
    results = [r for run in log["runs"] for r in run["results"]]
    assert int(outputs["findings"]) == len(results) > 0
    assert "relative-workdir" in {r["ruleId"] for r in results}
    assert re.search(r"^::warning file=Dockerfile,line=2,", done.stdout, re.M)
    assert summary.startswith(f"### dlint: {len(results)} findings")


def test_lint_and_scan_go_into_one_file(workspace: Path, tmp_path: Path) -> None:
    image = workspace / "app.tar"
    subprocess.run(
        [sys.executable, str(ROOT / "examples" / "leaky_image.py"), str(image)],
        check=True,
        capture_output=True,
    )
    done, outputs, _ = run_script(workspace, tmp_path, DLINT_IMAGE="app.tar\n", DLINT_DOCKERFILE="Dockerfile")
    assert done.returncode == 0, done.stderr
    log = json.loads((workspace / "dlint.sarif").read_text())
    assert [r["automationDetails"]["id"] for r in log["runs"]] == ["dlint/lint/", "dlint/image/app.tar/"]
    assert outputs["exit-code"] == "1"


def test_clean_and_broken(workspace: Path, tmp_path: Path) -> None:
    (workspace / "Dockerfile").write_text("FROM alpine:3.20\nWORKDIR /app\n")
    done, outputs, _ = run_script(workspace, tmp_path)
    assert (done.returncode, outputs["exit-code"], outputs["findings"]) == (0, "0", "0")
    (tmp_path / "again").mkdir()
    done, outputs, summary = run_script(workspace, tmp_path / "again", DLINT_PATHS="nowhere")
    assert (done.returncode, outputs["exit-code"]) == (0, "2")
    assert summary.startswith("### dlint failed: not everything was examined")
    assert "dlint: error: nowhere" in summary and "dlint: error: nowhere" in done.stderr


def test_no_findings_are_not_0_findings_when_dlint_failed(workspace: Path, tmp_path: Path) -> None:
    """A clean file, and a name that is not there: nothing was found, and not everything was looked at."""
    (workspace / "Dockerfile").write_text("FROM alpine:3.20\nWORKDIR /app\n")
    done, outputs, summary = run_script(workspace, tmp_path, DLINT_PATHS="Dockerfile\nnowhere")
    assert (done.returncode, outputs["exit-code"], outputs["findings"]) == (0, "2", "")
    assert "### dlint failed" in summary and "0 findings" not in summary + done.stdout + done.stderr
    assert re.search(r"^::error [^:]*::.*no such file or folder", done.stdout, re.M), done.stdout


def test_a_folder_that_is_not_there_is_a_failure(workspace: Path, tmp_path: Path) -> None:
    done, outputs, summary = run_script(workspace, tmp_path, DLINT_FOLDER="nowhere")
    assert outputs["exit-code"] == "2" and "findings" not in outputs
    assert (
        summary.startswith("### dlint failed")
        and "::error title=dlint failed::working-directory" in done.stdout
    )


def test_several_images(workspace: Path, tmp_path: Path) -> None:
    """Also two of one file name, one that is broken, and one named twice."""
    for name in ("a/app.tar", "b/app.tar"):
        (workspace / name).parent.mkdir()
        subprocess.run(
            [sys.executable, str(ROOT / "examples" / "leaky_image.py"), str(workspace / name)],
            check=True,
            capture_output=True,
        )
    done, outputs, _ = run_script(
        workspace, tmp_path, DLINT_PATHS="", DLINT_IMAGE="a/app.tar\nb/app.tar\na/app.tar\n"
    )
    assert outputs["exit-code"] == "1", done.stdout + done.stderr
    log = json.loads((workspace / "dlint.sarif").read_text())
    images = {r["automationDetails"]["id"]: len(r["results"]) for r in log["runs"]}
    assert (
        len(images) == len(log["runs"]) == 2
        and int(outputs["findings"]) == sum(images.values())
        and min(images.values()) > 0
    )
    (workspace / "broken.tar").write_bytes(b"not an archive")
    (tmp_path / "again").mkdir()
    done, outputs, summary = run_script(
        workspace, tmp_path / "again", DLINT_PATHS="", DLINT_IMAGE="a/app.tar\nbroken.tar"
    )
    assert outputs["exit-code"] == "2" and int(outputs["findings"]) == min(images.values()), (
        done.stdout + done.stderr
    )
    assert summary.startswith("### dlint failed: not everything was examined, ")


def test_the_second_installation_fetches_and_builds_nothing(tmp_path: Path) -> None:
    """The wheels that actions/cache brings back are enough."""
    output = tmp_path / "output"
    env = {
        **os.environ,
        "DLINT_SOURCE": str(ROOT),
        "RUNNER_TEMP": str(tmp_path / "first"),
        "GITHUB_OUTPUT": str(output),
    }
    env.pop("PYTHONPATH", None)
    subprocess.run(["bash", str(ROOT / "action" / "key.sh")], env=env, check=True, timeout=60)
    given = dict(line.split("=", 1) for line in output.read_text().splitlines())
    assert re.fullmatch(r"dlint-[\w.-]+-[0-9a-f]{32}", given["key"]) and given["wheels"] == str(
        tmp_path / "first" / "dlint-wheels"
    )
    install = ["bash", str(ROOT / "action" / "install.sh")]
    env["DLINT_WHEELS"] = given["wheels"]
    subprocess.run(install, env=env, check=True, capture_output=True, timeout=300)
    offline = {
        **env,
        "RUNNER_TEMP": str(tmp_path / "second"),
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_INDEX_URL": "http://127.0.0.1:9",
    }
    done = subprocess.run(install, env=offline, check=False, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0 and done.stdout.startswith("dlint "), done.stderr
    assert {p.name.split("-")[0] for p in Path(given["wheels"]).glob("*.whl")} >= {
        "dlinter",
        "hyperscan",
        "tree_sitter",
    }


def test_a_usage_error_is_no_run_with_0_findings(workspace: Path, tmp_path: Path) -> None:
    done, outputs, summary = run_script(workspace, tmp_path, DLINT_LINT_ARGS="--nosuch")
    assert (done.returncode, outputs["exit-code"], outputs["findings"]) == (0, "2", "")
    assert (
        summary.startswith("### dlint failed: not everything was examined\n")
        and "unknown option `--nosuch`" in summary
    )
    assert re.search(r"^::error title=dlint failed::unknown option `--nosuch`", done.stdout, re.M)
    assert "0 findings" not in summary


def test_inputs_are_never_evaluated(workspace: Path, tmp_path: Path) -> None:
    _, outputs, _ = run_script(
        workspace, tmp_path, DLINT_PATHS='$(touch pwned) `touch pwned`; touch pwned\n"; touch pwned; "'
    )
    assert outputs["exit-code"] == "2"
    assert not (workspace / "pwned").exists()
    action = (ROOT / "action.yml").read_text()
    for script in re.findall(r"^\s+run: (.*)$", action, re.M):
        assert "${{" not in script, script


def test_other_actions_are_pinned() -> None:
    uses = re.findall(r"^\s+uses: (\S+)", (ROOT / "action.yml").read_text(), re.M)
    assert uses and all(re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", use) for use in uses)


@pytest.mark.skipif(
    not TOOLS.is_dir(), reason="DLINT_SHARED_TOOLS is not set: the runner of composite actions is not there"
)
def test_whole_action(workspace: Path, tmp_path: Path) -> None:
    out = tmp_path / "outcome.json"
    done = subprocess.run(
        [sys.executable, str(TOOLS / "run_action.py"), str(ROOT), "--workspace", str(workspace), "--with",
            "paths=.", "--json", str(out)],
        capture_output=True, text=True, timeout=400, check=False,
    )  # fmt: skip
    assert "ran as code" not in done.stdout + done.stderr
    assert done.returncode != 0, "there is a finding: the action fails, last"
    assert (workspace / "dlint.sarif").is_file(), done.stdout + done.stderr
    assert "relative-workdir" in done.stdout


def test_a_link_called_like_the_sarif_file_is_not_written_through_nor_uploaded(
    workspace: Path, tmp_path: Path
) -> None:
    victim = tmp_path / "victim"
    victim.write_text("as it was")
    (workspace / "dlint.sarif").symlink_to(victim)
    done, outputs, _ = run_script(workspace, tmp_path)
    assert (done.returncode, outputs["exit-code"], outputs["sarif-file"]) == (0, "2", "")
    assert victim.read_text() == "as it was" and "is a symbolic link" in done.stderr
    upload = next(
        s
        for s in yaml.safe_load((ROOT / "action.yml").read_text())["runs"]["steps"]
        if "upload-sarif" in s.get("uses", "")
    )
    assert "steps.run.outputs.sarif-file != ''" in upload["if"]
