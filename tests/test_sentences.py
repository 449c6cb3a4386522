"""What a user reads is plain English: no phrase of the list stands in a rule's text, a message, a help text
or an error."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
BANNED = {
    r"(?<!there )(?<!says )\bis no (?!longer\b|more\b)": "is not a …",
    r"(?<!there )\bare no (?!longer\b|more\b)|\bare none\b": "are not …",
    r"\btells? of\b|\btold of\b|\bis told\b": "reports, is reported",
    r"\banew\b": "again",
    r"\bmend(?:s|ed|ing)?\b": "fix",
    r"\band the like\b|\ball the same\b": "(nothing)",
    r"\bstands? (?:above|below|behind|before|in front)\b": "comes before, comes after",
    r"\bstands on\b": "depends on",
    r"\bmade again\b|\bruns? again\b": "is rebuilt",
    r"\bof the day\b|\bthe day\b|\btoday\b|\btomorrow\b": "at build time",
    r"\bslip of\b": "typo",
    r"\bwhatever (?:that|it) is\b": "(nothing)",
}
"""Expressions, each with what is written instead (the patterns of sentences that people read twice)."""
PHRASES = re.compile("|".join(f"(?:{e})" for e in BANNED), re.IGNORECASE)


def texts(path: Path) -> Iterator[tuple[int, str]]:
    """Line and text of the strings of a module that a user may read: docstrings are a rule's alone, examples
    are nobody's sentences."""
    tree = ast.parse(path.read_text("utf-8"))
    left_out: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("Bad", "Good"):
            left_out.update(map(id, ast.walk(node)))
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            left_out.add(id(node.value))
    if "dlinter_rules" in path.parts and "detectors" not in path.parts:
        yield 1, ast.get_docstring(tree) or ""
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and " " in node.value
            and id(node) not in left_out
        ):
            yield node.lineno, node.value


def modules() -> list[Path]:
    found = sorted(
        p for folder in ("linter/dlinter", "rules/dlinter_rules") for p in (ROOT / folder).rglob("*.py")
    )
    assert len(found) > 500
    return found


def test_no_module_has_a_banned_phrase() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{line}: …{text[max(0, match.start() - 40) : match.end() + 40]}…"
        for path in modules() for line, text in texts(path) for match in PHRASES.finditer(text)
    ]  # fmt: skip
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    "text",
    ["`x` is no image", "they are none", "the rule tells of it", "made anew by the build", "it mends that",
        "what stands above differs", "it runs again", "another image tomorrow"],
)
def test_the_list_knows_the_phrases(text: str) -> None:
    assert PHRASES.search(text)


@pytest.mark.parametrize(
    "text", ["there is no stage `x`", "it is no longer there", "line 3 is rebuilt", "`x` is not a package"]
)
def test_the_list_leaves_plain_english_alone(text: str) -> None:
    assert not PHRASES.search(text)
