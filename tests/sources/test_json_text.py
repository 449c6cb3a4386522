"""JSON of others: halves of surrogate pairs become the text of their escape, and all else is as it was."""

from __future__ import annotations

import json

import pytest

from dlinter.cli.sizes import size
from dlinter.sources.json_text import load_json


@pytest.mark.parametrize(("data", "value"), [
    (rb'["\ud83d\ude00", "\u00e9", "\\ud800", "a\\\\ud800"]', ["\U0001f600", "é", r"\ud800", r"a\\ud800"]),
    (rb'{"\ud800": 1, "\uD801": 2, "x\udc80y": "\n"}', {r"\ud800": 1, r"\ud801": 2, r"x\udc80y": "\n"}),
    (rb'["\ud83d\ud83d\ude00"]', ["\\ud83d\U0001f600"]),
    ('["\ud800"]'.encode("utf-8", "surrogatepass"), [r"\ud800"]),
    ('["é"]'.encode("utf-16"), ["é"]),
])  # fmt: skip
def test_every_string_can_be_written(data: bytes, value: object) -> None:
    assert load_json(data) == value
    json.dumps(load_json(data), ensure_ascii=False).encode()


@pytest.mark.parametrize("data", [b"[", b"\xff", rb'["\ud80"]'])
def test_what_is_not_json(data: bytes) -> None:
    with pytest.raises(ValueError):
        load_json(data)


@pytest.mark.parametrize("text", ["9" * 30, "9" * 400, "9999999999T"])
def test_sizes_have_an_end(text: str) -> None:
    with pytest.raises(ValueError):
        size(text)
