"""Bounds that the files beside this one leave open: where a file and what stands around a match begin, when a
file is done, and the sizes at which the grammar and the sieve change their mind."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from dlinter.detectors.assignment import parted
from dlinter.detectors.detector import LINE, Detector
from dlinter.model.image.stream import FILE, Members
from dlinter.model.secret import Basis, Sieved
from dlinter.secrets import beside, folders
from dlinter.secrets import scanner as module
from dlinter.secrets.allowance import Allowance
from dlinter.secrets.bytecode import apart
from dlinter.secrets.captured_files import Databases, Digests
from dlinter.secrets.encoded import LONGEST
from dlinter.secrets.grammar.kinds import FileKind, kind_of
from dlinter.secrets.grammar.values import _among_fields, weak
from dlinter.secrets.matcher import Match, best
from dlinter.secrets.origin import rules_hash
from dlinter.secrets.own_folder import CacheError, OwnFolder
from dlinter.secrets.patterns import BACK, Pattern, _has_branch_at_end, _widest, branches
from dlinter.secrets.scanner import _LONGEST_PATH, OVERLAP, Scanner, Segment
from dlinter.secrets.sieve.cut_short import declared
from dlinter.secrets.sieve.placeholder import is_placeholder
from dlinter.secrets.sieve.public import is_public
from dlinter.secrets.sieve.repetition import _counts_in_turn, _near_the_middle, _period
from dlinter.secrets.sieve.services import of_service
from dlinter.secrets.sighting import AROUND, DOCUMENTATION
from dlinter.values import replace

from .layers import detectors, engine, github_token
from .test_bounds_of_scanner import Noted, scanned
from .test_limits import CODE, DATA, KEY, NAMED, PASSWORD, SETTING, TEXT, TOKEN, drawn, seen

LOW = replace(NAMED, basis=Basis.FORMAT, confidence="low")
MEDIUM = replace(LOW, confidence="medium")
OPTION = replace(NAMED, basis=Basis.OPTION)
HIGH = replace(LOW, confidence="high", loose_of=())


@pytest.mark.parametrize("base", [0, 1000])
@pytest.mark.parametrize("size", [1, 2, 500])
def test_a_file_that_its_path_tells_is_searched_from_its_first_byte(base: int, size: int) -> None:
    """However small it is, and wherever in the stream it begins."""
    scanner = Noted()
    scanner._engine.by_path = lambda path: [0] if path == "key" else []
    scanner._at = base
    files = [Segment("a", base, base + 10), Segment("key", base + 10, base + 10 + size),
        Segment("b", base + 10 + size, base + 20 + size)]  # fmt: skip
    scanner.feed(b"x" * (20 + size), files, last=True)
    assert scanner.searched == [("key", 0, base + 10, base + 10 + size)]


@pytest.mark.parametrize("base", [0, 1000])
def test_where_in_a_stream_a_secret_stands(base: int) -> None:
    token = github_token(3).encode()
    data = b"# one\n# two\ntoken = " + token + b"\n# more\n"
    found, troubles = scanned(data, base=base)
    (one,) = [f.candidate for f in found]
    assert (one.start, one.end, one.line) == (20, 20 + len(token), 3) and not troubles


@pytest.mark.parametrize(("path", "before"), [("a.txt", AROUND), ("a.py", DOCUMENTATION)])
@pytest.mark.parametrize("base", [0, 70])
def test_how_much_around_a_window_is_shown_to_the_sieve(
    path: str, before: int, base: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So much before and behind as a value's surroundings are read, and never of another file."""
    shown: list[tuple[int, int, int]] = []
    monkeypatch.setattr(module, "belongs", lambda pattern, path: True)

    def matches(pattern: object, piece: bytes, path: str, low: int, high: int, *rest: object, **more: object):
        shown.append((low, high, len(piece)))
        return iter(())

    monkeypatch.setattr(module, "matches", matches)
    scanner, size = Noted(), 3 * DOCUMENTATION + 3 * AROUND
    low, high = base + 2 * DOCUMENTATION, base + 2 * DOCUMENTATION + 50
    for start, end, wanted in (
        (0, size, (before, before + 50, before + 50 + AROUND)),
        (2 * DOCUMENTATION - 7, 2 * DOCUMENTATION + 59, (7, 57, 66)),
    ):
        shown.clear()
        Scanner._search(scanner, b"x" * size, base, Segment(path, base + start, base + end), 0, low, high)
        assert shown == [wanted]


@pytest.mark.parametrize(("more", "open_files"), [(-1, 0), (0, 0), (1, 1)])
def test_a_file_is_done_where_all_of_it_lies_before_what_is_kept(more: int, open_files: int) -> None:
    scanner = Noted()
    scanner.feed(b"x" * (3 * OVERLAP), (Segment("a", 0, 2 * OVERLAP + more),))
    assert len(scanner._segments) == open_files
    scanner.feed(b"x" * (3 * OVERLAP), last=True)
    assert not scanner._segments


def test_lines_of_open_files_wait_for_sixteen_megabytes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Then the oldest blocks are counted, until no more than that waits; the lines said are the same."""
    assert module._UNCOUNTED == 16 << 20
    monkeypatch.setattr(module, "_UNCOUNTED", 2000)
    scanner, segment = Noted(), Segment("a", 0)
    waiting = []
    for number, size in enumerate((1000, 1000, 1)):
        scanner.feed(b"x" * (size - 1) + b"\n", () if number else (segment,))
        waiting.append((len(segment.uncounted), scanner._uncounted_size))
    assert waiting == [(1, 1000), (1, 2000), (0, 0)], "a block is counted with the tail before it"
    assert segment.line(b"", 2001, 2001) == 4


def test_a_key_and_its_id_in_one_file_are_one_finding() -> None:
    key_id, secret = "AKIA" + "Q7ZK3PWX5VJM2L4R", drawn(40)
    data = f"[default]\naws_access_key_id = {key_id}\naws_secret_access_key = {secret}\n".encode()
    found, _ = scanned(data, "root/.aws/credentials")
    real = [f.candidate for f in found if not f.candidate.sieved]
    assert [(c.secret.reveal(), c.line) for c in real] == [(secret, 3)] and "together with" in real[0].title


def test_of_a_long_path_the_end_is_asked() -> None:
    for inner, whole in (("", "x" * 5000 + "/a.py"), ("b/" + "y" * 5000 + ".py", "srv/a.zip")):
        segment = Segment(whole, 0, 10, inner)
        full = f"{whole}!{inner}" if inner else whole
        assert module._full(segment) == full[-_LONGEST_PATH:] and len(module._full(segment)) == 4096
    assert module._full(Segment("a", 0, 1, "b")) == "a!b"


def test_a_hit_in_encoded_text_makes_the_next_64_bytes_its_own() -> None:
    class Windows(Noted):
        def _window(self, data: bytes, base: int, segment: Segment, end: int, *rest: object):
            windows.append(end)
            return end, end

    assert LONGEST == 65536
    for gap, count in ((63, 1), (64, 2), (65, 2)):
        windows: list[int] = []
        data = b"x" * 100 + b"ENC" + b"x" * (gap - 3) + b"ENC" + b"x" * 100
        Windows().feed(data, (Segment("a", 0, len(data)),), last=True)
        assert len(windows) == count, gap


@pytest.mark.parametrize(
    ("expression", "widest"),
    [("a{7}", 7), ("b{3,9}", 9), ("(?:abc|defgh)x?", 6), ("", 0), ("[", BACK)],
)
def test_how_many_signs_a_pattern_takes_at_most(expression: str, widest: int) -> None:
    assert _widest.__wrapped__(expression) == widest


@pytest.mark.parametrize(
    ("expression", "branch"),
    [
        ("a|b", True), ("(a|b)", False), ("(a)|b", True), ("(a(b|c)d)|e", True), ("((a|b)|c)", False),
        (r"a\|b", False), ("[|]a", False), ("[]|]a", False), ("[^]|]a", False), (r"[\]|]a", False),
        ("(a)b", False), ("[a]|b", True),
    ],
)  # fmt: skip
def test_alternatives_outside_of_groups(expression: str, branch: bool) -> None:
    assert branches(expression) is branch


@pytest.mark.parametrize(
    ("expression", "branch"),
    [
        ("a|b", True), ("(a|b)c", False), ("((a|b))c", False), ("a((b))", False), ("a|((b))c", True),
        ("(a|b)", True), ("(a|b)(c)", False), ("a|(c)", False), ("(a(b|c)d)", True),
        ("(a|b)((c))", False), ("(c)(a|b)", True),
    ],
)  # fmt: skip
def test_alternatives_at_the_end_of_an_expression(expression: str, branch: bool) -> None:
    assert _has_branch_at_end(expression) is branch


@pytest.mark.parametrize(
    ("value", "before", "after", "sign", "key", "among"),
    [
        ("NT-Password", "User:LM:", ":Flags", ":", "LM", True),
        ("NT_Password", "User:LM:", ":", ":", "LM", True),
        ("NT-Password", "User:LM:", ";", ":", "LM", False),
        ("NT-Password", "User:LM:", "", ":", "LM", False),
        ("NT-Password", "User LM:", ":", ":", "LM", False),
        ("NT-Password", "User:LM:", ":", "=", "LM", False),
        ("NT-Passw0rd", "User:LM:", ":", ":", "LM", False), ("NT-Password", "User::", ":", ":", "", False),
        ("NT.Password", "User:LM:", ":", ":", "LM", False),
    ],
)  # fmt: skip
def test_a_name_among_fields(
    value: str, before: str, after: str, sign: str, key: str, among: bool
) -> None:
    assert _among_fields(seen(value, key, CODE, sign, before=before, after=after)) is among


@pytest.mark.parametrize(
    ("size", "key", "kind", "is_weak"),
    [
        (15, KEY, SETTING, True), (16, KEY, SETTING, False), (16, KEY, TEXT, False), (16, KEY, DATA, True),
        (7, TOKEN, TEXT, True), (11, TOKEN, TEXT, True), (12, TOKEN, TEXT, False),
        (11, TOKEN, SETTING, False), (8, TOKEN, SETTING, False), (7, TOKEN, SETTING, True),
        (17, TOKEN, DATA, True), (18, TOKEN, DATA, False), (5, PASSWORD, SETTING, True),
        (8, PASSWORD, SETTING, False),
    ],
)  # fmt: skip
def test_how_long_a_drawn_value_is(size: int, key: str, kind: FileKind, is_weak: bool) -> None:
    assert weak(seen(drawn(size), key, kind, ": ")) is is_weak


def test_how_long_a_key_of_letters_or_of_hexadecimal_digits_is() -> None:
    letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
    for size, is_weak in ((23, True), (24, False)):
        assert weak(seen(drawn(size, letters), KEY)) is is_weak, size
        assert weak(seen(drawn(size, "0123456789abcdef"), KEY)) is is_weak, size
    assert weak(seen(drawn(24, letters).lower(), KEY)) and weak(seen(drawn(24, letters).upper(), KEY))
    assert weak(seen(drawn(40, "0123456789ABCDEF"), KEY))
    assert not weak(seen(drawn(41, "0123456789ABCDEF"), KEY))
    assert not weak(seen(drawn(40, "0123456789abcdef"), KEY))
    assert not weak(seen(drawn(16, "0123456789abcdef"), TOKEN)) and weak(seen("abcdefabcdefabcd", TOKEN))


def test_a_prefix_before_a_piece_that_is_not_there_three_times() -> None:
    """Without the signs at the end that fill base64."""
    eight, piece = "q9x4m7w1", "b7k2m9p3"
    assert not _period(eight + (piece * 3)[:-1] + "=") and _period(eight + piece * 3 + "=")
    assert not _period(eight + (piece * 3)[:-2] + "==") and _period(eight + (piece[:7] * 3) + "===")


def test_a_row_lies_over_the_middle() -> None:
    noise = "q7m2k9x4w1z8"
    for before, over in ((0, False), (1, False), (6, True), (12, False)):
        value = noise[:before] + "abcdef" + noise[before:]
        assert _near_the_middle(value) is over, before
    assert _near_the_middle("abcdef") and not _near_the_middle("abcde") and not _near_the_middle("")


def test_of_a_long_name_the_last_200_signs_are_asked() -> None:
    named = "settings" + "x" * 187 + ".json"
    assert len(named) == 200
    assert kind_of(f"srv/{named}") is SETTING
    assert kind_of(f"srv/y{named}") is SETTING, "what comes before is not looked at"
    assert kind_of(f"srv/y{named[1:]}") is DATA
    assert kind_of(f"srv/a.zip!{named}") is SETTING and kind_of(f"srv/a.zip!y{named}") is SETTING
    assert kind_of(f"srv/a.zip!y{named[1:]}") is DATA


@pytest.mark.parametrize(
    ("key", "value", "public"),
    [
        ("sign_key", "A1B2C3D4", True), ("rpm_keys", "A1B2C3D4", True), ("gpg_signer", "A1B2C3D4", True),
        ("repo_signature", "a1b2c3d4", True), ("key_sign", "A1B2C3D4", False),
        ("gpg_token", "A1B2C3D4", False), ("api_key", "A1B2C3D4", False), ("", "A1B2C3D4", False),
        ("sign_key", "A1B2C3d4", False),
        ("sign_key", "A1B2C3D", False), ("sign_key", "0xA1B2C3D4", True),
    ],
)  # fmt: skip
def test_ids_of_keys_that_sign(key: str, value: str, public: bool) -> None:
    assert is_public(seen(value, key, detector=LOW)) == (Sieved.PUBLIC if public else "")
    assert not is_public(seen(value, key, detector=MEDIUM))


@pytest.mark.parametrize(
    ("value", "before", "detector", "example"),
    [
        ("orangetreesx", "# mysql -p", OPTION, True), ("orangetreesxy", "# mysql -p", OPTION, False),
        ("orangetreesx", "mysql -p", OPTION, False), ("orangetreesX", "# mysql -p", OPTION, False),
        ("orangetrees7", "# mysql -p", OPTION, False), ("orangetreesx", "-- mysql -p", MEDIUM, True),
        ("orangetreesx", "# mysql -p", NAMED, False), ("orangetreesx", "rem mysql -p", OPTION, True),
        ("orangetreesx", "remysql -p", OPTION, False),
        ("orangetreesx", "# mysql -p", replace(MEDIUM, confidence="high"), False),
    ],
)  # fmt: skip
def test_a_word_in_a_command_of_a_remark(
    value: str, before: str, detector: Detector, example: bool
) -> None:
    one = seen(value, "p", TEXT, "", before=before, detector=detector)
    assert (is_placeholder(one) == Sieved.EXAMPLE) is example


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[bytes | None]]:
    given: list[bytes | None] = []
    monkeypatch.setattr(OwnFolder, "_bytes", lambda self, name: given.pop(0))
    yield given


@pytest.mark.parametrize("made", [None, b"", bytes(31), bytes(33)])
def test_a_key_that_is_not_there_once_it_is_written(
    made: bytes | None, answers: list[bytes | None], tmp_path: Path
) -> None:
    answers += [None, made]
    with pytest.raises(CacheError):
        OwnFolder(tmp_path / "own")
    assert not answers


def test_the_key_of_a_faster_process_stays(answers: list[bytes | None], tmp_path: Path) -> None:
    answers += [bytes(31), b"k" * 32]
    assert OwnFolder(tmp_path / "own")._key == b"k" * 32 and not answers


def test_a_file_appears_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "below" / "a"
    assert folders.write_atomically(place, b"one") and place.read_bytes() == b"one"
    if os.name == "posix":
        assert place.stat().st_mode & 0o777 == 0o600 and place.parent.stat().st_mode & 0o777 == 0o700
    assert folders.write_atomically(place, b"two") and place.read_bytes() == b"two"
    monkeypatch.setattr(os, "urandom", bytes)
    taken = place.with_name(f".a.{os.getpid()}.{bytes(4).hex()}")
    taken.symlink_to(tmp_path / "elsewhere")
    assert not folders.write_atomically(place, b"three"), "what stands there is not written through"
    assert place.read_bytes() == b"two" and not (tmp_path / "elsewhere").exists()
    place.unlink()
    place.mkdir()
    (place / "b").write_bytes(b"")
    assert not folders.write_atomically(place, b"four")
    assert sorted(p.name for p in place.parent.iterdir()) == ["a"], "nothing is left beside it"


@pytest.mark.parametrize("spare", [0, 1])
def test_a_database_at_the_very_end_of_a_layer(spare: int) -> None:
    """All of its bytes are in the last block; where one is missing it is not kept."""
    members, status = Members(), b"Package: bash\n"
    members.add(b"var/lib/dpkg/status", FILE, len(status) + spare, 3)
    databases, digests = Databases(members, Next()), Digests(members, {"var/lib/dpkg/status": ("md5",)})
    for each in (databases, digests):
        each.feed(b"---" + status[:5], 0)
        each.feed(status[5:], 8)
        each.finish()
    assert databases.content == ({} if spare else {"var/lib/dpkg/status": status})
    assert list(digests.made) == ([] if spare else ["var/lib/dpkg/status"])


class Next:
    def feed(self, block: bytes, offset: int) -> None:
        """What comes after is not asked here."""

    def finish(self) -> None:
        """Nor this."""


@pytest.mark.parametrize(
    ("sign", "text"),
    [(b" ", True), (b"~", True), (b"\t", True), (b"\r", True), (b"\x1f", False),
        (b"\x7f", False), (b"\0", False)],
)  # fmt: skip
def test_the_signs_of_a_text_of_bytecode(sign: bytes, text: bool) -> None:
    """From the blank to the tilde."""
    data = b"z\x0a" + b"kkkk" + sign + b"kkkkk" + b"N"
    assert (apart(data) != data) is text


@pytest.mark.parametrize(
    ("service", "size"),
    [
        ("bitly", 40), ("spotify", 32), ("virustotal", 64), ("freshdesk", 20), ("pushover", 30),
        ("vultr", 36), ("bitfinex", 43), ("etherscan", 34), ("pexels", 56), ("ipinfo", 14), ("yelp", 128),
    ],
)  # fmt: skip
def test_how_long_the_keys_of_services_are(service: str, size: int) -> None:
    long = drawn(64) * 2 + "x"
    assert [of_service(f"{service}_api_key", long[:n]) for n in (size - 1, size, size + 1)] == [
        False, True, False
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("data", "length"),
    [
        (b"", 0), (b"\x30\x01\x02", 0), (b"\x30\x01\x02\x03", 1), (b"\x31\x01\x02\x03", 0),
        (b"\x30\x7f\x02\x03", 127), (b"\x30\x80\x02\x03", 0), (b"\x30\x81\xc8\x03", 200),
        (b"\x30\x82\x01\x2c", 300), (b"\x30\x83\x01\x2c\x00", 0),
    ],
)  # fmt: skip
def test_the_length_that_a_key_says_of_itself(data: bytes, length: int) -> None:
    assert declared(data) == length


def test_what_ranks_before_what() -> None:
    """Surer ones, what the sieve left, exact forms, longer ones, what comes first."""
    def match(start: int, end: int, sieved: str = "", **fields: object) -> Match:
        return Match(seen("x" * (end - start), detector=replace(HIGH, **fields)), start, end, sieved)

    for one, other in (
        (match(0, 5, "x", confidence="medium"), match(0, 9, confidence="low")),
        (match(0, 5), match(0, 9, "x")),
        (match(0, 5), match(0, 9, confidence="medium")),
        (match(0, 5), match(0, 9, loose_of=("a",))),
        (match(0, 9), match(0, 8)), (match(0, 9), match(1, 10)),
        (match(0, 9, id="a"), match(0, 9, id="b")),
        (match(0, 5, confidence="medium", basis=Basis.WEAK), match(0, 5, confidence="medium", id="a")),
    ):  # fmt: skip
        assert best([one, other]) == best([other, one]) == [one]
    assert [m.start for m in best([match(5, 9), match(0, 5), match(9, 12)])] == [0, 5, 9], "none overlap"


def test_so_many_sightings_are_judged() -> None:
    allowance = Allowance(2)
    assert [allowance.take() for _ in range(4)] == [True, True, False, False]


@pytest.mark.parametrize(
    ("digits", "in_turn"),
    [("1234567", True), ("1234578", True), ("1234579", False), ("1235689", False), ("12346781", False)],
)
def test_of_longer_rows_four_in_five_follow_each_other(digits: str, in_turn: bool) -> None:
    letters = "abcdefgh"[: len(digits)]
    for first, second in ((digits, letters), (letters, digits)):
        value = "".join(a + b for a, b in zip(first, second, strict=True))
        assert _counts_in_turn(value) is in_turn, value


ACME = replace(NAMED, pattern="acme_[a-z0-9]{20}", keywords=("acme_",), boundary=True, confidence="high",
    accepts=None, anchors=(), reader=None, prefilter="")  # fmt: skip


@pytest.mark.parametrize("start", [0, 1, 5])
@pytest.mark.parametrize("lead", [0, 1, 3])
def test_an_anchor_at_the_beginning_of_what_is_searched(start: int, lead: int) -> None:
    value, before = b"acme_" + b"k3x9" * 5, b"....."[:start]
    one = Pattern(replace(ACME, anchors=(("acme_", lead),)), 0)
    assert list(one.spans(before + value, start)) == [(start, start, start + 25)]
    assert one._starts(before + value, start, start + 25) == [start]
    shifted = one._starts(before + b"xxxx" + value, start, start + 29)
    assert shifted == list(range(start + 4 - lead, start + 5))
    of_line = Pattern(replace(ACME, anchors=(("acme_", LINE),)), 0)
    assert of_line._starts(before + value, start, start + 25) == [start]
    assert of_line._starts(before + b"x\n" + value, start, start + 27) == [start + 2]


@pytest.mark.parametrize("confidence", ["high", "low"])
def test_matches_of_one_letter_are_each_one(confidence: str) -> None:
    one = Pattern(replace(ACME, pattern="k", boundary=False, confidence=confidence), 0)
    assert [first for first, _, _ in one.spans(b"kkk-k")] == [0, 1, 2, 4]


class Busy:
    """A thread that has something to do."""

    def __init__(self, unpacker: object, number: int) -> None:
        self.number, self.waiting = number, number + 1


@pytest.mark.parametrize(("spare", "most"), [(0, 0), (1, 1), (2, 2), (6, 6), (7, 6), (20, 6)])
def test_an_archive_gets_a_thread_of_its_own_where_a_core_is_free(
    spare: int, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Six threads at most; then the one with the least to do, and one that has nothing to do before a new
    one."""
    monkeypatch.setattr(beside, "_Worker", Busy)
    archives = beside.Archives(engine(), lambda found: None, lambda *trouble: None, lambda: spare)
    given = [archives._idle() for _ in range(8)]
    numbers = [worker.number if isinstance(worker, Busy) else None for worker in given]
    assert numbers == ([*range(most), *[0] * (8 - most)] if most else [None] * 8)
    if most > 1:
        archives._workers = archives._workers[:1]
        archives._workers[0].waiting = 0
        assert archives._idle() is given[0] and len(archives._workers) == 1


def test_as_much_waits_for_a_thread_as_sixteen_megabytes_are() -> None:
    worker = beside._Worker(SimpleNamespace(finish=lambda: None), 0)  # type: ignore[arg-type]
    worker.end()
    assert worker._queue.maxsize == 16 and beside.HELD == 16 * 1024 * 1024 and beside._PIECE == 1024 * 1024
    assert beside.SMALL == 256 * 1024


def test_a_pattern_that_is_looked_for_by_its_providers_name() -> None:
    """Where it has no expression of its own for that, which says itself what comes next."""
    named = next(d for d in detectors() if parted(d.pattern)[0])
    assert not named.prefilter and Pattern(named, 0).rest == parted(named.pattern)[1]
    assert Pattern(replace(named, prefilter="acme"), 0).rest == ""
    assert Pattern(replace(named, prefilter="acme", then="[a-z]"), 0).rest == "[a-z]"
    assert Pattern(ACME, 0).rest and not Pattern(replace(ACME, prefilter="acme"), 0).rest
    assert not Pattern(replace(ACME, pattern="acme_[a-z0-9]{16}"), 0).rest


def check(says: str) -> Callable[[str], bool]:
    """A function of the same name in the same place, whatever it says."""
    scope: dict[str, Any] = {"__name__": __name__}
    exec(f"def right(secret):\n    return {says}", scope)
    return scope["right"]


def test_what_a_check_compares_with_counts() -> None:
    """Functions in it do by what they are, not by where they lie in memory."""
    def hashed(says: str) -> str:
        return rules_hash([replace(ACME, validate=check(says))])

    assert len({hashed(says) for says in ("secret == 'a'", "secret == 'b'", "secret != 'a'")}) == 3
    nested = "any(c == 'a' for c in secret)"
    kept = [check(nested)]
    assert hashed(nested) == hashed(nested) != "" and kept
