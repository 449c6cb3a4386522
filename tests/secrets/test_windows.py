"""Where around a hit of the prefilter a match is looked for: nothing is lost to what makes it fast."""

from __future__ import annotations

import random
import re
import string
from zlib import crc32

import pytest

from dlinter.detectors.assignment import assigned, parted
from dlinter.detectors.detector import Detector
from dlinter.packs import load_detectors
from dlinter.secrets.patterns import Pattern
from dlinter.secrets.scanner import Found, Scanner, Segment
from dlinter.secrets.searcher import Engine
from dlinter.testing.detectors import lines
from dlinter.values import replace
from tests.secrets.layers import engine, github_token, places, scan

GENERIC = {p.detector.id: p for p in engine().patterns if p.detector.id.startswith("generic-")}
ASSIGNMENT = GENERIC["generic-secret"]


def value(size: int, seed: int) -> str:
    return "".join(random.Random(seed).choices(string.ascii_letters + string.digits, k=size))


def text(seed: int) -> bytes:
    """Names, signs and values in any order, so that anchors overlap and stand at all distances."""
    pieces = ["pwpwd", "Pass", "PASSWORD", "api_key", "pat", "token", "=", ": ", '"', "'", "\n", " ", "_",
        value(12, seed), value(3, seed + 1)]
    return "".join(random.Random(seed).choices(pieces, k=200)).encode()


@pytest.mark.parametrize("seed", range(40))
def test_tried_at_its_anchors_a_pattern_matches_what_it_matches_everywhere(seed: int) -> None:
    fields = {name: getattr(ASSIGNMENT.detector, name) for name in Detector.__struct_fields__} | {
        "anchors": ()
    }
    everywhere = Pattern(Detector(**fields), 0)
    data = text(seed)
    assert list(ASSIGNMENT.spans(data)) == list(everywhere.spans(data)) != []


@pytest.mark.parametrize("size", [20, 1000, 1100, 5000, 8000])
def test_the_value_of_a_pair_is_found_whole_however_long_it_is(size: int) -> None:
    """It goes on after the part that is searched for its beginning, also across the seam of two blocks."""
    long = value(size, 7)
    for before in (0, 100, (1 << 20) - 200):
        data = b"x" * before + f'\n- name: API_TOKEN\n  value: "{long}"\n'.encode()
        found = [p[3] for p in places(scan({"srv/app.yaml": data}).found)]
        assert found == [long], (size, before, len(found))


@pytest.mark.parametrize(
    "line", ['<property name="api.token" value="{}"/>', "- name: API_TOKEN\n  valueFrom: x\n  value: {}\n",
        '{{"name": "API_TOKEN", "value": "{}"}}', "<key>ApiToken</key>\n<string>{}</string>"]
)  # fmt: skip
def test_the_prefilter_sees_each_form_of_a_pair(line: str) -> None:
    pattern = GENERIC["generic-named-value"]
    data = line.format(value(20, 3)).encode()
    assert re.search(pattern.prefilters[0].encode("latin-1"), data) and list(pattern.spans(data))


@pytest.fixture(scope="module")
def everything() -> Engine:
    return Engine(load_detectors().detectors)


def found_of(engine: Engine, data: bytes, block: int, path: str = "srv/a.txt") -> set[tuple[str, int, int]]:
    """(detector, start, line) of all candidates of one file, also those that the sieve took out."""
    found: list[Found] = []
    scanner = Scanner(engine, found.append)
    for at in range(0, len(data), block):
        scanner.feed(
            data[at : at + block],
            [Segment(path, 0, len(data))] if not at else (),
            last=at + block >= len(data),
        )
    return {(f.candidate.detector, f.candidate.start, f.candidate.line) for f in found}


def examples(engine: Engine) -> list[tuple[str, bytes]]:
    detectors = [p.detector for p in engine.patterns if not p.detector.by_path and not p.detector.paths]
    return [(d.id, line.encode("latin-1", "replace")) for d in detectors for line in lines(d)]


def own_places(
    engine: Engine, cases: list[tuple[str, bytes]], before: list[bytes], after: list[bytes], seam: float
) -> list[set[int]]:
    """For each example, in a file of its own between the two texts, where its own detector finds something in
    it. The stream is cut into two blocks in each example, at this share of its length."""
    found: list[Found] = []
    scanner, starts = Scanner(engine, found.append), list[int]()
    carried, segments = b"", list[Segment]()
    for at, (_, line) in enumerate(cases):
        head = FAR + before[at] + NEAR if before[at] else FAR
        data = head + line + NEAR + after[at] + FAR
        begin, cut = scanner.offset + len(carried), len(head) + int(seam * len(line))
        segments.append(Segment(str(at), begin, begin + len(data)))
        scanner.feed(carried + data[:cut], segments)
        carried, segments = data[cut:], []
        starts.append(len(head))
    scanner.feed(carried, last=True)
    own = [set[int]() for _ in cases]
    for f in found:
        name, line = cases[at := int(f.path)]
        if f.candidate.detector == name and 0 <= f.candidate.start - starts[at] < len(line):
            own[at].add(f.candidate.start - starts[at])
    return own


FAR = b"\n" * 6000
"""Further than most windows reach, and no line of it has anything."""
WHOLE = frozenset(
    ["der-ec-private-key", "der-pkcs8-private-key", "der-rsa-private-key", "der-small-rsa-private-key",
        "java-key-store", "keepass-database", "kerberos-keytab", "kubernetes-secret-data-first",
        "ssh2-private-key-encrypted"]
)  # fmt: skip
"""Formats of a whole file or block, which what is beside them makes another; what follows an example of one,
which is cut short, counts as its own."""
NEAR = b"\n# a text of some words\n"


@pytest.mark.parametrize("share", [3, pytest.param(1, marks=pytest.mark.slow)])
def test_what_is_found_of_an_example_is_found_beside_others_and_at_seams(
    everything: Engine, share: int
) -> None:
    """Examples of detectors, one of `share` by their hash, with others before and after them, cut by the seam
    of two blocks at the beginning, in the middle, at the end."""
    cases = [(name, line) for name, line in examples(everything) if crc32(line) % share == 0]
    # what is a whole file takes in what comes after it
    line, none = [b"" if name in WHOLE else line for name, line in cases], [b""] * len(cases)
    other = line[7:] + line[:7]
    alone = own_places(everything, cases, none, none, -1)
    assert sum(map(bool, alone)) > 0.9 * len(cases)
    for before, after, seam in ((none, none, 0.5), (line, line, 0), (other, none, 0.5), (none, other, 1)):
        there = own_places(everything, cases, before, after, seam)
        missing = {name for (name, _), one, two in zip(cases, alone, there, strict=True) if not one <= two}
        assert missing <= WHOLE, (any(before), any(after), seam)


def test_a_name_that_is_looked_for_alone_is_followed_by_the_rest(everything: Engine) -> None:
    """Each sample's name ends at a hit after which the rest is."""
    named = [p for p in everything.parted.values() if parted(p.detector.pattern)[0]]
    assert len(named) > 150
    for pattern in named:
        words, rest = parted(pattern.detector.pattern)
        assert pattern.detector.pattern == f"(?P<provider>{words}){rest}"
        for line in lines(pattern.detector):
            data = line.encode("latin-1", "replace")
            ends = [m.end() for m in re.finditer(words.encode("latin-1"), data)]
            assert any(pattern.goes_on(data, end, len(data)) for end in ends), pattern.detector.id
            assert {end for end, number in everything.prefilter.hits(data) if number == pattern.index} >= set(
                ends
            ), pattern.detector.id
    assert parted("(?P<provider>(?i:acme))=(?P<secret>[a-z]{20})") == ("", "")
    assert parted(assigned("acme|secret", "[a-z]{20}")) == ("", "")


def test_what_a_hit_says_alone_is_followed_by_the_rest_in_each_sample(everything: Engine) -> None:
    others = [p for p in everything.parted.values() if not parted(p.detector.pattern)[0]]
    assert len(others) > 100 and {"service-key", "service-word-key"} <= {p.detector.id for p in others}
    for pattern in others[::3]:
        for line in lines(pattern.detector):
            data = line.encode("latin-1", "replace")
            ends = [end for end, number in everything.prefilter.hits(data) if number == pattern.index]
            assert any(pattern.goes_on(data, end, len(data)) for end in ends), pattern.detector.id


def test_a_long_token_in_pieces_is_followed_by_the_rest_or_a_seam() -> None:
    pattern = Pattern(
        replace(ASSIGNMENT.detector, pattern="abcd_[A-Za-z0-9]{40}", prefilter="", anchors=()), 0
    )
    begin = b"abcd_" + b"x" * 16
    assert pattern.prefilters == ("abcd_[A-Za-z0-9]{16}",)
    for more, there in (
        (b"x" * 24, True), (b"x" * 23, False), (b"x" * 23 + b"_", False), (b'" + "', True), (b"xx\\", True),
        (b"=\n", True), (b"%", True), (b"\x1b[0m", True), (b"'", True), (b" ", False), (b"", False),
    ):  # fmt: skip
        assert pattern.goes_on(begin + more, len(begin), len(begin + more)) is there, more
    assert not pattern.goes_on(begin + b"x" * 24, len(begin), len(begin) + 20)


def test_between_its_nuls_is_found_what_is_found_without_them(everything: Engine) -> None:
    """In a program each text stands between NULs, and only what is between them is searched."""
    assert sum(p.unbroken for p in everything.patterns) > 800
    cases = [line for name, line in examples(everything) if crc32(line) % 24 == 0]
    data = b"\x7fELF\0" + b"\0".join(cases) + b"\0"
    near = found_of(everything, data, 1 << 20)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Pattern, "unbroken", False)
        assert found_of(everything, data, 1 << 20) == near
    assert len(near) > len(cases) / 2


@pytest.mark.parametrize("block", [4096, 100_000])
@pytest.mark.parametrize("first", [b"", b"\x7fELF\0\0\0"], ids=["text", "binary"])
def test_the_line_is_that_of_the_file_whatever_the_blocks(
    everything: Engine, first: bytes, block: int
) -> None:
    rng = random.Random(5)
    data = bytearray(first)
    for seed in range(4):
        data += b"".join(b"x" * rng.randrange(60) + b"\n" for _ in range(rng.randrange(6000)))
        data += f" {github_token(seed)}\n".encode()
    found = found_of(everything, bytes(data), block)
    lines = {data.count(b"\n", 0, start) + 1 for _, start, _ in found}
    assert {line for _, _, line in found} == (lines if not first else {0})  # a program has none
    assert len(found) == 4


@pytest.mark.parametrize("cut", [0, 1, 3, 4, 15, 16])
@pytest.mark.parametrize("head", [b"\x7fELF\x02\x01\x01" + bytes(57), b"SQLite format 3\0" + bytes(84)])
def test_a_head_that_a_block_cuts(everything: Engine, head: bytes, cut: int) -> None:
    """How a file begins says whether texts stand end to end in it, whichever block that is in."""
    before = b"words and words\n" * 6_000
    file = head + f"unexpected end of file{github_token(5)}runtime error".encode() + bytes(90_000)
    found: list[Found] = []
    scanner = Scanner(everything, found.append)
    segments = [Segment("a.txt", 0, len(before)), Segment("app", len(before), len(before) + len(file))]
    scanner.feed(before + file[:cut], segments if cut else segments[:1])
    scanner.feed(file[cut:], () if cut else segments[1:], last=True)
    assert [(f.path, f.candidate.line) for f in found] == [("app", 0)]


def test_what_is_alone_in_a_file_as_far_as_it_is_there() -> None:
    """Encoded text is the file where nothing but blanks stands beside it; what an earlier block had of the
    file is not seen any more."""
    for text, start, whole in ((b"QUJD\n", 100, True), (b"ab QUJD\n", 103, False), (b" QUJD x", 101, False)):
        for begins in (90, 100):
            segment = Segment("srv/.netrc", begins, 100 + len(text))
            assert Scanner._is_file(text, 100, segment, start, start + 4) is whole
