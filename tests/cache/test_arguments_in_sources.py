"""Which build arguments a step reads by its files, and when an ARG can come above an install with it: one
question at a time."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from dlinter.model.cache.build_cache import cache_of
from dlinter.model.cache.read_by_programs import goes_up, named_in_sources
from dlinter.model.dockerfile import Arg, Run
from dlinter.model.dockerfile.context import BuildContext
from dlinter.model.dockerfile.reader import read
from dlinter.model.facts.facts import Facts
from dlinter.model.text import Text

MOST_FILES = 2000
"""As many as are searched."""
HEAD = "FROM a:1\nWORKDIR /app\nCOPY . .\n"
NPM = {"package.json": "{}", "package-lock.json": "{}"}


def facts_of(source: str, files: Mapping[str, str] | None) -> Facts:
    context = BuildContext.of(files) if files is not None else None
    return Facts(read(Text(source.encode(), "Dockerfile")), load_context=lambda: context)


def named(
    run: str = "RUN make", settings: str = "ARG REV\nARG TAG\n", files: Mapping[str, str] | None = None,
    line: int = -1, head: str = HEAD,
) -> list[str]:  # fmt: skip
    """Of the arguments REV and TAG those that a step's files name."""
    facts = facts_of(f"{head}{settings}{run}\n", {**NPM, **(files or {"a.js": "REV"})})
    cache = cache_of(facts)
    return named_in_sources(cache.steps[line], cache, ("REV", "TAG"))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("env.REV", ["REV"]), ("REV TAG", ["REV", "TAG"]), ("TAG", ["TAG"]), ("PREV REVS MY_REV", []),
        ("", []),
        ("PREV + REV", ["REV"]), ("$REV", ["REV"]), ("rev", []),
    ],
)  # fmt: skip
def test_whole_names_alone(text: str, found: list[str]) -> None:
    assert named(files={"a.js": text}) == found


@pytest.mark.parametrize(
    ("file", "looked_at"),
    [
        *((name, True) for name in ("a.js", "a.mjs", "src/a.tsx", "a.vue", "a.PY", "config/a.yml", "Makefile",
            "b/Rakefile", "Gemfile", ".env", ".env.production", "a.csproj", "a.toml", "a.cmake", "x/Makefile",
            "dockers.js/a.js", "composed/a.py", ".githubs/a.sh")),
        *((name, False) for name in ("a.md", "a.txt", "a", "js", "a.jsx2", "Makefiles", "env", "a.env",
            ".github/a.yml", "b/.github/a.yml", ".circleci/config.yml", "docker-compose.yml", "compose.yaml",
            "deploy/docker/../docker.json", "bake.json", ".gitlab-ci.yml", "cloudbuild.yaml",
            "azure-pipelines.yml", ".devcontainer/a.json")),
    ],
)  # fmt: skip
def test_files_that_are_programs(file: str, looked_at: bool) -> None:
    assert named(files={file.replace("/docker/../", "/"): "REV"}) == (["REV"] if looked_at else [])


@pytest.mark.parametrize(
    ("run", "found"),
    [
        ("RUN make", ["REV"]), ("RUN npm run build", ["REV"]), ("RUN npm ci && npm run build", ["REV"]),
        ("RUN npm ci", []), ("RUN npm ci && make", ["REV"]), ("RUN apt-get install -y git", []),
    ],
)  # fmt: skip
def test_a_step_that_only_installs_runs_no_program(run: str, found: list[str]) -> None:
    assert named(run) == found


def test_another_instruction_reads_no_file() -> None:
    assert named("RUN make\nCOPY b c", files={"a.js": "REV", "b": ""}) == []
    assert named("RUN make\nCOPY b c", files={"a.js": "REV", "b": ""}, line=-2) == ["REV"]


def test_without_a_build_context_nothing_is_told() -> None:
    cache = cache_of(facts_of(f"{HEAD}RUN make\n", None))
    assert named_in_sources(cache.steps[-1], cache, ("REV",)) == []


@pytest.mark.parametrize(
    ("settings", "found"),
    [
        ("ENV X=$REV\n", ["REV"]), ("ENV X=a-${REV}\n", ["REV"]), ("ENV X=$TAG\n", ["TAG"]),
        ("ENV X=$REV$TAG\n", ["REV", "TAG"]), ("ENV X=1\n", []), ("ENV Y=$REV\n", []),
        ("ENV X $REV\n", ["REV"]),
        ("ENV Y=1 X=$REV\n", ["REV"]), ("ENV X=REV\n", []), ("ENV X=$OTHER\n", []),
    ],
)  # fmt: skip
def test_a_variable_that_an_argument_sets(settings: str, found: list[str]) -> None:
    assert named(settings=f"ARG REV\nARG TAG\n{settings}", files={"a.js": "process.env.X"}) == found


def test_an_argument_is_told_once() -> None:
    files = {"a.js": "X REV", "b.js": "REV", "c.js": "TAG"}
    assert named(settings="ENV X=$REV\n", files=files) == ["REV", "TAG"]


def test_files_that_do_not_reach_the_step() -> None:
    for copy, found in (("COPY b.js Makefile ./\n", []), ("COPY a.js Makefile ./\n", ["REV"])):
        head = HEAD.replace("COPY . .\n", copy)
        assert named(files={"a.js": "REV", "b.js": "", "Makefile": ""}, head=head) == found


def test_as_many_files_as_are_searched() -> None:
    files = {f"a{n:04}.js": "" for n in range(MOST_FILES - 1)}
    assert named(files={**files, "b.js": "REV"}, head=HEAD.replace(". .", "*.js ./")) == ["REV"]
    assert named(files={**files, "aa.js": "", "b.js": "REV"}, head=HEAD.replace(". .", "*.js ./")) == []


def up(
    arg: str = "ARG REV=0", worker: str = "RUN chmod +x a.sh", install: str = "RUN apt-get install $REV",
    files: Mapping[str, str] | None = None, context: bool = True,
) -> bool:  # fmt: skip
    """Whether the argument can come above what stands between the copy and it, together with the install."""
    facts = facts_of(f"{HEAD}{worker}\n{arg}\n{install}\n", (files or {"a.sh": "x"}) if context else None)
    found = facts.dockerfile.instructions
    passed = found[3 : next(at for at, i in enumerate(found) if isinstance(i, Arg) and at >= 3)]
    (named_arg,) = (i for i in found[3:] if isinstance(i, Arg) and i.index >= passed[-1].index)
    assert isinstance(found[-1], Run)
    return goes_up(named_arg, passed, facts.text.slice(found[-1].span), cache_of(facts))


@pytest.mark.parametrize(
    ("arg", "install", "goes"),
    [
        ("ARG REV=0", "RUN apt-get install $REV", True), ("ARG REV", "RUN apt-get install ${REV}", True),
        ("ARG REV=0 TAG", "RUN apt-get install $REV $TAG", True),
        ("ARG REV=0 TAG", "RUN apt-get install $REV", False),
        ("ARG REV TAG=0", "RUN apt-get install $TAG", False),
        ("ARG REV=0", "RUN apt-get install $REVS", False), ("ARG REV=0", "RUN apt-get install git", False),
        ("ARG REV=$TAG", "RUN apt-get install $REV", False),
        ("ARG A=1 REV=$A", "RUN apt-get install $REV $A", False),
        ("ARG NODE_ENV=0", "RUN apt-get install $NODE_ENV", False),
        ("ARG DEBIAN_FRONTEND=x REV", "RUN apt-get install $REV $DEBIAN_FRONTEND", False),
    ],
)  # fmt: skip
def test_an_argument_that_the_install_names(arg: str, install: str, goes: bool) -> None:
    assert up(arg, install=install) is goes


@pytest.mark.parametrize(
    ("worker", "goes"),
    [
        ("RUN chmod +x a.sh", True), ("RUN make", True), ("RUN echo $REV", False), ("RUN echo REV", False),
        ("RUN echo $REVS", True), ("RUN make\nRUN echo $REV", False), ("RUN echo $REV\nRUN make", False),
        ("ENV A=1", False), ("COPY a.sh b.sh", False), ("RUN make\nENV A=1", False),
        ('RUN x=A && echo "${!x}"', False), ("RUN cat /proc/self/environ", False),
    ],
)  # fmt: skip
def test_what_it_passes_does_not_name_it(worker: str, goes: bool) -> None:
    assert up(worker=worker) is goes


@pytest.mark.parametrize(
    ("files", "goes"),
    [
        ({"a.sh": "x"}, True), ({"a.sh": "$REV"}, False), ({"run": "$REV"}, False), ({"a.txt": "REV"}, False),
        ({"README.md": "REV"}, True), ({"docker-compose.yml": "REV"}, True), ({"a.sh": "REVS"}, True),
        ({"a.sh": "", "b": "REV"}, False),
    ],
)  # fmt: skip
def test_no_file_that_reaches_it_names_it(files: Mapping[str, str], goes: bool) -> None:
    assert up(files=files) is goes


def test_where_it_cannot_be_told() -> None:
    assert not up(context=False)
    many = {f"a{n}.md": "" for n in range(MOST_FILES - 1)}  # and the Dockerfile
    assert up(files=many)
    assert not up(files={**many, "b.md": ""})


def test_an_argument_with_no_name() -> None:
    facts = facts_of(f"{HEAD}RUN make\nARG\nRUN apt-get install git\n", {"a": ""})
    arg = next(i for i in facts.dockerfile.instructions if isinstance(i, Arg))
    assert not goes_up(arg, (), "RUN apt-get install git", cache_of(facts))
