"""Digests as BuildKit and Go write them: a key that differs in one byte is in no cache."""

from __future__ import annotations

import pytest

from dlinter.model.cache.keys.digests import CONTENT, digest, filled, go_json, joined, output_digest


def test_the_key_of_an_output() -> None:
    """`DIGEST@NUMBER`; a content's own key has the number -1."""
    assert output_digest("sha256:ab") == digest(b"sha256:ab@0")
    assert output_digest("sha256:ab", 2) == digest(b"sha256:ab@2")
    assert output_digest("sha256:ab", CONTENT) == digest(b"sha256:ab@-1")
    assert digest(b"") == "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert joined(["a", "\udcff"]) == digest(b"a\0\xff")


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ({"a": [1, "x"], "b": True}, b'{"a":[1,"x"],"b":true}'), ("<a&b>", b'"\\u003ca\\u0026b\\u003e"'),
        ("\u2028\u2029", b'"\\u2028\\u2029"'), ("é", "\"é\"".encode()), ("\udcff", b'"\\ufffd"'),
        ("a\udcffé", '"a\\ufffdé"'.encode()),
    ],
)  # fmt: skip
def test_json_of_go(value: object, written: bytes) -> None:
    assert go_json(value) == written


def test_empty_fields_are_left_out() -> None:
    given = {"a": None, "b": "", "c": 0, "d": False, "e": [], "f": (), "g": {}, "h": 1, "i": "x", "j": [0]}
    assert filled(given) == {"g": {}, "h": 1, "i": "x", "j": [0]} and list(filled({"b": 1, "a": 1})) == [
        "b",
        "a",
    ]
