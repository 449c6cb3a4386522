"""What lies in `integrations/`: it parses, takes the files that dlint lints, and its commands run as the
platform would run them."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.platforms.test_pre_commit import BUILDS, LEFT, NO_BUILDS, TAKEN

from dlinter import __version__

ROOT = Path(__file__).parent.parent.parent
FOLDER = ROOT / "integrations"
MEGALINTER = FOLDER / "mega-linter-plugin-dlint" / "dlint.megalinter-descriptor.yml"
TRUNK = FOLDER / "trunk" / "linters" / "dlint" / "plugin.yaml"
QLTY = FOLDER / "qlty" / "linters" / "dlint" / "plugin.toml"
GITLAB = FOLDER / "gitlab" / "templates" / "dlint.yml"
CIRCLECI = FOLDER / "circleci" / "config.yml"
ELSEWHERE = tuple(n for n in BUILDS if "/workflows/" in n or n.endswith("action.yml"))
"""Build files whose folder counts, or that MegaLinter's descriptor leaves to another one."""


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    folder = tmp_path / "repo"
    folder.mkdir()
    (folder / "Dockerfile").write_text("FROM alpine:3.20\nWORKDIR app\n")
    (folder / "dlint.toml").write_text('[severity]\nrelative-workdir = "error"\n')
    return folder


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """A folder for PATH with this tree's `dlint`."""
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "dlint").write_text(
        f'#!/bin/sh\nPYTHONPATH="{ROOT}/linter:{ROOT}/rules" exec "{sys.executable}" -m dlinter "$@"\n'
    )
    (folder / "dlint").chmod(0o755)
    return folder


def run(script: str, repo: Path, programs: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}", **variables}
    return subprocess.run(
        ["bash", "-c", script], cwd=repo, env=env, capture_output=True, text=True, timeout=60, check=False
    )


def rules_of(sarif: Path) -> dict[str, str]:
    return {
        r["ruleId"]: r["level"] for each in json.loads(sarif.read_text())["runs"] for r in each["results"]
    }


# MegaLinter


def linters() -> list[dict[str, Any]]:
    loaded: list[dict[str, Any]] = yaml.safe_load(MEGALINTER.read_text())["linters"]
    return loaded


def test_megalinter_takes_the_plugin() -> None:
    """What `megalinter/plugin_factory.py` demands of its address and its installation."""
    assert "/mega-linter-plugin-" in str(MEGALINTER) and MEGALINTER.name.endswith(
        ".megalinter-descriptor.yml"
    )
    for linter in linters():
        assert all(line.startswith("RUN ") for line in linter["install"]["dockerfile"])
    named = re.search(r"ENABLE_LINTERS: \[(.*)\]", MEGALINTER.read_text())
    assert named and named[1].split(", ") == [linter["name"] for linter in linters()]


def test_megalinter_hands_over_what_dlint_lints() -> None:
    expression = re.compile("|".join(linters()[0]["file_names_regex"]))
    names = [n for n in (*TAKEN, *BUILDS, *LEFT, *NO_BUILDS) if expression.fullmatch(n.rpartition("/")[2])]
    assert names == [*TAKEN, *(n for n in BUILDS if n not in ELSEWHERE)]


@pytest.mark.parametrize("linter", linters(), ids=lambda linter: str(linter["name"]))
def test_megalinter_runs_it(linter: dict[str, Any], repo: Path, programs: Path) -> None:
    """The words in the order of `Linter.build_lint_command`."""
    out = repo / "out.sarif"
    sarif = [word.replace("{{SARIF_OUTPUT_FILE}}", str(out)) for word in linter["cli_sarif_args"]]
    config = [linter["cli_config_arg_name"], linter["config_file_name"]]
    words = [
        linter["linter_name"],
        *linter["cli_lint_extra_args"],
        *config,
        *sarif,
        *linter["cli_lint_extra_args_after"],
    ]
    done = run(shlex.join([*words, "Dockerfile"]), repo, programs)
    assert done.returncode == 1 and rules_of(out)["relative-workdir"] == "error", done.stderr
    done = run(shlex.join([w for w in words if w not in sarif] + ["Dockerfile"]), repo, programs)
    assert (number := re.search(linter["cli_lint_errors_regex"], done.stdout)) is not None and int(
        number[1]
    ) > 0, done.stdout
    assert (
        run(
            shlex.join(
                [words[0], *words[1:2], linter["cli_lint_fix_arg_name"], "--force-exclude", "Dockerfile"]
            ),
            repo,
            programs,
        ).returncode
        < 2
    )
    for example in linter["examples"]:
        assert "unknown option" not in run(example, repo, programs).stderr


# Trunk and qlty


def trunk() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(TRUNK.read_text())
    return loaded


def test_trunk_hands_over_what_dlint_lints() -> None:
    dockerfiles, builds = (
        re.compile("|".join(f"(?:{e.replace('(?i)', '')})" for e in kind["regexes"]), re.I)
        for kind in trunk()["lint"]["files"]
    )
    names = (*TAKEN, *BUILDS, *LEFT, *NO_BUILDS)
    assert [n for n in names if dockerfiles.search(n)] == list(TAKEN)
    assert [n for n in names if builds.search(n)] == list(BUILDS)


def test_trunk_runs_it(repo: Path, programs: Path) -> None:
    definition = trunk()["lint"]["definitions"][0]
    command = definition["commands"][0]
    assert command["output"] == "sarif" and command["read_output_from"] == "tmp_file"
    done = run(
        command["run"].replace("${tmpfile}", "out.sarif").replace("${target}", "Dockerfile"), repo, programs
    )
    assert done.returncode in command["success_codes"] and "relative-workdir" in rules_of(
        repo / "out.sarif"
    ), done.stderr
    assert run("dlint lint nowhere", repo, programs).returncode not in command["success_codes"]
    version = run(definition["version_command"]["run"], repo, programs).stdout
    assert re.fullmatch(
        definition["version_command"]["parse_regex"].replace("${semver}", r"(\d+\.\d+\.\d+)"), version.strip()
    )


def test_qlty_runs_it(repo: Path, programs: Path) -> None:
    definition = tomllib.loads(QLTY.read_text())["plugins"]["definitions"]["dlint"]
    driver = definition["drivers"]["lint"]
    assert (driver["output"], driver["output_format"], definition["runtime"], definition["package"]) == (
        "tmpfile",
        "sarif",
        "python",
        "dlinter",
    )
    done = run(
        driver["script"].replace("${tmpfile}", "out.sarif").replace("${target}", "Dockerfile"), repo, programs
    )
    assert done.returncode in driver["success_codes"] and "relative-workdir" in rules_of(
        repo / "out.sarif"
    ), done.stderr
    assert run("dlint lint nowhere", repo, programs).returncode not in driver["success_codes"]
    assert run(definition["version_command"], repo, programs).stdout == f"dlint {__version__}\n"


def test_qlty_knows_each_key() -> None:
    """The fields of `PluginDef` and `DriverDef` (qltysh/qlty, qlty-config/src/config/plugin.rs): an unknown
    one is ignored there without a word."""
    plugin = {
        "runtime", "version", "latest_version", "known_good_version", "known_bad_versions", "file_types",
        "config_files", "downloads", "package", "extra_packages", "package_file",
        "affects_cache", "drivers", "version_command", "version_regex", "issue_url_format", "environment",
        "description", "security", "idempotent", "hidden", "suggested_mode",
    }  # fmt: skip
    driver = {
        "script", "output", "output_format", "output_missing", "output_regex", "output_level",
        "output_category", "driver_type", "batch", "max_batch", "success_codes",
        "no_issue_codes", "error_codes", "cache_results", "file_types", "target", "runs_from",
        "prepare_script", "config_files", "suggested", "batch_by", "timeout",
    }  # fmt: skip
    definition = tomllib.loads(QLTY.read_text())["plugins"]["definitions"]["dlint"]
    assert set(definition) - plugin == set() and set(definition["drivers"]["lint"]) - driver == set()
    assert definition["drivers"]["lint"]["suggested"] in ("never", "config", "targets")
    assert definition["drivers"]["lint"]["output_missing"] in ("error", "no_issues", "parse")


# GitLab and CircleCI


def component() -> tuple[dict[str, Any], str]:
    """The inputs, and the job as a text with its defaults put in."""
    header, job = GITLAB.read_text().split("\n---\n")
    return yaml.safe_load(header)["spec"]["inputs"], job


def filled(**given: str) -> dict[str, Any]:
    inputs, job = component()
    used = set(re.findall(r"\$\[\[ inputs\.([\w-]+) \]\]", job))
    assert used == set(inputs), "each input is used, each use is an input"
    for name, spec in inputs.items():
        job = job.replace(f"$[[ inputs.{name} ]]", given.get(name, spec["default"]))
    loaded: dict[str, Any] = yaml.safe_load(job)["dlint"]
    return loaded


def gitlab(repo: Path, programs: Path, **given: str) -> subprocess.CompletedProcess[str]:
    """As GitLab's runner does it: one script, `set -eo pipefail`."""
    job = filled(**given)
    return run(
        "set -eo pipefail\n" + "\n".join(job["script"]),
        repo,
        programs,
        **{k: v or "" for k, v in job["variables"].items()},
    )


def test_gitlab_component_lints_and_scans(repo: Path, programs: Path) -> None:
    subprocess.run(
        [sys.executable, str(ROOT / "examples" / "leaky_image.py"), str(repo / "app.tar")],
        check=True,
        capture_output=True,
    )
    done = gitlab(repo, programs, images="app.tar")
    assert done.returncode == 1, done.stderr
    reports = filled()["artifacts"]["reports"]
    for names, entry in (
        (reports["codequality"], lambda d: d),
        (reports["secret_detection"], lambda d: d["vulnerabilities"]),
    ):
        found = [entry(json.loads((repo / name).read_text())) for name in names]
        assert found[1], names
    (repo / "Dockerfile").write_text("FROM alpine:3.20\nWORKDIR /app\n")
    assert gitlab(repo, programs).returncode == 0
    assert gitlab(repo, programs, images="app.tar", **{"fail-on": "never"}).returncode == 0
    assert gitlab(repo, programs, paths="nowhere", images="app.tar").returncode == 2, (
        "a failure is not hidden by findings"
    )
    assert gitlab(repo, programs, images="nowhere.tar").returncode == 2


def test_gitlab_component_is_clean(repo: Path, programs: Path) -> None:
    (repo / ".gitlab-ci.yml").write_text(component()[1])
    done = run("dlint lint --isolated --select all .gitlab-ci.yml", repo, programs)
    assert done.returncode == 0, done.stdout + done.stderr


def test_circleci(repo: Path, programs: Path) -> None:
    steps = yaml.safe_load(CIRCLECI.read_text())["jobs"]["dlint"]["steps"]
    script = next(s["run"] for s in steps if "dlint lint" in str(s)).replace("~/dlint/bin/dlint", "dlint")
    assert run(script, repo, programs).returncode == 1
    assert "relative-workdir" in (repo / "results" / "dlint" / "results.xml").read_text()


# All


def versions() -> Iterator[tuple[str, str]]:
    for path in FOLDER.rglob("*"):
        if path.is_file():
            for found in re.findall(
                r"(?:dlinter==|dlint[@:-]v?|dlint/v|_version = \"|_version: |version: |default: "
                r")(\d+\.\d+\.\d+)\b",
                path.read_text(),
            ):
                yield str(path.relative_to(ROOT)), found


def test_they_name_this_version() -> None:
    found = list(versions())
    assert {path.split("/")[1] for path, _ in found} == {
        "README.md",
        "mega-linter-plugin-dlint",
        "trunk",
        "qlty",
        "gitlab",
        "circleci",
    }
    assert [(p, v) for p, v in found if v != __version__] == []
