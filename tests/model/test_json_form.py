"""Arrays that are no JSON, and what was meant."""

from __future__ import annotations

import pytest

from dlinter.model.dockerfile.json_form import looks_like_json, repaired


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("['a', 'b c']", '["a", "b c"]'),
        ('["a",]', '["a"]'),
        ('["a", "b"', '["a", "b"]'),
        ('[ "a\\"b" , \'c\' ]', '["a\\"b", "c"]'),
        ("[“a”, “é”]", '["a", "é"]'),
        ("[a, b]", None),
        ('["a" "b"]', None),
        ("['it's']", None),
        ("[]", None),
        ("echo", None),
        ('["\\x"]', None),
    ],
)
def test_repaired(text: str, meant: str | None) -> None:
    assert repaired(text) == meant


@pytest.mark.parametrize("text", ['[ "$a" = b ] && c', "[ -f a ]", '[ "$a" ] || b', "[[ a ]]", '["a" -a b]'])
def test_a_test_of_the_shell_is_no_array(text: str) -> None:
    assert not looks_like_json(text)


def test_what_begins_as_an_array_is_one() -> None:
    assert looks_like_json("['a', b") and looks_like_json('["a",]') and looks_like_json("[ 'a' ]")
