"""Texts in which each letter is written in another way, around a hit of the prefilter: where they begin and end."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dlinter.secrets.encoded import _escapes, _utf16, literal_prefix

from .layers import detectors

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
    """The hit ends on a letter; the rest of the word is on both sides of it, and nothing of what is beside the word."""
    word = "TOKEN=abc".encode("utf-16-le")
    data = before + word + b"\0\0rest"
    end = len(before) + 2 * len("TOKEN") - 1
    assert _utf16(data, 0, end) == (len(before), len(before) + len(word) - 1, b"TOKEN=abc")


@pytest.mark.parametrize(("kind", "written"), [("escapes", rb"key=\x61b\x63d"), ("percent-encoding", b"key=%61b%63d")])
def test_escapes_around_a_hit(kind: str, written: bytes) -> None:
    data = b'say "' + written + b'" twice'
    end = data.index(b"b") + 1
    assert _escapes(kind, data, 0, end) == (5, 5 + len(written), b"key=abcd")
