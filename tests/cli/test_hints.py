"""What a person is told at a near miss, after a run without a report on the terminal, and of what a fix
cannot write."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from dlinter.testing.images import Recipe, docker_blobs, write_tar

from .conftest import Run

TOKEN = "ghp_" + "T9sKq2LmXv4RzWp7Yb3NcHd8JfGk1A4BvYMx"
CLEAN = f"FROM debian:12@sha256:{'0' * 64}\nUSER 1000\nHEALTHCHECK NONE\n"


@pytest.mark.parametrize(
    ("args", "hint"),
    [
        (("scan", "alpine"),
            "for a registry write `docker://alpine` or `HOST/alpine`, for a daemon `docker-daemon:alpine`"),
        (("scan", "library/alpine:3"), "for a registry write `docker://library/alpine:3`"),
        (("scan", "Dockerfile"),
            "Dockerfile is a Dockerfile, not an image: `dlint lint Dockerfile` lints it"),
        (("lint", "image.tar"),
            "image.tar is an archive, not a Dockerfile: `dlint scan image.tar` scans the image in it"),
        (("lint", "-f", "jsno"), "unknown format `jsno`, did you mean `json`?"),
        (("cache", "Dockerfle"),
            "Dockerfle: No such file or directory; name one of the Dockerfiles below: `Dockerfile`"),
        (("help", "lnt"), "unknown command `lnt`, did you mean `lint`?"),
        (("help", "relative-workdir"), "`dlint explain relative-workdir`"),
    ],
)
def test_a_near_miss(run: Run, tmp_path: Path, args: tuple[str, ...], hint: str) -> None:
    (tmp_path / "Dockerfile").write_text(CLEAN)
    (tmp_path / "image.tar").write_bytes(b"\0" * 1024)
    done = run(*args)
    assert done.returncode == 2 and hint in done.stderr and done.stderr.count("\n") == 1


@pytest.mark.parametrize("name", ["nosuch.tar", "./alpine", "a/b.tgz"])
def test_a_path_with_a_slip_is_no_image(run: Run, tmp_path: Path, name: str) -> None:
    (tmp_path / "a").mkdir()
    assert run("scan", name).stderr == f"dlint: error: {name}: there is no such file\n"


def test_help_is_that_of_the_command(run: Run) -> None:
    assert run("help").stdout == run("--help").stdout
    assert run("help", "scan").stdout == run("scan", "--help").stdout
    assert "-f FORMAT, --format FORMAT" in run("help", "scan").stdout.replace(
        "-f, --format FORMAT", "-f FORMAT, --format FORMAT"
    )


def test_an_ending_that_no_format_has_is_said(run: Run, tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text(CLEAN)
    assert (
        run("lint", "-o", "x.foo").stderr
        == "dlint: x.foo is written as text, as no format has the ending `.foo`: for another one write `-o "
            "FORMAT=x.foo`\n"
    )
    for args in (
        ("-o", "x.txt"),
        ("-o", "x"),
        ("-o", "text=x.foo"),
        ("-f", "text", "-o", "x.foo"),
        ("-o", "x.html"),
        ("-q", "-o", "x.foo"),
    ):
        assert run("lint", *args).stderr == "", args


def test_a_baseline_that_is_not_used_is_said(run: Run, tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM alpine:3.20\nWORKDIR app\n")
    assert "is not used" not in run("baseline").stderr
    assert "`.dlint-baseline.json` is not used: add `--baseline .dlint-baseline.json`" in run("lint").stderr
    assert run("lint", "--baseline", ".dlint-baseline.json").stderr == ""
    (tmp_path / "dlint.toml").write_text('baseline = ".dlint-baseline.json"\n')
    assert run("lint").stderr == ""


def test_secrets_that_go_to_a_pipe_are_warned_of(run: Run, tmp_path: Path) -> None:
    with (tmp_path / "image.tar").open("wb") as out:
        write_tar(docker_blobs(Recipe(layers=({"a.env": f"TOKEN={TOKEN}\n"},))), out)
    done = run("scan", "--isolated", "--show-secrets", "-q", "image.tar")
    assert (
        TOKEN in done.stdout
        and "dlint: warning: `--show-secrets`: standard output is not a terminal" in done.stderr
    )
    assert "warning: `--show" not in run("scan", "--isolated", "image.tar").stderr


def test_a_fix_of_an_ignore_file_that_is_a_link_is_not_offered(run: Run, tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM node:22.1\nCOPY . /app\n")
    (tmp_path / ".git" / "HEAD").write_text("ref")
    args = ("lint", "--isolated", "--select", "context-too-wide", "-f", "concise")
    assert run(*args).stdout.rstrip().endswith("[unsafe fix]")
    (tmp_path / "shared.ignore").write_text("dist\n")
    (tmp_path / ".dockerignore").symlink_to("shared.ignore")
    told = run(*args).stdout
    assert "fix]" not in told and "`.dockerignore` is a symbolic link" in told


def _on_a_terminal(run: Run, cwd: Path, *args: str) -> tuple[str, str]:
    """stdout, which is a pipe, and stderr, which is a terminal."""
    ours, theirs = pty.openpty()
    environment: dict[str, str] = run.environment  # type: ignore[attr-defined]
    done = subprocess.run(
        [sys.executable, "-m", "dlinter", *args],
        stdout=subprocess.PIPE,
        stderr=theirs,
        cwd=cwd,
        env=environment,
        text=True,
        timeout=60,
        check=False,
    )
    os.close(theirs)
    told = b""
    while True:
        try:
            piece = os.read(ours, 4096)
        except OSError:
            break
        if not piece:
            break
        told += piece
    os.close(ours)
    return done.stdout, told.decode().replace("\r\n", "\n")


def test_a_run_without_a_report_on_the_terminal_says_what_was_checked(run: Run, tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text(CLEAN)
    assert _on_a_terminal(run, tmp_path, "lint", "--isolated") == ("", "dlint: 1 file clean\n")
    assert _on_a_terminal(run, tmp_path, "lint", "--isolated", "-q") == ("", "")
    (tmp_path / "Dockerfile").write_text("FROM alpine:3.20\nWORKDIR app\nUSER 1\n")
    _, told = _on_a_terminal(
        run, tmp_path, "lint", "--isolated", "--select", "relative-workdir", "-o", "x.html"
    )
    assert told == "dlint: 1 finding in 1 file: 1 warning; report in x.html\n"
    assert run("lint", "--isolated", "-o", "x.html").stderr == "", "not on a terminal"


_WORKFLOW = (
    "on: push\njobs:\n  b:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: "
    "docker/setup-buildx-action@v3\n{setup}      - uses: docker/build-push-action@v6\n        with:\n        "
    "  context: {app}\n{cache}"
)


def _workflow(root: Path, name: str, app: str, setup: str = "", cache: str = "") -> None:
    for folder in (".github/workflows", app):
        (root / folder).mkdir(parents=True, exist_ok=True)
    (root / ".github/workflows" / name).write_text(_WORKFLOW.format(setup=setup, app=app, cache=cache))
    (root / app / "Dockerfile").write_text("FROM node:22\nCOPY package.json .\nRUN npm ci\n")


@pytest.mark.parametrize(
    ("setup", "advice"),
    [
        ("", "write `cache-from: type=gha`"),
        ("        with:\n          driver: docker\n", "leave `driver: docker` out of"),
    ],
)
def test_the_advice_of_a_cache_suits_the_driver(run: Run, tmp_path: Path, setup: str, advice: str) -> None:
    _workflow(tmp_path, "a.yml", "a", setup)
    told = run("lint", "--isolated", "--select", "cache-not-exported").stdout
    assert advice in told and ("with `load: true` where a later step uses the image" in told) is bool(setup)
    _workflow(tmp_path, "a.yml", "a", setup, "          push: true\n")
    assert "load" not in run("lint", "--isolated", "--select", "cache-not-exported").stdout


@pytest.mark.parametrize("cache", ["type=gha,mode=max", "type=registry,ref=r.example/c:x"])
def test_a_collision_names_both_files(run: Run, tmp_path: Path, cache: str) -> None:
    for name, app in (("a.yml", "api"), ("b.yml", "web")):
        _workflow(tmp_path, name, app, cache=f"          cache-to: {cache}\n")
    told = run(
        "lint",
        "--isolated",
        "--select",
        "gha-cache-scope-collision,registry-cache-ref-collision",
        "-f",
        "concise",
    ).stdout
    assert (
        "the cache of `web/Dockerfile` is written to" in told
        and "so is that of `api/Dockerfile` in `.github/workflows/a.yml`" in told
    )


def test_a_changed_file_that_is_not_there_is_said(run: Run, tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM scratch\nCOPY src /src\n")
    (tmp_path / "src").mkdir()
    (tmp_path / "src/a").write_text("")
    assert run("cache", "--changed", "src/a").stderr == ""
    done = run("cache", "--changed", "src/a", "src/typo")
    assert (
        done.returncode == 0
        and "--changed src/typo: the build context `.` has no such file, so this asks about one that is "
            "added or deleted"
        in done.stderr
    )
