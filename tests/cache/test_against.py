"""Which steps hit a cache, and why the others miss, on caches made here. The digests themselves are checked
on BuildKit's own caches in `tests/conformance/test_against.py`."""

from __future__ import annotations

import pytest

from dlinter.model.cache.keys.graph import BaseImage, BuildOptions
from dlinter.model.cache.keys.match import Miss
from dlinter.model.cache.keys.operations import Platform
from dlinter.values import replace
from tests.cache.against import BASE, Build, against, hits

FILE = """\
FROM registry.example/base:1 AS build
ARG VERSION=1
WORKDIR /w
COPY package.txt ./
RUN make deps
COPY src ./src
RUN make all

FROM registry.example/run:1
COPY conf /conf
COPY --from=build /w/out /out
"""
FILES = {"package.txt": "p", "src/a.txt": "a", "src/b/c.txt": "c", "conf/x.conf": "x", "README.md": "r"}
BUILD = Build(FILE, FILES, outputs={7: {"w/out": "binary", "w/other": "log"}})
MOVED = BaseImage("sha256:" + "c" * 64, ("sha256:" + "d" * 64,), ("PATH=/bin",))


def test_nothing_changed() -> None:
    assert hits(BUILD, BUILD) == "hhhhhhh"


def test_a_file_of_the_context() -> None:
    found = against(replace(BUILD, files={**FILES, "src/a.txt": "other"}), BUILD)
    assert [found[line].hit for line in (3, 4, 5, 6, 7, 10, 11)] == [
        True,
        True,
        True,
        False,
        False,
        True,
        None,
    ]
    assert found[6].miss is Miss.CONTEXT
    assert (found[7].miss, found[7].before) == (Miss.STANDS_ON, 6)
    assert "line 7 is rebuilt" in found[11].why


@pytest.mark.parametrize(
    ("files", "wanted"),
    [
        ({"README.md": "other"}, "hhhhhhh"),
        ({"src/a.txt": ("a", 0o755)}, "hhhmmh?"),
        ({"src/new.txt": ""}, "hhhmmh?"),
        ({"conf/x.conf": "y"}, "hhhhhmm"),
        ({"package.txt": "q"}, "hmmmmh?"),
    ],
)
def test_which_files_count(files: dict[str, str], wanted: str) -> None:
    assert hits(replace(BUILD, files={**FILES, **files}), BUILD) == wanted


def test_an_argument_counts_for_every_run_in_its_scope() -> None:
    given = replace(BUILD, options=BuildOptions(args={"VERSION": "2"}))
    found = against(given, BUILD, alternatives=[BUILD])
    assert [found[line].hit for line in (3, 4, 5, 6, 7)] == [True, True, False, False, False]
    assert (found[5].miss, found[5].arguments) == (Miss.ARGUMENT, ("VERSION",))
    assert (found[6].miss, found[6].before) == (Miss.STANDS_ON, 5)
    assert found[7].miss is Miss.ARGUMENT
    assert (
        hits(
            replace(
                BUILD, options=BuildOptions(args={"UNDECLARED": "2", "HTTP_PROXY": "http://proxy.example"})
            ),
            BUILD,
        )
        == "hhhhhhh"
    )


def test_an_argument_whose_value_only_the_build_tells() -> None:
    found = against(replace(BUILD, options=BuildOptions(unknown=frozenset({"VERSION"}))), BUILD)
    assert [found[line].hit for line in (3, 4, 5, 6, 7)] == [True, True, None, None, None]
    assert "`VERSION`" in found[5].why


def test_a_base_image_that_moved() -> None:
    found = against(replace(BUILD, bases={"registry.example/base:1": MOVED}), BUILD)
    assert (found[1].hit, found[1].miss) == (False, Miss.BASE)
    assert [found[line].hit for line in (3, 4, 5, 6, 7, 10, 11)] == [False] * 5 + [True, None]
    assert found[3].miss is Miss.STANDS_ON
    same_layers = replace(MOVED, diff_ids=BASE.diff_ids)
    assert hits(replace(BUILD, bases={"registry.example/base:1": same_layers}), BUILD) == "hhhhhhh"
    unknown_layers = replace(MOVED, diff_ids=None)
    found = against(replace(BUILD, bases={"registry.example/base:1": unknown_layers}), BUILD)
    assert [found[line].hit for line in (1, 3, 5)] == [None] * 3


def test_a_base_image_that_is_not_known_is_never_guessed() -> None:
    unknown = BaseImage(why="nobody told")
    found = against(replace(BUILD, bases={"registry.example/base:1": unknown}), BUILD)
    assert [found[line].hit for line in (1, 3, 4, 5, 6, 7)] == [None] * 6
    assert found[10].hit is True
    assert "nobody told" in found[5].why


def test_another_stage_that_came_out_the_same_by_its_key() -> None:
    # The last stage's base moved: the linked copies are made on nothing and are found, the merge is not.
    linked = BUILD.with_("COPY conf", "COPY --link conf").with_("COPY --from", "COPY --link --from")
    found = against(replace(linked, bases={"registry.example/run:1": MOVED}), linked)
    assert found[10].hit is False
    assert found[10].merge_only
    assert found[11].merge_only


def test_an_instruction_that_was_edited() -> None:
    found = against(BUILD.with_("make deps", "make dependencies"), BUILD, alternatives=[BUILD])
    assert (found[5].miss, found[5].what) == (Miss.INSTRUCTION, "it was `RUN make deps`")
    assert (found[7].miss, found[7].before) == (Miss.STANDS_ON, 6)
    assert (
        hits(
            BUILD.with_(
                "FROM registry.example/run:1\n", "FROM registry.example/run:1\nLABEL a=b\nCMD true\n"
            ),
            BUILD,
        )
        == "hhhhhhh"
    )


def test_environment_in_another_order() -> None:
    old = Build("FROM registry.example/base:1\nENV A=1\nENV B=2\nRUN make\nWORKDIR /x\n")
    found = against(Build("FROM registry.example/base:1\nENV B=2\nENV A=1\nRUN make\nWORKDIR /x\n"), old)
    assert found[4].miss is Miss.ORDER
    assert found[5].miss is Miss.STANDS_ON


def test_another_platform() -> None:
    arm = replace(BUILD, options=BuildOptions(platform=Platform("linux", "arm64")))
    found = against(arm, BUILD)
    assert (found[5].miss, found[5].what) == (Miss.PLATFORM, "linux/amd64")


def test_no_cache() -> None:
    found = against(replace(BUILD, options=BuildOptions(no_cache=("build",))), BUILD)
    assert [found[line].miss for line in (3, 4, 5, 6, 7)] == [None] + [Miss.NO_CACHE] * 4
    assert found[10].hit is True


def test_an_inline_cache_has_results_of_the_last_stage_alone() -> None:
    assert hits(BUILD, BUILD, inline=True) == "hhhhhhh"
    found = against(replace(BUILD, files={**FILES, "src/a.txt": "other"}), BUILD, inline=True)
    assert [found[line].hit for line in (3, 4, 5, 6, 7, 10)] == [False] * 5 + [True]
    assert [found[line].miss for line in (3, 4, 5, 6)] == [Miss.CACHE_MISSING] * 3 + [Miss.CONTEXT]


def test_the_content_of_another_stage_is_read_from_the_cache() -> None:
    # The stage's key differs, for it is another one; its result is in the cache, and the file is the same.
    two = FILE + "FROM registry.example/run:1\nCOPY --from=build /w/other /other\n"
    old = Build(two, FILES, outputs={7: {"w/out": "binary", "w/other": "log"}})
    moved = Build(
        two.replace("RUN make all", "RUN make all\nRUN make all"),
        FILES,
        outputs={7: {"w/out": "binary", "w/other": "log"}},
    )
    assert against(moved, old)[8].hit is False


def test_a_cache_of_something_else_claims_nothing() -> None:
    other = Build("FROM registry.example/base:1\nRUN something else\n")
    found = against(BUILD, other)
    assert [found[line].hit for line in (3, 4, 5)] == [None] * 3
    assert "another one" in found[3].why


def test_stages_that_are_not_built() -> None:
    found = against(replace(BUILD, options=BuildOptions(target="build")), BUILD)
    assert not found[10].built
    assert found[7].hit is True


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ("RUN --mount=type=cache,target=/c,id=a x", "RUN --mount=type=cache,target=/c,id=b x", "h"),
        ("RUN --mount=type=cache,target=/c x", "RUN --mount=type=cache,target=/c,id=b x", "m"),
        ("RUN --mount=type=secret,id=a x", "RUN --mount=type=secret,id=b x", "m"),
        ("RUN --mount=type=ssh x", "RUN --mount=type=ssh,required x", "m"),
        ("RUN --mount=type=tmpfs,target=/t x", "RUN --mount=type=tmpfs,target=/t,size=1m x", "m"),
        ("RUN --network=none x", "RUN --network=default x", "m"),
        ("COPY src/a.txt /x/", "COPY src/../src/a.txt /x/./", "h"),
        ("COPY src/a.txt /x/", "COPY ./src/a.txt /x/", "h"),
        ("COPY --chown=1:2 src /x", "COPY --chown=1:3 src /x", "m"),
        ("COPY --chmod=644 src /x", "COPY --chmod=0644 src /x", "h"),
        ("COPY src/*.txt /x/", "COPY src/a.txt /x/", "m"),
        ("COPY --exclude=*.md . /x", "COPY --exclude=*.txt . /x", "m"),
        ("COPY <<E /x\na\nE", "COPY <<E /x\nb\nE", "m"),
        ("COPY <<E /x\na\nE", "COPY <<'E' /x\na\nE", "h"),
        ("RUN <<E\na\nE", "RUN <<E\nb\nE", "m"),
        ("RUN <<E\n#!/bin/x\na\nE", "RUN <<E\n#!/bin/x\nb\nE", "m"),
        ("WORKDIR /a/b", "WORKDIR /a/../a/b", "h"),
        ("WORKDIR /first/a", "WORKDIR a", "h"),
        ("RUN a \\\n  b", "RUN a   b", "h"),
        ("RUN a", 'RUN ["a"]', "m"),
        ("RUN --mount=target=/m,source=src x", "RUN --mount=target=/m,source=src,rw x", "m"),
        ("RUN --mount=target=/m,source=src x", "RUN --mount=target=/m,source=conf x", "m"),
    ],
)
def test_spellings(old: str, new: str, wanted: str) -> None:
    head = "FROM registry.example/base:1\nWORKDIR /first\n"
    assert hits(Build(f"{head}{new}\n", FILES), Build(f"{head}{old}\n", FILES))[1] == wanted


def test_a_bind_mount_counts_by_its_content() -> None:
    text = "FROM registry.example/base:1\nRUN --mount=target=/m,source=src x\nRUN y\n"
    old = Build(text, FILES)
    assert hits(replace(old, files={**FILES, "conf/x.conf": "y"}), old) == "hh"
    found = against(replace(old, files={**FILES, "src/a.txt": "y"}), old)
    assert (found[2].miss, found[2].files, found[2].exact) == (Miss.CONTEXT, ("src",), False)


def test_files_that_changed_are_named() -> None:
    # The layer of `COPY src ./src`, with its folders; the cache's own layer says what was there.
    outputs = {6: {"w/src/a.txt": "a", "w/src/b/c.txt": "c", "w/src/gone.txt": "g"}, 7: {"w/out": "binary"}}
    old = replace(BUILD, files={**FILES, "src/gone.txt": "g"}, outputs=outputs)
    new = replace(BUILD, files={**FILES, "src/a.txt": "b", "src/b/c.txt": ("c", 0o600), "src/new.txt": "n"})
    assert against(new, old)[6].files == (
        "src/a.txt",
        "src/b/c.txt (mode)",
        "src/gone.txt (removed)",
        "src/new.txt",
    )


def test_a_base_image_with_another_config() -> None:
    moved = BaseImage("sha256:" + "c" * 64, BASE.diff_ids, ("PATH=/bin", "NEW=1"))
    found = against(replace(BUILD, bases={"registry.example/base:1": moved}), BUILD, alternatives=[BUILD])
    assert (found[1].hit, found[3].hit) == (True, True)
    assert (found[5].miss, found[5].what) == (Miss.BASE, "registry.example/base:1")


def test_an_argument_that_names_the_base_image() -> None:
    text = "ARG TAG=1\nFROM registry.example/base:${TAG}\nRUN x\n"
    new = Build(text, options=BuildOptions(args={"TAG": "2"}), bases={"registry.example/base:2": MOVED})
    found = against(new, Build(text))
    assert (found[2].miss, found[2].arguments) == (Miss.ARGUMENT, ("TAG",))


def test_a_step_that_was_moved() -> None:
    old = Build("FROM registry.example/base:1\nRUN a\nRUN b\n")
    found = against(Build("FROM registry.example/base:1\nRUN b\nRUN a\n"), old)
    assert (found[2].miss, found[2].what) == (Miss.INSTRUCTION, "in the cache it comes after another step")
    assert (found[3].miss, found[3].before) == (Miss.STANDS_ON, 2)
