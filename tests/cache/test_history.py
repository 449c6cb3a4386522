"""A real repository of 100 commits with known changes: the shares come out exactly."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from dlinter.model.text import Text
from dlinter.run.rebuilds import match_times, open_cache, report, shares
from dlinter.sources.build_context import load_context
from dlinter.sources.build_log import BuildLogError
from dlinter.sources.build_times import Timing, read_times
from dlinter.sources.git_history import commits
from tests import in_process

DOCKERFILE = "FROM node:20\nWORKDIR /app\nCOPY . .\nRUN npm ci\nCOPY docs /docs\nRUN make docs\n"


def git(repo: Path, *args: str) -> None:
    subprocess.run(
        ["git", "-c", "user.name=a", "-c", "user.email=a@x.example", "-c", "commit.gpgsign=false", "-c",
            "init.defaultBranch=main", *args],
        cwd=repo, check=True, capture_output=True,
    )  # fmt: skip


def commit(repo: Path, path: str, text: str) -> None:
    file = repo / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    git(repo, "add", "--", path)
    git(repo, "commit", "-q", "-m", path)


@pytest.fixture(scope="module")
def repo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Before the last 100: the files. Then 4 lockfiles, 1 Dockerfile (its `npm ci`), 2 ignored, 80 sources,
    12 outside of the context, 1 merge."""
    repo = tmp_path_factory.mktemp("repo")
    git(repo, "init", "-q")
    for path, text in (
        ("app/.dockerignore", "*.log\nDockerfile\n"),
        ("app/Dockerfile", DOCKERFILE.replace("npm ci", "npm install")),
        ("app/package-lock.json", "0"),
        ("app/docs/é.md", "0"),
    ):
        commit(repo, path, text)
    for number in range(4):
        commit(repo, "app/package-lock.json", str(number + 1))
    commit(repo, "app/Dockerfile", DOCKERFILE)
    for number in range(2):
        commit(repo, "app/x.log", str(number))
    for number in range(80):
        commit(repo, f"app/src/{number % 7}.js", str(number))
    for number in range(12):
        commit(repo, "README.md", str(number))
    git(repo, "checkout", "-q", "-b", "side")
    for number in range(3):
        commit(repo, "app/docs/é.md", f"side {number}")
    git(repo, "checkout", "-q", "main")
    git(repo, "merge", "-q", "--no-ff", "-m", "merge", "side")
    return repo


def test_shares(repo: Path) -> None:
    path = repo / "app/Dockerfile"
    cache = open_cache(Text(path.read_bytes(), str(path)), load_context(str(path)))
    found = shares(cache, str(repo), "app/Dockerfile", "app", 100)
    assert found.commits == 100
    # 85 commits changed what COPY . takes (4 + 80 + the merge); the Dockerfile's own change reaches what
    # stands below `npm ci`
    assert [found.rebuilt[s.at] for s in cache.steps] == [0, 0, 85, 86, 86, 86]
    assert [found.own[s.at] for s in cache.steps] == [0, 0, 85, 0, 1, 0]
    # of those, the edit could not be avoided, and 81 were other files
    assert (found.needed, found.locked) == ({3: 5}, {3: 4})
    assert all(sum(found.causes[s.at].values()) == found.rebuilt[s.at] for s in cache.steps)
    assert {(c.kind.value, c.what): n for c, n in found.causes[3].items()} == {
        ("needed", "manifests"): 4,
        ("other", "."): 81,
        ("edit", ""): 1,
    }
    assert list(report(cache, "Dockerfile", found, {}).sentences()) == [
        ("`RUN npm ci` would have been rebuilt by 86 of the last 100 commits; its lockfile changed in 4, and "
        "an edit or the base image rebuilt it in 1 more")
    ]


def test_a_merge_counts_once_and_the_first_commit_is_all_new(repo: Path) -> None:
    log = list(commits(str(repo), 1000))
    assert len(log) == 104 and [c.path for c in log[0].changes] == ["app/docs/é.md"]
    assert [c.path for c in log[-1].changes] == ["app/.dockerignore"]


def test_a_shallow_clone_leaves_out_what_it_does_not_know(repo: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", "--depth", "5", repo.as_uri(), "c")
    assert len(list(commits(str(tmp_path / "c"), 100))) == 4


def cli(*args: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return in_process.call(("cache", *args), folder=cwd)


def test_the_command(repo: Path, tmp_path: Path) -> None:
    done = cli("app", cwd=repo)
    assert (
        done.returncode == 0
        and "its lockfile changed in 4" in done.stdout
        and "rebuilt by, of 100" in done.stdout
    )
    data = json.loads(cli("app/Dockerfile", "--format", "json", cwd=repo).stdout)
    assert [s["history"]["rebuilt"] for s in data["steps"]] == [0, 0, 85, 86, 86, 86]
    changed = cli("app/Dockerfile", "--changed", "docs/é.md", cwd=repo).stdout
    assert (
        "rebuilt  line 3: COPY . .\n         because COPY takes `docs/é.md`" in changed
        and changed.endswith("4 of 6 steps rebuilt\n")
    )
    assert cli("app/Dockerfile", "--base", cwd=repo).stdout.endswith("1 of 6 steps rebuilt, 5 more maybe\n")
    assert cli("app/Dockerfile", "--arg", "TARGETARCH", cwd=repo).stdout == "0 of 6 steps rebuilt\n"
    typo = cli("app/Dockerfile", "--arg", "X", cwd=repo)
    assert typo.returncode == 2 and "--arg X: the Dockerfile has no such build argument" in typo.stderr
    typo = cli("app/Dockerfile", "--base", "node:22", cwd=repo)
    assert typo.returncode == 2 and "--base node:22: the Dockerfile uses no such image" in typo.stderr
    page = cli("app", "--format", "html", cwd=repo).stdout
    assert (
        page.startswith("<!doctype html>")
        and page.count("<svg") == 1
        and "http" not in page
        and "<script" not in page
    )
    assert cli("app", "--format", "dot", cwd=repo).stdout.startswith("digraph")
    bad = cli("app", "--target", "nope", cwd=repo)
    assert bad.returncode == 2 and "there is no stage `nope`" in bad.stderr
    (tmp_path / "Dockerfile").write_text(DOCKERFILE)
    assert cli("--history", "5", cwd=tmp_path).returncode == 2


PLAIN = """#0 building with "default" instance using docker driver
#1 [internal] load build definition from Dockerfile
#1 DONE 0.0s
#4 [1/6] FROM docker.io/library/node:20@sha256:00
#4 CACHED
#6 [3/6] COPY . .
#6 DONE 0.5s
#7 [4/6] RUN npm ci
#7 0.312 added 3 packages
#7 DONE 60.0s
"""
RAW = "\n".join(json.dumps({"vertexes": [v]}) for v in (
    {"digest": "sha256:1", "name": "[internal] load .dockerignore", "started": "2026-01-01T00:00:00.1Z",
        "completed": "2026-01-01T00:00:00.2Z"},
    {"digest": "sha256:2", "name": "[4/6] RUN npm ci", "started": "2026-01-01T00:00:01.123456789Z"},
    {"digest": "sha256:2", "name": "[4/6] RUN npm ci", "started": "2026-01-01T00:00:01.123456789Z",
        "completed": "2026-01-01T00:01:01.123456789Z"},
    {"digest": "sha256:3", "name": "[linux/amd64 build 1/6] FROM docker.io/library/node:20",
        "started": "2026-01-01T00:00:01Z", "completed": "2026-01-01T00:00:01Z", "cached": True},
))  # fmt: skip


def test_times() -> None:
    assert read_times(PLAIN.encode()) == [
        Timing("", 1, "FROM docker.io/library/node:20@sha256:00", None), Timing("", 3, "COPY . .", 0.5),
        Timing("", 4, "RUN npm ci", 60.0),
    ]  # fmt: skip
    raw = read_times(RAW.encode())
    assert [(t.stage, t.number, t.text) for t in raw] == [
        ("", 4, "RUN npm ci"),
        ("build", 1, "FROM docker.io/library/node:20"),
    ]
    assert raw[0].seconds == pytest.approx(60.0) and raw[1].seconds is None
    with pytest.raises(BuildLogError):
        read_times(b"nothing here\n")


def test_times_are_matched_to_steps_and_cost_minutes(repo: Path, tmp_path: Path) -> None:
    cache = open_cache(
        Text(b"FROM a:1 AS build\nRUN npm ci\nFROM b:1\nCOPY --from=build /x /x\n", "Dockerfile"), None
    )
    log = "#1 [build 2/2] RUN npm ci\n#1 DONE 3.0s\n#2 [stage-1 2/2] COPY --from=build /x /x\n#2 DONE 1.0s\n"
    assert match_times(cache, read_times(log.encode())) == {1: 3.0, 3: 1.0}
    (tmp_path / "log").write_text(PLAIN)
    data = json.loads(cli("app", "--times", str(tmp_path / "log"), "--format", "json", cwd=repo).stdout)
    assert data["steps"][3]["minutes_per_commit"] == pytest.approx(0.86)
    table = cli("app", "--times", str(tmp_path / "log"), cwd=repo).stdout.splitlines()
    assert "RUN npm ci" in table[1] and table[1].endswith("0.86")
