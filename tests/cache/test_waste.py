"""Rebuilds that an install does not need, and the instruction that brings them."""

from __future__ import annotations

import pytest

from dlinter.model.cache.demand import demands
from dlinter.model.cache.rates import rebuilt_by_commits
from dlinter.model.cache.waste import Waste, wastes
from dlinter.model.dockerfile.context import BuildContext
from dlinter.model.dockerfile.reader import read
from dlinter.model.facts.facts import Facts
from dlinter.model.facts.history import History
from dlinter.model.text import Text
from dlinter.model.work import TooMuchWork

UI = {
    "ui/package.json": "{}",
    "ui/package-lock.json": "{}",
    "ui/src/a.js": "",
    "api/main.py": "",
    "requirements.txt": "flask\n",
}
OFTEN = (("ui/src/a.js",),) * 20 + (("ui/package.json",),) * 4 + (("README.md",),) * 6


def facts_of(
    source: str,
    files: dict[str, str] | None = None,
    commits: tuple[tuple[str, ...], ...] = (),
    before: str | None = None,
) -> Facts:
    context = BuildContext.of(files) if files is not None else None
    old = None if before is None else (lambda: Text(before.encode(), "Dockerfile"))
    history = History.of(commits, old) if commits else None
    return Facts(
        read(Text(source.encode(), "Dockerfile")), load_context=lambda: context, load_history=lambda: history
    )


def lines(found: tuple[Waste, ...]) -> dict[int, list[tuple[int, int | None]]]:
    """Line of each cause → lines of the installs that it rebuilds, each with the commits that are wasted on
    it."""
    return {w.instruction.first_line: [(v.demand.run.first_line, v.wasted) for v in w.victims] for w in found}


@pytest.mark.parametrize(
    "copy", ["COPY ./ui /src/ui", "COPY ui/ /src/ui/", "ADD ui /src/ui", "COPY ui* /src/ui", "COPY . /src"]
)
def test_the_spelling_of_a_folder_does_not_matter(copy: str) -> None:
    found = wastes(facts_of(f"FROM node:22\n{copy}\nWORKDIR /src/ui\nRUN npm ci\n", UI, OFTEN))
    assert lines(found) == {2: [(4, 26 if copy == "COPY . /src" else 20)]}  # README.md is in the context, too
    assert found[0].brings_needed and not found[0].victims[0].maybe
    assert found[0].victims[0].needed == 4


def test_a_copy_in_a_base_stage_is_the_cause() -> None:
    source = (
        "FROM node:22 AS base\nWORKDIR /app\nCOPY ui .\nFROM base AS build\nRUN npm ci\nFROM scratch\nCOPY "
        "--from=build /app /\n"
    )
    assert lines(wastes(facts_of(source, UI, OFTEN))) == {3: [(5, 20)]}


def test_a_bind_mount_of_the_step_is_the_cause() -> None:
    source = "FROM golang:1.25\nWORKDIR /app\nRUN --mount=type=bind,target=. go mod download\n"
    files = {"go.mod": "module x\n", "go.sum": "", "main.go": ""}
    assert lines(wastes(facts_of(source, files, (("main.go",),) * 25 + (("go.sum",),)))) == {3: [(3, 25)]}


def test_what_another_stage_makes_is_a_cause_that_may_be() -> None:
    source = (
        "FROM node:22 AS ui\nWORKDIR /ui\nCOPY ui .\nRUN npm run build\nFROM python:3.13\nWORKDIR /app\nCOPY "
        "--from=ui /ui/dist /app/static\n"
        "COPY requirements.txt .\nRUN pip install -r requirements.txt\n"
    )
    found = wastes(facts_of(source, UI, OFTEN))
    assert lines(found) == {7: [(9, 24)]}
    assert found[0].stage == "ui"
    assert found[0].victims[0].maybe


def test_the_first_cause_counts_alone() -> None:
    source = "FROM node:22\nCOPY api /api\nCOPY ui /ui\nWORKDIR /ui\nRUN npm ci\n"
    commits = (
        (("api/main.py", "ui/src/a.js"),) * 10
        + (("ui/src/a.js",),) * 10
        + (("ui/package.json", "api/main.py"),) * 5
    )
    assert lines(wastes(facts_of(source, UI, commits))) == {2: [(5, 10)], 3: [(5, 10)]}


def test_few_commits_are_not_worth_a_word() -> None:
    source = "FROM node:22\nCOPY ui /ui\nWORKDIR /ui\nRUN npm ci\n"
    assert lines(wastes(facts_of(source, UI, (("ui/src/a.js",), *((("ui/package.json",),) * 60))))) == {}


@pytest.mark.parametrize(
    "source",
    [
        "FROM debian:13\nCOPY api /etc/apt\nRUN apt-get update && apt-get install -y git\n",  # its settings
        # nobody knows what the script reads
        "FROM python:3.13\nCOPY api /api\nRUN /api/setup && pip install flask\n",
        "FROM python:3.13\nWORKDIR /a\nCOPY . .\nRUN pip install .\n",
        "FROM node:22\nWORKDIR /ui\nCOPY ui/package*.json ./\nRUN npm ci\nCOPY ui .\nRUN npm run build\n",
    ],
)
def test_what_is_needed_is_no_waste(source: str) -> None:
    commits = (("api/main.py",),) * 20 + (("ui/src/a.js",),) * 20
    assert lines(wastes(facts_of(source, {**UI, "setup.py": ""}, commits))) == {}
    assert lines(wastes(facts_of(source, {**UI, "setup.py": ""}))) == {}


def test_structure_without_history() -> None:
    assert lines(wastes(facts_of("FROM node:22\nCOPY ui /ui\nWORKDIR /ui\nRUN npm ci\n", UI))) == {
        2: [(4, None)]
    }
    assert lines(wastes(facts_of("FROM node:22\nCOPY ui /ui\nWORKDIR /ui\nRUN npm ci\n"))) == {2: [(4, None)]}
    # a second one
    assert (
        lines(
            wastes(
                facts_of(
                    "FROM node:22\nWORKDIR /app\nCOPY package*.json ./\nRUN npm ci\nCOPY . .\nRUN npm ci\n"
                )
            )
        )
        == {}
    )


def test_a_demand_ends_where_more_is_needed() -> None:
    source = (
        "FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm ci && npm run build\nRUN make\nRUN echo a && npm i -g "
        "corepack\n"
    )
    found = facts_of(source, {"package.json": "{}", "package-lock.json": "{}"}).once(demands)
    assert {f"{d.run.first_line} {d.words}": (d.rest, d.wants("package.json"), d.wants("a.js"))
        for d in found.values()} == {
        "4 npm ci": (True, True, False), "6 npm i": (False, False, False),
    }  # fmt: skip


def test_files_that_a_stage_hands_on_are_a_cause_for_certain() -> None:
    source = (
        "FROM scratch AS files\nCOPY ui /ui\nFROM node:22\nCOPY --from=files /ui /ui\nWORKDIR /ui\nRUN npm "
        "ci\n"
    )
    (waste,) = wastes(facts_of(source, UI, OFTEN))
    assert lines((waste,)) == {4: [(6, 20)]}
    assert (waste.stage, waste.taken, waste.victims[0].maybe, waste.victims[0].needed, waste.wasted) == (
        "files",
        None,
        False,
        4,
        20,
    )
    (numbered,) = wastes(facts_of(source.replace(" AS files", "").replace("=files", "=0"), UI, OFTEN))
    assert numbered.stage == "0"


def test_a_step_that_takes_from_the_context_and_from_a_stage_is_of_the_context() -> None:
    source = (
        "FROM node:22 AS other\nCOPY api /api\nRUN make\nFROM node:22\nWORKDIR /ui\n"
        "RUN --mount=from=other,source=/api,target=/api --mount=source=ui,target=. npm ci\n"
    )
    (waste,) = wastes(facts_of(source, UI, OFTEN))
    assert (waste.stage, waste.taken, waste.files) == (None, 24, 3)


def test_how_many_commits_are_enough() -> None:
    source = "FROM node:22\nCOPY ui /ui\nWORKDIR /ui\nRUN npm ci\n"
    needed = ("ui/package.json",)
    for wasted, others, said in (
        (3, 97, True),
        (2, 98, False),
        (2, 28, True),
        (1, 28, False),
        (5, 145, True),
        (5, 195, False),
        (6, 194, True),
    ):
        commits = (("ui/src/a.js",),) * wasted + (needed,) * others
        assert bool(wastes(facts_of(source, UI, commits))) is said, (wasted, others)
    # A small cause beside a great one is left out: a tenth of all, and two.
    for small, great, said in ((1, 25, False), (2, 25, True), (4, 46, False), (5, 46, True)):
        commits = (("api/main.py",),) * small + (("ui/src/a.js",),) * great
        found = wastes(
            facts_of("FROM node:22\nCOPY api /api\nCOPY ui /ui\nWORKDIR /ui\nRUN npm ci\n", UI, commits)
        )
        assert (2 in lines(found)) is said, small


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("npm ci", "npm ci"), ("python -m pip install flask", "python -m pip install"),
        ("apt-get -y install git", "apt-get install"),
        ("/usr/bin/pip3 install flask", "/usr/bin/pip3 install"),
        ("yarn", "yarn"), ("apt-get install -y git && npm ci", "npm ci"),
    ],
)  # fmt: skip
def test_the_words_of_a_demand(command: str, words: str) -> None:
    (demand,) = facts_of(f"FROM a:1\nWORKDIR /x\nRUN {command}\n").once(demands).values()
    assert demand.words == words


def test_how_often_a_step_was_rebuilt() -> None:
    source = "FROM node:22\nRUN apt-get install -y git\nCOPY ui/package.json ./\nRUN npm ci\n"
    assert rebuilt_by_commits(facts_of(source, UI, OFTEN)) == {0: 0, 1: 0, 2: 4, 3: 4}
    edited = facts_of(source, UI, OFTEN, source.replace("git", "curl"))
    assert rebuilt_by_commits(edited) == {0: 0, 1: 1, 2: 5, 3: 5}
    assert rebuilt_by_commits(facts_of(source, UI)) is None


@pytest.mark.parametrize(
    ("script", "files"),
    [
        ("mix compile", {"mix.exs": "", "mix.lock": "", "lib/a.ex": "", "priv/b": ""}),
        ("mvn compile", {"pom.xml": "<project/>", "lib/a.java": ""}),
        ("deno compile lib/a.ts", {"deno.json": "{}", "lib/a.ts": ""}),
        ("dart compile exe lib/a.dart", {"pubspec.yaml": "name: a", "lib/a.dart": ""}),
    ],
)
def test_a_compiler_reads_the_sources(script: str, files: dict[str, str]) -> None:
    """`pip compile` reads the manifests, and the same word means a build elsewhere."""
    commits = tuple((f,) for f in files if f.startswith("lib/")) * 25
    assert lines(wastes(facts_of(f"FROM a\nWORKDIR /app\nCOPY . .\nRUN {script}\n", files, commits))) == {}


@pytest.mark.parametrize(
    "before",
    ["deno bundle lib/a.ts", "deno eval 1", "npm exec tool", "composer dump-autoload", "npm pkg fix"],
)
def test_what_nobody_knows_may_read_any_file(before: str) -> None:
    files = {"package.json": "{}", "package-lock.json": "{}", "lib/a.ts": ""}
    facts = facts_of(f"FROM a\nWORKDIR /app\nCOPY . .\nRUN {before} && npm ci\n", files,
        (("lib/a.ts",),) * 25)
    assert lines(wastes(facts)) == {}


@pytest.mark.parametrize(
    "before",
    [
        "npm config set loglevel warn",
        "npm --version",
        "go env -w GOFLAGS=-v",
        "poetry config virtualenvs.create false",
    ],
)
def test_a_setting_reads_no_file(before: str) -> None:
    files = {"package.json": "{}", "package-lock.json": "{}", "lib/a.ts": ""}
    facts = facts_of(
        f"FROM a\nWORKDIR /app\nCOPY . .\nRUN {before} && npm ci\n", files, (("lib/a.ts",),) * 25
    )
    assert lines(wastes(facts)) == {3: [(4, 25)]}


@pytest.mark.parametrize(
    ("run", "words"),
    [
        ("apt-get update && apt-get install -y gcc && make", ["apt-get install"]),
        ("apt-get install -y gcc && apt-get purge -y gcc", ["apt-get install"]),
        ("npm ci && make", ["npm ci"]),
        *((run, []) for run in (
            "apt-get update && apt-get install -y gcc && make && apt-get purge -y gcc",
            "apk add gcc && make && apk del gcc", "apt-get remove -y x && apt-get install -y gcc && make",
            "make && npm ci",
        )),
    ],
)  # fmt: skip
def test_what_is_installed_for_the_rest_of_the_step_stays_in_it(run: str, words: list[str]) -> None:
    assert [d.words for d in facts_of(f"FROM a:1\nRUN {run}\n").once(demands).values()] == words


@pytest.mark.parametrize(("count", "wide"), [(3, False), (4, True)])
def test_a_pattern_may_bring_a_few_files_more(count: int, wide: bool) -> None:
    files = {"package.json": "{}", "package-lock.json": "{}", **{f"{n}.json": "" for n in range(count)}}
    assert (
        bool(lines(wastes(facts_of("FROM node:22\nWORKDIR /app\nCOPY *.json ./\nRUN npm ci\n", files))))
        is wide
    )


@pytest.mark.parametrize(
    ("copy", "known", "wide"),
    [
        (". .", {}, True), (". .", None, True), ("* ./", None, True), ("*.json ./", None, False),
        ("src ./", None, True), ("src /other", None, False), ("package.json ./", None, False),
        (". .", {"package.json": "{}", "package-lock.json": "{}", "a.js": ""}, True),
    ],
)  # fmt: skip
def test_a_copy_that_takes_more_than_the_install_needs(
    copy: str, known: dict[str, str] | None, wide: bool
) -> None:
    """By the files that are there; without a context by the words."""
    assert (
        bool(lines(wastes(facts_of(f"FROM node:22\nWORKDIR /app\nCOPY {copy}\nRUN npm ci\n", known)))) is wide
    )


@pytest.mark.parametrize(
    ("target", "waste"),
    [("/app/static", True), ("/srv/x", True), ("/usr/share/x", True),
        *((t, False) for t in ("/usr/local/bin/", "/usr/bin/tool", "/opt/x", "/usr/lib", "/lib", "/app",
            "/usr/local/share"))],
)
def test_what_comes_from_a_stage_may_be_a_program_that_the_install_uses(target: str, waste: bool) -> None:
    source = (
        "FROM node:22 AS ui\nWORKDIR /ui\nCOPY ui .\nRUN npm run build\nFROM python:3.13\nWORKDIR /app\n"
        f"COPY --from=ui /ui/dist {target}\n"
        "COPY requirements.txt .\nRUN pip install -r requirements.txt\n"
    )
    assert bool(lines(wastes(facts_of(source, UI, OFTEN)))) is waste


@pytest.mark.parametrize(("taken", "waste"), [("ui", True), (".", True), ("ui/package.json", False)])
def test_a_stage_that_is_made_of_a_whole_folder(taken: str, waste: bool) -> None:
    source = (
        f"FROM node:22 AS ui\nCOPY {taken} .\nRUN make\nFROM python:3.13\nWORKDIR /app\nCOPY --from=ui "
        "/ui/dist /srv/x\n"
        "COPY requirements.txt .\nRUN pip install -r requirements.txt\n"
    )
    assert bool(lines(wastes(facts_of(source, UI)))) is waste


def test_a_commit_that_brings_in_thousands_of_files_is_no_matter_of_the_dockerfile() -> None:
    many = tuple(f"vendor/{n}.php" for n in range(12_000))
    commits = (*OFTEN, many)
    steps = "RUN true\n" * 18 + "COPY ui /src/ui\nWORKDIR /src/ui\nRUN npm ci\n"
    facts = facts_of(f"FROM node:22\n{steps}", UI, commits)
    assert lines(facts.once(wastes)) == {20: [(22, 20)]}


def test_more_files_than_can_be_compared_are_refused_with_the_reason() -> None:
    facts = facts_of("FROM node:22\nCOPY ui /src/ui\nWORKDIR /src/ui\nRUN npm ci\n", UI, OFTEN)
    facts.dockerfile.work.looks = 2
    with pytest.raises(TooMuchWork, match="the last commits changed too many files"):
        facts.once(wastes)


@pytest.mark.parametrize(
    ("above", "wasted"),
    [
        ("RUN npm run build\n", False),
        ("COPY package.json /app/dist/\nRUN npm run build\n", True),
        ("", True),
    ],
)
def test_an_install_by_a_manifest_that_a_step_makes(above: str, wasted: bool) -> None:
    source = f"FROM node:22\nWORKDIR /app\nCOPY src src/\n{above}WORKDIR /app/dist\nRUN npm install\n"
    found = wastes(facts_of(source, {"package.json": "{}", "src/a.js": ""}, (("src/a.js",),) * 30))
    assert bool(found) is wasted
