"""What the rules of the family `cache` say when they know how much is rebuilt, and how often."""

from __future__ import annotations

import pytest

from dlinter.fix import apply
from dlinter.model.text import Text
from dlinter.packs import load_rules
from dlinter.testing import ExampleExaminer

RULES = {rule.id: rule for rule in load_rules().rules}
NODE = "FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm ci\nRUN npm run build\n"


def messages(
    rule: str, source: str, files: dict[str, str] | None = None, history: tuple[tuple[str, ...], ...] = ()
) -> list[str]:
    return [
        r.message
        for r in ExampleExaminer.alone(RULES[rule], {}, files, history).results(
            Text(source.encode(), "Dockerfile")
        )
    ]


def test_copy_before_install_tells_what_is_rebuilt() -> None:
    files = {"package.json": "{}", "src/a.js": "", "src/b.js": ""}
    (message,) = messages("copy-before-install", NODE, files)
    assert message.startswith(
        "any changed file of 4 rebuilds `npm ci` on line 4, and 1 more step: copy `package.json` first"
    )


def test_copy_before_install_tells_how_often() -> None:
    files = {"package.json": "{}", "package-lock.json": "{}", "src/a.js": "", ".dockerignore": "docs\n"}
    history = (("src/a.js",),) * 20 + (("docs/index.md",),) * 5 + (("package-lock.json", "src/a.js"),) * 2
    (message,) = messages("copy-before-install", NODE, files, history)
    assert message.startswith(
        "22 of the last 27 commits rebuild `npm ci` on line 4, what it needs changed in 2: copy "
    )


def test_too_short_a_history_says_nothing() -> None:
    (message,) = messages("copy-before-install", NODE, {"package.json": "{}"}, (("src/a.js",),) * 19)
    assert "commits" not in message


def test_system_packages_need_none_of_the_files() -> None:
    source = "FROM debian:13\nCOPY . /app\nRUN apt-get update && apt-get install -y git\n"
    (message,) = messages("copy-before-install", source, {"a": ""}, (("a",),) * 30)
    assert (
        message
        == "30 of the last 30 commits rebuild `apt-get install` on line 3, which needs none of these files: "
            "install first, then copy (fix: 30 → 0 of the last 30 commits)"
    )


def test_a_volatile_argument_tells_all_steps() -> None:
    source = (
        'FROM golang:1.25 AS build\nARG GIT_SHA\nRUN go mod download\nCOPY . .\nRUN go build -ldflags "-X '
        'main.v=$GIT_SHA"\nFROM scratch\nCOPY --from=build /a /a\n'
    )
    (message,) = messages("volatile-arg-before-run", source)
    assert (
        message
        == "each new `GIT_SHA` rebuilds 3 of 5 steps, first `go mod` on line 3, which does not use it: move "
            "it down to line 5, where it is used (fix: a new `GIT_SHA` rebuilds 2 fewer steps)"
    )


def test_a_volatile_environment_tells_all_steps() -> None:
    source = (
        "FROM node:22 AS base\nENV BUILT=2026-01-31T12:00:00Z\nFROM base\nRUN npm ci\nFROM base\nRUN npm ci\n"
    )
    # no RUN in its own stage, but in those that are FROM it
    assert messages("volatile-env-before-run", source) == [
        ("`BUILT` is a date: each new one rebuilds `npm ci` on line 4, which does not use it; set it at the "
        "end of the last stage (fix: a new `BUILT` rebuilds 1 fewer step)")
    ]
    (message,) = messages(
        "volatile-env-before-run",
        "FROM node:22\nENV BUILT=2026-01-31T12:00:00Z\nRUN npm ci\nRUN npm run build\n",
    )
    assert (
        message
        == "`BUILT` is a date: each new one rebuilds 2 of 3 steps, first `npm ci` on line 3, which does not "
            "use it; set it before line 4, which may read it (fix: a new `BUILT` rebuilds 1 fewer step)"
    )


@pytest.mark.parametrize(
    ("above", "cause"),
    [
        ("FROM debian:12\n", "a new `debian:12`"),
        ("FROM debian:12\nCOPY a.list /etc/apt/sources.list.d/\n",
            "a new `debian:12` or a change of `a.list`"),
        ("FROM debian:12\nARG X\n", "a new `debian:12` or another `X`"),
        ("FROM debian@sha256:" + "0" * 64 + "\nCOPY a b c d /x/\n", "a change of `a`, `b`, `c` …"),
    ],
)
def test_an_update_alone_tells_until_when_it_is_cached(above: str, cause: str) -> None:
    (message,) = messages(
        "update-without-install", f"{above}RUN apt-get update\nRUN apt-get install -y git\n"
    )
    line = above.count("\n") + 2
    assert (
        message
        == f"this step stays cached until {cause}, so line {line} may install from an outdated index: run "
            "both commands in one `RUN`"
    )


def test_the_change_rate_names_both_rates() -> None:
    source = "FROM node:22\nWORKDIR /app\nCOPY src ./src\nCOPY package.json ./\nRUN npm install\n"
    files, history = {"src/a.js": "", "package.json": "{}"}, (("src/a.js",),) * 24 + (("package.json",),)
    (message,) = messages("copy-before-install", source, files, history)
    assert (
        message
        == "25 of the last 25 commits rebuild `npm install` on line 5, 24 of them by these files, and what "
            "it needs changed in 1: copy this after line 5 (fix: 25 → 1 of the last 25 commits)"
    )
    assert messages("copy-order-by-change-rate", source, files, history) == []  # one finding a cause


def test_a_command_of_the_moment_tells_until_when_it_is_kept() -> None:
    (message,) = messages("volatile-command", "FROM debian:13\nARG X\nRUN echo $(date) > /built\n")
    assert (
        message
        == "`date` keeps the time when the step was first run, until a new `debian:13` or another `X` "
            "rebuilds the step: pass the value as an `ARG`"
    )


def test_a_copy_without_link_tells_what_makes_it_again() -> None:
    source = (
        "FROM golang:1.25 AS build\nRUN go build -o /app .\nFROM debian:13\nCOPY a.list /etc/a\nRUN useradd "
        "app\nCOPY --from=build /app /srv/app\n"
    )
    assert messages("copy-without-link", source) == [
        ("rebuilt by a new `debian:13` or a change of `a.list`: `COPY --link` makes this layer independent "
        "(fix: a new `debian:13` rebuilds 1 fewer step)")
    ]


def test_settings_in_no_order_tell_what_another_order_rebuilds() -> None:
    names = " ".join(f"{k}=1" for k in "HGFEDCBA")
    assert messages("unsorted-environment", f"FROM a\nENV {names}\nRUN x\nRUN y\n") == [
        ("these 8 names are unsorted, and a different order rebuilds 2 steps: sort them if the file is "
        "generated")
    ]


def test_installs_repeated_tell_the_file_that_runs_both() -> None:
    source = (
        "FROM node:22 AS a\nCOPY package.json .\nRUN npm install\nFROM node:22\nCOPY package.json .npmrc ./\n"
        "RUN npm install\nCOPY --from=a /x /a\n"
    )
    assert messages("install-repeated-in-stages", source) == [
        ("line 3 runs the same install on the same image, but the steps before it differ, so each change of "
        "`package.json` rebuilds both: move the install into a stage that both start `FROM`")
    ]


def test_what_a_moved_tag_rebuilds() -> None:
    assert messages("base-tag-moves", NODE) == [
        "the tag `node:22` can move to another image, which rebuilds 5 steps: pin the digest (`@sha256:…`)"
    ]
    assert messages("base-tag-moves", "FROM node:22\n") == [
        "the tag `node:22` can move to another image: pin the digest (`@sha256:…`)"
    ]


def test_what_a_wide_context_takes() -> None:
    files = {"Cargo.toml": "", "target/debug/app": "", "build.log": ""}
    (message,) = messages("context-too-wide", "FROM rust:1\nCOPY . /app\nRUN cargo build --release\n", files)
    assert (
        message
        == "this copies `target`, which is made by the build; `*.log`, which is a local log (a change there "
            "rebuilds 2 steps): exclude them in `.dockerignore` (fix: 4 → 2 files rebuild line 3)"
    )


def test_an_install_in_between_that_reads_the_copied_file_keeps_it_above() -> None:
    source = (
        "FROM node:22 AS build\nWORKDIR /app\nCOPY . .\nRUN ./generate\n"
        "FROM node:22\nWORKDIR /app\nCOPY --from=build /app/package-lock.json ./package-lock.json\nCOPY "
        "package.json ./\nRUN npm ci\nRUN npm install -g turbo\n"
    )
    files, history = {"src/a.js": "", "package.json": "{}", "package-lock.json": "{}"}, (("src/a.js",),) * 25
    said = messages("copy-before-install", source, files, history)
    assert said == [
        ("25 of the last 25 commits may change what it takes from stage `build`, which rebuilds `npm install` "  # noqa: E501
        "on line 10 although that does not need it: line 9 needs it, so move line 10 above it")
    ]


def test_a_mount_has_no_id_of_another_folder() -> None:
    (fix,) = fixes("FROM node:22\nRUN --mount=type=cache,id=pnpm,target=/srv/store pnpm install\n")
    assert "--mount=type=cache,id=pnpm-store,target=/root/.local/share/pnpm/store" in fix


def test_a_linter_of_go_does_not_install_go() -> None:
    """Its image may set GOPATH, as the official one does: the folder is not known."""
    source = "FROM own.example/go:1\nRUN {}\nCOPY go.mod go.sum ./\nRUN go mod download\n"
    assert fixes(source.format("golangci-lint run")) == []
    (fix,) = fixes(source.format("apt-get install -y golang-go"))
    assert "/go/pkg/mod" in fix


def fixes(source: str) -> list[str]:
    """The source with the fix of each finding of `install-without-cache-mount`."""
    text = Text(source.encode(), "Dockerfile")
    found = ExampleExaminer.alone(RULES["install-without-cache-mount"], {}, None, ()).results(text)
    return [apply(text, f.edits).data.decode() for r in found if (f := r.finding.fix) is not None]
