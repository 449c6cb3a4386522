"""Which expressions have no match with a NUL between other characters."""

from __future__ import annotations

import pytest

from dlinter.secrets.unbroken import unbroken


@pytest.mark.parametrize(
    "expression",
    ["key_[a-z]{20}", "(?:^|[^A-Za-z])(?P<name>key)=[!-~]{4}", r"a\s{1,4}b", r"a\w+\d", r"a[^\x00-\x20]b",
        r"(?m:^)a(?i:b|cd)", r"a(?=b)c", r"a(?![a-z])", r"\x00a", r"a(?:\n|\x00|\z)", r"(?P<x>a)b(?P=x)",
        "a[b-z]*?c", "a(?>b)c", "a[a-z]{2}+b", r"a[^\S]b", ".a", "a."],
)  # fmt: skip
def test_none(expression: str) -> None:
    assert unbroken(expression)


@pytest.mark.parametrize(
    "expression",
    ["a.b", "a[^b]c", r"a[^\n]{1,4}b", r"a\Sb", r"a\Wb", r"a\Db", r"a\x00b", r"a[\x00-\x10]b", "a(?:b|[^c])d",
        "a[^b]{2}", "[^b]+a", r"a(?=.b)c", r"a(?!.b)c", r"a[\S]b", r"a[\0]b", "a(", "[^a][^b]c",
        "(?P<x>[^a])?b[^c](?P=x)d"],
)  # fmt: skip
def test_one(expression: str) -> None:
    assert not unbroken(expression)
