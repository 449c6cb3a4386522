"""Whether an expression can match across a NUL.

Most cannot: names, values and tokens are text. In a program or a database, whose texts end with a NUL and
which has no lines, the NULs around a hit then bound what has to be searched: a hundred bytes instead of five
thousand.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any


@cache
def unbroken(expression: str) -> bool:
    """Whether no match has a NUL between other characters; it may begin with one or end with one
    (`(?:^|[^a-z])` before a word). False where `re`'s parser, which is not public, is not as in Python 3.11
    to 3.14."""
    try:
        from re import _parser  # type: ignore[attr-defined]

        return _apart(list(_parser.parse(expression.replace(r"\z", r"\Z"))), first=True, last=True)
    except (ImportError, AttributeError, TypeError, ValueError, RecursionError, re.error):
        return False


def _apart(items: list[tuple[Any, Any]], *, first: bool, last: bool) -> bool:
    """Whether a sequence is so, which stands first or last in the expression."""
    return all(
        _item(str(kind), value, first=first and not at, last=last and at == len(items) - 1)
        for at, (kind, value) in enumerate(items)
    )


def _item(kind: str, value: Any, *, first: bool, last: bool) -> bool:
    if kind in ("AT", "GROUPREF"):
        return True
    if kind == "LITERAL":
        return value != 0 or first or last
    if kind == "NOT_LITERAL":
        return value == 0 or first or last
    if kind == "ANY":
        return first or last
    if kind == "IN":
        return first or last or not _has_nul(value)
    if kind == "BRANCH":
        return all(_apart(list(way), first=first, last=last) for way in value[1])
    if kind == "SUBPATTERN":
        return _apart(list(value[3]), first=first, last=last)
    if kind == "ATOMIC_GROUP":
        return _apart(list(value), first=first, last=last)
    if kind in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        once = value[1] == 1
        return _apart(list(value[2]), first=first and once, last=last and once)
    if kind in ("ASSERT", "ASSERT_NOT"):
        return _apart(list(value[1]), first=False, last=False)
    return False


def _has_nul(members: list[tuple[Any, Any]]) -> bool:
    """Whether a set of characters has the NUL."""
    negated = bool(members) and str(members[0][0]) == "NEGATE"
    for kind, value in members:
        name = str(kind)
        if (
            (name == "LITERAL" and value == 0)
            or (name == "RANGE" and value[0] == 0)
            or (name == "CATEGORY" and "_NOT_" in str(value))
        ):
            return not negated
    return negated
