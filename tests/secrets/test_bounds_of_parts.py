"""What is unpacked of a file, by offset, and what is said of what is not; which of several matches is taken;
what a key and a seal consist of."""

from __future__ import annotations

import gzip
import lzma
import os
import stat
from pathlib import Path
from types import SimpleNamespace

import pytest

from dlinter.archive.budget import DEPTH, Budget
from dlinter.archive.sink import Cause
from dlinter.model.image.stream import FILE, Members
from dlinter.model.secret import Basis
from dlinter.secrets import unpack
from dlinter.secrets.layer import TOLD, LayerScanner, Unread
from dlinter.secrets.matcher import Match, belongs, best, candidate
from dlinter.secrets.own_folder import CacheError, OwnFolder
from dlinter.secrets.patterns import Pattern
from dlinter.secrets.sighting import Sighting
from dlinter.secrets.unpack import SEAM, Batch, Part
from dlinter.values import replace

from .layers import engine, github_token, places, scan
from .test_limits import FORMAT, NAMED

TEXT = b"a text of some words that is longer than it has to be\n" * 30


class Owner:
    """What a part gives to its unpacker: texts by route, and troubles."""

    def __init__(self) -> None:
        self.texts: list[tuple[str, bytes]] = []
        self.troubles: list[tuple[str, str, Cause]] = []
        self.names: list[tuple[str, str]] = []
        self.closed = 0
        self.batch = SimpleNamespace(
            open=lambda path, inner: self.texts.append((inner, b"")), write=self._write, close=self._close
        )
        self.asides = SimpleNamespace(
            line=lambda path, inner, part, text: self.names.append((inner, text.decode())),
            attribute=lambda *given: self.names.append((given[1], given[2].decode())),
        )

    def trouble(self, path: str, inner: str, message: str, cause: Cause) -> None:
        self.troubles.append((inner, message, cause))

    def _write(self, data: bytes) -> None:
        inner, text = self.texts.pop()
        self.texts.append((inner, text + data))

    def _close(self) -> None:
        self.closed += 1

    def part(self, inner: str = "", depth: int = 0, path: str = "srv/a") -> Part:
        return Part(self, path, inner, depth, Budget())  # type: ignore[arg-type]


def fed(part: Part, data: bytes, size: int) -> Part:
    for at in range(0, len(data), size):
        part.write(data[at : at + size])
    part.close()
    return part


@pytest.mark.parametrize("size", [1, 7, 511, 512, 513, 100_000])
def test_which_parts_of_a_file_were_unpacked(size: int) -> None:
    """Two archives with a text between them, in whatever pieces they come."""
    one, two = gzip.compress(TEXT, mtime=0), lzma.compress(TEXT)
    assert len(TEXT) > 2 * SEAM
    owner = Owner()
    part = fed(owner.part(), one + TEXT + two + TEXT, size)
    between = len(one + TEXT)
    assert part.ranges == [(0, len(one)), (between, between + len(two))]
    assert owner.texts == [("a", TEXT)] * 2 and not owner.troubles, "the layer's own text is searched with it"
    owner = Owner()
    fed(owner.part("x", 1), one + TEXT + two + TEXT, size)
    assert owner.texts == [("x!x", TEXT), ("x", TEXT), ("x!x", TEXT), ("x", TEXT)]
    assert owner.closed == 4 and owner.names == [("x!x", "x")] * 2


@pytest.mark.parametrize("size", [1, 600, 100_000])
def test_a_damaged_archive_was_not_unpacked(size: int) -> None:
    packed = bytearray(gzip.compress(TEXT, mtime=0))
    packed[-6] ^= 1  # its checksum
    owner = Owner()
    part = fed(owner.part(), bytes(packed), size)
    assert part.ranges == [] and [cause for _, _, cause in owner.troubles] == [Cause.DAMAGED]
    assert owner.troubles[0][1].startswith("is damaged: ")


@pytest.mark.parametrize("depth", [DEPTH - 1, DEPTH])
def test_how_deep_archives_are_unpacked(depth: int) -> None:
    owner = Owner()
    fed(owner.part("x", depth), gzip.compress(TEXT, mtime=0), 10_000)
    if depth < DEPTH:
        assert owner.texts == [("x!x", TEXT)] and not owner.troubles
    else:
        assert [t[0] for t in owner.texts] == ["x"] and owner.texts[0][1] != TEXT
        assert owner.troubles == [("x", f"is not unpacked: it is {DEPTH} archives deep", Cause.LIMIT)]


def test_padding_behind_an_archive_is_no_text() -> None:
    packed = gzip.compress(TEXT, mtime=0)
    owner = Owner()
    fed(owner.part("x", 1), packed + bytes(700), 100)
    assert owner.texts == [("x!x", TEXT)]
    owner = Owner()
    fed(owner.part("x", 1), bytes(700), 100)
    assert owner.texts == [("x", bytes(700))], "without one it is what the file holds"


def test_names_and_routes() -> None:
    owner = Owner()
    assert owner.part().name == "srv/a" and owner.part("a").name == "a" and owner.part("a!b/c").name == "b/c"
    for inner, name, route in (("", "b", "b"), ("a", "b", "a!b"), ("a", "", "a"), ("", "", "")):
        assert owner.part(inner).member(name).inner == route
    assert owner.names == [("b", "b"), ("a!b", "b")]
    member = owner.part("a", 2).member("b")
    assert member._depth == 3
    owner.names.clear()
    owner.part("a").beside("b", "attribute user.x", b"value")
    owner.part("a").beside("b", "link target", b"c")
    assert owner.names == [("a!b", "user.x"), ("a!b", "c")]


def test_files_of_a_batch_lie_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each as long as it is, with a NUL behind it; given on once enough is there."""
    monkeypatch.setattr(unpack, "BLOCK", 10)
    batch = Batch(engine(), lambda found: None, lambda *trouble: None)
    fed_to: list[tuple[bytes, list[tuple[str, int, int]], bool]] = []
    batch._scanner = SimpleNamespace(offset=0)  # type: ignore[assignment]

    def feed(block: bytes, segments: list[object], *, last: bool = False) -> None:
        fed_to.append((block, list(segments), last))  # type: ignore[arg-type]
        batch._scanner.offset += len(block)  # type: ignore[misc]

    batch._scanner.feed = feed  # type: ignore[method-assign, assignment]
    segments = []
    for name, text in (("a", b"12345"), ("b", b"678"), ("c", b"9" * 9), ("d", b"")):
        batch.open("srv/x", name)
        segments.append(batch._open)
        batch.write(text)
        batch.close()
    batch.close()
    batch.finish()
    assert [(s.start, s.end) for s in segments if s is not None] == [(0, 5), (6, 9), (10, 19), (20, 20)]
    assert [(block, len(files), last) for block, files, last in fed_to] == [
        (b"12345\x00678\0", 2, False), (b"9" * 9 + b"\0", 1, False), (b"\0", 1, True)
    ]  # fmt: skip


@pytest.mark.parametrize("count", [0, 1, TOLD - 1, TOLD, TOLD + 1, TOLD + 2, TOLD + 9])
def test_parts_that_cannot_be_read_are_told_one_by_one_up_to_five(count: int) -> None:
    scanner = LayerScanner(engine(), Members())
    for at in range(count):
        scanner._trouble("a", str(at), "is damaged", Cause.LIMIT if at == TOLD else Cause.DAMAGED)
    scanner._trouble("b", "", "is damaged", Cause.DAMAGED)
    scanner.finish()
    told = [one for one in scanner.unread if one.path == "a"]
    assert [one.inner for one in told[:TOLD]] == [str(at) for at in range(min(count, TOLD))]
    more = count - TOLD
    gravest = max((Cause.LIMIT, Cause.DAMAGED), key=list(Cause).index) if more > 1 else Cause.LIMIT
    assert told[TOLD:] == (
        [Unread("a", "", f"{more} more part{'s' if more > 1 else ''} of it cannot be read", gravest)]
        if more > 0
        else []
    )


@pytest.mark.parametrize("block", [1, 50, 511, 512, 513, 5000])
def test_the_content_of_a_link_is_searched_once_its_size_is_known(block: int) -> None:
    """A member may turn out to have a content when it is there: the reader of the tar corrects its size."""
    token, data = github_token(4), b"x" * 90 + f"\n {github_token(4)}\n".encode()
    for size in (0, 40):
        members = Members()
        members.add(b"a/b", FILE, size, 512)
        scanner, stream = LayerScanner(engine(), members), bytes(512) + data + bytes(512)
        for at in range(0, len(stream), block):
            if at + block > 520:
                members.resize(len(data), 512)
            scanner.feed(stream[at : at + block], at)
        scanner.finish()
        assert places(scanner.found) == [("a/b", "", 2, token)]
        assert [f.candidate.start for f in scanner.found] == [92]


def test_an_archive_begins_at_the_end_of_a_block() -> None:
    """Its head is judged as far as it is there, or all of it is given on."""
    packed = gzip.compress(f" {github_token(5)}\n".encode() * 3, mtime=0)
    whole = places(scan({"z": b"y" * 700, "a.gz": packed, "b": b"x" * 10}).found)
    assert [place[3] for place in whole] == [github_token(5)] * 3
    for block in (100, 511, 2047, 2048, 2049, 2050, 2060):
        assert places(scan({"z": b"y" * 700, "a.gz": packed, "b": b"x" * 10}, block=block).found) == whole


def match(start: int, end: int, detector: object = FORMAT, sieved: str = "", **fields: object) -> Match:
    return Match(Sighting(replace(detector, **fields), "V" * (end - start)), start, end, sieved)


def test_one_match_for_one_place() -> None:
    named = match(5, 25, NAMED)
    for one, other in (
        (match(0, 10), named), (match(20, 30), named), (match(10, 12), named), (match(0, 40), named),
        (match(5, 25, sieved="x"), named), (match(5, 25), match(5, 25, sieved="x")),
        (match(5, 25), match(5, 25, confidence="medium")), (match(5, 26), match(5, 25)),
        (match(5, 25), match(6, 26)),
        (match(5, 25, loose_of=""), match(5, 26, loose_of="other")),
        (match(5, 25, id="a"), match(5, 25, id="b")),
        (match(5, 25, basis=Basis.WEAK), match(5, 25)),
    ):  # fmt: skip
        assert best([one, other]) == [one] == best([other, one])
    apart = [match(0, 5), named, match(25, 30)]
    assert best(apart) == apart == best(apart[::-1]), "what touches does not overlap"


def test_where_a_candidate_stands() -> None:
    one = match(5, 25)
    assert [(c.start, c.end, c.line) for c in (candidate(one, 3), candidate(one, 4, start=0, end=0))] == [
        (5, 25, 3), (0, 0, 4)
    ]  # fmt: skip
    accents = replace(one.seen, value="k\xc3\xa9y"), replace(one.seen, value="k\xe9y")
    said = [candidate(Match(seen, 0, 3, ""), 1).secret.reveal() for seen in accents]
    assert said == ["k\xe9y", "k\xe9y"], "UTF-8 where it is that"


def test_files_that_a_detector_is_for() -> None:
    pattern = Pattern(replace(FORMAT, paths=r"\.conf$"), 0)
    assert belongs(pattern, "srv/A.CONF") and belongs(pattern, "") and not belongs(pattern, "srv/a.txt")
    assert belongs(Pattern(FORMAT, 0), "srv/a.txt")


@pytest.mark.parametrize("size", [0, 15, 16, 31, 33, 64])
def test_a_key_of_another_size_is_not_taken(size: int, tmp_path: Path) -> None:
    folder = tmp_path / "own"
    own = OwnFolder(folder)
    own.write("a", b"data")
    (folder / "key").write_bytes(bytes(size))
    again = OwnFolder(folder)
    assert again.read("a") is None and len((folder / "key").read_bytes()) == 32


def test_a_seal_is_a_code_a_nonce_and_as_many_bytes_as_before(tmp_path: Path) -> None:
    own = OwnFolder(tmp_path / "own")
    for size in (0, 1, 100):
        sealed = own.seal(b"label", b"d" * size)
        assert len(sealed) == 32 + 16 + size and own.unseal(b"label", sealed) == b"d" * size
    assert own.unseal(b"label", own._code(b"label", b"") + b"") is None, "without a nonce"
    short = b"n" * 15
    assert own.unseal(b"label", own._code(b"label", short) + short) is None
    assert own.unseal(b"label", own._code(b"label", short + b"n") + short + b"n") == b""


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX")
def test_the_folder_is_closed_to_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for mode in (0o700, 0o701, 0o710, 0o740, 0o777):
        folder = tmp_path / f"{mode:o}"
        folder.mkdir()
        folder.chmod(mode)
        own = OwnFolder(folder)
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        own.write("a", b"data")
        for open_to in (0o604, 0o620, 0o601):
            (folder / "a").chmod(open_to)
            assert own.read("a") is None
        (folder / "a").chmod(0o600)
        assert own.read("a") == b"data" and own.file("a") == folder / "a"
    monkeypatch.setattr("dlinter.secrets.own_folder.write_atomically", lambda path, data: True)
    with pytest.raises(CacheError):
        OwnFolder(tmp_path / "without")
    monkeypatch.setattr("dlinter.secrets.own_folder.write_atomically", lambda path, data: False)
    with pytest.raises(CacheError):
        OwnFolder(tmp_path / "without")
