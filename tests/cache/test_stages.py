"""What a stage has at an instruction: folder, user, environment, arguments, platform; and which stages are
built."""

from __future__ import annotations

import pytest

from dlinter.model.cache.keys import operations as o
from dlinter.model.cache.keys.graph import BaseImage, BuildOptions, Source, reached
from dlinter.model.cache.keys.operations import (
    EMPTY,
    Action,
    CopyFiles,
    Exec,
    FileOperation,
    Mkdir,
    Owner,
    Platform,
)
from dlinter.model.cache.keys.platforms import platform_of
from dlinter.values import replace
from tests.cache.against import BASE, Build
from tests.cache.operations import HEAD, files_of, graph_of, result, run_of

COPY = CopyFiles("/a", "/x")





@pytest.mark.parametrize(
    ("lines", "options", "wanted"),
    [
        ("WORKDIR /w", BuildOptions(), Mkdir("/w")),
        ("WORKDIR /w/", BuildOptions(), Mkdir("/w")),
        ("WORKDIR /a\nWORKDIR b/../c", BuildOptions(), Mkdir("/a/c")),
        ("USER app\nWORKDIR /w", BuildOptions(), Mkdir("/w", owner=Owner("app", None, 0))),
        ("USER 5:6\nWORKDIR /w", BuildOptions(), Mkdir("/w", owner=Owner(5, 6, 0))),
        ("WORKDIR /w", BuildOptions(args={"SOURCE_DATE_EPOCH": "2"}), Mkdir("/w", timestamp=2_000_000_000)),
    ],
)
def test_each_workdir(lines: str, options: BuildOptions, wanted: Mkdir) -> None:
    assert files_of(f"{HEAD}{lines}\n", options) == (Action(wanted, 0),)


def test_a_workdir_on_nothing_and_one_that_makes_nothing() -> None:
    graph = graph_of("FROM scratch\nUSER app\nWORKDIR /w\n")
    assert result(graph).operation == FileOperation(
        (Action(Mkdir("/w", owner=Owner("app", None, EMPTY)), EMPTY),)
    )
    assert result(graph).inputs == ()
    assert result(graph_of(f"{HEAD}WORKDIR /\n")).source is Source.IMAGE
    assert (
        "SOURCE_DATE_EPOCH is not a number"
        in result(graph_of(f"{HEAD}WORKDIR /w\n", BuildOptions(args={"SOURCE_DATE_EPOCH": "x"}))).unknown
    )


def test_what_an_image_brings() -> None:
    base = replace(BASE, env=("A=1", "PATH=/p", "B"), user="app", workdir="srv", shell=("/bin/bash", "-c"))
    operation = run_of(f"{HEAD}RUN x\n", base=base)
    assert (operation.args, operation.env, operation.cwd, operation.user) == (
        ("/bin/bash", "-c", "x"),
        ("A=1", "PATH=/p", "B="),
        "/srv",
        "app",
    )
    assert run_of(f"{HEAD}RUN x\n", base=replace(BASE, env=("A=1",))).env == (
        "A=1",
        "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    )
    child = run_of("FROM registry.example/base:1 AS one\nENV C=3\nWORKDIR /d\nFROM one\nRUN x\n", base=base)
    assert (child.env, child.cwd, child.user) == (("A=1", "PATH=/p", "B=", "C=3"), "/d", "app")
    assert "ONBUILD" in result(graph_of(f"{HEAD}RUN x\n", base=replace(BASE, triggers=True))).unknown
    assert "ONBUILD" in result(graph_of(f"{HEAD.strip()} AS one\nONBUILD RUN y\nFROM one\nRUN x\n")).unknown


def test_what_an_image_does_not_say_is_not_known() -> None:
    unknown = BaseImage("sha256:" + "a" * 64, why="nobody looked")
    for line in ("RUN x", "WORKDIR w", "WORKDIR /w", "COPY a b", "COPY a $X"):
        assert "nobody looked" in result(graph_of(f"{HEAD}{line}\n", base=unknown)).unknown, line
    assert (
        files_of(f"{HEAD}COPY a /b\n")
        == result(graph_of(f"{HEAD}COPY a /b\n", base=unknown)).operation.actions
    )  # type: ignore[union-attr]
    no_user = result(graph_of(f"{HEAD}WORKDIR /w\n", base=replace(unknown, no_user=True)))
    assert no_user.operation == FileOperation((Action(Mkdir("/w"), 0),))


def test_arguments_that_are_given_and_those_that_are_not_known() -> None:
    given = BuildOptions(args={"A": "given", "G": "other"}, unknown=frozenset({"U"}))
    text = "ARG G=global\nARG H=${G}x\n" + HEAD
    assert run_of(f"{text}ARG A=1\nARG G\nARG H\nARG D=${{A}}d\nRUN x\n", given).env == (
        "PATH=/bin",
        "A=given",
        "G=other",
        "H=otherx",
        "D=givend",
    )
    for lines in ("ARG U", "ARG U=1", "ARG U\nARG V=$U", "ARG U\nENV W=$U", "ENV U=1\nARG U"):
        assert "is not known" in result(graph_of(f"{text}{lines}\nRUN x\n", given)).unknown, lines
    assert run_of(f"{text}ARG U\nENV U=1\nRUN x\n", given).env == ("PATH=/bin", "U=1")
    assert "is not known" in result(graph_of(f"ARG U=1\n{HEAD}ARG U\nRUN x\n", given)).unknown
    assert "is not known" in result(graph_of(f"ARG U=1\nARG V=$U\n{HEAD}ARG V\nRUN x\n", given)).unknown
    assert "`U`" in graph_of("ARG U=1\nFROM registry.example/base:${U}\nRUN x\n", given).nodes[0].unknown


def test_rows_name_the_arguments_in_their_keys() -> None:
    graph = graph_of(f"{HEAD}ARG A=1\nARG B\nARG A=2\nRUN x\nCOPY a /x\n")
    assert [(row.line, row.instruction, row.arguments) for row in graph.rows] == [
        (1, "FROM", ()),
        (5, "RUN", ("A",)),
        (6, "COPY", ()),
    ]
    other = graph_of("ARG T=1\nFROM registry.example/base:${T}\nRUN x\n", BuildOptions(args={"T": "2"}))
    assert other.rows[0].arguments == ("T",)


def test_stages_that_are_not_needed_have_rows_without_nodes() -> None:
    text = f"{HEAD.strip()} AS a\nRUN a\n{HEAD.strip()} AS b\nRUN b\nFROM a AS c\nRUN c\n"
    graph = graph_of(text)
    assert [(row.line, bool(row.nodes)) for row in graph.rows] == [
        (1, True),
        (2, True),
        (3, False),
        (4, False),
        (6, True),
    ]
    assert result(graph_of(text, BuildOptions(target="B"))).line == 4
    assert result(graph_of(text, BuildOptions(target="1"))).line == 4
    with pytest.raises(ValueError, match="there is no stage `d`"):
        graph_of(text, BuildOptions(target="d"))
    assert [row.stage_name for row in graph_of(HEAD + "RUN x\n" + HEAD + "RUN y\n").rows] == [
        "stage-0",
        "stage-0",
        "stage-1",
        "stage-1",
    ]
    graph = graph_of(f"{HEAD.strip()} AS a\nRUN a\n{HEAD}RUN --mount=from=a,target=/m x\n")
    assert reached(graph, [0]) == {0}
    assert reached(graph, [graph.result or 0]) == {0, 1, 2}


@pytest.mark.parametrize(
    ("no_cache", "stage", "ignored"),
    [(None, "a", False), ((), "a", True), (("A",), "a", True), (("b", "a"), "A", True), (("b",), "a", False),
        (("",), "", False)]
)
def test_stages_without_cache(no_cache: tuple[str, ...] | None, stage: str, ignored: bool) -> None:
    assert BuildOptions(no_cache=no_cache).ignores(stage) is ignored


def test_an_image_without_layers_is_nothing() -> None:
    assert graph_of(f"{HEAD}COPY a /x\n", base=replace(BASE, diff_ids=())).nodes[
        -1
    ].operation == FileOperation((Action(COPY, EMPTY, 0, 0),))
    graph = Build(
        f"{HEAD}RUN x\n", options=BuildOptions(named=frozenset({"registry.example/base:1"}))
    ).graph()
    assert "named context" in graph.nodes[0].unknown


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("linux/amd64", Platform()),
        ("LINUX/ARM64", Platform("linux", "arm64")),
        ("linux/arm64/v8", Platform("linux", "arm64")),
        ("linux/arm64/8", Platform("linux", "arm64")),
        ("linux/arm64/v9", Platform("linux", "arm64", "v9")),
        ("linux/aarch64", Platform("linux", "arm64")),
        ("linux/amd64/v1", Platform()),
        ("linux/amd64/v2", Platform("linux", "amd64", "v2")),
        ("linux/x86_64", Platform()),
        ("linux/x86-64", Platform()),
        ("linux/i386", Platform("linux", "386")),
        ("linux/arm", Platform("linux", "arm", "v7")),
        ("linux/arm/5", Platform("linux", "arm", "v5")),
        ("linux/arm/6", Platform("linux", "arm", "v6")),
        ("linux/arm/7", Platform("linux", "arm", "v7")),
        ("linux/arm/8", Platform("linux", "arm", "v8")),
        ("linux/arm/v6", Platform("linux", "arm", "v6")),
        ("linux/armhf", Platform("linux", "arm", "v7")),
        ("linux/ppc64le/v8", Platform("linux", "ppc64le", "v8")),
        ("macos/arm64", Platform("darwin", "arm64")),
        ("linux", Platform()),
        ("windows", Platform("windows", "amd64")),
        ("darwin", Platform("darwin", "amd64")),
        ("freebsd", Platform("freebsd", "amd64")),
        ("arm64", Platform("linux", "arm64")),
        ("s390x", Platform("linux", "s390x")),
    ],
)
def test_platforms(text: str, wanted: Platform) -> None:
    assert platform_of(text) == wanted
    assert platform_of(str(wanted)) == wanted


@pytest.mark.parametrize("text", ["", "linux/", "/amd64", "a/b/c/d", "linux//v7"])
def test_what_is_not_a_platform(text: str) -> None:
    with pytest.raises(ValueError, match=f"^{text}$"):
        platform_of(text)


def test_the_platform_of_a_stage() -> None:
    graph = graph_of("FROM --platform=linux/arm/v6 registry.example/base:1\nRUN x\n")
    run = result(graph).operation
    assert isinstance(run, Exec) and run.platform == Platform("linux", "arm", "v6")
    assert graph.nodes[0].keys == o.image_keys(BASE.digest, run.platform, BASE.diff_ids)
    built = BuildOptions(platform=Platform("linux", "arm64"), build_platform=Platform("linux", "s390x"))
    assert run_of(
        "FROM --platform=$BUILDPLATFORM registry.example/base:1\nRUN x\n", built
    ).platform == Platform("linux", "s390x")
    assert "platform" in graph_of("FROM --platform=a/b/c/d registry.example/base:1\nRUN x\n").nodes[0].unknown
    args = run_of(
        f"{HEAD}ARG TARGETPLATFORM\nARG BUILDARCH\nARG TARGETVARIANT\nARG TARGETSTAGE\nRUN x\n", built
    ).env
    assert args == (
        "PATH=/bin",
        "TARGETPLATFORM=linux/arm64",
        "BUILDARCH=s390x",
        "TARGETVARIANT=",
        "TARGETSTAGE=default",
    )
