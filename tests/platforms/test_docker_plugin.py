"""`docker dlint`: the plugin's answers, and the real client of Docker where it is installed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from dlinter import __version__
from dlinter.cli.docker_plugin import main, own_arguments

ROOT = Path(__file__).parent.parent.parent
DOCKERFILE = "FROM alpine:3.20\nWORKDIR app\n"
DOCKER = shutil.which("docker")


def test_the_metadata_is_what_docker_demands(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["docker-cli-plugin-metadata"]) == 0
    metadata = json.loads(capsys.readouterr().out)
    assert metadata["SchemaVersion"] == "0.1.0" and metadata["Vendor"] and metadata["ShortDescription"]
    assert metadata["Version"] == __version__


@pytest.mark.parametrize(
    ("given", "command", "variables"),
    [
        (["dlint", "lint", "dlint"], ["lint", "dlint"], {}),
        (["-H", "unix:///run/d.sock", "--debug", "dlint", "scan", "docker-daemon:app"],
            ["scan", "docker-daemon:app"], {"DOCKER_HOST": "unix:///run/d.sock"}),
        (["-Hunix:///run/d.sock", "dlint"], [], {"DOCKER_HOST": "unix:///run/d.sock"}),
        (["--config=/etc/docker", "-c", "dlint", "dlint", "rules"], ["rules"],
            {"DOCKER_CONFIG": "/etc/docker"}),
        (["help", "dlint"], ["--help"], {}),
        (["help", "dlint", "lint"], ["lint", "--help"], {}),
        (["lint", "--config=x.toml", "dlint"], ["lint", "--config=x.toml", "dlint"], {}),
        (["--version"], ["--version"], {}),
        (["-H"], ["-H"], {}),
        ([], [], {}),
    ],
)
def test_dockers_words_are_taken_off(given: list[str], command: list[str], variables: dict[str, str]) -> None:
    assert own_arguments(given) == (command, variables)


def test_completion(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["__complete", "dlint", "l"]) == 0
    assert capsys.readouterr().out.splitlines() == ["lint", "layers", ":4"]
    assert main(["__complete", "dlint", "lint", ""]) == 0
    assert capsys.readouterr().out == ":0\n"


def test_the_program_is_installed() -> None:
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["scripts"]
    assert scripts["docker-dlint"] == "dlinter.cli.docker_plugin:main"


@pytest.fixture
def docker(tmp_path: Path) -> Path:
    """A folder of Docker's configuration with the plugin in it; the client needs no daemon for one."""
    if DOCKER is None:
        pytest.skip("docker is not installed")
    plugins = tmp_path / "docker" / "cli-plugins"
    plugins.mkdir(parents=True)
    plugin = plugins / "docker-dlint"
    plugin.write_text(
        f'#!/bin/sh\nPYTHONPATH="{ROOT}/linter:{ROOT}/rules" exec "{sys.executable}" -m '
        'dlinter.cli.docker_plugin "$@"\n'
    )
    plugin.chmod(0o755)
    return tmp_path / "docker"


def run(docker: Path, folder: Path, *args: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "DOCKER_CONFIG": str(docker)}
    return subprocess.run(
        ["docker", *args], capture_output=True, text=True, cwd=folder, env=env, timeout=60, check=False
    )


def test_docker_runs_it_and_passes_on_its_exit_code(docker: Path, tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text(DOCKERFILE)
    done = run(docker, tmp_path, "dlint", "lint", "--isolated", "Dockerfile")
    assert done.returncode == 1 and "relative-workdir" in done.stdout, done.stderr
    assert run(docker, tmp_path, "dlint", "lint", "--isolated", "--select", "apt-instead-of-apt-get",
        "Dockerfile").returncode == 0
    assert run(docker, tmp_path, "dlint", "nosuch").returncode == 2
    assert "usage: dlint" in run(docker, tmp_path, "help", "dlint").stdout
    assert "usage: dlint lint" in run(docker, tmp_path, "dlint", "lint", "--help").stdout


def test_docker_lists_it(docker: Path, tmp_path: Path) -> None:
    listed = run(docker, tmp_path, "--help").stdout
    assert "dlint*" in listed and "Lint Dockerfiles and find secrets in built images" in listed
