"""When a COPY of everything becomes one of what the builds read, one question at a time: what the copy is,
what the stages do with it, and what others take of them."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from dlinter.model.cache.narrow import narrowed
from dlinter.model.cache.waste import wastes
from dlinter.model.dockerfile.context import BuildContext
from dlinter.model.dockerfile.reader import read
from dlinter.model.facts.facts import Facts
from dlinter.model.facts.history import History
from dlinter.model.text import Text
from tests.cache.test_narrow import BUILD, COPIES, END, FILES, HEAD, PUBLISH, SDK

REST = f"{BUILD}{PUBLISH}{END}"
HISTORY = (("docs/a.md",),) * 20
ONE = "dotnet build Web/Web.csproj -o /app/build"
LAST = "FROM a:1\nCOPY --from=build /app/build .\n"


def narrow(
    source: str,
    files: Mapping[str, str] = FILES,
    targets: tuple[str, ...] = (),
    links: Mapping[str, str] | None = None,
) -> list[tuple[str, str]]:
    """Of each COPY that rebuilds a build for nothing what replaces its lines, and what stands in the way."""
    context = BuildContext.of(files, links=dict(links or {}))
    facts = Facts(
        read(Text(source.encode(), "Dockerfile")), load_context=lambda: context,
        load_history=lambda: History.of(HISTORY), load_targets=lambda: frozenset(targets),
    )  # fmt: skip
    found = []
    for waste in facts.once(wastes):
        edits, why = narrowed(waste, facts)
        for span, _ in edits:
            assert facts.text.slice(span).startswith("COPY")
            assert facts.text.slice(span).endswith("\n")
        found.append(("".join(text for _, text in edits), why))
    return found


def between(step: str) -> list[tuple[str, str]]:
    """With a step between the copy and the builds."""
    return narrow(f"{HEAD}COPY . .\n{step}\n{REST}")


NARROWED = (COPIES, "")
OWNED = "COPY --chown=0 --chmod=755 --link"


@pytest.mark.parametrize(
    ("copy", "lines"),
    [
        ("COPY . .", COPIES), ("COPY . ./", COPIES), ("# all\nCOPY . \\\n  .", COPIES),
        ("COPY . /src", COPIES.replace("./", "/src/")), ("COPY . /src/", COPIES.replace("./", "/src/")),
        (f"{OWNED} . .", COPIES.replace("COPY", OWNED)),
        ("COPY --exclude=shared.props . .", ""), ("ADD . .", ""), ("COPY . <<E .\nx\nE", ""),
    ],
)  # fmt: skip
def test_a_plain_copy_becomes_one_of_what_is_read(copy: str, lines: str) -> None:
    assert narrow(f"{HEAD}{copy}\n{REST}") == [(lines, "")]


UNKNOWN = ("", "it is not known where the files are copied to")


@pytest.mark.parametrize(
    ("head", "copy", "found"),
    [
        ("WORKDIR /src\n", ".", NARROWED), ("WORKDIR $X\n", ".", UNKNOWN), ("", ".", UNKNOWN),
        ("WORKDIR src\n", ".", UNKNOWN), ("ARG W=/src\nWORKDIR $W\n", ".", NARROWED),
        ("WORKDIR /src\n", "a?", UNKNOWN), ("WORKDIR /src?\n", ".", UNKNOWN),
    ],
)  # fmt: skip
def test_where_it_goes_has_to_be_known(head: str, copy: str, found: tuple[str, str]) -> None:
    into = "" if copy == "." else f"WORKDIR /src/{copy}\n"
    source = f"FROM {SDK} AS build\n{head}COPY . {copy}\n{into}RUN {ONE}\n{LAST}"
    assert narrow(source) == [found]


@pytest.mark.parametrize(
    ("copy", "found"),
    [
        ("docs $W", UNKNOWN), ("docs /src/d?", UNKNOWN), ("docs /x?/", UNKNOWN), ("docs /docs", ("", "")),
        ("docs docs", ("", "")),
    ],
)  # fmt: skip
def test_where_what_nobody_reads_goes(copy: str, found: tuple[str, str]) -> None:
    head = HEAD.replace("WORKDIR", "ARG W\nWORKDIR")
    assert narrow(f"{head}{COPIES}COPY {copy}\n{REST}") == [found]


@pytest.mark.parametrize(
    ("step", "read"),
    [
        ("RUN mkdir /x", ""), ("RUN apt-get update && apt-get install -y git", ""), ("ENV A=1", ""),
        ("RUN dotnet restore Web/Web.csproj", ""), ("RUN dotnet build Web/Web.csproj > log", ""),
        ("RUN echo a && dotnet build Web/Web.csproj", ""), ("RUN set -e; dotnet build Web/Web.csproj", ""),
        ("RUN --mount=type=cache,target=/x dotnet build Web/Web.csproj", ""),
        ("RUN x", "RUN"), ("RUN mkdir docs", "RUN"), ("ONBUILD RUN x", "ONBUILD"),
        ("ONBUILD ENV A=1", "ONBUILD"),
        ("RUN --mount=type=bind,source=docs,target=/x dotnet build Web/Web.csproj", "RUN"),
        ('RUN ["dotnet", "build", "Web/Web.csproj"]', "RUN"),
        ("RUN <<E\ndotnet build Web/Web.csproj\nE", "RUN"),
        ("RUN dotnet build Web/Web.csproj && (", "RUN"), ("RUN (dotnet build Web/Web.csproj)", "RUN"),
        ("RUN sudo dotnet build Web/Web.csproj", "RUN"),
        ("RUN dotnet build Web/Web.csproj < docs/a.md", "RUN"),
        ("RUN echo a > b && dotnet build Web/Web.csproj", "RUN"), ("RUN dotnet build $X", "RUN"),
        ("RUN cat docs/a.md && dotnet build Web/Web.csproj", "RUN"), ("RUN npm ci", "RUN"),
        ("RUN dotnet build Web/Web.csproj && dotnet test Tests", "RUN"),
    ],
)  # fmt: skip
def test_what_comes_after_the_copy_has_to_be_known(step: str, read: str) -> None:
    why = f"`{read}` on line 6 may read other files" if read else ""
    assert between(step)[0] == ("" if read else COPIES, why)


def test_what_comes_before_the_copy_does_not_read_it() -> None:
    assert narrow(f"{HEAD}RUN x\nCOPY . .\n{REST}") == [NARROWED]


def test_a_trigger_runs_in_the_stages_that_start_from_it() -> None:
    why = "`ONBUILD` on line 5 may read other files"
    assert narrow(f"{HEAD}ONBUILD RUN x\nCOPY . .\n{REST}") == [("", why)]


@pytest.mark.parametrize(
    ("stages", "why"),
    [
        (f"FROM build AS test\nRUN ls\n{LAST}", "`RUN` on line 9 may read other files"),
        (f"FROM build AS a\nFROM a AS b\nRUN ls\n{LAST}", "`RUN` on line 10 may read other files"),
        (f"FROM other AS a\nFROM a AS b\nRUN ls\n{LAST}", ""), (f"FROM build AS a\nENV A=1\n{LAST}", ""),
        ("", "stage `build` is the image, and has the other files, too"),
        ("FROM build\n", "stage 1 is the image, and has the other files, too"),
        ("FROM build AS last\n", "stage `last` is the image, and has the other files, too"),
        (f"FROM build AS a\nCMD x\n{LAST}", "stage `a` has its own CMD, so it may be a target"),
        (f"CMD x\n{LAST}", "stage `build` has its own CMD, so it may be a target"),
    ],
)  # fmt: skip
def test_all_stages_that_start_from_it_are_asked(stages: str, why: str) -> None:
    assert narrow(f"{HEAD}COPY . .\n{BUILD}{stages}") == [("", why) if why else NARROWED]


def test_a_stage_that_a_build_file_builds_has_all_files() -> None:
    source = f"{HEAD}COPY . .\n{REST}"
    for target in ("build", "publish"):
        assert narrow(source, targets=("", target)) == [("", f"stage `{target}` is a target of its own")]
    assert narrow(source, targets=("", "test")) == [NARROWED]


OTHER = "line 9 may take other files of the stage"


@pytest.mark.parametrize(
    ("takes", "taken"),
    [
        ("COPY --from=build /app/build .", False), ("COPY --from=build /other .", False),
        ("COPY --from=build /srcs .", False), ("COPY --from=build /src/Web .", False),
        ("COPY --from=build src/Web .", False), ("COPY --from=build /src/Web/* .", False),
        ("COPY --from=build /src/Web/../Core .", False), ("COPY --from=build /src/doc .", False),
        ("COPY --from=build /src/Tests/bin .", False),
        ("COPY --from=build /src .", True), ("COPY --from=build / .", True),
        ("COPY --from=build /src/. .", True),
        ("COPY --from=build /src/docs .", True), ("COPY --from=build src/docs .", True),
        ("COPY --from=0 /src/docs .", True),
        ("COPY --from=build /src/docs/a.md .", True), ("COPY --from=build /src/All.sln .", True),
        ("COPY --from=build /src/Web/../docs .", True), ("COPY --from=build /src/Web /src/docs .", True),
        ("COPY --from=build /src/docs /src/Web .", True), ("COPY --from=build /src/docs/* .", True),
        ("COPY --from=build /src/do[c]s .", True), ("COPY --from=build /s?c/Web .", True),
        ("COPY --from=build * .", True), ("COPY --from=build /src/$X .", True),
        ("COPY --from=build $X .", True),
        ("COPY --from=build /app/$X .", True), ("COPY --from=build /app/[ab]*? .", False),
        ("RUN --mount=from=build,source=/app,target=/x y", True),
    ],
)  # fmt: skip
def test_what_other_stages_take_of_it(takes: str, taken: bool) -> None:
    assert narrow(f"{HEAD}COPY . .\n{BUILD}FROM a:1\n{takes}\n") == [("", OTHER) if taken else NARROWED]


def test_each_that_takes_of_it_is_asked() -> None:
    first = "FROM a:1 AS x\nCOPY --from=build /app/build .\nCOPY --from=build /src/docs .\n"
    assert narrow(f"{HEAD}COPY . .\n{BUILD}{first}{LAST}") == [("", OTHER.replace("9", "10"))]
    of_publish = "FROM a:1\nCOPY --from=publish /src/docs .\n"
    assert narrow(f"{HEAD}COPY . .\n{BUILD}{PUBLISH}{of_publish}") == [("", OTHER.replace("9", "11"))]


def test_what_lies_at_the_root() -> None:
    source = f"FROM {SDK} AS build\nWORKDIR /\nCOPY . .\nRUN dotnet build Web/Web.csproj -o /out\nFROM a:1\n"
    for path, taken in (("/out", False), ("/Web/Program.cs", False), ("/docs", True), ("/All.sln", True)):
        found = narrow(f"{source}COPY --from=build {path} .\n")
        assert found == [("", "line 6 may take other files of the stage") if taken else NARROWED]


def test_files_that_are_copied_by_name() -> None:
    head = f"FROM {SDK} AS build\nWORKDIR /src\nCOPY . All.sln ./\nRUN {ONE}\n"
    for path, taken in (("/src/All.sln", True), ("/src/Web/Web.csproj", False), ("/src/All", False)):
        found = narrow(f"{head}FROM a:1\nCOPY --from=build {path} .\n")
        assert found == [("", "line 6 may take other files of the stage") if taken else NARROWED]


GIT = {**FILES, ".git/HEAD": "", ".git/config": ""}


@pytest.mark.parametrize(
    ("build", "files", "git"),
    [
        ("dotnet build Web/Web.csproj", GIT, "dotnet build"), ("dotnet build Web/Web.csproj", FILES, ""),
        ("dotnet build Web/Web.csproj", {**GIT, ".dockerignore": ".git\n"}, ""),
        ("dotnet build Web/Web.csproj", {**GIT, ".dockerignore": ".git/config\n"}, "dotnet build"),
        ("dotnet build Web/Web.csproj -p:EnableSourceLink=false", GIT, ""),
        ("echo git describe && dotnet build Web/Web.csproj -p:EnableSourceLink=false", GIT, "`git`"),
    ],
)  # fmt: skip
def test_a_build_that_reads_git_needs_it(build: str, files: Mapping[str, str], git: str) -> None:
    source = f"FROM {SDK} AS build\nWORKDIR /src\nCOPY . .\nRUN {build} -o /app/build\n{LAST}"
    assert narrow(source, files) == [("", f"{git} on line 4 reads `.git`") if git else NARROWED]


def test_a_link_among_the_files_that_are_read() -> None:
    source = f"{HEAD}COPY . .\n{REST}"
    assert narrow(source, links={"docs/S": "../Shared"}) == [NARROWED]
    assert narrow(source, links={"Web/S": "../Shared"}) == [("", "a symbolic link may lead to other files")]


def test_what_is_read_comes_with_another_copy_or_is_all() -> None:
    found = narrow(f"{HEAD}COPY Core Core\nCOPY Data Data\nCOPY docs docs\n{REST}")
    assert found == [("", "")], "nothing of it is read"
    files = {"A.csproj": FILES["Web/Web.csproj"].replace("..\\", ""), "docs/a.md": ""}
    source = f"FROM {SDK} AS build\nWORKDIR /src\nCOPY . .\nRUN dotnet build -o /app/build\n{LAST}"
    assert not any(lines for lines, _ in narrow(source, files)), "a project at the root reads all"


def test_names_with_a_sign() -> None:
    def named(name: str) -> Mapping[str, str]:
        return {
            key.replace("Core/", f"{name}/"): text.replace("\\Core\\", f"\\{name}\\")
            for key, text in FILES.items()
        }

    source = f"{HEAD}COPY . .\n{REST}"
    why = "a name has a sign of patterns or variables in it"
    for name in ("Co'e", "Co`e", "Co]e", "Co#e"):
        assert narrow(source, named(name)) == [("", why)]
    assert narrow(source, named("Co re")) == [("", "a name has a space in it")]
    assert narrow(f"{HEAD}ARG W=/src\nCOPY . $W\n{REST}") == [(COPIES.replace("./", "$W/"), "")]
