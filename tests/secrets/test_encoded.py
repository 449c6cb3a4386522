"""Texts in which each letter is written in another way, around a hit of the prefilter: where they begin and
end."""

from __future__ import annotations

import base64
import gzip
import re
from collections.abc import Callable

import pytest

from dlinter.secrets import encoded
from dlinter.secrets.encoded import (
    _escapes,
    _list,
    _utf16,
    decode,
    expressions,
    in_base64,
    literal_prefix,
    prefixes_of,
)
from dlinter.secrets.searcher import Engine
from dlinter.values import replace

from .layers import detectors, github_token, password, places, scan

GITHUB = next(d for d in detectors("github") if d.id == "github-personal-access-token")


@pytest.mark.parametrize(
    ("pattern", "prefix"),
    [
        (r"abcd_[a-z]{20}", b"abcd_"),
        (r"(?P<secret>abcd_[a-z]{20})", b"abcd_"),
        (r"abc[a-z]{20}", b""),  # three letters are in every file
        (r"abcd|efgh", b""),
        (r"abcdef|ghijkl", b""),
        (r"abcde?f", b"abcd"),  # the last letter may be missing
        (r"abcde+f", b"abcd"),
        (r"(?:abcd)[0-9]{20}", b"abcd"),
        (r"(?:abcd|efgh)[0-9]{20}", b""),
        (r"(?:abcd)(?:x|y)", b""),  # no reader of groups: what may be a choice of beginnings has no prefix
        (r"abcdefghijklmnopqrstuvwxyz", b"abcdefghijklmnop"),
        (r"abcd\.e", b"abcd.e"),
    ],
)
def test_what_every_match_begins_with(pattern: str, prefix: bytes) -> None:
    assert literal_prefix(replace(GITHUB, pattern=pattern, ignore_case=False)) == prefix
    assert literal_prefix(replace(GITHUB, pattern=pattern, ignore_case=True)) == b""


@pytest.mark.parametrize("before", [b"", b"\0", b"\0\0", b"x", b"\xff\xfe"])
def test_utf16_around_a_hit(before: bytes) -> None:
    """The hit ends on a letter; the rest of the word is on both sides of it, and nothing of what is beside
    the word."""
    word = "TOKEN=abc".encode("utf-16-le")
    data = before + word + b"\0\0rest"
    end = len(before) + 2 * len("TOKEN") - 1
    assert _utf16(data, 0, end) == (len(before), len(before) + len(word) - 1, b"TOKEN=abc")


@pytest.mark.parametrize(
    ("kind", "written"), [("escapes", rb"key=\x61b\x63d"), ("percent-encoding", b"key=%61b%63d")]
)
def test_escapes_around_a_hit(kind: str, written: bytes) -> None:
    data = b'say "' + written + b'" twice'
    end = data.index(b"b") + 1
    assert _escapes(kind, data, 0, end) == (5, 5 + len(written), b"key=abcd")


def decoded(kind: str, data: bytes) -> tuple[int, int, bytes] | None:
    """What the first hit of an encoding in the data leads to; the hit is the prefilter's, which knows where
    it ends."""
    ends = [
        m.end()
        for one, expression in expressions(prefixes_of([]))
        if one == kind
        for m in re.finditer(expression.encode(), data)
    ]
    assert ends, "the prefilter finds nothing"
    return decode(kind, data, min(ends))


def test_a_prefix_that_begins_with_another_is_not_looked_for() -> None:
    short, long = replace(GITHUB, pattern="abcd_[a-z]{20}"), replace(GITHUB, pattern="abcd_live_[a-z]{20}")
    alone = {*prefixes_of([short])}
    assert b"abcd_" in alone and {*prefixes_of([short, long])} == alone
    assert {*prefixes_of([long])} - alone == {b"abcd_live_"}


TEXT = b"user=app password=hunter2hunter2\n"


def in_turn(kind: str, text: bytes) -> bytes:
    encoders: dict[str, Callable[[bytes], bytes]] = {
        "base64": base64.b64encode,
        "hex": lambda b: b.hex().encode(),
        "utf-16": lambda b: b.decode().encode("utf-16-le"),
        "gzip": lambda b: gzip.compress(b, mtime=0),
    }
    for one in reversed(kind.split(" of ")):
        text = encoders[one](text)
    return text


@pytest.mark.parametrize("kind",
    ["base64", "hex", "utf-16", "base64 of base64", "base64 of hex", "hex of base64", "base64 of utf-16",
        "base64 of gzip", "base64 of base64 of gzip"])
@pytest.mark.parametrize("more", [b"", b"x", b"xy"])
def test_a_run_as_a_whole(kind: str, more: bytes) -> None:
    """From the quote before it to the quote behind it, wherever in a group of letters the name begins."""
    text = more + TEXT
    run = in_turn(kind, text)
    if kind == "utf-16":
        text = text.rstrip()  # a line ends the text that is decoded, and so does the NUL of the last letter
        run = in_turn(kind, text)[:-1]
    assert decoded(kind, b'key: "' + run + b'" # more') == (6, 6 + len(run), text)
    assert decoded(kind, run) == (0, len(run), text)


@pytest.mark.parametrize("before", ["a/", "ab/", "abc/", "abcd/"])
def test_letters_before_a_run_of_base64_shift_it(before: str) -> None:
    found = decoded("base64", before.encode() + base64.b64encode(TEXT))
    assert found is not None and TEXT in found[2]


def test_the_shortest_run_of_base64() -> None:
    """Sixteen letters."""
    assert decoded("base64", base64.b64encode(b"password=abc")) == (0, 16, b"password=abc")
    assert decoded("base64", base64.b64encode(b"password=ab")) is None


@pytest.mark.parametrize(("kind", "signs"), [("base64", "+/"), ("base64", "-_")])
def test_both_alphabets_of_base64(kind: str, signs: str) -> None:
    text = b"\x3e\x3f" * 2 + TEXT + b"~~~???>>>"
    run = base64.b64encode(text, signs.encode())
    assert any(sign in run.decode() for sign in signs)
    assert decoded(kind, run) == (0, len(run), text)


def test_lines_of_a_run_are_one_run() -> None:
    run = base64.b64encode(TEXT * 3)
    for eol in (b"\n", b"\r\n", b"\n    ", b"\\r\\n"):
        written = eol.join(run[at : at + 40] for at in range(0, len(run), 40))
        assert decoded("base64", b"'" + written + b"'") == (1, 1 + len(written), TEXT * 3), eol


def test_what_is_no_text_is_not_decoded() -> None:
    """Letters that are a name's by chance, in a run that says nothing."""
    noise = bytes(range(128, 250)) * 4
    assert decoded("base64", base64.b64encode(noise[:120] + b"password" + noise[:300])) is None
    assert decoded("hex", (noise[:120] + b"password" + noise[:300]).hex().encode()) is None


@pytest.mark.parametrize(("text", "found"), [(b"password=abcdefg", True), (b"password=abcdef", False)])
def test_the_shortest_run_of_hex(text: bytes, found: bool) -> None:
    """Thirty-two digits, also inside base64."""
    run = text.hex().encode()
    assert decoded("hex", run) == ((0, len(run), text) if found else None)
    twice = base64.b64encode(run)
    assert decoded("base64 of hex", twice) == ((0, len(twice), text) if found else None)


@pytest.mark.parametrize(
    "written",
    [
        lambda text: ", ".join(str(c) for c in text), lambda text: ",".join(str(c) for c in text),
        lambda text: ":".join(f"{c:02x}" for c in text), lambda text: " ".join(f"{c:02X}" for c in text),
        lambda text: ", ".join(f"0x{c:02x}" for c in text),
        lambda text: ", ".join(f"0x{c:02x}" for c in text[:8]) + ",\n    "
        + ", ".join(f"0x{c:02x}" for c in text[8:]),
    ],
)  # fmt: skip
def test_a_list_of_bytes(written: Callable[[bytes], str]) -> None:
    for text, found in ((b"password=abcdefg", True), (b"password=abc", True), (b"password=ab", False)):
        run = written(text).encode()
        assert decoded("list of bytes", b"key = [" + run + b"]") == (
            (7, 7 + len(run), text) if found else None
        ), "twelve at least"


def test_a_list_of_more_than_bytes() -> None:
    numbers = ", ".join(str(c) for c in b"password=abcd")
    assert decoded("list of bytes", f"[{numbers}, 255]".encode()) == (
        1,
        1 + len(numbers) + 5,
        b"password=abcd\xff",
    )
    assert decoded("list of bytes", f"[{numbers}, 256]".encode()) is None


def test_letters_that_a_text_decides() -> None:
    """At each of the three places of a group, the letters whose six bits are all of the text."""
    for text in (b"abcd", b"password", b"TOKEN="):
        for pad, form in enumerate(in_base64(text)):
            for before, after in ((b"\0", b"\0"), (b"\xff", b"\xff")):
                assert form in base64.b64encode(before * pad + text + after * 3)
            longer = {
                base64.b64encode(before * pad + text + after * 3)
                for before in (b"\0", b"\xff")
                for after in (b"\0", b"\xff")
            }
            at = base64.b64encode(b"\0" * pad + text + b"\0" * 3).index(form)
            assert len({one[at + len(form)] for one in longer}) > 1 or not (pad + len(text)) % 3, (
                "and no letter less"
            )
    assert in_base64(b"ab") == ()


@pytest.mark.parametrize(
    "around",
    [b"", b"and more of it " * 40, b"line\n" * 100, bytes(range(128, 256)) * 3],
    ids=["nothing", "words", "lines", "bytes"],
)
def test_what_stands_beside_a_run_of_base64_does_not_matter(around: bytes) -> None:
    run = base64.b64encode(TEXT)
    data = around + b'key: "' + run + b'"\n' + around
    at = data.index(run)
    assert decoded("base64", data) == (at, at + len(run), TEXT)


@pytest.mark.parametrize(
    ("kind", "letter"),
    [("escapes", "\\u00{:02x}"), ("escapes", "\\x{:02x}"), ("octal escapes", "\\{:03o}"),
        ("escapes in braces", "\\u{{{:02x}}}"), ("entities", "&#{};"), ("entities", "&#x{:02x};"),
        ("percent-encoding of all", "%{:02x}")],
)
def test_a_word_of_escapes_alone(kind: str, letter: str) -> None:
    word = "".join(letter.format(c) for c in b"password=hunter2")
    assert decoded(kind, f'say "{word}" twice'.encode()) == (5, 5 + len(word), b"password=hunter2")


def test_of_two_lists_of_bytes_the_one_with_the_hit_is_read() -> None:
    """A list that is no text stands before the one that says something, as the members of a structure do."""
    said = b'password = "' + b"t7Rk2pLq9zWx" + b'"'
    text = b"{0x01, 0x02, 0x03, 0x04, 0x05}, {" + b", ".join(b"0x%02x" % c for c in said) + b"}"
    run = _list(text, 0, text.index(b"0x70") + 12)
    assert run is not None
    assert run[2] == said


@pytest.mark.parametrize("wrapped", [False, True])
def test_a_run_with_many_literals_is_decoded_once(wrapped: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    tokens = [github_token(at) for at in range(40, 48)]
    plain = b"".join(
        b"password and secret_key and auth_token of a user: %s\nAuthorization: apiKey\n" % token.encode()
        for token in tokens
    )
    data = b"blob: " + (base64.encodebytes(plain) if wrapped else base64.b64encode(plain)) + b"\n"
    decoded: list[tuple[int, int]] = []

    def noted(
        kind: str, piece: bytes, end: int, refused: set[tuple[int, int, bool]]
    ) -> tuple[int, int, bytes] | None:
        run = decode(kind, piece, end, refused)
        if kind == "base64" and run is not None:
            decoded.append(run[:2])
        return run

    monkeypatch.setattr("dlinter.secrets.scanner.decode", noted)
    found = {secret for _, _, _, secret in places(scan({"a.txt": data}).found)}
    assert len(decoded) == 1
    assert found >= set(tokens)


def test_a_run_that_says_no_text_is_decoded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A program in base64 has names in it, and is none of text as a whole."""
    plain = b"".join(
        bytes(range(128, 256)) * 12 + b" get_password of secret_key and auth_token " * 20 for _ in range(20)
    )
    run = base64.b64encode(plain)
    asked: list[int] = []
    wholly = encoded._decoded
    monkeypatch.setattr(
        encoded, "_decoded", lambda run, *, wide=False: asked.append(len(run)) or wholly(run, wide=wide)
    )
    assert places(scan({"a.js": b'x="' + run + b'"\n'}).found) == []
    assert sum(size == len(run) for size in asked) == 1 and len(asked) > 20


@pytest.mark.parametrize(
    "between", ["\\n", "\\r\\n", "\\\\n", '" +\n  "', '"\n "', "' .\n '"],
    ids=["line-feed", "both", "nested", "plus", "adjacent", "dot"],
)
def test_base64_that_a_text_of_code_or_json_breaks(between: str) -> None:
    """Lines of 40 letters, as a wrapper cuts them before the text is written as JSON or as code."""
    token = github_token(41)
    letters = base64.b64encode(f"a line before it\nAPI_TOKEN={token}\nanother line\n".encode()).decode()
    lines = between.join(letters[at : at + 40] for at in range(0, len(letters), 40))
    found = scan({"srv/a.json": f'{{"data": "{lines}"}}'.encode()}).found
    assert token in [p[3] for p in places(found)]


@pytest.mark.parametrize(
    ("sign", "form"),
    [(", ", "0x{:02x}"), (",", "0x{:02X}"), (" ", "{:02x}"), (":", "{:02X}"), (", ", "{}"), (",", "{}")],
)
def test_a_token_as_numbers_of_bytes(sign: str, form: str) -> None:
    token = github_token(42)
    numbers = sign.join(form.format(byte) for byte in token.encode())
    assert token in [p[3] for p in places(scan({"srv/a.txt": f"x = {{{numbers}}};\n".encode()}).found)]


def test_names_behind_a_backslash_and_in_colours() -> None:
    """TeX writes `api\\_key`; a program that writes to a terminal colours a name, its value, or both."""
    value = "Zk3x9Qw2m8" + "R1ztP0v5n7C4j6rs"
    for line in (
        f"api\\_key = {value}",
        f"\x1b[36mAPI_KEY\x1b[0m=\x1b[32m{value}\x1b[0m",
        f"\x1b[1mpassword:\x1b[0m {value}",
        f"\x1b[01;31m\x1b[Ksecret\x1b[m\x1b[K: {value}",
    ):
        found = places(scan({"var/log/app.log": f"one\n{line}\nlast\n".encode()}).found)
        assert found == [("var/log/app.log", "", 2, value)], line
    assert not places(scan({"var/log/app.log": f"\x1b[1mkeys\x1b[0m {value}\n".encode()}).found)


def test_a_line_has_an_end() -> None:
    data = b"first\n" + b"x" * 5000 + b"key\x1b[0m=v" + b"y" * 5000 + b"\nlast"
    end = data.index(b"\x1b[") + 2
    start, last, plain = decode("colours", data, end) or (0, 0, b"")
    assert (start, last) == (end - 4096, end + 4096) and b"key=v" in plain and b"\n" not in plain
    assert decode("colours", b"a\nkey\x1b[1m=b\nc", 7) == (2, 11, b"key=b")


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [("", "", True), ("\n \n", "\n\n", True), ("b3RoZXI=\n", "\n", False), ("\n", "\nb3RoZXI=\n", False)],
)
def test_a_line_of_a_list_is_not_the_file(before: str, after: str, found: bool) -> None:
    """What a file's name says is said of all of it: of a list of everybody's passwords no line is a
    password, in whatever way each is written."""
    line = base64.b64encode(f"curl{password(91, 13)}".encode()).decode()
    files = {"srv/shop/top_passwords.txt": f"{before}{line}{after}".encode()}
    seen = scan(files, with_engine=Engine(detectors("neighbours", "generic"))).found
    assert any(not f.candidate.sieved for f in seen) is found
