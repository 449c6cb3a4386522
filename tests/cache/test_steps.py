"""The steps of a Dockerfile: which there are, what each stands on, takes, and is keyed on. Dockerfile
reference, "Multi-stage builds", "Impact on build caching"; `dockerfile2llb/convert.go`."""

from __future__ import annotations

import pytest

from dlinter.model.cache.build_cache import cache_if_small, cache_of
from dlinter.model.cache.messages import only_by, rebuilds, rebuilt_by, rebuilt_only_by
from dlinter.model.cache.steps import Kind, Remote, Step
from dlinter.model.dockerfile import Run
from dlinter.model.dockerfile.reader import read
from dlinter.model.facts.facts import Facts
from dlinter.model.text import Text


def facts(source: str) -> Facts:
    return Facts(read(Text(source.encode(), "Dockerfile")))


def steps(source: str) -> tuple[Step, ...]:
    return cache_of(facts(source)).steps


def keyed(source: str, *names: str) -> list[tuple[str, ...]]:
    """Of each step the named build arguments that rebuild it."""
    return [tuple(n for n in names if n in s.arguments) for s in steps(source)]


def test_each_kind_of_step() -> None:
    found = steps(
        "FROM a:1 AS one\nENV X=1\nWORKDIR /w\nWORKDIR /\nRUN x\nCOPY a b /c/\nADD d /e\nLABEL y=z\nCMD q\n"
    )
    assert [(s.at, s.line, s.kind, s.number, s.stage, s.stage_name, s.parents) for s in found] == [
        (0, 1, Kind.FROM, 1, 0, "one", ()), (1, 3, Kind.WORKDIR, 2, 0, "one", (0,)),
        (2, 5, Kind.RUN, 3, 0, "one", (1,)), (3, 6, Kind.COPY, 4, 0, "one", (2,)),
        (4, 7, Kind.ADD, 5, 0, "one", (3,)),
    ]  # fmt: skip
    assert [s.text for s in found[2:4]] == ["RUN x", "COPY a b /c/"]
    assert [[i.pattern for i in s.locals] for s in found] == [[], [], [], ["a", "b"], ["d"]]
    assert found[0].base == "a:1"


def test_scratch_makes_no_step() -> None:
    assert [(s.line, s.parents, s.target) for s in steps("FROM scratch\nCOPY a b\n")] == [(2, (), "/b")]
    assert [s.stage_name for s in steps("FROM scratch\nCOPY a b\n")] == ["0"]


def test_stages_that_are_needed() -> None:
    source = (
        "FROM a:1 AS one\nRUN 1\nFROM a:1 AS two\nRUN 2\nFROM a:1 AS three\nRUN 3\nFROM one AS four\nRUN 4\n"
        "FROM a:1\nCOPY --from=four /a /a\nRUN --mount=from=THREE,target=/m 5\n"
        "COPY --from=9 / /\nRUN --mount=from=1,target=/m 6\n"
    )
    found = steps(source)
    assert [s.line for s in found] == [1, 2, 5, 6, 8, 9, 10, 11, 12, 13]
    by_line = {s.line: s for s in found}
    assert [(i.stage, i.image, i.paths, i.by, i.filtered) for i in by_line[10].stages] == [
        (3, "four", ("/a",), "COPY --from", False)
    ]
    assert [(i.stage, i.image, i.paths, i.by) for i in by_line[11].stages] == [
        (2, "three", ("/",), "--mount=bind from")
    ]
    assert [(i.stage, i.image) for i in by_line[12].stages] == [(None, "9")]
    assert [(i.stage, i.image) for i in by_line[13].stages] == [(None, "1")]  # a mount takes no number
    assert by_line[10].stages[0].tip == (by_line[8].at,)
    assert by_line[8].parents == (by_line[2].at,)


def test_the_last_stage_of_a_name_counts() -> None:
    found = steps("FROM a:1 AS one\nRUN 1\nFROM a:1 AS one\nRUN 2\nFROM One\nRUN 3\n")
    assert [s.line for s in found][-1] == 6
    found = steps("FROM a:1 AS one\nRUN 1\nFROM a:1 AS one\nRUN 2\nFROM one\nRUN 3\n")
    assert [s.line for s in found] == [3, 4, 6]


def test_what_a_run_is_keyed_on() -> None:
    source = (
        "ARG G=1\nFROM a:1\nRUN 0\nARG A\nARG B=$A\nARG G\nARG BUILDKIT_SBOM_SCAN_STAGE=1\nRUN 1\nENV A=x\n"
        "RUN 2\nCOPY $B /x\nCOPY y /x\nRUN --mount=type=cache,target=/$G 3\n"
    )
    assert keyed(source, "A", "B", "G", "BUILDKIT_SBOM_SCAN_STAGE") == [
        (),
        (),
        ("A", "B", "G"),
        ("A", "B", "G"),
        ("A", "B"),
        (),
        ("A", "B", "G"),
    ]
    hidden = "FROM a:1\nARG A=1\nENV A=2\nRUN x\n"
    assert keyed(hidden, "A") == [(), ()]
    assert keyed("FROM a:1\nARG A=1\nENV B=$A\nENV A=2\nRUN x\n", "A") == [(), ("A",)]


def test_config_that_is_in_the_key() -> None:
    source = (
        'FROM a:1\nUSER u\nSHELL ["/bin/x"]\nWORKDIR /w\nRUN x\nRUN ["x"]\nCOPY a b\nCOPY a /b\nWORKDIR v\n'
    )
    lines = {s.line: sorted(index + 1 for index in s.config) for s in steps(source)}
    assert lines == {1: [], 4: [2], 5: [2, 3, 4], 6: [2, 4], 7: [4], 8: [], 9: [2, 4]}


def test_platforms_and_picks() -> None:
    source = "ARG P=linux/amd64\nFROM --platform=$P a:1 AS one\nRUN x\nFROM one\nRUN y\n"
    assert keyed(source, "P", "TARGETPLATFORM") == [("P",), ("P",), ("P",)]
    assert keyed("FROM --platform=$TARGETPLATFORM a:1\nRUN x\n", "TARGETPLATFORM") == [
        ("TARGETPLATFORM",),
        ("TARGETPLATFORM",),
    ]
    plain, named = steps("FROM a:1\nRUN x\n"), steps("FROM --platform=$TARGETPLATFORM a:1\nRUN x\n")
    assert [s.own for s in plain] == [s.own for s in named]
    other = steps("FROM --platform=$BUILDPLATFORM a:1\nRUN x\n")
    assert [a.own == b.own for a, b in zip(plain, other, strict=True)] == [False, False] and [
        a.guess == b.guess for a, b in zip(plain, other, strict=True)
    ] == [True, True]
    picked = steps("ARG S=one\nFROM a:1 AS one\nFROM $S\nCOPY --link a /\nRUN x\n")
    assert [sorted(s.picks) for s in picked] == [[], [], ["S"]]


def test_linked_copies() -> None:
    found = steps("FROM a:1\nCOPY --link a /a\nCOPY --link b /b\nRUN x\nCOPY --link --chmod=644 c /c\n")
    assert [(s.line, s.parents, s.linked) for s in found] == [
        (1, (), False),
        (2, (), True),
        (3, (), True),
        (4, (0, 1, 2), False),
        (5, (3,), False),
    ]


def test_remotes() -> None:
    commit = "a" * 40
    (_, step) = steps(
        f"FROM a:1\nADD https://h.example/f https://h.example/r.git https://h.example/r.git#{commit} x /d/\n"
    )
    assert step.remotes == (
        Remote("https://h.example/f"),
        Remote("https://h.example/r.git", True),
        Remote(f"https://h.example/r.git#{commit}", True, True),
    )
    assert [i.pattern for i in step.locals] == ["x"]
    (_, step) = steps("FROM a:1\nADD --checksum=sha256:" + "0" * 64 + " https://h.example/f /f\n")
    assert step.remotes == (Remote("https://h.example/f", False, True),)


@pytest.mark.parametrize(
    ("copy", "target"),
    [
        ("COPY a /b", "/b"), ("COPY a /b/", "/b/"), ("COPY a b", "\x02/b"), ("WORKDIR /w\nCOPY a b", "/w/b"),
        ("WORKDIR /w\nCOPY a .", "/w/"), ("ARG X\nCOPY a /$X", None), ("ARG X=x\nCOPY a /$X", "/x"),
        ("ENV X=x\nCOPY a /$X", "/x"), ("COPY a /$NONE", None),
    ],
)  # fmt: skip
def test_where_a_copy_writes(copy: str, target: str | None) -> None:
    assert steps(f"FROM a:1\n{copy}\n")[-1].target == target


@pytest.mark.parametrize(
    ("one", "other", "own", "definition", "sources"),
    [
        ("COPY x/a /d", "COPY y/a /d", True, False, False), ("COPY a /d", "COPY b /d", False, False, False),
        ("COPY --parents x/a /d/", "COPY --parents y/a /d/", False, False, False),
        ("COPY --from=s /a /d", "COPY --from=t /a /d", True, True, False),
        ("COPY --from=i:1 /a /d", "COPY --from=i:2 /a /d", True, True, False),
        ("COPY --from=i /a /d", "COPY --from=docker.io/library/i:latest /a /d", True, True, True),
        ("COPY --from=s /a /d", "COPY --from=i:1 /a /d", True, False, False),
        ("COPY --from=s /a /d", "COPY --from=s /b/a /d", True, False, False),
        ("ADD a /d", "ADD --unpack a /d", True, True, True), ("ADD a /d", "COPY a /d", False, False, False),
        ("ADD --keep-git-dir https://h.example/r.git /d", "ADD https://h.example/r.git /d", False, False,
            False),
        ("RUN --network=none x", "RUN x", False, False, False),
        ("RUN --network=default x", "RUN x", True, True, True),
        ("RUN --security=insecure x", "RUN x", False, False, False),
        ("RUN --device=a x", "RUN x", False, False, False),
        ("COPY <<A /d\nx\nA", "COPY <<B /d\nx\nB", False, False, False),
        ("COPY <<A /d\nx\nA", "COPY <<A /d\ny\nA", False, False, False),
        ("COPY --link a /d", "COPY a /d", False, False, False),
    ],
)  # fmt: skip
def test_keys_of_steps(one: str, other: str, own: bool, definition: bool, sources: bool) -> None:
    head = (
        "FROM a:1 AS s\nRUN s\nFROM a:1 AS t\nRUN t\nFROM b:1\nRUN --mount=from=s,target=/s "
        "--mount=from=t,target=/t y\n"
    )
    a, b = steps(f"{head}{one}\n")[-1], steps(f"{head}{other}\n")[-1]
    assert (a.own == b.own, a.definition == b.definition, a.sources == b.sources) == (
        own,
        definition,
        sources,
    )


def test_messages_count_what_is_rebuilt() -> None:
    source = "FROM debian:13\nARG X\nRUN one two three\nCOPY a b c d /\nRUN two\n"
    found = facts(source)
    cache = cache_of(found)
    runs = [i for i in found.dockerfile.instructions if isinstance(i, Run)]
    assert (
        rebuilt_by("each X", "X", runs, found)
        == "each X rebuilds 3 of 4 steps, first `one two` on line 3, which does not use it"
    )
    assert (
        rebuilt_by("each Y", "Y", runs[1:], found) == "each Y rebuilds `two` on line 5, which does not use it"
    )
    assert (rebuilds(runs[0], found), rebuilds(runs[1], found)) == ("rebuilds 3 steps", "")
    assert rebuilds(found.dockerfile.instructions[1], found) == "rebuilds 3 steps"
    assert (
        only_by(cache.steps[-1], cache) == "a new `debian:13` or a change of `a`, `b`, `c` … or another `X`"
    )
    assert only_by(cache.steps[0], cache) == "a new `debian:13`"
    assert rebuilt_only_by(runs[0], found) == "a new `debian:13` or another `X`"
    assert rebuilt_only_by(runs[0], found, above=True) == "a new `debian:13`"
    assert rebuilt_only_by(found.dockerfile.instructions[1], found) == ""
    three = facts("FROM debian@sha256:" + "0" * 64 + "\nCOPY a b c /\n")
    assert only_by(cache_of(three).steps[-1], cache_of(three)) == "a change of `a`, `b`, `c`"
    long = facts(f"FROM a\nARG X\nRUN {'x' * 40}\nRUN {'x' * 41}\nRUN '`y`'\n")
    runs = [i for i in long.dockerfile.instructions if isinstance(i, Run)]
    assert [
        rebuilt_by("it", "X", runs[at:], long).split("first ")[-1].split(" on")[0] for at in (0, 1, 2)
    ] == [f"`{'x' * 40}`", "`RUN`", "`RUN`"]


def test_a_file_of_very_many_instructions_is_not_looked_at() -> None:
    from dlinter.model.cache.build_cache import _MANY

    assert cache_if_small(facts("FROM a\n" + "ENV A=1\n" * (_MANY - 1))) is not None
    many = facts("FROM a\n" + "ENV A=1\n" * _MANY)
    assert cache_if_small(many) is None
    assert (
        rebuilds(many.dockerfile.instructions[0], many)
        == rebuilt_only_by(many.dockerfile.instructions[0], many)
        == ""
    )
