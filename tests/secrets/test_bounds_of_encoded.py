"""How far around a hit encoded text is read, from how many letters on it is decoded, and what share of it has
to be text: on either side of each bound."""

from __future__ import annotations

import base64
import gzip

import pytest

from dlinter.secrets.bytecode import apart
from dlinter.secrets.encoded import (
    _LARGEST_PLAIN,
    _LOCAL,
    _STEP,
    LONGEST,
    _decoded,
    _escapes,
    _from_base64,
    _gzip,
    _hex,
    _is_hex_text,
    _list,
    _textness,
    _utf16,
    _whole,
    compressed,
    decode,
    in_base64,
    written_out,
)

LINE = b"user=app password=hunter2hunter2 and a text of words\n"
LONG = LINE * 4000


def text_of(size: int, others: int = 0) -> bytes:
    """So many bytes of text with so many others in it, evenly."""
    data = bytearray((LINE * (size // len(LINE) + 1))[:size])
    for at in range(others):
        data[at * size // others] = 0x80 + at % 100
    return bytes(data)


@pytest.mark.parametrize(("printable", "share"), [(0, 0.0), (1, 0.25), (3, 0.75), (4, 1.0)])
def test_the_share_of_text(printable: int, share: float) -> None:
    assert _textness(b"a" * printable + b"\0" * (4 - printable)) == share
    assert _textness(b"\t\r\n ~") == 1.0 and _textness(b"\x1f\x7f\x80") == 0.0 and _textness(b"") == 1.0
    assert _textness(b"\0") == 0.0


@pytest.mark.parametrize(("others", "is_text"), [(5, True), (6, True), (7, False)])
def test_seven_of_ten_bytes_are_text(others: int, is_text: bool) -> None:
    """Of base64, hex, a list of numbers and gzip in base64."""
    plain = b"password=abcdefg"[: 20 - others] + b"\x80" * others
    run = base64.b64encode(plain)
    assert (_decoded(run) == plain) is is_text
    digits = plain.hex().encode()
    assert (_hex(digits, 0, 16) == (0, 40, plain)) is is_text
    assert _is_hex_text(digits, 0) is is_text
    numbers = b",".join(b"0x%02x" % c for c in plain)
    assert (_list(numbers, 0, 4) == (0, len(numbers), plain)) is is_text
    packed = base64.b64encode(gzip.compress(plain, mtime=0))
    assert (_gzip("base64 of gzip", packed, 12) == (0, len(packed), plain)) is is_text


@pytest.mark.parametrize("shift", [0, 1, 2, 3, 4075, 4076, 4077])
def test_a_long_run_of_base64_is_read_64_kb_to_each_side(shift: int) -> None:
    """And up to a step more, so that hits near each other have the same bytes around them."""
    run = base64.b64encode(LONG)
    end = 20 * _STEP + 20 + shift
    found = decode("base64", run, end)
    assert found is not None
    first, last, plain = found
    assert first == (end - LONGEST) // _STEP * _STEP and last == ((end + LONGEST - 1) // _STEP + 1) * _STEP
    assert (first // _STEP, last // _STEP) == (
        (5, 37) if shift == 4076 else (5, 38) if shift > 4076 else (4, 37)
    )
    assert plain == LONG[first // 4 * 3 : last // 4 * 3]
    assert decode("base64", run[: end + 8], end) is not None, "to the end of what is there"


def test_a_run_of_base64_is_judged_by_what_is_near_the_hit() -> None:
    """240 letters to each side: beyond, text and noise make no difference to that."""
    noise = bytes(range(128, 248)) * 3
    near = text_of(_LOCAL // 4 * 3 * 2)
    for before, after in ((noise, b""), (b"", noise)):
        run = base64.b64encode(before + near + after)
        end = len(before) // 3 * 4 + _LOCAL
        refused = set[tuple[int, int, bool]]()
        assert decode("base64", run, end, refused) is None, "the whole is no text"
        assert refused == {(0, len(run), False)}, "but what is near was"
    refused = set()
    assert (
        decode("base64", base64.b64encode(noise + b"password" + noise), len(noise) // 3 * 4 + 10, refused)
        is None
    )
    assert not refused


def test_a_run_that_was_refused_is_not_decoded_again() -> None:
    run = base64.b64encode(LINE)
    assert decode("base64", run, 20, {(0, len(run), False)}) is None
    for other in ((1, len(run), False), (0, len(run) - 1, False), (0, len(run), True)):
        assert decode("base64", run, 20, {other}) == (0, len(run), LINE)


@pytest.mark.parametrize("size", [11, 12, 13, 14])
def test_sixteen_letters_of_base64(size: int) -> None:
    plain = b"password=abcdef"[:size]
    run = base64.b64encode(plain).rstrip(b"=")
    assert _decoded(run) == (plain if len(run) >= 16 else None)
    assert _decoded(b"=" * 20) is None


def test_wide_letters_are_the_half_that_is_text() -> None:
    for order in ("utf-16-le", "utf-16-be"):
        assert _decoded(base64.b64encode(LINE.decode().encode(order)), wide=True) == LINE


@pytest.mark.parametrize(
    ("run", "plain"),
    [
        (b"", b""), (b"QUJD", b"ABC"), (b"QUJDR", b"ABC"), (b"QUJDRA", b"ABCD"), (b"QUJDREU", b"ABCDE"),
        (b"QUJDREVG", b"ABCDEF"), (b"QUJD\nREVG", b"ABCDEF"), (b"QUJDRA==", b"ABCD"),
        (b"-_-_", b"\xfb\xff\xbf"), (b"QU\\/D", b"A\x4f\xc3"),
        (b"QU\\/D", b"A\x4f\xc3")],
)  # fmt: skip
def test_as_many_bytes_of_base64_as_are_whole(run: bytes, plain: bytes) -> None:
    assert _from_base64(run) == plain


@pytest.mark.parametrize("size", [7, 8, 9])
def test_of_gzip_eight_bytes(size: int) -> None:
    packed = base64.b64encode(gzip.compress(LINE[:size], mtime=0))
    found = _gzip("base64 of gzip", b'"' + packed + b'"', 13)
    assert found == ((1, 1 + len(packed), LINE[:size]) if size >= 8 else None)
    twice = base64.b64encode(packed)
    assert (_gzip("base64 of base64 of gzip", twice, 12) is not None) is (size >= 8)
    assert _gzip("base64 of gzip", b'"' + packed, 12) is None, "from where the header begins"


def test_of_what_is_decompressed_the_first_64_kb_say_whether_it_is_text() -> None:
    first = text_of(65536, 19660)  # a bit more than seven of ten
    for rest, is_text in ((b"", True), (b"\x80" * 90_000, True)):
        packed = base64.b64encode(gzip.compress(first + rest, mtime=0))
        assert (_gzip("base64 of gzip", packed, 12) is not None) is is_text
    packed = base64.b64encode(gzip.compress(text_of(65536, 19661) + LONG, mtime=0))
    assert _gzip("base64 of gzip", packed, 12) is None


def test_what_is_cut_off_of_gzip_says_so() -> None:
    """By an end below zero: more than 4 MB, more than 64 KB of letters, a damaged end."""
    packed = base64.b64encode(gzip.compress(b"a" * _LARGEST_PLAIN + b"b", mtime=0))
    assert _gzip("base64 of gzip", packed, 12) == (0, -len(packed), b"a" * _LARGEST_PLAIN)
    packed = base64.b64encode(gzip.compress(LONG, mtime=0))
    found = _gzip("base64 of gzip", packed[:-12], 12)
    assert found is not None and found[1] == -(len(packed) - 12) and LONG.startswith(found[2])
    stored = base64.b64encode(gzip.compress(LONG, compresslevel=0, mtime=0))
    found = _gzip("base64 of gzip", stored, 12)
    assert found is not None and found[1] == -(12 + LONGEST)


@pytest.mark.parametrize("before", [0, 1, 2, 3])
def test_a_long_run_of_hex_is_read_64_kb_to_each_side(before: int) -> None:
    """From a whole byte to a whole byte."""
    digits = LONG.hex().encode()
    end = 100_000 + 2 * before
    found = decode("hex", digits, end)
    assert found is not None
    first, last, plain = found
    assert first == (end - LONGEST) // _STEP * _STEP and last == end + LONGEST
    assert plain == LONG[first // 2 : last // 2]


def test_hex_that_goes_on_before_what_is_looked_at() -> None:
    digits = LINE.hex().encode()
    for more in (b"", b"6"):
        data = more + digits
        assert _hex(data, 0, len(more) + 16) == (len(more), len(data), LINE)
    assert _hex(b'"6' + digits, 0, 18) is None, "an odd number of digits is no bytes"
    assert _hex(digits + b"6", 0, 16) == (0, len(digits), LINE), "the end of what is there is none of the run"
    assert _hex(digits + b'6"', 0, 16) is None


@pytest.mark.parametrize("size", [7, 8, 15, 16, 17])
def test_the_shortest_text_of_hex(size: int) -> None:
    """Eight bytes near a hit, sixteen as a whole."""
    digits = b"password=abcdefghi"[:size].hex().encode()
    assert _is_hex_text(digits, 0) is (size >= 8) and _is_hex_text(b"6" + digits, 1) is (size >= 8)
    assert not _is_hex_text(b'"' + digits, 0)
    assert (_hex(digits, 0, 10) is not None) is (size >= 16)
    assert (_whole(digits, "base64 of hex") is not None) is (size >= 16)
    assert _whole(b'"' + digits + b'6"', "base64 of hex") == (
        bytes.fromhex(digits.decode()) if size >= 16 else None
    )


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("112,97,115,115,119,111,114,100,61,97,98,99", b"password=abc"),
        ("70:61:73:73:77:6f:72:64:3d:61:62:63", b"password=abc"),
        ("70:61:73:73:77:77:72:64:61:61:62:63", b"passwwrdaabc"),  # digits alone, but no commas
        ("70,61,73,73,77,6f,72,64,3d,61,62,63", b"password=abc"),
        ("0x70,0x61,0x73,0x73,0x77,0x77,0x72,0x64,0x61,0x61,0x62,0x63", b"passwwrdaabc"),
        ("70,61,73,73,77,77,72,64,61,61,62,63", bytes((70, 61, 73, 73, 77, 77, 72, 64, 61, 61, 62, 63))),
        ("112,97,115,115,119,111,114,100,61,97,98", None),
        ("112,97,115,115,119,111,114,100,61,97,98,256", None),
        ("112,97,115,115,119,111,114,100,61,97,98,255", b"password=ab\xff"),
    ],
)  # fmt: skip
def test_numbers_of_a_list(written: str, plain: bytes | None) -> None:
    for before, after in (("", ""), ("[", "]"), ("x = {", "}")):
        data = (before + written + after).encode()
        at = len(before)
        assert _list(data, 0, at + 8) == ((at, at + len(written), plain) if plain is not None else None)


def test_entities_and_escapes_are_one_letter_each() -> None:
    for kind, written in (
        ("entities", b"&#x61;b&#99;d&#x6A;"), ("escapes", rb"\x61b\u0063d\\x6A"),
        ("octal escapes", rb"\141b\143d\152"),
        ("escapes in braces", rb"\u{61}b\u{63}d\u{6A}"), ("percent-encoding", b"%61b%63d%6A"),
        ("percent-encoding of all", b"%61b%63d%6A"),
    ):  # fmt: skip
        for before, after in ((b"", b""), (b'"', b'"'), (b" ", b" "), (b"<", b">")):
            at = len(before)
            for end in (at + 1, at + 5, at + len(written)):
                found = _escapes(kind, before + written + after, 0, end)
                assert found == (at, at + len(written), b"abcdj"), (kind, end)
        assert _escapes(kind, written + b'"', 0, len(written) + 1) is None, "a hit ends in the word"
    assert _escapes("entities", b"&#254;&#255;&#256;&#999;", 0, 6) == (0, 24, b"\xfe\xff\xff\xff")
    assert written_out("entities") and not written_out("base64")
    assert compressed("base64 of gzip") and not compressed("base64")


@pytest.mark.parametrize(("before", "found"), [(65535, True), (65536, False)])
def test_a_word_of_escapes_has_at_most_64_kb(before: int, found: bool) -> None:
    data = b"a" * before + b"%41"
    run = _escapes("percent-encoding", data, 0, before + 1)
    assert (run is not None) is found
    assert run is None or run[:2] == (0, LONGEST)


def test_letters_of_utf16_are_read_8_kb_to_each_side() -> None:
    letters = 10_000
    data = ("a" * letters + "b" + "c" * letters).encode("utf-16-le")
    end = 2 * letters + 1  # on the letter in the middle
    for cut in (0, 1):
        assert _utf16(data[: len(data) - cut], 0, end) == (
            end - 1 - 8192, end - 1 + 8192 + 1, b"a" * 4096 + b"b" + b"c" * 4096
        )  # fmt: skip
    word = "TOKEN".encode("utf-16-le")
    assert _utf16(word, 0, 5) == (0, 9, b"TOKEN") == _utf16(word[:9], 0, 5)
    assert _utf16(word, 1, 5) == (2, 9, b"OKEN") and _utf16(word, 2, 5) == (2, 9, b"OKEN")
    assert _utf16(word + b"\0\0" + word, 0, 5) == (0, 9, b"TOKEN")
    assert _utf16(word + b"\0\0" + word, 0, 15) == (12, 21, b"TOKEN")


@pytest.mark.parametrize("size", [7, 8, 9, 255])
def test_strings_of_bytecode_stand_apart(size: int) -> None:
    """Eight letters and more; short ones (length in one byte) and long ones (in four)."""
    string = b"k" * size
    for head in (b"z" + bytes((size,)), b"s" + size.to_bytes(4, "little")):
        data = b"\x01" + head + string + b"N" + b"\x02"
        apart_by_nuls = b"\x01" + b"\0" * len(head) + string + b"\0" + b"\x02"
        assert apart(data) == (apart_by_nuls if size >= 8 else data)
        assert apart(data[:-2]) == (apart_by_nuls[:-2] if size >= 8 else data[:-2]), "at the end of the file"
        assert apart(data[:-3]) == data[:-3], "a string that is cut off is none"
        broken = data.replace(b"kN", b"\x80N")
        assert apart(broken) == broken, "nor is what is no text"
    assert apart(b"z\x0a" + b"k" * 10 + b"\n") == b"\0\n" + b"k" * 10 + b"\n", "lines stay lines"
    data = b"zz\x0b" + b"k" * 11 + b"N"
    assert apart(data) == b"z\0\0" + b"k" * 11 + b"\0", "what looks like a string may be before one"


def test_a_hit_at_the_end_of_its_run() -> None:
    """It is in the run; one that ends behind it is not."""
    runs = {
        "base64": base64.b64encode(LINE), "hex": LINE.hex().encode(),
        "list of bytes": b", ".join(b"0x%02x" % c for c in LINE),
        "escapes": b"".join(b"\\x%02x" % c for c in LINE),
    }  # fmt: skip
    for kind, run in runs.items():
        for data in (run, run + b'"', b'"' + run + b'"'):
            at = data.index(run[:4])
            assert decode(kind, data, at + len(run)) == (at, at + len(run), LINE), kind
        assert decode(kind, run + b'"', len(run) + 1) is None, kind


def test_the_letters_of_base64_that_a_prefix_decides() -> None:
    assert in_base64(b"gh" + b"p_") == (b"Z2hwX", b"docF", b"naHBf")
    assert in_base64(b"abc") == (b"YWJj",) and len(in_base64(b"abcd")) == 3
