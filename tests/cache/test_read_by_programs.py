"""Build arguments that a program reads by name, and options of an install that an argument holds."""

from __future__ import annotations

import pytest

from dlinter.model.cache.build_cache import cache_of
from dlinter.model.cache.demand import demands
from dlinter.model.cache.read_by_programs import named_in_sources
from dlinter.model.dockerfile.context import BuildContext
from dlinter.model.dockerfile.reader import read
from dlinter.model.facts.facts import Facts
from dlinter.model.text import Text

HEAD = "FROM a:1\nWORKDIR /app\nCOPY . .\nARG REV\nENV TAG=$REV\n"


def facts_of(source: str, files: dict[str, str]) -> Facts:
    return Facts(read(Text(source.encode(), "Dockerfile")), load_context=lambda: BuildContext.of(files))


def named(run: str, files: dict[str, str], head: str = HEAD) -> list[str]:
    facts = facts_of(f"{head}RUN {run}\n", {"package.json": "{}", "package-lock.json": "{}", **files})
    cache = cache_of(facts)
    return named_in_sources(cache.steps[-1], cache, ("REV",))


@pytest.mark.parametrize(
    ("run", "files", "found"),
    [
        ("npm run build", {"next.config.js": "process.env.REV"}, ["REV"]),
        ("npm run build", {"src/a.ts": "env.TAG || ''"}, ["REV"]),
        ("make", {"Makefile": "a:\n\techo $(REV)\n"}, ["REV"]),
        ("npm ci", {"a.js": "process.env.REV"}, []),  # no program of the project runs
        ("npm run build", {"a.js": "PREV, TAGS, REVISION"}, []),
        ("npm run build", {".github/workflows/ci.yml": "REV: 1", "docker-compose.yml": "REV: 1"}, []),
        ("npm run build", {"README.md": "set REV", "a.png": "REV"}, []),
    ],
)
def test_what_the_sources_name(run: str, files: dict[str, str], found: list[str]) -> None:
    assert named(run, files) == found


def test_files_that_do_not_reach_the_step_name_nothing() -> None:
    head = "FROM a:1\nWORKDIR /app\nCOPY package*.json src ./\nARG REV\n"
    assert named("npm run build", {"src/b.js": "", "next.config.js": "process.env.REV"}, head) == []
    assert named("npm run build", {"src/b.js": "process.env.REV"}, head) == ["REV"]


@pytest.mark.parametrize(
    ("flags", "sources"),
    [
        ("ARG FLAGS=--no-dev\n", True), ("ARG FLAGS='--no-root --no-dev'\n", False), ("ARG FLAGS=\n", True),
        ("ENV FLAGS=--no-root\n", False),
    ],
)  # fmt: skip
def test_options_that_a_variable_holds_are_no_packages(flags: str, sources: bool) -> None:
    files = {"pyproject.toml": "[tool.poetry]\nname = 'a'\n", "poetry.lock": "", "README.md": ""}
    facts = facts_of(f"FROM a:1\nWORKDIR /app\nCOPY . .\n{flags}RUN poetry install $FLAGS\n", files)
    (demand,) = facts.once(demands).values()
    assert demand.needed.certain and demand.wants("README.md") is sources
