"""What a step that works on files has to do with an install after it, and where a COPY goes whatever the
folder: one question at a time."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from dlinter.model.cache.chunks import chunks_of
from dlinter.model.cache.files_beside import beside
from dlinter.model.cache.placing import absolute_place, placed
from dlinter.model.dockerfile import Add, Copy, Run
from dlinter.model.dockerfile.reader import read
from dlinter.model.facts.facts import Facts
from dlinter.model.packages.tasks import installs_of
from dlinter.model.text import Text
from tests.cache.test_proven_kinds import facts_of

JS = {"package.json": "{}", "package-lock.json": "{}", "a.js": "", "b/c.js": ""}
MEMBERS = {**JS, "package.json": '{"workspaces": ["pk/*"]}', "pk/a/package.json": "{}"}


def told(
    worker: str, install: str = "npm ci", files: Mapping[str, str] = JS, head: str = "WORKDIR /app\n",
    above: str = "", between: str = "",
) -> bool:  # fmt: skip
    """Whether the step before has nothing to do with the install."""
    facts = facts_of(f"FROM x:1\n{head}COPY . .\n{above}RUN {worker}\n{between}RUN {install}\n", dict(files))
    first, run = (i for i in facts.dockerfile.instructions if isinstance(i, Run))
    return beside(first, installs_of(run, facts), facts)


@pytest.mark.parametrize(
    ("install", "files", "apart"),
    [
        ("npm ci", JS, True), ("npm ci && cd b && npm ci", {**JS, "b/package.json": "{}"}, True),
        ("go mod download", {"go.mod": "module x\n", "go.sum": ""}, True),
        ("bun install", {"package.json": "{}", "bun.lock": ""}, True), ("npm ci", MEMBERS, True),
        ("apt-get install -y git", JS, False), ("apt-get install -y git && npm ci", JS, False),
        ("npm ci && apt-get install -y git", JS, False), ("npm ci", {"a.js": ""}, False),
        ("pip install .", {"pyproject.toml": "[build-system]\n"}, False), ("npm install ./b", JS, False),
        ("make", JS, False),
    ],
)  # fmt: skip
def test_an_install_of_which_the_needs_are_known(install: str, files: Mapping[str, str], apart: bool) -> None:
    assert told("touch x", install, files) is apart


def test_what_only_the_build_context_tells() -> None:
    source = "FROM x:1\nWORKDIR /app\nCOPY . .\nRUN touch x\nRUN npm ci\n"
    facts = Facts(read(Text(source.encode(), "Dockerfile")))
    first, run = (i for i in facts.dockerfile.instructions if isinstance(i, Run))
    assert not beside(first, installs_of(run, facts), facts)


@pytest.mark.parametrize(
    ("worker", "head", "between", "apart"),
    [
        ("touch /x/y", "WORKDIR /app\n", "", True), ("touch x", "", "", False),
        ("touch x", "WORKDIR $X\n", "", False),
        ("touch /x/y", "WORKDIR /app\n", "WORKDIR $X\n", False),
        ("touch /data/npm/y", "ENV npm_config_cache=/data/npm\nWORKDIR /app\n", "", False),
        ("touch /data", "ENV npm_config_cache=/data/npm\nWORKDIR /app\n", "", False),
        ("touch /data/y", "ENV npm_config_cache=/data/npm\nWORKDIR /app\n", "", True),
    ],
)  # fmt: skip
def test_the_places_have_to_be_known(worker: str, head: str, between: str, apart: bool) -> None:
    assert told(worker, head=head, between=between) is apart


def test_a_program_works_in_its_folder_and_is_of_a_version() -> None:
    for worker, apart in (("touch x", True), ("python -m compileall x", False), ("python x", False)):
        assert told(worker, above="WORKDIR /data\n", between="WORKDIR /app\n") is apart


@pytest.mark.parametrize(
    ("worker", "apart"),
    [
        ("touch x b/y && rm a.js", True), ("mkdir -p b/d && chmod 755 b", True), ("touch .env", True),
        ("cp a.js .env.local", True), ("touch /app/x", True), ("rm -rf x*", False), ("rm -rf b/*", True),
        ("echo a", False), ("x", False), ("touch x /etc/y", False), ("touch /usr/lib/x", False),
        ("touch .envrc", False), ("touch .npmrc", False), ("touch .x/y", False), ("touch b/.x/y", False),
        ("touch b/.y", False), ("touch /app", False), ("touch /", False), ("chmod 755 /app/.", False),
        ("chmod 755 ..", False), ("touch vendor", False), ("touch b/vendor", False),
        ("touch node_modules", False), ("touch node_modules/x", False), ("touch b/node_modules", False),
        ("touch bunfig.toml", False), ("touch package.json", False), ("touch package-lock.json", False),
        ("touch npm-shrinkwrap.json", False), ("touch x package.json y", False),
    ],
)  # fmt: skip
def test_which_files_an_install_has_nothing_to_do_with(worker: str, apart: bool) -> None:
    assert told(worker) is apart


@pytest.mark.parametrize(
    ("install", "files", "reads"),
    [
        ("npm ci", JS, False), ("bun install", {"package.json": "{}", "bun.lock": ""}, True),
        ("pipenv sync", {"Pipfile": "", "Pipfile.lock": "{}"}, True),
        ("deno install", {"deno.json": "{}"}, True),
        ("yarn install", {"package.json": '{"packageManager": "yarn@4.1.0"}', "yarn.lock": ""}, True),
        ("pnpm i", {"package.json": "{}", "pnpm-lock.yaml": ""}, False),
    ],
)  # fmt: skip
def test_a_tool_that_reads_the_environment_from_a_file(
    install: str, files: Mapping[str, str], reads: bool
) -> None:
    assert told("touch x", install, files)
    assert told("touch .env", install, files) is not reads
    assert told("touch .env.production", install, files) is not reads


@pytest.mark.parametrize(
    ("worker", "apart"),
    [("touch pk/x", True), ("rm -rf pk/b", True), ("rm -rf pk", False), ("rm -rf pk/a", False),
        ("touch pk/a/package.json", False), ("touch pk/a/x", True)],
)  # fmt: skip
def test_members_of_a_workspace_are_needed(worker: str, apart: bool) -> None:
    assert told(worker, files=MEMBERS) is apart


def test_each_install_of_a_step_is_asked() -> None:
    files = {**JS, "b/package.json": "{}"}
    for install in ("npm ci && cd b && npm ci", "cd b && npm ci && cd .. && npm ci"):
        assert told("touch b/x", install, files)
        assert not told("touch b/package.json", install, files)
        assert not told("touch package.json", install, files)


@pytest.mark.parametrize(
    ("folder", "copy", "place"),
    [
        ("/app", "COPY a.js src", "/app/src"), ("/app", "ADD a.js src", "/app/src"),
        ("/app", "COPY a.js src/..", "/app/"), ("/app", "COPY a.js src/.", "/app/src/"),
        ("/app", "COPY a.js b/../c", "/app/c"), ("/app", "COPY a.js ../..", "/"),
        ("/app", "COPY a.js a..", "/app/a.."),
        ("/app", "COPY a.js a.", "/app/a."), ("/", "COPY a.js src", "/src"), ("/", "COPY a.js .", "/"),
        ("/app", 'COPY ["a.js", "src/"]', "/app/src/"),
        ("/app", "COPY a.js 'src'", None), ("/app", "COPY a.js s\\rc", None), ("/app", "COPY a.js ~", None),
        ("/app", 'COPY ["a.js", "s\\u0072c"]', None), ("/app", "COPY a.js $X/a", None),
        ("/app", "COPY a.js", None), ("/app", "RUN x", None), ("/app", "WORKDIR b", None),
        ("/app", "COPY a.js <<E src/\nx\nE", None), ('"/my app"', "COPY a.js src", None),
        ("$X", "COPY a.js src", None), ("app", "COPY a.js src", None), ("/app", "COPY a.js /src", None),
    ],
)  # fmt: skip
def test_the_whole_path_of_a_destination(folder: str, copy: str, place: str | None) -> None:
    facts = facts_of(f"FROM x:1\nWORKDIR {folder}\n{copy}\n", JS)
    assert absolute_place(facts.dockerfile.instructions[-1], facts) == place


@pytest.mark.parametrize(
    ("lines", "moved"),
    [
        ("# note\nCOPY a.js \\\r\n  src\r\n", "# note\nCOPY a.js \\\n  /app/src\n"),
        ("COPY src src", "COPY src /app/src\n"), ("COPY b \\\n# c\n  b/\n", "COPY b \\\n# c\n  /app/b/\n"),
        ('ADD ["b", "b"]  \n', 'ADD ["b", "/app/b"]  \n'), ("COPY . .\n", "COPY . /app/\n"),
        ("\n# app\nCOPY app app\n", "\n# app\nCOPY app /app/app\n"),
    ],
)  # fmt: skip
def test_its_lines_are_the_same_otherwise(lines: str, moved: str) -> None:
    facts = facts_of(f"FROM x:1\nWORKDIR /app\n{lines}", JS)
    last = facts.dockerfile.instructions[-1]
    assert isinstance(last, (Copy, Add))
    chunk = chunks_of(facts.dockerfile.instructions, facts.text)[last.index]
    assert placed(chunk, last, facts) == moved
