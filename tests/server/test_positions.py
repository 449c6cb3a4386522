"""Offsets and positions, in each encoding that an editor may count in."""

from __future__ import annotations

import pytest

from dlinter.model.text import Span
from dlinter.server.positions import UTF8, UTF16, UTF32, Lines, negotiated

TEXT = "RUN echo 😀é x\r\nENV A=b\rUSER a\n"


@pytest.mark.parametrize(("encoding", "columns"), [(UTF8, 16), (UTF16, 13), (UTF32, 12)])
def test_an_emoji_counts_as_the_encoding_says(encoding: str, columns: int) -> None:
    lines = Lines(TEXT.encode(), encoding)
    end = TEXT.encode().index(b"\r\n")
    assert lines.position(end) == {"line": 0, "character": columns + 1}
    assert lines.offset({"line": 0, "character": columns}) == end - 1
    assert lines.offset({"line": 0, "character": 999}) == end


@pytest.mark.parametrize("encoding", [UTF8, UTF16, UTF32])
def test_every_offset_of_a_character_comes_back(encoding: str) -> None:
    lines, at = Lines(TEXT.encode(), encoding), 0
    for char in TEXT:
        if char != "\n" or TEXT.encode()[at - 1 : at] != b"\r":
            assert lines.offset(lines.position(at)) == at
        at += len(char.encode())


def test_a_lone_carriage_return_ends_a_line() -> None:
    lines = Lines(TEXT.encode(), UTF16)
    assert lines.position(TEXT.encode().index(b"USER")) == {"line": 2, "character": 0}
    assert lines.offset({"line": 99, "character": 0}) == len(TEXT.encode())
    assert lines.span({"start": {"line": 1, "character": 0}, "end": {"line": 2, "character": 0}}) == Span(
        19, 27
    )


def test_half_of_a_pair_is_before_its_character() -> None:
    assert Lines("😀".encode(), UTF16).offset({"line": 0, "character": 1}) == 0


@pytest.mark.parametrize(
    ("offered", "chosen"),
    [
        ((), UTF16),
        (("utf-16",), UTF16),
        (("utf-16", "utf-8"), UTF8),
        (("utf-32",), UTF32),
        (("ebcdic",), UTF16),
    ],
)
def test_bytes_are_counted_where_the_editor_can(offered: tuple[str, ...], chosen: str) -> None:
    assert negotiated(offered) == chosen
