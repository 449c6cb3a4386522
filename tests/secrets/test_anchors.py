"""An expression that is tried near its anchors finds what it finds everywhere."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlinter.packs import load_rules
from dlinter.secrets.fours import fours_of
from dlinter.secrets.patterns import Pattern
from dlinter.values import replace

ANCHORED = [d for d in load_rules().detectors if d.anchors]
PIECES = [
    "pass", "PASS", "_pass", "-pwd", "secret", "Token", "credential", "key", "api_key", "encryption-key",
    "apikey", "encryption_", "passwor", "passwd", "secretoken",
    "app", "cookie:\n", "password is ", "SetEnv ", "signing_", "\nvalue: ", " ",
    "=", ":", ": ", '"', "'", "\\", "a1b2c3d4e5f6", "x", "9", " ", "\n", "_", ".", "-", "client", "word",
    "kV9x2Lq8Zr4TnW7b", "\xe9",
]  # fmt: skip


@pytest.mark.parametrize("detector", ANCHORED, ids=lambda d: d.id)
@settings(max_examples=150)
@given(parts=st.lists(st.integers(0, 9_999), max_size=30), start=st.integers(0, 20), cut=st.integers(0, 20))
def test_same_as_everywhere(detector, parts: list[int], start: int,
    cut: int) -> None:  # type: ignore[no-untyped-def]
    pieces = [*PIECES, *(word for word, _ in detector.anchors), *detector.keywords, *detector.matches * 8]
    data = "".join(pieces[part % len(pieces)] for part in parts).encode("latin-1", "replace")
    end = max(len(data) - cut, 0)
    there, everywhere = Pattern(detector, 0), Pattern(replace(detector, anchors=()), 0)
    expected = list(everywhere.named_spans(data, start, end))
    assert list(there.named_spans(data, start, end)) == expected
    assert list(there.named_spans(data, start, end, fours=fours_of(data.lower()))) == expected


def test_some_are_anchored() -> None:
    assert ANCHORED
    for detector in ANCHORED:
        for line in detector.matches:
            assert re.search("|".join(re.escape(a) for a, _ in detector.anchors), line.lower()), detector.id
