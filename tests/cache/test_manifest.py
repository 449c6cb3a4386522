"""A cache's manifest: what it says of records, links and layers, several put together, and what is
refused."""

from __future__ import annotations

import pytest

from dlinter.model.cache.manifest import (
    MOST_LAYERS,
    CacheLayer,
    CacheLink,
    CacheManifest,
    CacheRecord,
    ManifestError,
    chains_of,
    check_records,
    combined,
)

LAYERS = (CacheLayer("low"), CacheLayer("high", 0), CacheLayer("other"))
ONE = CacheManifest(
    (
        CacheRecord("root"),
        CacheRecord("step", ((CacheLink(0), CacheLink(0, "paths")), (CacheLink(3),)), ((0, 1),)),
        CacheRecord("step", ((CacheLink(3),),), ((2,),)),
        CacheRecord("content"),
        CacheRecord("root"),
    ),
    LAYERS,
)


def test_records_by_digest_and_by_what_they_stand_on() -> None:
    assert (list(ONE.numbered("step")), list(ONE.numbered("root")), list(ONE.numbered("none"))) == (
        [1, 2],
        [0, 4],
        [],
    )
    assert (ONE.has("step"), ONE.has("none")) == (True, False)
    assert (ONE.roots("root"), ONE.roots("content"), ONE.roots("step"), ONE.roots("none")) == (
        (0, 4),
        (3,),
        (),
        (),
    )
    assert ONE.linked("step", 0, 0) == (1,)
    assert ONE.linked("step", 0, 0, "paths") == (1,)
    assert ONE.linked("step", 0, 0, "other") == ()
    assert (
        ONE.linked("step", 1, 3),
        ONE.linked("step", 0, 3),
        ONE.linked("step", 1, 0),
        ONE.linked("root", 0, 0),
    ) == ((1,), (2,), (), ())
    assert ONE.chain((0, 1)) == LAYERS[:2]
    assert ONE.chain(()) == ()


def test_asking_twice_says_the_same() -> None:
    assert [ONE.numbered("step"), ONE.roots("root"), ONE.linked("step", 0, 3)] == [
        ONE.numbered("step"),
        ONE.roots("root"),
        ONE.linked("step", 0, 3),
    ]
    empty = CacheManifest(())
    assert (empty.has("x"), empty.roots("x"), empty.linked("x", 0, 0)) == (False, (), ())


def test_several_caches_are_one() -> None:
    assert combined([ONE]) is ONE
    two = CacheManifest(
        (CacheRecord("root"), CacheRecord("step", ((CacheLink(0, "s"),),), ((0, 1),))),
        (CacheLayer("a", -1, "d", 7), CacheLayer("b", 0)),
        inline=True,
    )
    both = combined([ONE, two])
    assert both.records[:5] == ONE.records
    assert both.records[5:] == (CacheRecord("root"), CacheRecord("step", ((CacheLink(5, "s"),),), ((3, 4),)))
    assert both.layers == (*LAYERS, CacheLayer("a", -1, "d", 7), CacheLayer("b", 3))
    assert (both.inline, combined([two, two]).inline, two.inline, ONE.inline) == (False, True, True, False)
    assert both.linked("step", 0, 5, "s") == (6,)


def test_chains_of_layers() -> None:
    assert chains_of([]) == []
    assert chains_of(LAYERS) == [(0,), (0, 1), (2,)]
    assert chains_of([CacheLayer("high", 2), CacheLayer("middle", 2), CacheLayer("low")]) == [
        (2, 0),
        (2, 1),
        (2,),
    ]


@pytest.mark.parametrize(
    ("parents", "message"),
    [
        ([0], "has layers that stand on themselves"), ([1, 0], "has layers that stand on themselves"),
        ([-2], "has a layer whose parent is layer -2, which is not there"),
        ([1], "has a layer whose parent is layer 1, which is not there"),
        ([-1, 0, 3], "has a layer whose parent is layer 3, which is not there"),
    ],
)  # fmt: skip
def test_layers_that_are_refused(parents: list[int], message: str) -> None:
    with pytest.raises(ManifestError) as error:
        chains_of([CacheLayer("x", parent) for parent in parents])
    assert str(error.value) == message


@pytest.mark.parametrize("upwards", [True, False])
def test_the_longest_chain(upwards: bool) -> None:
    def chain(size: int) -> list[CacheLayer]:
        return [CacheLayer("x", n - 1 if upwards else (n + 1 if n + 1 < size else -1)) for n in range(size)]

    assert MOST_LAYERS == 1000
    assert max(map(len, chains_of(chain(1000)))) == 1000
    with pytest.raises(ManifestError, match="more than 1000 layers"):
        chains_of(chain(1001))


def test_records_that_are_refused() -> None:
    def records(*targets: list[int]) -> list[CacheRecord]:
        return [CacheRecord("x", (tuple(CacheLink(t) for t in links),) if links else ()) for links in targets]

    check_records([])
    check_records(records([], [0], [0, 1], [2]))
    check_records(records([1, 2], [3], [3], []))
    for given in (records([0]), records([1], [0]), records([], [2], [3], [1]), records([1], [2], [0])):
        with pytest.raises(ManifestError, match="has records that stand on themselves"):
            check_records(given)
    for given, missing in ((records([1]), 1), (records([], [-1]), -1), (records([], [0], [3]), 3)):
        with pytest.raises(
            ManifestError, match=f"has a record whose input is record {missing}, which is not there"
        ):
            check_records(given)
