"""Fixes are offered when the model of the fixed file proves them, and say what they give or what stands in
the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from dlinter.finding import Edit, Finding, Fix, Gain, Result, Safety
from dlinter.model.cache.proof.judge import Need, Verdict, judge
from dlinter.model.dockerfile.context import BuildContext
from dlinter.model.dockerfile.reader import read
from dlinter.model.facts.facts import Facts
from dlinter.model.facts.history import History
from dlinter.model.text import Span, Text
from dlinter.packs import load_rules
from dlinter.policy.settings import Settings
from dlinter.run.judge import fixed_facts, verdict_of
from dlinter.testing.examiner import ExampleExaminer

JS = {"package.json": "{}", "package-lock.json": "{}", "index.js": ""}
SRC = (("index.js",),) * 24 + (("package-lock.json",),)


def facts(
    source: str,
    files: Mapping[str, str] | None = None,
    history: Sequence[Sequence[str]] = (),
    target: str = "",
) -> Facts:
    context = BuildContext.of(files) if files is not None else None
    known = History.of(history) if history else None
    return Facts(
        read(Text(source.encode(), "Dockerfile")),
        load_context=lambda: context,
        target_frontend=target,
        load_history=lambda: known,
    )


def verdict(
    before: str, after: str, need: Need = Need.REBUILDS, files: Mapping[str, str] | None = None,
    history: Sequence[Sequence[str]] = (), target: str = ""
) -> Verdict:
    return judge(facts(before, files, history, target), facts(after, files, history, target), need)


def results(
    source: str,
    rule: str,
    files: Mapping[str, str] | None = None,
    history: Sequence[Sequence[str]] = (),
    target: str = "",
) -> list[Result]:
    settings = Settings(enabled=frozenset({rule}), target_frontend=target)
    examiner = ExampleExaminer.of(load_rules(), settings)
    return ExampleExaminer(examiner.examiner, files, None, history).results(
        Text(source.encode(), "Dockerfile")
    )


BROAD = "FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm ci\nRUN npm run build\n"
FIRST = (
    "FROM node:22\nWORKDIR /app\nCOPY package.json package-lock.json ./\nRUN npm ci\nCOPY . .\nRUN npm run "
    "build\n"
)


def test_manifests_first_saves_what_the_commits_say() -> None:
    found = verdict(BROAD, FIRST, files=JS, history=SRC)
    assert found.blocked == ""
    assert found.gives == "25 → 1 of the last 25 commits"
    assert found.before > found.after


def test_without_history_it_is_told_by_the_files_that_reach_the_step() -> None:
    assert verdict(BROAD, FIRST, files=JS).gives == "4 → 2 files rebuild line 4"


def test_the_worse_order_is_not_offered() -> None:
    assert "rebuilt more often" in verdict(FIRST, BROAD, files=JS, history=SRC).blocked


def test_no_commit_saved_is_no_gain() -> None:
    history = (("package-lock.json",),) * 25
    assert (
        verdict(BROAD, FIRST, files=JS, history=history).blocked
        == "none of the last 25 commits would have rebuilt less"
    )


@pytest.mark.parametrize(
    ("after", "files", "why"),
    [
        (FIRST, {**JS, ".npmrc": "a=b\n"}, "`npm ci` on line 4 reads `.npmrc`"),
        (FIRST.replace("./\n", "/opt/\n", 1), JS, "`npm ci` on line 4 reads `package-lock.json`"),
        (("FROM node:22\nWORKDIR /app\nCOPY package.json package-lock.json ./\nRUN npm ci\nRUN "
            "npm run build\nCOPY . .\n"), JS, "line 5 may read `.`, which would come after it"),
        (FIRST.replace("RUN npm run build\n", ""), JS, "line 5 would be gone"),
        (FIRST, {**JS, "node_modules/a/index.js": ""},
            ("`node_modules` of the build context would replace what `npm ci` made: exclude it in "
            "`.dockerignore`")),
    ],
)
def test_what_a_step_would_miss_stands_in_the_way(after: str, files: Mapping[str, str], why: str) -> None:
    assert verdict(BROAD, after, files=files, history=SRC).blocked == why


def test_a_workspace_needs_its_members() -> None:
    files = {**JS, "package.json": '{"workspaces": ["packages/*"]}', "packages/a/package.json": "{}"}
    assert "packages/a/package.json" in verdict(BROAD, FIRST, files=files, history=SRC).blocked


def test_a_variable_that_would_lose_its_value_stands_in_the_way() -> None:
    before = "FROM debian:13\nARG SHA\nRUN make all\nRUN echo $SHA\n"
    after = "FROM debian:13\nRUN make all\nRUN echo $SHA\nARG SHA\n"
    assert verdict(before, after).blocked == "line 4 uses `SHA`"
    assert (
        verdict(before, "FROM debian:13\nRUN make all\nARG SHA\nRUN echo $SHA\n").gives
        == "a new `SHA` rebuilds 1 fewer step"
    )


MOUNT = "--mount=type=cache,target="


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        ("RUN pip install flask", f"RUN {MOUNT}/root/.cache/pip {MOUNT}/root/.cache/pip/ pip install flask",
            "two mounts would lie on `/root/.cache/pip`"),
        ("RUN pip install flask", f"RUN {MOUNT}/var/cache/x pip install flask",
            "no command of the step keeps its downloads there"),
        ("RUN pip install --no-cache-dir flask",
            f"RUN {MOUNT}/root/.cache/pip pip install --no-cache-dir flask",
            "`--no-cache-dir` keeps nothing"),
        ("RUN pip install flask && rm -rf ~/.cache",
            f"RUN {MOUNT}/root/.cache/pip pip install flask && rm -rf ~/.cache",
            "`rm` of `~/.cache` in this step fails on a mount"),
        ("RUN pip install flask && rm -rf $HOME/.cache",
            f"RUN {MOUNT}/root/.cache/pip pip install flask && rm -rf $HOME/.cache",
            "`rm` of `$HOME/.cache` in this step fails on a mount"),
        ("RUN pip install flask && rm -rf ~/.cache/pip/*",
            f"RUN {MOUNT}/root/.cache/pip pip install flask && rm -rf ~/.cache/pip/*",
            "the step empties `/root/.cache/pip`"),
        ("COPY a /root/.cache/pip/a\nRUN pip install flask",
            f"COPY a /root/.cache/pip/a\nRUN {MOUNT}/root/.cache/pip pip install flask",
            "line 2 copies files there"),
        ("RUN pip install flask\nRUN ls /root/.cache/pip/http",
            f"RUN {MOUNT}/root/.cache/pip pip install flask\nRUN ls /root/.cache/pip/http",
            "`ls` on line 3 reads `/root/.cache/pip`"),
    ],
)  # fmt: skip
def test_a_mount_that_is_wrong_or_useless_is_not_offered(before: str, after: str, why: str) -> None:
    assert verdict(f"FROM python:3.13\n{before}\n", f"FROM python:3.13\n{after}\n", Need.CACHE).blocked == why


@pytest.mark.parametrize(("between", "found"), [(99, True), (100, False)])
def test_a_hundred_instructions_are_asked_whether_they_read_the_folder(between: int, found: bool) -> None:
    later = "ENV A=1\n" * between + "RUN ls /root/.cache/pip/http\n"
    said = verdict(
        f"FROM python:3.13\nRUN pip install flask\n{later}",
        f"FROM python:3.13\nRUN {MOUNT}/root/.cache/pip pip install flask\n{later}",
        Need.CACHE,
    ).blocked
    assert said == (f"`ls` on line {3 + between} reads `/root/.cache/pip`" if found else "")


def test_a_mount_does_not_hide_the_index_of_an_earlier_step() -> None:
    before = "FROM debian:13\nRUN apt-get update\nRUN apt-get install -y git\n"
    after = f"FROM debian:13\nRUN apt-get update\nRUN {MOUNT}/var/lib/apt apt-get install -y git\n"
    assert verdict(before, after, Need.CACHE).blocked == "it reads the index that line 2 made"
    (found,) = results(before, "install-without-cache-mount")
    assert found.finding.fix is not None
    assert all("/var/lib/apt" not in e.replacement for e in found.finding.fix.edits)


def test_a_mount_that_is_used_is_offered() -> None:
    assert (
        verdict(
            "FROM python:3.13\nRUN pip install flask\n",
            f"FROM python:3.13\nRUN {MOUNT}/root/.cache/pip pip install flask\n",
            Need.CACHE,
        )
        == Verdict()
    )


GIT = {".git/HEAD": "ref", ".git/index": "", "app.py": ""}


@pytest.mark.parametrize(
    ("run", "files", "why"),
    [
        ("RUN pip install .", {"pyproject.toml": '[build-system]\nrequires = ["setuptools_scm"]\n'},
            "what `pyproject.toml` names on line 3 reads `.git`"),
        ("RUN git describe --tags > version", {}, "line 3 names `git`"),
        ("RUN make", {"Makefile": "VERSION := $(shell git rev-parse HEAD)\n"},
            "what `Makefile` names on line 3 reads `.git`"),
    ],
)
def test_git_is_not_left_out_where_a_step_reads_it(run: str, files: Mapping[str, str], why: str) -> None:
    (found,) = results(f"FROM python:3.13\nCOPY . /app\n{run}\n", "context-too-wide", {**GIT, **files})
    assert found.finding.fix is None
    assert found.message.endswith(f"(no fix: {why})")


def test_git_is_left_out_where_none_does_and_the_message_says_what_that_gives() -> None:
    files = {**GIT, "docs/a": "", ".dockerignore": "docs\n"}
    source = "FROM python:3.13\nCOPY . /app\nRUN python -m compileall /app\n"
    (found,) = results(source, "context-too-wide", files, (("docs/a",),) * 29 + (("app.py",),))
    assert found.finding.fix is not None
    assert found.finding.fix.gives == "30 → 1 of the last 30 commits"
    assert found.message.endswith("(fix: 30 → 1 of the last 30 commits)")
    (found,) = results(source, "context-too-wide", files, (("app.py",),) * 30)
    assert found.finding.fix is not None  # the image gets smaller, though nothing is rebuilt less
    assert found.finding.fix.gives == ""


def test_a_fix_does_not_use_what_the_oldest_frontend_lacks() -> None:
    source = (
        "FROM golang:1.25 AS build\nRUN go build -o /app .\nFROM debian:13\nRUN useradd app\nCOPY "
        "--from=build /app /srv/app\n"
    )
    (found,) = results(source, "copy-without-link", target="1.3")
    assert found.finding.fix is None
    assert found.message.endswith("(no fix: `Dockerfile 1.3` does not have `--link`)")
    (found,) = results(source, "copy-without-link", target="1.4")
    assert found.finding.fix is not None
    (found,) = results(
        "# syntax=docker/dockerfile:1.0\nFROM node:22\nRUN npm ci\n", "install-without-cache-mount"
    )
    assert found.message.endswith("(no fix: `docker/dockerfile:1.0` does not have `RUN --mount`)")


def test_edits_that_overlap_are_never_offered() -> None:
    fix = Fix("x", (Edit(Span(0, 4), "a"), Edit(Span(2, 6), "b")), Safety.SAFE, gain=Gain.REBUILDS)
    assert verdict_of(fix, facts("FROM debian:13\n")).blocked == "its edits overlap"
    assert Finding(None, "x", fix).fix is fix


def test_the_mounts_of_a_fix_are_short_lines() -> None:
    (found,) = results(
        "FROM debian:13\nRUN apt-get update && apt-get install -y git\n", "install-without-cache-mount"
    )
    assert found.finding.fix is not None
    assert max(len(line) for e in found.finding.fix.edits for line in e.replacement.split("\n")) <= 110


STEPS = [
    "RUN pip install flask",
    "RUN pip install --no-cache-dir flask",
    "RUN pip install flask && rm -rf ~/.cache",
    "RUN pip install flask && rm -rf /root/.cache/pip/*",
    "RUN apt-get update && apt-get install -y git && rm -rf /var/lib/apt/lists/*",
    "RUN apt-get update\nRUN apt-get install -y git",
    "RUN uv sync\nCOPY . .\nRUN uv sync --offline",
    "COPY x /root/.cache/pip/x\nRUN pip install flask",
    "RUN <<EOF\npip install flask\nrm -rf ~/.cache/pip\nEOF",
    "RUN --mount=type=cache,target=/root/.cache/pip pip install --no-cache-dir flask",
    "RUN --mount=type=cache,target=/root/.cache/pip pip install flask && pip cache purge",
]


@pytest.mark.parametrize("steps", STEPS)
@pytest.mark.parametrize("target", ["", "1.1"])
def test_a_step_alone_is_judged_as_the_whole_file_is(steps: str, target: str) -> None:
    source = f"FROM python:3.13\n{steps}\n"
    before = facts(source, target=target)
    settings = Settings(enabled=frozenset({"install-without-cache-mount", "cache-mount-defeated"}))
    examiner = ExampleExaminer.of(load_rules(), settings).examiner
    found = [r.finding.fix for r in examiner.engine.lint(before).results if r.finding.fix is not None]
    assert found or "COPY x" in steps or "rm -rf ~/.cache" in steps
    for fix in found:
        after = fixed_facts(before, fix)
        assert after is not None
        assert bool(verdict_of(fix, before).blocked) == bool(judge(before, after, Need.CACHE).blocked)


def test_an_install_behind_one_of_the_distribution_gets_its_manifests_first() -> None:
    source = (
        "FROM node:22\nWORKDIR /app\nCOPY . .\nRUN apt-get update && apt-get install -y git\nRUN npm ci\nRUN "
        "npm run build\n"
    )
    (found,) = results(source, "copy-before-install", JS, SRC)
    assert found.finding.fix is not None
    assert found.finding.fix.gives == "25 → 0 of the last 25 commits"


def test_the_line_git_is_unsafe_as_the_program_may_ask_git() -> None:
    files = {".git/HEAD": "ref", "version.py": ""}
    (asked,) = results(
        "FROM python:3.13\nCOPY . /app\nRUN python /app/version.py\n", "context-too-wide", files
    )
    (plain,) = results("FROM python:3.13\nCOPY . /app\n", "context-too-wide", files)
    assert asked.finding.fix is not None and asked.finding.fix.safety is Safety.UNSAFE
    assert plain.finding.fix is not None and plain.finding.fix.safety is Safety.UNSAFE


def test_apk_gets_a_mount_only_where_its_id_can_name_the_architecture() -> None:
    (bare,) = results("FROM alpine:3.20\nRUN apk add git\n", "install-without-cache-mount")
    assert bare.finding.fix is None and "needs `ARG TARGETARCH` before this step" in bare.message
    (named,) = results("FROM alpine:3.20\nARG TARGETARCH\nRUN apk add git\n", "install-without-cache-mount")
    assert named.finding.fix is not None and "$TARGETARCH" in named.finding.fix.edits[0].replacement


def test_no_more_commits_rebuild_a_step_than_there_are() -> None:
    history = [("index.js",)] * 30
    (found,) = results(BROAD, "install-without-cache-mount", JS, history)
    assert "(by up to 30 of the last 30 commits)" in found.message


def test_a_run_cut_in_two_is_judged_by_its_parts() -> None:
    before = "FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm ci && npm run build\n"
    after = (
        "FROM node:22\nWORKDIR /app\nCOPY package.json package-lock.json ./\nRUN npm ci\nCOPY . .\nRUN npm "
        "run build\n"
    )
    assert verdict(before, after, files=JS, history=SRC).gives == "25 → 1 of the last 25 commits"
    assert verdict(before, after, files=JS).gives == "4 → 2 files rebuild line 4"
    assert (
        "line 4 would be gone"
        in verdict(before, after.replace("RUN npm run build", "RUN true"), files=JS, history=SRC).blocked
    )
    wrong = (
        "FROM node:22\nWORKDIR /app\nCOPY package.json package-lock.json ./\nRUN npm ci\nRUN npm run build\n"
        "COPY . .\n"
    )
    assert (
        verdict(before, wrong, files=JS, history=SRC).blocked
        == "line 4 may read `.`, which would come after it"
    )


def test_a_fix_in_a_stage_that_is_a_target_of_its_own_is_proven_there() -> None:
    tail = "FROM debian:13\nRUN true\n"
    assert verdict(BROAD + tail, FIRST + tail, files=JS, history=SRC).gives == "25 → 1 of the last 25 commits"


@pytest.mark.parametrize(
    ("source", "files", "fixed"),
    [
        ("FROM node:22\nWORKDIR /app\nCOPY . .\nWORKDIR /app/ui\nRUN npm ci\n",
            {"ui/package.json": "{}", "ui/package-lock.json": "{}", "a.js": ""}, "COPY . /app/\n"),
        ("FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm ci && npm run build\n", JS,
            "COPY package-lock.json package.json ./\nRUN npm ci\nCOPY . .\nRUN npm run build\n"),
        ("FROM debian:13\nWORKDIR /a\nCOPY . .\nRUN apt-get update && apt-get install -y git && make\n",
            {"a.c": ""}, "RUN apt-get update && apt-get install -y git\nCOPY . .\nRUN make\n"),
        ("FROM node:22\nWORKDIR /app\nCOPY index.js .\nENV A=1\nRUN npm install -g pnpm\n", JS,
            "ENV A=1\nRUN npm install -g pnpm\nCOPY index.js .\n"),
    ],
)
def test_copies_go_below_what_does_not_need_them(source: str, files: Mapping[str, str], fixed: str) -> None:
    history = ((sorted(files)[0],),) * 24 + (("zz",),)
    (found,) = results(source, "copy-before-install", files, history)
    assert found.finding.fix is not None, found.message
    assert fixed in "".join(e.replacement for e in found.finding.fix.edits)


@pytest.mark.parametrize(
    ("command", "why"),
    [
        (
            "yarn install",
            ("`yarn.lock` of the build context would replace the one that `yarn install` may have written: "
            "add `--immutable`"),
        ),
        ("yarn install --immutable", ""),
    ],
)
def test_a_lockfile_that_yarn_may_have_written_is_not_replaced_by_an_older_one(
    command: str, why: str
) -> None:
    files = {"package.json": '{"packageManager": "yarn@4.5.0"}', "yarn.lock": "", "index.js": ""}
    before = f"FROM node:22\nWORKDIR /app\nCOPY . .\nRUN {command}\nRUN yarn build\n"
    after = (
        f"FROM node:22\nWORKDIR /app\nCOPY package.json yarn.lock ./\nRUN {command}\nCOPY . .\nRUN yarn "
        "build\n"
    )
    assert (
        verdict(before, after, files=files, history=(("index.js",),) * 24 + (("yarn.lock",),)).blocked == why
    )


@pytest.mark.parametrize(
    ("files", "install", "blocked"),
    [
        ("setup.py", "pip install .", "line 5 may need what line 4 made"),
        ("requirements.txt", "pip install -r requirements.txt", ""),
        ("package.json package-lock.json", "npm ci", ""),
    ],
)  # fmt: skip
def test_an_install_comes_before_a_change_of_files_that_it_does_not_read(
    files: str, install: str, blocked: str
) -> None:
    before = f"FROM a:1\nWORKDIR /app\nCOPY . .\nRUN chmod +x build.sh\nRUN {install}\n"
    after = f"FROM a:1\nWORKDIR /app\nCOPY {files} ./\nRUN {install}\nCOPY . .\nRUN chmod +x build.sh\n"
    there = {name: "{}" if name.endswith(".json") else "x\n" for name in (*files.split(), "build.sh", "x.py")}
    assert verdict(before, after, files=there).blocked == blocked


def test_a_cache_that_stays_as_empty_as_it_was() -> None:
    empty = (
        "FROM debian:13\nRUN --mount=type=cache,target=/var/cache/apt apt-get update && apt-get install -y "
        "git{}\n"
    )
    assert (
        verdict(empty.format(""), empty.format(" curl"), Need.CACHE).blocked
        == "the cache would stay as empty"
    )
    assert verdict(empty.format(""), empty.format(""), Need.CACHE) == Verdict("", "", 0, 0)
