"""Tokens that are written in pieces, and programs in which texts stand end to end."""

from __future__ import annotations

import base64
import random
import time

import pytest

from dlinter.secrets.matcher import matches
from dlinter.secrets.patterns import Pattern
from dlinter.secrets.put_together import wholes
from dlinter.values import replace

from .layers import github_token, places, scan
from .test_limits import FORMAT

TOKEN = github_token(11)


def values(text: str) -> list[tuple[str, str]]:
    """(value, the text it was written in) of the matches."""
    data = text.encode()
    found = matches(Pattern(FORMAT, 0), data, "opt/app/notes.txt")
    return [(m.seen.value, data[m.start : m.end].decode()) for m in found if not m.sieved]


@pytest.mark.parametrize("seam", [
    '" + "', '"+"', "' . '", "' '", '" &\n    "', '"\n    "', '" \\\n  "', "\\\n", "=\r\n", "\x1b[m\x1b[K",
])
def test_pieces_are_put_together(seam: str) -> None:
    written = TOKEN[:21] + seam + TOKEN[21:]
    for before, after in (("x = '", "'\n"), ("it is ", " end"), ("", "")):
        assert values(before + written + after) == [(TOKEN, written)]


@pytest.mark.parametrize("seam", [
    ", ", '", "', '" + x + "', "' \"", '" + \'', "\n", " ", '"; "', '" || "', "=\n=", "\\n",
])
def test_what_is_no_seam(seam: str) -> None:
    assert not values(f"x = '{TOKEN[:21]}{seam}{TOKEN[21:]}'")


def test_an_example_that_is_split_behind_its_prefix_is_left_alone() -> None:
    for size in (4, 7):
        assert not values(f'"{TOKEN[:size]}" + "{TOKEN[size:]}"')
    assert values(f'"{TOKEN[:8]}" + "{TOKEN[8:]}"')


def test_a_whole_token_is_one_match() -> None:
    assert values(f'"{TOKEN}" + "{TOKEN}"') == [(TOKEN, TOKEN)] * 2
    assert values(f'"{TOKEN}" + "abc"') == [(TOKEN, TOKEN)]


def test_signs_of_a_token_that_are_escaped() -> None:
    dashed = replace(FORMAT, pattern=r"acme-[a-z0-9]{12}-[a-z0-9]{12}", validate=None, keywords=("acme-",))
    token = "acme-" + "k3x9w2m8q1zt" + "-" + "p0v5n7c4j6rs"
    for written in (token[:17] + r"\-" + token[18:], token[:17] + "%2D" + token[18:]):
        found = list(matches(Pattern(dashed, 0), f"x: {written}\n".encode(), ""))
        assert [(m.seen.value, m.start, m.end) for m in found] == [(token, 3, 3 + len(written))]


def test_places_of_what_was_put_together() -> None:
    data = b"say " + b"acme" + b"\\\n" + b"bcde" + b"\\\n" + b"fg end"
    (whole,) = wholes(data, b"acme", 0, len(data))
    assert whole.data == b"say acmebcdefg end" and whole.data[whole.start : whole.stop] == b"acmebcdefg"
    assert [data[whole.place(at)] for at in range(whole.start, whole.stop)] == list(b"acmebcdefg")


def test_many_beginnings_take_no_longer() -> None:
    start = time.process_time()
    for text in (b"ghp_" * 40_000, b'"ghp_abcd" + ' * 10_000, b'"ghp_abcd" "' * 10_000, b"ghp_\\_" * 20_000):
        assert not [m for m in matches(Pattern(FORMAT, 0), text, "") if not m.sieved]
    assert time.process_time() - start < 2


def test_backslashes_before_the_signs_of_a_token() -> None:
    text = f"\\texttt{{{TOKEN.replace('_', chr(92) + '_')}}}\n".encode()
    assert places(scan({"a.tex": text}).found) == [("a.tex", "", 1, TOKEN)]


def test_constants_of_a_program_stand_end_to_end() -> None:
    head = b"\x7fELF\x02\x01\x01" + bytes(57)
    text = f"unexpected end of file{TOKEN}runtime error".encode()
    assert places(scan({"app": head + text}).found) == [("app", "", 0, TOKEN)]
    assert not places(scan({"app": bytes(64) + text}).found)
    words = b"ghp" + b"_" + b"ExclusionChangesWhenCasefoldedChanges"
    assert not places(scan({"app": head + b"file" + words}).found)


@pytest.mark.parametrize("sign", ["-", "+", "> ", "# "])
def test_a_key_whose_lines_a_diff_took_out(sign: str) -> None:
    der = b"\x30\x82\x04\xbd\x02\x01\x00\x30\x0d" + random.Random(3).randbytes(1205)
    body = base64.b64encode(der).decode()
    lines = ["-----BEGIN PRIVATE" + " KEY-----", *(body[at : at + 64] for at in range(0, len(body), 64))]
    text = "".join(f"{sign}{line}\n" for line in [*lines, "-----END PRIVATE" + " KEY-----"])
    (found,) = scan({"a.patch": f"@@ -1,28 +0,0 @@\n{text}".encode()}).found
    assert (found.candidate.detector, found.candidate.line) == ("private-key", 2)
    assert not found.candidate.sieved
