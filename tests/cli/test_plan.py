"""`dlint cache --plan`: the fixes of one Dockerfile together."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
from tests import in_process

DOCKERFILE = """FROM node:22
WORKDIR /app
COPY . .
RUN npm ci
RUN npm run build
"""
FIXED = """FROM node:22
WORKDIR /app
COPY package-lock.json package.json ./
RUN --mount=type=cache,id=npm,target=/root/.npm npm ci
COPY . .
RUN npm run build
"""


def git(folder: Path, *args: str, data: bytes = b"") -> None:
    who = {
        "GIT_AUTHOR_NAME": "a",
        "GIT_AUTHOR_EMAIL": "a@mail.example",
        "GIT_COMMITTER_NAME": "a",
        "GIT_COMMITTER_EMAIL": "a@mail.example",
    }
    subprocess.run(
        ["git", "-C", str(folder), *args],
        check=True,
        capture_output=True,
        input=data,
        env={**os.environ, **who},
    )


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """25 commits change a source, the last of them the lockfile, too."""
    git(tmp_path, "init", "-q", "-b", "main")
    stream = []
    for number in range(25):
        files = {"index.js": f"{number}\n"}
        if number in (0, 24):
            files |= {
                "package.json": "{}\n",
                "package-lock.json": f'{{"n": {number}}}\n',
                ".dockerignore": ".git\n",
                "Dockerfile": DOCKERFILE,
            }
        stream.append(
            f"commit refs/heads/main\ncommitter a <a@mail.example> {1_700_000_000 + number} +0000\ndata 1\n"
            "x\n"
        )
        stream += [f"M 100644 inline {name}\ndata {len(text)}\n{text}\n" for name, text in files.items()]
    git(tmp_path, "fast-import", "--quiet", data="".join(stream).encode())
    git(tmp_path, "reset", "-q", "--hard")
    return tmp_path


def dlint(folder: Path, *args: str) -> subprocess.CompletedProcess[str]:
    return in_process.call(("cache", *args), folder=folder)


def test_the_fixes_are_put_together_and_say_what_they_give(repository: Path) -> None:
    done = dlint(repository, "--plan")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Dockerfile: 2 fixes: ")
    assert "copy the manifests first (25 → 2 of the last 25 commits)  [copy-before-install]" in done.stdout
    assert "+RUN --mount=type=cache,id=npm,target=/root/.npm npm ci\n" in done.stdout
    assert (repository / "Dockerfile").read_text() == DOCKERFILE


def test_the_columns_are_explained(repository: Path) -> None:
    told = dlint(repository, "--plan").stdout
    assert "\n       line          rebuilt by  step\n          4  25 → 2, cache kept  RUN npm ci\n" in told
    assert "rebuilt by: how many of the last 25 commits rebuild the step by a changed file, now →" in told
    assert "\n  cache kept: a rebuild finds what the step has downloaded before" in told
    (repository / "log").write_text("#7 [3/4] RUN npm ci\n#7 DONE 60.0s\n")
    told = dlint(repository, "--plan", "--times", "log").stdout
    assert "  rebuilt by  minutes  step\n" in told
    assert "  25 → 2, cache kept     -0.9  RUN npm ci\n" in told


def test_write_writes_the_plan_and_another_plan_finds_nothing_more(repository: Path) -> None:
    done = dlint(repository, "--plan", "--write", "-o", os.devnull)
    assert done.returncode == 0, done.stderr
    assert (repository / "Dockerfile").read_text() == FIXED
    assert "wrote Dockerfile" in done.stderr
    assert "no fix is proven" in dlint(repository, "--plan").stdout


def test_the_diff_applies(repository: Path) -> None:
    told = json.loads(dlint(repository, "--plan", "--format", "json").stdout)
    git(repository, "apply", "--check", data=told["diff"].encode())
    assert told["rebuilt"]["before"] > told["rebuilt"]["after"]
    (install,) = [s for s in told["steps"] if s["text"] == "RUN npm ci"]
    assert install["rebuilt"] == {"before": 25, "after": 2}
    assert install["cacheMountAdded"] is True


def test_each_fix_says_the_line_that_it_is_for(repository: Path) -> None:
    found = json.loads(dlint(repository, "--plan", "--format", "json").stdout)["fixes"]
    assert {(f["rule"], f["line"]) for f in found} == {
        ("copy-before-install", 3),
        ("install-without-cache-mount", 4),
    }, "line 4 was moved to line 4, before the rest of line 3"
    assert "  line 4: mount a cache  [install-without-cache-mount]" in dlint(repository, "--plan").stdout
    (repository / "Dockerfile").write_text(
        DOCKERFILE.replace(
            "RUN npm ci", "RUN apt-get update && apt-get install -y curl\nRUN npm ci\nRUN pip install flask"
        )
    )
    found = json.loads(dlint(repository, "--plan", "--format", "json").stdout)["fixes"]
    assert {f["line"] for f in found if f["rule"] == "install-without-cache-mount"} == {5, 6}


def test_minutes_are_those_of_a_build_log(repository: Path) -> None:
    (repository / "log").write_text(
        "#7 [3/4] RUN npm ci\n#7 DONE 60.0s\n\n#8 [4/5] RUN npm ci\n#8 DONE 60.0s\n"
    )
    told = json.loads(dlint(repository, "--plan", "--format", "json", "--times", "log").stdout)
    assert told["minutesSaved"] == pytest.approx(23 / 25, abs=0.01)


def test_markdown_is_a_comment_with_the_diff_folded(repository: Path) -> None:
    told = dlint(repository, "--plan", "--format", "markdown").stdout
    assert told.startswith("### Build cache of `Dockerfile`: 2 fixes: ")
    assert "| 4 | `RUN npm ci` | 25 → **2**, cache mount |\n" in told
    assert told.index("<details>") < told.index("```diff") < told.index("</details>")


def test_the_page_holds_both_files_and_fetches_nothing(repository: Path) -> None:
    page = dlint(repository, "--plan", "--format", "html").stdout
    assert "COPY package-lock.json package.json ./" in page
    assert "http" not in page
    assert "<script" not in page


def test_the_ignore_file_is_written_with_it(repository: Path) -> None:
    (repository / ".dockerignore").unlink()
    done = dlint(repository, "--plan", "--write")
    assert (repository / ".dockerignore").read_text() == ".git\n", done.stderr
    assert "+++ b/.dockerignore" in done.stdout
    assert ".dockerignore is new: add it to git" in done.stderr


@pytest.mark.parametrize(
    "args",
    [("--write",), ("--format", "markdown"), ("--plan", "--format", "dot"), ("--plan", "--changed", "a")],
)
def test_what_does_not_go_together_is_an_error(repository: Path, args: tuple[str, ...]) -> None:
    done = dlint(repository, *args)
    assert done.returncode == 2
    assert "--plan" in done.stderr


def test_secrets_of_the_file_are_not_shown(repository: Path) -> None:
    secret = "ghp_" + "T9sKq2LmXv4RzWp7Yb3NcHd8JfGk1A4BvYMx"
    (repository / "Dockerfile").write_text(
        DOCKERFILE.replace("RUN npm ci\n", f"RUN npm ci\nENV T={secret}\n")
    )
    for form in ("text", "json", "markdown", "html"):
        assert secret[8:] not in dlint(repository, "--plan", "--format", form).stdout
    dlint(repository, "--plan", "--write")
    assert secret in (repository / "Dockerfile").read_text()


WORKFLOW = (
    "on: push\njobs:\n  b:\n    runs-on: {}\n    steps:\n      - uses: docker/build-push-action@v6\n        "
    "with: {{context: .{}}}\n"
)


@pytest.mark.parametrize(("runner", "said"), [("ubuntu-latest", True), ("self-hosted", False)])
def test_mounts_that_start_empty_in_ci_are_said_with_the_plan(
    repository: Path, runner: str, said: bool
) -> None:
    (repository / ".github/workflows").mkdir(parents=True)
    (repository / ".github/workflows/b.yml").write_text(WORKFLOW.format(runner, ""))
    remark = "start empty on the runners of `.github/workflows/b.yml`"
    assert (remark in dlint(repository, "--plan").stdout) is said
    assert (json.loads(dlint(repository, "--plan", "--format", "json").stdout)["remark"] is not None) is said
    assert (remark in dlint(repository, "--plan", "--format", "markdown").stdout) is said
    assert ("start empty on the runners of" in dlint(repository, "--plan", "--format", "html").stdout) is said


def test_the_plan_knows_the_stages_that_are_built_by_name_as_the_lint_does(repository: Path) -> None:
    source = (
        "FROM node:22 AS base\nWORKDIR /app\nCOPY . .\nFROM base AS build\nRUN npm ci\nFROM base\nCOPY "
        "--from=build /app/dist /app/dist\n"
    )
    (repository / "Dockerfile").write_text(source)
    assert (
        "copy it in the stages that need it"
        in dlint(repository, "--plan").stdout.split("without a proven fix")[0]
    )
    (repository / ".github/workflows").mkdir(parents=True)
    (repository / ".github/workflows/b.yml").write_text(WORKFLOW.format("ubuntu-latest", ", target: base"))
    parted = "line 3: install in a stage that starts above this (25 → 2 of the last 25 commits)"
    assert parted in dlint(repository, "--plan").stdout
    (repository / "Dockerfile").write_text(source.replace("FROM base AS", 'CMD ["node"]\nFROM base AS'))
    workflow = repository / ".github/workflows/b.yml"
    for target, said in (
        (", target: build", "line 3: copy it in the stages that need it: no build file builds `base` itself"),
        (", target: base", parted),
        (', target: "${{ inputs.t }}"', parted),
    ):
        workflow.write_text(WORKFLOW.format("ubuntu-latest", target))
        assert said in dlint(repository, "--plan").stdout


def test_a_step_that_is_cut_in_two_counts_once_by_the_part_that_installs(repository: Path) -> None:
    joined = DOCKERFILE.replace("RUN npm ci\nRUN npm", "RUN npm ci && npm")
    (repository / "Dockerfile").write_text(joined)
    (repository / "log").write_text("#7 [4/4] RUN npm ci && npm run build\n#7 DONE 60.0s\n")
    told = dlint(repository, "--plan", "--times", "log").stdout
    assert told.startswith(
        "Dockerfile: 2 fixes: 50 → 27 rebuilt steps in the last 25 commits (without the rest of line 4, "
        "rebuilt by 25, now a step of its own), 1 step keeps its downloads, up to 0.9 minutes saved"
    )
    document = json.loads(dlint(repository, "--plan", "--format", "json").stdout)
    assert [
        (s["text"], s["rebuilt"]["before"], s["rebuilt"]["after"], s["part"])
        for s in document["steps"]
        if s["line"]["before"] == 4
    ] == [("RUN npm ci", 25, 2, "counted"), ("RUN npm run build", 25, 25, "rest")]
