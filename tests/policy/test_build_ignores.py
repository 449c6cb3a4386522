"""Ignores in the comments of YAML and HCL: which lines each covers and what is deleted when it is not
needed."""

from __future__ import annotations

import pytest
from tests.policy.test_ignores import RULES

from dlinter.finding import Finding, Location, Result, RuleInfo, Severity
from dlinter.model.text import Span, Text
from dlinter.policy.build_ignores import read_build_ignores

BLOCK = """a:
  # dlint: ignore[one] known
  # another comment

  b:
    c: 1

    d: 2
  e: 3
f: 4
"""


def _ignored(source: str, at: str) -> bool:
    text = Text(source.encode(), "compose.yaml")
    start = source.encode().index(at.encode())
    info = RuleInfo("one", "cache", "x", "x", Severity.WARNING, ())
    span = Span(start, start + len(at))
    result = Result(info, Severity.WARNING, Location("compose.yaml", text, span), Finding(span, "m"), "f:1")
    return read_build_ignores(text, RULES).suppression(result) is not None


@pytest.mark.parametrize(
    ("at", "expected"),
    [("a:", False), ("b:", True), ("c: 1", True), ("d: 2", True), ("e: 3", False), ("f: 4", False)],
)
def test_a_comment_on_a_line_of_its_own_covers_the_block_below(at: str, expected: bool) -> None:
    assert _ignored(BLOCK, at) is expected


def test_a_comment_behind_a_value_covers_its_line_only() -> None:
    source = "a: 1  # dlint: ignore[one]\nb: 2\n"
    assert _ignored(source, "a: 1")
    assert not _ignored(source, "b: 2")


def test_two_comments_of_hcl_and_a_comment_at_the_end() -> None:
    source = '# dlint: ignore[one]\n// text\ntarget "x" {\n}\n# dlint: ignore[one]\n'
    assert _ignored(source, 'target "x"')
    assert not _ignored(source, "}\n")
    assert not _ignored(source, "# dlint")


@pytest.mark.parametrize(
    "source",
    [
        "# dlint: ignore[one]\nb: 2",
        "# dlint: ignore[one]\nb: 2\n",
        "# dlint: ignore[one]\n\nb:\n  c: 3\n",
        "# dlint: ignore[one]\nb:\n  c: 3",
    ],
)
def test_the_block_may_end_the_file(source: str) -> None:
    for at in source.split("\n")[1:]:
        assert not at or _ignored(source, at)


def test_the_whole_file() -> None:
    assert _ignored("# dlint: ignore-file[one]\na: 1\nb: 2\n", "b: 2")


def test_words_in_a_value_ignore_nothing() -> None:
    ignores = read_build_ignores(Text(b"a: x#dlint: ignore[one]\n", "compose.yaml"), RULES)
    assert ignores.entries == ()
    assert not ignores.error


@pytest.mark.parametrize(
    ("source", "deleted"),
    [
        ("a: 1\n  # dlint: ignore[one] why\nb: 2\n", "  # dlint: ignore[one] why\n"),
        ("a: 1  # dlint: ignore[one] why\nb: 2\n", "  # dlint: ignore[one] why"),
        ("\ufeff# dlint: ignore[one]\nb: 2\n", "\ufeff# dlint: ignore[one]\n"),
    ],
)
def test_what_is_deleted(source: str, deleted: str) -> None:
    (ignore,) = read_build_ignores(Text(source.encode(), "compose.yaml"), RULES).entries
    assert ignore.own
    assert source.encode()[ignore.delete.start : ignore.delete.end].decode() == deleted


def test_a_file_without_the_word_has_none() -> None:
    assert read_build_ignores(Text(b"a: 1\n", "compose.yaml"), RULES).error is False
