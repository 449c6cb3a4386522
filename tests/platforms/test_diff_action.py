"""`dlint diff` in a GitHub Action: the job summary, the one comment of a pull request, and the example
through `run_action.py`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from tests.platforms.test_action import ROOT, TOOLS, run_script

from dlinter.testing import records as r

FILE = "FROM node:22\nARG VERSION=1\nRUN npm ci\n"


def record(version: str) -> bytes:
    env = ["PATH=/bin", f"VERSION={version}"]
    ops = [
        r.Op(r.image("node:22", "a"), line=1, name="[1/2] FROM node:22", layer="base"),
        r.Op(r.run("npm ci", env), [0], 3, "[2/2] RUN npm ci", seconds=31.0, layer=f"ci {version}"),
    ]
    return r.archive(r.Record(FILE, ops, {"build-arg:VERSION": version}, ref=version))


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    repo = tmp_path / "repo with blank"
    for name, version in (("old", "1"), ("new", "2")):
        (repo / name).mkdir(parents=True)
        (repo / name / "acme~app~ABC.dockerbuild").write_bytes(record(version))
    subprocess.run(["git", "init", "-q", str(repo)], check=True)
    return repo


class Api(BaseHTTPRequestHandler):
    """A pull request's comments."""

    comments: list[dict[str, Any]]
    calls: list[tuple[str, str, str]]

    def log_message(self, *_: object) -> None:
        pass

    def _answer(self, value: object) -> None:
        data = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _body(self) -> str:
        size = int(self.headers.get("Content-Length") or 0)
        return str(json.loads(self.rfile.read(size))["body"]) if size else ""

    def do_GET(self) -> None:
        self.calls.append(("GET", self.path, self.headers.get("Authorization") or ""))
        self._answer(self.comments)

    def do_POST(self) -> None:
        self.calls.append(("POST", self.path, ""))
        self.comments.append({"id": len(self.comments) + 1, "user": {"type": "Bot"}, "body": self._body()})
        self._answer(self.comments[-1])

    def do_PATCH(self) -> None:
        self.calls.append(("PATCH", self.path, ""))
        found = next(c for c in self.comments if c["id"] == int(self.path.rpartition("/")[2]))
        found["body"] = self._body()
        self._answer(found)


@pytest.fixture
def api() -> Iterator[tuple[str, type[Api]]]:
    handler = type(
        "Handler",
        (Api,),
        {"comments": [{"id": 1, "user": {"type": "User"}, "body": "<!-- dlint diff -->\nmine"}], "calls": []},
    )
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", handler
    server.shutdown()
    server.server_close()


def test_the_summary_says_why_steps_were_rebuilt(workspace: Path, tmp_path: Path) -> None:
    done, outputs, summary = run_script(
        workspace,
        tmp_path,
        DLINT_PATHS="",
        DLINT_DIFF_OLD="old",
        DLINT_DIFF_NEW="new/acme~app~ABC.dockerbuild",
    )
    assert done.returncode == 0 and outputs["exit-code"] == "0", done.stderr
    assert (
        summary.startswith("<!-- dlint diff -->\n### Build: 1 of 1 steps rebuilt, 31.0 s; 1 cause")
        and "`VERSION` `1` → `2`" in summary
    )
    assert "findings" not in summary and "nothing to do" not in done.stdout


def test_a_gate_fails_the_job(workspace: Path, tmp_path: Path) -> None:
    gates = "seconds:30\nrebuilt:99\n"
    _, outputs, summary = run_script(
        workspace,
        tmp_path,
        DLINT_PATHS="",
        DLINT_DIFF_OLD="old",
        DLINT_DIFF_NEW="new",
        DLINT_DIFF_FAIL_ON=gates,
    )
    assert outputs["exit-code"] == "2" and "1 of 1 steps rebuilt" in summary, "no step is on line 99"
    (tmp_path / "again").mkdir()
    _, outputs, summary = run_script(
        workspace,
        tmp_path / "again",
        DLINT_PATHS="",
        DLINT_DIFF_OLD="old",
        DLINT_DIFF_NEW="new",
        DLINT_DIFF_FAIL_ON="seconds:30",
    )
    assert outputs["exit-code"] == "1" and "1 of 1 steps rebuilt" in summary


def test_no_build_before_is_no_failure_but_no_build_now_is(workspace: Path, tmp_path: Path) -> None:
    done, outputs, _ = run_script(
        workspace, tmp_path, DLINT_PATHS="", DLINT_DIFF_OLD="nowhere", DLINT_DIFF_NEW="new"
    )
    assert (
        outputs["exit-code"] == "0"
        and "::notice::diff-old: there is no record of a build before" in done.stdout
    )
    (tmp_path / "again").mkdir()
    done, outputs, _ = run_script(
        workspace, tmp_path / "again", DLINT_PATHS="", DLINT_DIFF_OLD="old", DLINT_DIFF_NEW="nowhere"
    )
    assert outputs["exit-code"] == "2" and "::error::diff-new" in done.stdout


def test_one_comment_is_written_and_then_updated(
    workspace: Path, tmp_path: Path, api: tuple[str, type[Api]]
) -> None:
    url, handler = api
    event = tmp_path / "event.json"
    event.write_text(json.dumps({"pull_request": {"number": 7}}))
    given = {
        "DLINT_PATHS": "", "DLINT_DIFF_OLD": "old", "DLINT_DIFF_NEW": "new", "DLINT_DIFF_COMMENT": "true",
        "DLINT_TOKEN": "t", "GITHUB_EVENT_PATH": str(event),
        "GITHUB_API_URL": url, "GITHUB_REPOSITORY": "acme/app",
    }  # fmt: skip
    for turn in ("one", "two"):
        (tmp_path / turn).mkdir()
        done, outputs, _ = run_script(workspace, tmp_path / turn, **given)
        assert outputs["exit-code"] == "0" and "::warning::" not in done.stdout, done.stdout
    assert [c["user"]["type"] for c in handler.comments] == ["User", "Bot"] and handler.comments[0][
        "body"
    ].endswith("mine")
    assert handler.comments[1]["body"].startswith("<!-- dlint diff -->\n### Build: 1 of 1 steps rebuilt")
    assert [(m, p.partition("?")[0]) for m, p, _ in handler.calls] == [
        ("GET", "/repos/acme/app/issues/7/comments"), ("POST", "/repos/acme/app/issues/7/comments"),
        ("GET", "/repos/acme/app/issues/7/comments"), ("PATCH", "/repos/acme/app/issues/comments/2"),
    ]  # fmt: skip
    assert handler.calls[0][2] == "Bearer t"


def test_a_comment_that_may_not_be_written_fails_nothing(workspace: Path, tmp_path: Path) -> None:
    event = tmp_path / "event.json"
    event.write_text(json.dumps({"pull_request": {"number": 7}}))
    done, outputs, _ = run_script(
        workspace, tmp_path, DLINT_PATHS="", DLINT_DIFF_OLD="old", DLINT_DIFF_NEW="new",
        DLINT_DIFF_COMMENT="true", DLINT_TOKEN="t",
        GITHUB_EVENT_PATH=str(event), GITHUB_API_URL="http://127.0.0.1:9", GITHUB_REPOSITORY="acme/app",
    )  # fmt: skip
    assert (
        outputs["exit-code"] == "0" and "::warning::diff-comment: the comment was not written" in done.stdout
    )


@pytest.mark.skipif(
    not TOOLS.is_dir(), reason="DLINT_SHARED_TOOLS is not set: the runner of composite actions is not there"
)
@pytest.mark.parametrize(("gate", "ok"), [("seconds:600", True), ("cause:argument", False)])
def test_the_example(workspace: Path, tmp_path: Path, gate: str, ok: bool) -> None:
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "dlint").write_text(
        f'#!/bin/sh\nPYTHONPATH="{ROOT}/linter:{ROOT}/rules" exec "{sys.executable}" -m dlinter "$@"\n'
    )
    (programs / "dlint").chmod(0o755)
    out = tmp_path / "outcome.json"
    records = {"old": "old/acme~app~ABC.dockerbuild", "new": "new/acme~app~ABC.dockerbuild", "gate": gate}
    given = [word for name, value in records.items() for word in ("--with", f"{name}={value}")]
    done = subprocess.run(
        [
            sys.executable, str(TOOLS / "run_action.py"), str(ROOT / "examples" / "build-difference"),
            "--workspace", str(workspace), *given,
            "--path", str(programs), "--json", str(out),
        ],
        capture_output=True, text=True, timeout=120, check=False, env={**os.environ},
    )  # fmt: skip
    assert (done.returncode == 0) is ok, done.stdout + done.stderr
    found = json.loads(out.read_text())
    assert found["outputs"] == {"rebuilt": "1"} and found["summary"].startswith(
        "<!-- dlint diff -->\n### Build: 1 of 1 steps rebuilt"
    )
