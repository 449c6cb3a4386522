"""What BuildKit puts into a key that is easily forgotten, and what it leaves out though it is written down.

Sources: dockerfile2llb/convert.go `dispatchWorkdir` (mkdir as the user), convert_copy.go `dispatchCopy` (link
needs no chmod; created time), llbsolver/ops/exec.go `CacheMap` (`checkShouldClearCacheOpts`,
`Meta.Hostname`), file.go `CacheMap` (the source is a selector).
"""

from __future__ import annotations

import pytest

from dlinter.model.cache.build_cache import cache_of
from dlinter.model.cache.change import Change
from dlinter.model.dockerfile.reader import read
from dlinter.model.facts.facts import Facts
from dlinter.model.text import Text


def facts(source: str) -> Facts:
    return Facts(read(Text(source.encode(), "Dockerfile")))


def rebuilt(source: str, change: Change) -> list[int]:
    """Lines of the steps rebuilt for certain."""
    return [r.step.line for r in cache_of(facts(source)).rebuilt(change) if r.certain]


def edited(source: str, line: int) -> list[int]:
    index = next(i.index for i in facts(source).dockerfile.instructions if i.first_line == line)
    return rebuilt(source, Change.of_instructions(index))


def last_key(source: str) -> str:
    return cache_of(facts(source)).steps[-1].definition


def test_workdir_is_made_as_the_user() -> None:
    source = "FROM a:1\nUSER app\nWORKDIR /x\nCOPY a /b\n"
    assert edited(source, 2) == [3, 4]
    assert edited(source.replace("WORKDIR /x", "WORKDIR /"), 2) == []
    assert rebuilt("FROM a:1\nARG U\nUSER $U\nWORKDIR /x\n", Change.of_args("U")) == [4]
    assert last_key("FROM a:1\nUSER b\nWORKDIR /x\n") != last_key("FROM a:1\nUSER c\nWORKDIR /x\n")


def test_a_linked_copy_to_a_relative_place_hangs_on_the_workdir() -> None:
    source = "FROM a:1\nARG X\nWORKDIR /$X\nRUN x\nCOPY --link a b\n"
    assert rebuilt(source, Change.of_args("X")) == [3, 4, 5]
    assert rebuilt(source.replace(" b\n", " /b\n"), Change.of_args("X")) == [3, 4]
    assert rebuilt(source.replace("RUN x", "WORKDIR sub"), Change.of_args("X")) == [3, 4, 5]
    assert edited("FROM a:1\nWORKDIR /x\nCOPY --link a b\n", 2) == [2, 3]


@pytest.mark.parametrize(
    ("flags", "lines"),
    [
        ("--link", [2]),
        ("--link --chmod=755", [2, 3]),
        ("--link=false", [2, 3]),
        ("--link --chown=1:1", [2]),
        ("", [2, 3]),
    ],
)
def test_link_with_chmod_is_not_linked(flags: str, lines: list[int]) -> None:
    assert edited(f"FROM a:1\nRUN x\nCOPY {flags} a /a\n", 2) == lines
    assert edited(f"FROM a:1\nRUN x\nADD {flags} a /a\n", 2) == lines


def test_source_date_epoch_dates_the_folder_of_workdir() -> None:
    change = Change.of_args("SOURCE_DATE_EPOCH")
    assert rebuilt("FROM a:1\nRUN w\nWORKDIR /x\nRUN y\n", change) == [3, 4]
    # buildkitd: cached, the files keep their times
    assert rebuilt("FROM a:1\nRUN w\nCOPY a /a\n", change) == []
    assert rebuilt("FROM a:1\nRUN w\nADD a /a\n", change) == []
    assert rebuilt("FROM a:1\nRUN w\n", change) == []
    assert rebuilt("FROM a:1\nARG SOURCE_DATE_EPOCH\nRUN w\n", change) == [3]
    (found,) = cache_of(facts("FROM a:1\nWORKDIR /x\n")).rebuilt(change)
    assert found.reasons == ("`SOURCE_DATE_EPOCH` dates the folder it makes",)


def test_the_sandbox_s_host_name_is_seen_by_every_run() -> None:
    assert rebuilt("FROM a:1\nWORKDIR /x\nRUN y\n", Change.of_args("BUILDKIT_SANDBOX_HOSTNAME")) == [3]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("id=x,target=/c,sharing=locked", "id=y,target=/c,sharing=private", True),
        ("target=/c,id=x", "id=y,target=/c", True),
        ("target=/c", "target=/c,sharing=shared", True),
        ("target=/c", "target=/c,id=/c", True),
        ("target=/c", "target=/c,id=x", False),  # the default id is in the key, so that old caches hold
        ("target=/c", "target=/c,sharing=locked", False),
        ("target=/c,id=x", "target=/d,id=x", False),
        ("target=/c,id=x", "target=/c,id=x,uid=1", False),
    ],
)
def test_id_and_sharing_of_a_cache_mount(one: str, other: str, same: bool) -> None:
    keys = [last_key(f"FROM a:1\nRUN --mount=type=cache,{m} y\n") for m in (one, other)]
    assert (keys[0] == keys[1]) is same


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("RUN --mount=type=secret,id=a y", "RUN --mount=type=secret,id=b y", False),
        ("RUN --mount=type=bind,target=/c y", "RUN --mount=target=/c y", True),
        ("RUN --mount=target=/c,source=a y", "RUN --mount=source=a,target=/c y", True),
        ("RUN --mount=target=/c,source=a y", "RUN --mount=target=/c,source=b y", False),
        ("RUN --network=none y", "RUN y", False),
        ("COPY ./a /x", "COPY a /x", True),
        ("COPY ./ /x", "COPY . /x", True),
        ("COPY a /x", "COPY a /x/", False),
        ("COPY a b /x/", "COPY b a /x/", False),
        ("COPY --chown=1 a /x", "COPY --chown=2 a /x", False),
        ("COPY --exclude=b a /x", "COPY a /x", False),
        ("RUN y \\\n # why\n z", "RUN y  z", True),
        ("RUN echo 'a  b'", "RUN echo 'a b'", False),
    ],
)
def test_what_changes_a_key_and_what_does_not(one: str, other: str, same: bool) -> None:
    keys = [last_key(f"FROM a:1\n{line}\n") for line in (one, other)]
    assert (keys[0] == keys[1]) is same
