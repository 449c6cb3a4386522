"""Steps joined across edits, steps that were skipped, and which files of a context a step takes."""

from __future__ import annotations

import json

import pytest

from dlinter.model.difference.advice import ADVISED
from dlinter.model.difference.alignment import align
from dlinter.model.difference.compare import compare
from dlinter.model.difference.files import changed_files
from dlinter.model.difference.nodes import ChangedFile, ContextChanges
from dlinter.model.record.nodes import Build
from dlinter.model.record.steps import Steps, steps_of
from dlinter.model.record.vertex import Vertex, without_skipped
from dlinter.packs import load_rules
from dlinter.sources.build_log import read_builds
from dlinter.sources.records.builds import builds_of_json
from dlinter.testing import records as r


def steps(file: str, ops: list[r.Op] | None = None, attrs: dict[str, str] | None = None) -> Steps:
    """The steps of a build; without operations a RUN for each line that is one."""
    if ops is None:
        ops = [r.Op(r.image("node:22", "a"), line=1)]
        for number, line in enumerate(file.splitlines(), 1):
            if line.startswith("RUN "):
                ops.append(r.Op(r.run(line[4:]), [len(ops) - 1], number))
    (build,) = builds_of_json("x", json.dumps(r.provenance(r.Record(file, ops, attrs or {}))).encode())
    return steps_of(build)


def joined(old: str, new: str) -> list[tuple[str, str]]:
    before, after = steps(old), steps(new)
    found = align(before, after)
    return [
        (s.text, before.all[found.pairs[s.at]].text if s.at in found.pairs else "")
        for s in after.all
        if s.instruction != "FROM"
    ]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("RUN a one\nRUN b two\n", "RUN x zero\nRUN a one\nRUN b two\n",
            [("RUN x zero", ""), ("RUN a one", "RUN a one"), ("RUN b two", "RUN b two")]),
        ("RUN a one\nRUN b two\n", "RUN b two\nRUN a one\n",
            [("RUN b two", "RUN b two"), ("RUN a one", "RUN a one")]),
        ("RUN npm ci\nRUN make all\n", "RUN npm ci --no-audit\nRUN make all\n",
            [("RUN npm ci --no-audit", "RUN npm ci"), ("RUN make all", "RUN make all")]),
        ("RUN a one\nRUN b two\nRUN c three\n", "RUN a one\nRUN c three\n",
            [("RUN a one", "RUN a one"), ("RUN c three", "RUN c three")]),
    ],
    ids=["inserted", "moved", "edited", "deleted"],
)
def test_steps_are_joined_across_edits(old: str, new: str, expected: list[tuple[str, str]]) -> None:
    assert joined(f"FROM node:22\n{old}", f"FROM node:22\n{new}") == expected


def test_a_renamed_stage_is_the_same_stage() -> None:
    old, new = (
        "FROM node:22 AS build\nRUN a one\nRUN b two\n",
        "FROM node:22 AS builder\nRUN a one\nRUN b two\n",
    )
    found = align(steps(old), steps(new))
    assert found.stages == {"builder": "build"} and len(found.pairs) == 3 and not found.moved


def test_a_step_after_a_deleted_one_stands_on_another() -> None:
    file = "FROM node:22\nRUN a one\nRUN b two\nRUN c three\n"
    names = {2: "[2/4] RUN a one", 3: "[3/4] RUN b two", 4: "[4/4] RUN c three"}

    def made(text: str, cached: frozenset[str]) -> Steps:
        ops = [r.Op(r.image("node:22", "a"), line=1)]
        for number, line in enumerate(text.splitlines(), 1):
            if line.startswith("RUN"):
                ops.append(
                    r.Op(
                        r.run(line[4:]),
                        [len(ops) - 1],
                        number,
                        names[file.splitlines().index(line) + 1],
                        cached=line in cached,
                    )
                )
        record = r.Record(text, ops)
        (build,) = builds_of_json("x", json.dumps(r.provenance(record)).encode())
        (vertices,) = read_builds(r.rawjson(record).encode())
        return steps_of(Build(build.name, "record", graphs=build.graphs, vertices=vertices))

    found = compare(
        made(file, frozenset()),
        made(file.replace("RUN b two\n", ""), frozenset({"RUN a one"})),
        ContextChanges(known=True),
    ).difference
    assert [(s.text, s.status.value, s.kind.value if s.kind else "") for s in found.steps[1:]] == [
        ("RUN a one", "same", ""),
        ("RUN c three", "rebuilt", "order"),
    ]
    assert [text for _, text in found.removed] == ["RUN b two"]


def test_a_step_skipped_after_a_failure_is_not_cached() -> None:
    """Without the graph of the log by stage and number, with it by what stands on what."""
    plain = [
        Vertex("[build 2/4] RUN a", failed=True),
        Vertex("[build 3/4] RUN b", cached=True),
        Vertex("[other 2/2] RUN c", cached=True),
        Vertex("[final 2/2] COPY --from=build /a /a", cached=True),
    ]
    assert [(v.skipped, v.cached) for v in without_skipped(plain)] == [
        (False, False),
        (True, False),
        (False, True),
        (True, False),
    ]
    graph = [
        Vertex("[build 2/4] RUN a", failed=True, digest="a"),
        Vertex("[build 3/4] RUN b", cached=True, digest="b", inputs=("a",)),
        Vertex("[build 4/4] RUN c", cached=True, digest="c", inputs=("b",)),
        Vertex("[other 2/2] RUN d", cached=True, digest="d", inputs=("z",)),
    ]  # fmt: skip
    assert [v.cached for v in without_skipped(graph)] == [False, False, False, True]
    log = "#5 [build 2/3] RUN a\n#5 ERROR: exit code: 1\n\n#6 [build 3/3] RUN b\n#6 CACHED\n"
    (build,) = read_builds(log.encode())
    assert [(v.cached, v.seconds, v.done) for v in build] == [(False, None, False), (False, None, False)]


@pytest.mark.parametrize(
    ("op", "taken"),
    [
        (r.copy("/", "/"), ["a.txt", "src/a.c", "src/deep/b.c"]),
        (r.copy("/src", "/x"), ["src/a.c", "src/deep/b.c"]), (r.copy("/*.txt", "/x"), ["a.txt"]),
        (r.copy("/src/*.c", "/x"), ["src/a.c"]),
        (r.copy("/src", "/x", excludePatterns=["deep"]), ["src/a.c"]), (r.copy("/srcs", "/x"), []),
    ],
    ids=["all", "folder", "wildcard", "deeper wildcard", "exclude", "other"],
)  # fmt: skip
def test_files_that_a_copy_takes(op: dict[str, object], taken: list[str]) -> None:
    ops = [r.Op(r.image("node:22", "a"), line=1), r.Op(r.context(["*.md"])), r.Op(op, [0, 1], 2)]
    found = steps("FROM node:22\nCOPY . .\n", ops, {"vcs:localdir:context": "service"})
    paths = ("service/a.txt", "service/src/a.c", "service/src/deep/b.c", "service/README.md", "other/x")
    changes = ContextChanges(
        tuple(ChangedFile(p, "content") for p in paths), True, "", {"context": "service"}
    )
    assert [f.path for f in changed_files(found, found.all[1], changes)] == taken


def test_advice_names_rules_that_there_are() -> None:
    assert set(ADVISED) <= {rule.id for rule in load_rules().rules}


def test_a_platform_that_was_added_is_why_its_steps_ran() -> None:
    file = "FROM node:22\nRUN a one\n"

    def graphs(*platforms: str, cached: tuple[str, ...] = ()) -> Build:
        found, vertices = [], []
        for platform in platforms:
            ops = [r.Op(r.image("node:22", "a"), line=1, platform=platform),
                r.Op(r.run("a one"), [0], 2, f"[{platform} 2/2] RUN a one", platform in cached,
                    platform=platform)]
            record = r.Record(file, ops, ref=f"{platform} {cached}")
            (build,) = builds_of_json("x", json.dumps(r.provenance(record)).encode())
            found += build.graphs
            vertices += read_builds(r.rawjson(record).encode())[0]
        return Build("x", "record", graphs=tuple(found), vertices=tuple(vertices), platforms=platforms)

    old, new = graphs("linux/amd64"), graphs("linux/amd64", "linux/arm64", cached=("linux/amd64",))
    (step,) = [
        s
        for s in compare(steps_of(old), steps_of(new), ContextChanges(known=True)).difference.steps
        if s.instruction == "RUN"
    ]
    assert step.status.value == "rebuilt" and step.kind is not None and step.kind.value == "platform"


def kinds(old: Steps, new: Steps) -> list[str]:
    found = compare(old, new, ContextChanges(False)).difference
    return [s.kind.value if s.kind is not None else "" for s in found.steps]


def test_an_argument_that_the_platform_sets_is_the_platform() -> None:
    file = "FROM node:22\nARG TARGETARCH\nRUN echo $TARGETARCH\n"

    def built(arch: str, **attrs: str) -> Steps:
        return steps(
            file,
            [r.Op(r.image("node:22", "a"), line=1), r.Op(r.run("echo", [f"TARGETARCH={arch}"]), [0], 3)],
            {"platform": f"linux/{arch}", **attrs},
        )

    assert kinds(built("amd64"), built("arm64")) == ["", "platform"]
    given = {"build-arg:TARGETARCH": "arm64"}
    assert kinds(built("amd64"), built("arm64", **given)) == ["", "argument"]


@pytest.mark.parametrize(
    ("one", "other", "differs"),
    [
        ({"ID": "/pkg"}, {"ID": "/store"}, True), ({"ID": "/pkg"}, {"ID": "/other"}, False),
        ({"ID": "//store"}, {"ID": "/pkg"}, True),
        ({"ID": "/store"}, {"ID": "/store", "sharing": 2}, True),
        ({"ID": "/pkg", "sharing": 1}, {"ID": "/pkg", "sharing": 2}, False),
    ],
)  # fmt: skip
def test_the_id_of_a_cache_mount_counts_where_it_is_its_target(
    one: dict[str, object], other: dict[str, object], differs: bool
) -> None:
    def built(options: dict[str, object]) -> Steps:
        mounts = [{"dest": "/"}, {"dest": "/store", "input": -1, "mountType": 3, "cacheOpt": options}]
        return steps(
            "FROM node:22\nRUN x\n",
            [r.Op(r.image("node:22", "a"), line=1), r.Op(r.run("x", mounts=mounts), [0], 2)],
        )

    assert (kinds(built(one), built(other))[1] == "instruction") is differs


def test_of_two_steps_that_change_places_the_second_stands_on_the_first() -> None:
    old, new = steps("FROM node:22\nRUN a one\nRUN b two\n"), steps("FROM node:22\nRUN b two\nRUN a one\n")
    assert kinds(old, new) == ["", "order", "stands-on"]
