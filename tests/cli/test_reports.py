"""Which format a file gets, what fails in JUnit's eyes, thousands of equal findings, and names that `dlint
cache` is given."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from .conftest import Run

SOURCE = (
    "FROM alpine:3.20 AS base\nARG VERSION=1\nWORKDIR app\nRUN cd /x && make $VERSION\nCOPY "
    "--from=docker.io/library/busybox:1 /bin/sh /sh\n"
)


@pytest.fixture(autouse=True)
def _dockerfile(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text(SOURCE)


@pytest.mark.parametrize(
    ("args", "start"),
    [
        (("-o", "x.sarif"), '{\n  "$schema"'), (("-o", "x.json"), '{\n  "version"'),
        (("-o", "x.md"), "### dlint"), (("-o", "x.txt"), "Dockerfile:"),
        (("-o", "junit=x.xml"), "<?xml"), (("--format", "text", "-o", "x.sarif"), "Dockerfile:"),
        (("-o", "x"), "Dockerfile:"),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, tuple) else "",
)  # fmt: skip
def test_a_file_gets_the_format_of_its_ending(
    run: Run, tmp_path: Path, args: tuple[str, ...], start: str
) -> None:
    done = run("lint", "--isolated", "Dockerfile", *args)
    assert (done.returncode, bool(done.stdout), done.stderr) == (1, "=" in args[-1], "")
    (written,) = [path for path in tmp_path.iterdir() if path.name.startswith("x")]
    assert written.read_text().startswith(start)


def test_the_ending_comes_before_the_environment(run: Run, tmp_path: Path) -> None:
    run("lint", "--isolated", "Dockerfile", "-o", "x.sarif", env={"DLINT_FORMAT": "text"})
    assert json.loads((tmp_path / "x.sarif").read_text())["version"] == "2.1.0"
    run("lint", "--isolated", "Dockerfile", "-o", "x", env={"DLINT_FORMAT": "json"})
    assert json.loads((tmp_path / "x").read_text())["version"] == 1


def test_an_ending_of_two_formats_is_asked_for(run: Run, tmp_path: Path) -> None:
    done = run("lint", "--isolated", "Dockerfile", "-o", "x.xml")
    assert (done.returncode, done.stderr) == (
        2,
        "dlint: error: --output x.xml: name the format: `checkstyle=x.xml` or `junit=x.xml`\n",
    )
    assert not (tmp_path / "x.xml").exists()


@pytest.mark.parametrize(
    ("args", "code", "levels"),
    [
        (("--fail-on", "error"), 0, set()), (("--fail-on", "never"), 0, set()), (("--exit-zero",), 0, set()),
        ((), 1, {"warning"}), (("--fail-on", "note"), 1, {"warning", "note"}),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, tuple) else "",
)  # fmt: skip
def test_junit_fails_where_the_run_fails(
    run: Run, args: tuple[str, ...], code: int, levels: set[str]
) -> None:
    done = run("lint", "--isolated", "--select", "all", "--format", "junit", *args, "Dockerfile")
    assert done.returncode == code
    root = ElementTree.fromstring(done.stdout)
    failures = root.findall(".//failure")
    assert {f.get("type") for f in failures} == levels
    assert (
        int(root.get("failures") or "")
        == len(failures)
        == sum(int(s.get("failures") or "") for s in root.findall("testsuite"))
    )
    assert len(root.findall(".//testcase")) == len(failures) + len(root.findall(".//system-out")) > 1


def test_junit_knows_the_settings_of_each_folder(run: Run, tmp_path: Path) -> None:
    (tmp_path / "strict").mkdir()
    (tmp_path / "strict" / "Dockerfile").write_text(SOURCE)
    (tmp_path / "dlint.toml").write_text('fail-on = "never"\n')
    (tmp_path / "strict" / "dlint.toml").write_text('fail-on = "warning"\n')
    done = run("lint", "--format", "junit")
    failures = {s.get("name"): int(s.get("failures") or "") for s in ElementTree.fromstring(done.stdout)}
    assert done.returncode == 1
    assert failures["Dockerfile"] == 0 < failures["strict/Dockerfile"]


def test_thousands_of_equal_findings_are_folded_in_text_alone(run: Run, tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text(
        "FROM alpine:3.20\n" + "WORKDIR a\n" + "USER root\nWORKDIR b\n" * 3 + "RUN cd /x\n" * 950
    )
    args = ("lint", "--isolated", "--select", "cd-instead-of-workdir,relative-workdir", "Dockerfile")
    lines = run(*args).stdout.splitlines()
    told = [line for line in lines if "cd-instead-of-workdir" in line]
    assert (
        len(told) == 3 and "and 948 more `cd-instead-of-workdir` with this message in Dockerfile" in told[2]
    )
    assert sum(": warning relative-workdir" in line for line in lines) == 1
    assert lines[-1].startswith("951 findings")
    assert len(json.loads(run(*args, "--format", "json").stdout)["results"]) == 951


def test_fifty_equal_findings_are_all_shown(run: Run, tmp_path: Path) -> None:
    for count, shown in ((50, 50), (51, 2)):
        (tmp_path / "Dockerfile").write_text("FROM alpine:3.20\n" + "RUN cd /x\n" * count)
        told = run("lint", "--isolated", "--select", "cd-instead-of-workdir", "Dockerfile").stdout
        assert told.count("Dockerfile:") == shown


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("--arg", "VERSIN"),
            "--arg VERSIN: the Dockerfile has no such build argument, did you mean `VERSION`?"),
        (("--arg", "x"), "--arg x: the Dockerfile has no such build argument: it has `VERSION`"),
        (("--arg", "VERSION", "--arg", "y"),
            "--arg y: the Dockerfile has no such build argument: it has `VERSION`"),
        (("--base", "alpin:3.20"),
            "--base alpin:3.20: the Dockerfile uses no such image, did you mean `alpine:3.20`?"),
        (("--base", "x"),
            ("--base x: the Dockerfile uses no such image: it has `alpine:3.20`, "
            "`docker.io/library/busybox:1`")),
        (("--base", "base"), "--base base: the Dockerfile uses no such image: it has `alpine:3.20`, `docker"),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, tuple) else "",
)
def test_a_name_that_the_dockerfile_does_not_have(run: Run, args: tuple[str, ...], message: str) -> None:
    done = run("cache", "Dockerfile", *args)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"dlint: error: {message}")


@pytest.mark.parametrize("args",
    [("--arg", "VERSION"), ("--arg", "http_proxy"), ("--arg", "SOURCE_DATE_EPOCH"), ("--base",),
        ("--base", "docker.io/library/alpine:3.20"), ("--base", "busybox:1")], ids="-".join)
def test_a_name_that_it_has(run: Run, args: tuple[str, ...]) -> None:
    done = run("cache", "Dockerfile", *args)
    assert (done.returncode, done.stderr) == (0, "")
    assert "steps rebuilt" in done.stdout
