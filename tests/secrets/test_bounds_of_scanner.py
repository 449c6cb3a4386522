"""The scanner by itself, with hits that are given to it: which lines it counts, what it keeps of a block for
the next, where around a hit it looks, and how much of one file it takes."""

from __future__ import annotations

import base64
import gzip
import random
import re
from types import SimpleNamespace

import pytest

from dlinter.archive.sink import Cause
from dlinter.secrets import scanner as module
from dlinter.secrets.encoded import LONGEST
from dlinter.secrets.grammar.kinds import FileKind
from dlinter.secrets.patterns import BACK, FORWARD
from dlinter.secrets.scanner import _COPIED, _HEAD, _LONGEST_RUN, _NEAR, OVERLAP, Found, Scanner, Segment

from .layers import engine, github_token

HIT = b"HIT"


def pattern(**fields: object) -> SimpleNamespace:
    known = {
        "back": 100, "forward": FORWARD, "over_lines": False, "unbroken": False,
        "detector": SimpleNamespace(reach=0),
    }  # fmt: skip
    return SimpleNamespace(**(known | fields))


class Noted(Scanner):
    """Notes what it would search; the hits are those of `HIT` (the pattern's) and `ENC` (an encoding's)."""

    def __init__(
        self, one: SimpleNamespace | None = None, *, exact: bool = True, parted: bool = False
    ) -> None:
        def hits(data: bytes) -> list[tuple[int, int]]:
            return [(m.end(), 0 if m[0] == HIT else 1) for m in re.finditer(b"HIT|ENC", data)]

        one = one or pattern()
        super().__init__(
            SimpleNamespace(
                prefilter=SimpleNamespace(name="hyperscan" if exact else "literals", hits=hits),
                patterns=(one,),
                first_of=(1,),
                parted={0: one} if parted else {},
                by_path=lambda path: [],
                stopped=False,
            ),
            lambda found: None,
        )  # type: ignore[arg-type]
        self.searched: list[tuple[str, int, int, int]] = []

    def _search(self, data: bytes, base: int, segment: Segment, number: int, low: int, high: int) -> None:
        self.searched.append((segment.path, number, low, high))


@pytest.mark.parametrize("seed", range(6))
def test_lines_are_counted_in_whatever_order_they_are_asked_for(seed: int) -> None:
    """Also of blocks that are gone, counted late, and backwards in the block that is there."""
    rng = random.Random(seed)
    stream = bytes(rng.choices(b"ab\n", k=400))
    start = rng.randrange(60)
    segment, base = Segment("a", start), 0
    while base < len(stream):
        end = min(base + rng.randrange(20, 80), len(stream))
        low = max(base - rng.randrange(20), 0)
        data = stream[low:end]
        for at in rng.sample(range(max(low, start), end), min(8, max(end - max(low, start), 0))):
            assert segment.line(data, low, at) == stream.count(b"\n", start, at) + 1, (base, at)
        if start < end:
            segment.keep(data, low, end)
        if rng.random() < 0.3:
            segment.count(1)
        base = end
    assert segment.line(b"", len(stream), len(stream)) == stream.count(b"\n", start) + 1


def test_a_line_at_each_end_of_a_block() -> None:
    segment = Segment("a", 5)
    assert [segment.line(b"\n\n\n\n\n\na\n\nb", 0, at) for at in (5, 6, 8, 9, 7, 5)] == [1, 2, 3, 4, 2, 1]
    segment = Segment("a", 5)
    segment.keep(b"\n\n\n\n\n\n", 0, 6)
    segment.keep(b"\n\n\n\n", 4, 8)
    assert segment.line(b"\n\n", 8, 9) == 5 and not segment.uncounted


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"#!/bin/sh\n", FileKind.SHELL),
        (b"x" * (_HEAD - 1) + b"\0", FileKind.CODE),
        (b"x" * _HEAD + b"\0", FileKind.TEXT),
    ],
)
def test_the_head_of_a_file_says_its_kind(head: bytes, kind: FileKind) -> None:
    for before in (0, 7):
        data = b"y" * before + head + b"z" * 2000
        assert Segment("run", 50 + before).kind(data, 50) is kind
        assert Segment("run", 50 + before, 50 + before + 9).kind(data, 50) is (
            FileKind.SHELL if kind is FileKind.SHELL else FileKind.TEXT
        ), "no further than the file"
    assert Segment("run", 49).kind(head, 50) is FileKind.TEXT, "its head is not there any more"
    assert Segment("run.py", 49).kind(head, 50) is FileKind.CODE


def test_a_database_is_known_by_its_head_where_that_is_there() -> None:
    head = b"SQLite format 3\0"
    assert Segment("a", 50).columns(head, 50) and Segment("a", 53).columns(b"abc" + head, 50)
    assert not Segment("a", 49).columns(head, 50) and not Segment("a", 51).columns(head, 50)
    asked = Segment("a", 50)
    assert asked.columns(head, 50) and asked.columns(b"", 90), "said once"


def test_what_is_kept_of_a_block() -> None:
    for size, kept in ((0, 0), (10, 10), (OVERLAP, OVERLAP), (OVERLAP + 1, OVERLAP), (3 * OVERLAP, OVERLAP)):
        scanner = Noted()
        scanner.feed(b"x" * size)
        assert (len(scanner._tail), scanner._at, scanner.offset) == (kept, size - kept, size)
        scanner.feed(b"y", last=True)
        assert (scanner._tail, scanner.offset) == (b"", size + 1)


@pytest.mark.parametrize("encoding", [False, True])
def test_what_is_kept_for_a_hit_whose_surroundings_are_to_come(encoding: bool) -> None:
    word, back = (b"ENC", LONGEST) if encoding else (HIT, OVERLAP)
    block = b"x" * 80_000 + word + b"x" * 200
    scanner = Noted()
    scanner.feed(block, (Segment("a", 0),))
    assert scanner._later == [(80_003, int(encoding))] and not scanner.searched
    assert scanner._at == 80_003 - back and scanner._tail == block[-len(scanner._tail) :]
    scanner.feed(b"x" * 300_000 + b"\n")
    assert not scanner._later and [s[:2] for s in scanner.searched] == [("a", int(encoding))]


@pytest.mark.parametrize(
    ("word", "at", "with_tail"),
    [(HIT, OVERLAP, True), (HIT, OVERLAP + 1, False), (b"ENC", LONGEST, True), (b"ENC", LONGEST + 1, False),
        (b"", 0, False)],
)  # fmt: skip
def test_the_tail_is_put_before_a_block_for_a_hit_near_the_seam(
    word: bytes, at: int, with_tail: bool
) -> None:
    scanner = Noted()
    scanner.feed(b"x" * 10_000)
    block = (b"x" * (at - len(word)) + word).ljust(_COPIED + LONGEST, b"x")
    data, base, hits = scanner._look(block)
    assert base == (10_000 - OVERLAP if with_tail else 10_000)
    assert data == (b"x" * OVERLAP + block if with_tail else block)
    assert hits == ([(10_000 + at, int(word == b"ENC"))] if word else [])


@pytest.mark.parametrize("size", [100, _COPIED - 1, _COPIED])
def test_a_hit_across_the_seam_is_one(size: int) -> None:
    for cut in (1, 2):
        scanner = Noted()
        scanner.feed(b"HIT" + b"x" * 9997 + HIT[:cut])
        block = (HIT[cut:] + b"HIT").ljust(size, b"x")
        data, base, hits = scanner._look(block)
        assert sorted(hits) == [(10_003, 0), (10_006, 0)] and base == 10_000 + cut - OVERLAP
        assert data == b"x" * (OVERLAP - cut) + HIT[:cut] + block
    _, _, hits = scanner._look(b"x" * (size - 3) + HIT)
    assert hits == [(10_002 + size, 0)], "what was in the tail was seen"


@pytest.mark.parametrize("first", [0, 1000])
def test_a_hit_is_of_the_file_that_it_is_in(first: int) -> None:
    scanner = Noted()
    scanner._at = first
    files = [Segment("a", first + 2, first + 12), Segment("b", first + 20, first + 30)]
    scanner.feed(b"xxHIT....HIT HIT.HITHIT....HITHIT", files, last=True)
    assert scanner.searched == [("a", 0, first + 2, first + 12), ("b", 0, first + 20, first + 30)]


def test_windows_that_touch_are_one() -> None:
    for gap, count in ((FORWARD - 1 + 100, 1), (FORWARD + 100, 1), (FORWARD + 101, 2)):
        scanner = Noted()
        data = b"x" * 1000 + HIT + b" " * (gap - 3) + HIT + b" " * 3000
        scanner.feed(data, (Segment("a", 0, len(data)),), last=True)
        assert len(scanner.searched) == count, gap
        assert scanner.searched[0][2] == 1003 - 100 and scanner.searched[-1][3] >= 1003 + gap + FORWARD


def test_the_name_of_a_provider_is_followed_by_the_rest() -> None:
    """Asked where enough of what follows is in the data."""
    asked: list[tuple[int, int]] = []
    for rest, goes_on, searched in ((FORWARD, False, 0), (FORWARD, True, 1), (FORWARD - 1, False, 1)):
        one = pattern(goes_on=lambda data, at, stop, goes_on=goes_on: asked.append((at, stop)) or goes_on)
        scanner = Noted(one, parted=True)
        scanner._at = 50
        data = b"x" * 7 + HIT + b"x" * rest
        scanner.feed(data, (Segment("a", 50, 50 + len(data)),), last=True)
        assert len(scanner.searched) == searched
    assert asked == [(10, 1034), (10, 1034)]


def window(
    data: bytes, end: int, one: SimpleNamespace | None = None, *, base: int = 0, last: bool = True,
    segment: Segment | None = None, number: int = 0, exact: bool = True
) -> tuple[int, int] | None:  # fmt: skip
    scanner = Noted(one, exact=exact)
    return scanner._window(data, base, segment or Segment("a", base, base + len(data)), end, number, last)


def test_the_nuls_around_a_hit_bound_what_is_searched() -> None:
    """Where no match has one in it, and not in compiled Python, where lengths bound the texts."""
    data = b"x" * 500 + b"\0" + b"x" * 40 + HIT + b"y" * 30 + b"\0" + b"y" * 500
    one = pattern(back=1000, unbroken=True)
    for base in (0, 70):
        assert window(data, 544, one, base=0) == (500, 575)
        assert window(data, 544 + base, one, base=base, last=False) == (500 + base, 575 + base)
        # the hit ends with the NUL
        assert window(data, 575 + base, one, base=base) == (500 + base, 575 + base)
    assert window(data, 544, pattern(back=1000)) == (0, len(data))
    assert window(data, 544, one, exact=False) == (0, len(data))
    assert window(data, 544, one, segment=Segment("a.pyc", 0, len(data))) == (0, len(data))
    assert window(data, 544, one, segment=Segment("a.zip", 0, len(data), "b.pyc")) == (0, len(data))
    assert window(data, 544, pattern(back=1000, unbroken=True, over_lines=True)) == (500, 575)
    lines = data.replace(b"yy", b"y\n")
    assert window(lines, 544, one) == (500, 575)
    assert window(b"x" * 40 + HIT, 43, one) == (0, 43)


def test_where_a_match_on_one_line_is_looked_for() -> None:
    """From the beginning of the line to its end, at least so much as is near, and no further than the
    pattern's length and the file."""
    long = pattern(back=1000)
    line = b"x" * 5000
    for before, low in (
        (0, 4744), (_NEAR - 4, 4744), (_NEAR - 3, 4744), (_NEAR - 2, 4743), (300, 4697),
        (996, 4001), (997, 4000), (2000, 4000),
    ):  # fmt: skip
        data = line[: 4997 - before - 1] + b"\n" + line[:before] + HIT + line
        for base in (0, 70):
            assert window(data, base + 5000, long, base=base) == (base + low, base + 10_000), (base, before)
        assert window(data, 5000, pattern(back=_NEAR)) == (5000 - _NEAR, 10_000)
        assert window(data, 5000, pattern(back=_NEAR + 1)) == (4744 if before < _NEAR - 2 else 4743, 10_000)
    for base in (0, 70):
        for after, high in (
            (0, 5000 + _NEAR),
            (_NEAR, 5000 + _NEAR),
            (_NEAR + 1, 5001 + _NEAR),
            (FORWARD - 1, 4999 + FORWARD),
        ):
            data = line[:4997] + HIT + line[:after] + b"\n" + line[: 4999 - after]
            assert window(data, base + 5000, base=base) == (base + 4900, base + high), (base, after)
    data = line[:4997] + HIT + b" " * FORWARD + b"\n" + line
    assert window(data, 5000) == (4900, 5000 + FORWARD)


def test_a_window_ends_with_its_file() -> None:
    data = b"x" * 1000 + HIT + b"x" * 1000
    inside = Segment("a", 960, 1100)
    assert window(data, 1003, segment=inside) == (960, 1100)
    assert window(data, 1003, segment=inside, number=1) == (960, 1100)
    assert window(data, 1003, pattern(over_lines=True), segment=inside) == (960, 1100)
    assert window(data, 1003, segment=inside, last=False) == (960, 1100)
    assert window(data, 1003, segment=Segment("a", 960), last=False) is None
    assert window(data, 1003, exact=False) == (0, 2003), "a keyword is anywhere in its match"
    long = b"x" * (2 * BACK)
    assert window(long + HIT + b" " * 2000, 2 * BACK + 3, exact=False) == (BACK + 3, 2 * BACK + 3 + FORWARD)


@pytest.mark.parametrize(("more", "there"), [(0, False), (1, True)])
def test_a_window_whose_end_is_not_in_the_data_waits(more: int, there: bool) -> None:
    open_file = Segment("a", 0)
    blanks = b" " * (FORWARD + more)
    assert (window(HIT + blanks, 3, segment=open_file, last=False) is not None) is there
    assert (
        window(HIT + blanks, 3, pattern(over_lines=True), segment=open_file, last=False) is not None
    ) is there
    assert window(HIT + blanks, 3, segment=open_file) == (0, 3 + FORWARD)
    assert (
        window(b"ENC" + b" " * (4096 + more), 3, segment=open_file, number=1, last=False) is not None
    ) is there
    assert window(b"ENC" + b" " * 10, 3, segment=Segment("a", 0, 13), number=1, last=False) == (0, 13)


def test_an_encoding_is_looked_for_64_kb_to_each_side() -> None:
    data = b"x" * 200_000
    assert window(data, 100_000, number=1, last=False) == (100_000 - LONGEST, 100_000 + LONGEST)
    assert window(data[:150_000], 100_000, number=1) == (100_000 - LONGEST, 150_000)
    assert window(data, 100_050, number=1, base=50_000) == (50_000, 100_050 + LONGEST)


def one() -> Scanner:
    return Scanner(engine(), lambda found: None)


def test_a_token_with_many_hits_is_read_once() -> None:
    data = b"\n".join(b"x" * size for size in (5, 300, _LONGEST_RUN + 900, 1, 40)) + b" a.b"
    for base in (0, 50):
        for limit in (len(data), len(data) - 3, _LONGEST_RUN // 2):
            scanner = one()
            for high in [*range(1, 400), *range(400, len(data), 997), 350, 7, 90, len(data) - 1]:
                where = (data, base, base + high, base + limit)
                assert scanner._run_end(*where) == one()._run_end(*where)


def test_the_token_at_the_end_of_a_window_is_looked_at_whole() -> None:
    token = b"a" * (_LONGEST_RUN + 50)
    for base in (0, 33):
        for length in (0, 1, 500, _LONGEST_RUN, _LONGEST_RUN + 1):
            data = b"\n" * 9 + b"k" + token[:length] + b"\n"
            fresh = lambda *where, data=data, base=base: one()._run_end(data, base, *where)  # noqa: E731
            assert fresh(base + 10, base + len(data)) == base + 10 + min(length, _LONGEST_RUN), length
            assert fresh(base + 10, base + 10) == base + 10
            assert fresh(base + 10, base + 11) == base + 10 + (1 if length else 0)
        assert one()._run_end(b" abc", base, base + 1, base + 4) == base + 1, "no token ends there"
    assert Scanner._run_ends(b"x" * 4097, 0) and not Scanner._run_ends(b"x" * 4096, 0)
    assert Scanner._run_ends(b"x" * 5000, 903) and not Scanner._run_ends(b"x" * 5000, 904)


def scanned(
    data: bytes, path: str = "srv/a.txt", base: int = 0
) -> tuple[list[Found], list[tuple[str, Cause]]]:
    found: list[Found] = []
    troubles: list[tuple[str, Cause]] = []
    scanner = Scanner(
        engine(), found.append, lambda path, inner, message, cause: troubles.append((message, cause))
    )
    scanner._at = base
    scanner.feed(data, (Segment(path, base, base + len(data)),), last=True)
    return found, troubles


@pytest.mark.parametrize(("count", "kept", "told"), [(2, 2, 0), (3, 3, 0), (4, 3, 1), (6, 3, 1)])
def test_so_many_candidates_of_one_file(
    count: int, kept: int, told: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST", 3)
    data = b"\n\n".join(github_token(at).encode() + b" " * 3000 for at in range(count))
    found, troubles = scanned(data)
    assert len(found) == kept
    assert (
        troubles
        == [("has more than 3 candidates for secrets: what comes after them was not searched", Cause.LIMIT)]
        * told
    )


def test_what_the_sieve_takes_out_hides_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 2)
    broken = [token[:-1] + ("0" if token[-1] != "0" else "1") for token in map(github_token, range(4))]
    data = b"\n\n".join(t.encode() + b" " * 3000 for t in (*broken, github_token(9)))
    found, troubles = scanned(data)
    assert [bool(f.candidate.sieved) for f in found] == [True, True, False] and not troubles


@pytest.mark.parametrize("base", [0, 1000])
def test_where_in_a_run_a_secret_stands(base: int) -> None:
    """As far along the run as along what it says."""
    one, two = github_token(1).encode(), github_token(2).encode()
    plain = b"user=ci\nfirst " + one + b"\n" + b"some words\n" * 9 + b"second " + two + b"\n"
    plain += b"x" * (-len(plain) % 3)
    run = base64.b64encode(plain)
    before = b'# a\n# b\ndata: "'
    found, _ = scanned(before + run + b'"\n', base=base)
    places = {
        f.candidate.secret.reveal(): (f.candidate.start, f.candidate.end, f.candidate.line) for f in found
    }
    for token in (one, two):
        at = plain.index(token)
        assert places[token.decode()] == (
            len(before) + at * 4 // 3, len(before) + (at + len(token)) * 4 // 3, 3
        )  # fmt: skip


def test_a_run_that_is_cut_off_is_told() -> None:
    packed = base64.b64encode(gzip.compress(f"token {github_token(3)}\n".encode() * 50, mtime=0))
    found, troubles = scanned(b"data: " + packed[:-8] + b"\n")
    assert [f.candidate.secret.reveal() for f in found][:1] == [github_token(3)]
    assert troubles == [
        ("has base64 of gzip that is longer than 64 KB or damaged: its end was not searched", Cause.LIMIT)
    ]
    assert scanned(b"data: " + packed + b"\n")[1] == []
