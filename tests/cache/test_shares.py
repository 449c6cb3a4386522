"""Shares of commits where something is special: `.git` in the context, sources only the build can tell,
targets, instructions given twice, logs of several builds."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from dlinter.model.cache.causes import CauseKind
from dlinter.model.text import Text
from dlinter.report.rebuilds import as_json
from dlinter.report.rebuilds_html import as_html
from dlinter.run.rebuilds import Shares, match_times, open_cache, report, shares
from dlinter.sources.build_context import load_context
from dlinter.sources.build_times import read_times


def git(repo: Path, *args: str) -> None:
    subprocess.run(
        ["git", "-c", "user.name=a", "-c", "user.email=a@x.example", "-c", "commit.gpgsign=false", "-c",
            "init.defaultBranch=main", *args],
        cwd=repo, check=True, capture_output=True,
    )  # fmt: skip


def make(repo: Path, *commits: dict[str, str]) -> Path:
    git(repo, "init", "-q")
    for number, files in enumerate(commits):
        for path, text in files.items():
            (repo / path).parent.mkdir(parents=True, exist_ok=True)
            (repo / path).write_text(text)
        git(repo, "add", "-A")
        git(repo, "commit", "-q", "-m", str(number))
    return repo


def asked(repo: Path, count: int, target: str = "") -> tuple[Shares, list[int], list[int]]:
    """The shares with the numbers of commits that rebuild each step, and maybe do."""
    path = repo / "Dockerfile"
    cache = open_cache(Text(path.read_bytes(), str(path)), load_context(str(path)), target)
    found = shares(cache, str(repo), "Dockerfile", "", count)
    return found, [found.rebuilt[s.at] for s in cache.steps], [found.maybe[s.at] for s in cache.steps]


@pytest.mark.parametrize(
    ("run", "kind"),
    [("go build -o /x", CauseKind.NEEDED), ("go build -buildvcs=false -o /x", CauseKind.GIT),
        ("git describe > /v && npm ci", CauseKind.NEEDED), ("go mod download", CauseKind.GIT)],
)  # fmt: skip
def test_what_writes_the_commit_into_a_program_needs_git(tmp_path: Path, run: str, kind: CauseKind) -> None:
    files = {
        "Dockerfile": f"FROM golang:1\nWORKDIR /a\nCOPY . .\nRUN {run}\n", ".dockerignore": "*.md\n",
        "go.mod": "module x\n", "main.go": "", "a.md": "0",
    }  # fmt: skip
    found, _, _ = asked(make(tmp_path, files, {"a.md": "1"}, {"a.md": "2"}), 2)
    assert [cause.kind for cause in found.causes[3]] == [kind]


def test_git_s_own_folder_changes_with_every_commit(tmp_path: Path) -> None:
    files = {
        "Dockerfile": "FROM a:1\nCOPY . .\nCOPY src src\nCOPY .git/HEAD /\n",
        ".dockerignore": "*.md\n",
        "src/a": "0",
        "a.md": "0",
    }
    repo = make(tmp_path, files, {"a.md": "1"}, {"a.md": "2"}, {"src/a": "1"})
    found, rebuilt, _ = asked(repo, 3)
    assert found.commits == 3 and rebuilt == [0, 3, 3, 3]
    assert [found.own[at] for at in range(4)] == [0, 3, 1, 0]  # `HEAD` names the branch
    path = repo / "Dockerfile"
    shown = report(
        open_cache(Text(path.read_bytes(), "Dockerfile"), load_context(str(path))), "Dockerfile", found, {}
    )
    assert (
        next(iter(shown.sentences()))
        == "`COPY . .` takes `.git`, which every commit changes; a line `.git` in `.dockerignore` leaves it "
            "out"
    )
    assert [s["history"]["git"] for s in json.loads(as_json(shown, None))["steps"]] == [
        False,
        True,
        False,
        False,
    ]
    (repo / ".dockerignore").write_text("*.md\n.git\n")
    found, rebuilt, _ = asked(repo, 3)
    assert rebuilt == [0, 1, 1, 1] and not found.git


def test_a_context_below_the_repository_s_root_has_no_git_folder(tmp_path: Path) -> None:
    repo = make(tmp_path, {"app/Dockerfile": "FROM a:1\nCOPY . .\n", "b": "0"}, {"b": "1"}, {"b": "2"})
    path = repo / "app/Dockerfile"
    cache = open_cache(Text(path.read_bytes(), str(path)), load_context(str(path)))
    found = shares(cache, str(repo), "app/Dockerfile", "app", 2)
    assert [found.rebuilt[s.at] for s in cache.steps] == [0, 0]


def test_a_worktree_s_git_file_does_not_change(tmp_path: Path) -> None:
    (tmp_path / "main").mkdir()
    make(
        tmp_path / "main",
        {"Dockerfile": "FROM a:1\nCOPY . .\n", ".dockerignore": "x\n", "x": "0"},
        {"x": "1"},
        {"x": "2"},
    )
    git(tmp_path / "main", "worktree", "add", "-q", str(tmp_path / "tree"))
    assert (tmp_path / "tree/.git").is_file()
    assert asked(tmp_path / "tree", 2)[1] == [0, 0]


def test_a_source_that_only_the_build_can_tell_is_maybe(tmp_path: Path) -> None:
    dockerfile = "FROM a:1\nARG D\nCOPY $D /d\nRUN x\n"
    repo = make(
        tmp_path, {"Dockerfile": dockerfile, ".dockerignore": ".git\n", "a": "0"}, {"a": "1"}, {"a": "2"}
    )
    _, rebuilt, maybe = asked(repo, 2)
    assert (rebuilt, maybe) == ([0, 0, 0], [0, 2, 2])
    (repo / "Dockerfile").write_text(dockerfile.replace("COPY $D", "COPY $D a"))
    _, rebuilt, maybe = asked(repo, 2)
    assert (rebuilt, maybe) == ([0, 2, 2], [0, 0, 0])


TWO = "FROM a:1 AS one\nRUN {}\nFROM b:1 AS two\nRUN other\n"


def test_edits_of_the_stage_that_is_the_target(tmp_path: Path) -> None:
    repo = make(
        tmp_path,
        {"Dockerfile": TWO.format("x")},
        {"Dockerfile": TWO.format("y")},
        {"Dockerfile": TWO.format("z")},
    )
    assert asked(repo, 1, "one")[1] == [0, 1]
    assert asked(repo, 2, "one")[1] == [0, 2]
    assert asked(repo, 2)[1] == [0, 0]
    # as BuildKit refuses it
    with pytest.raises(ValueError, match="there is no stage `0`: the stages are `one`, `two`"):
        asked(repo, 3, "0")


def test_an_instruction_edited_again_and_again_is_the_same_step(tmp_path: Path) -> None:
    lines = "FROM a:1\nRUN apt-get install -y curl=7.{}\nCOPY x /x\nRUN make\n"
    versions = [{"Dockerfile": lines.format(n)} for n in range(6)]
    versions.insert(3, {"Dockerfile": lines.format(2).replace("RUN make\n", "RUN make\nLABEL a=b\n")})
    versions.insert(5, {"Dockerfile": lines.format(3).replace("COPY x /x\n", "RUN mkdir /y\nCOPY x /x\n")})
    # the last 7: curl to 1, to 2, a LABEL that is no step, to 3, a step put in, taken out with curl to 4, to
    # 5
    assert asked(make(tmp_path, *versions), 7)[1] == [0, 5, 6, 6]


def test_instructions_given_twice_are_told_apart(tmp_path: Path) -> None:
    lines = "FROM a:1\nRUN make\nRUN {}\nRUN make\n"
    repo = make(tmp_path, {"Dockerfile": lines.format("x")}, {"Dockerfile": lines.format("y")})
    assert asked(repo, 1)[1] == [0, 0, 1, 1]


def test_what_is_not_committed_yet_counts_for_nothing(tmp_path: Path) -> None:
    repo = make(tmp_path, {"Dockerfile": "FROM a:1\nRUN x\n"}, {"b": "1"})
    (repo / "Dockerfile").write_text("FROM a:1\nRUN new\n")
    assert asked(repo, 1)[1] == [0, 0]


def test_the_mean_of_several_builds() -> None:
    cache = open_cache(Text(b"FROM a:1 AS build\nRUN make\n", "Dockerfile"), None)
    vertex = {"digest": "d", "name": "[linux/amd64 build 2/2] RUN make"}

    def line(begin: int, end: int, **more: object) -> str:
        return json.dumps({"vertexes": [{**vertex, "started": f"2026-01-01T00:00:{begin:02d}Z",
            "completed": f"2026-01-01T00:00:{end:02d}Z", **more}]})

    slower = line(0, 30, digest="e", name="[linux/arm64 build 2/2] RUN make")
    # platforms run side by side
    assert match_times(cache, read_times(f"{line(0, 10)}\n{slower}\n".encode())) == {1: pytest.approx(30)}
    plain = (
        "#1 [build 2/2] RUN make\n#1 DONE 10.0s\n#1 [internal] load build definition from Dockerfile\n#1 "
        "DONE 0.0s\n#2 [build 2/2] RUN make\n#2 DONE 20.0s\n"
    )
    assert match_times(cache, read_times(plain.encode())) == {1: pytest.approx(15)}
    cached = plain + "#2 [internal] load .dockerignore\n#2 DONE 0.0s\n#3 [build 2/2] RUN make\n#3 CACHED\n"
    assert match_times(cache, read_times(cached.encode())) == {1: pytest.approx(15)}


def test_every_box_of_the_page_has_its_edge(tmp_path: Path) -> None:
    cache = open_cache(Text(b"FROM a:1\nARG V\nRUN x\nADD https://x.example/f /f\n", "Dockerfile"), None)
    page = as_html(report(cache, "Dockerfile", None, {}))
    left = [part for part in page.split("<path ")[1:] if "H330" in part.split("/>")[0]]
    assert len(left) == 3  # the image, the argument, the URL
