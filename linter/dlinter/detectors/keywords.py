"""The literals that a pattern asks for: one of them stands in every match, so that a text without them needs
no expression.

Most patterns begin with a prefix that says whose token it is, and are read without a parser: the pack is
imported at every lint.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

LEAST = 3
"""A keyword of fewer letters stands everywhere and is none."""
_MOST = 64
"""Literals of a pattern, at most: a pattern with more alternatives says itself what to look for."""
_PLAIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-:/@=~ ")
_QUANTIFIERS = frozenset("*+?{|")


@cache
def keywords_of(pattern: str) -> tuple[str, ...]:
    """Lower-case literals, sorted, one of which is in every match of the pattern, the longest that it has; ()
    where it has none of three letters, or it cannot be told."""
    prefix = literal_start(pattern)
    return (prefix.lower(),) if prefix else _parsed(pattern)


def literal_start(pattern: str) -> str:
    """The literal that a pattern without alternatives begins with, where it has four letters and more."""
    if "|" in pattern:
        return ""
    at = 0
    while at < len(pattern):
        if pattern[at] in _PLAIN:
            at += 1
        elif pattern[at] == "\\" and pattern[at + 1 : at + 2] in (".", "-", "/", "+", "$"):
            at += 2
        else:
            break
    text = pattern[:at]
    if pattern[at : at + 1] in _QUANTIFIERS:
        text = text[:-2] if text[-2:-1] == "\\" else text[:-1]
    text = text.replace("\\", "")
    return text if len(text) >= 4 else ""


def narrowest(pattern: str) -> int:
    """The least number of characters that a pattern matches; 0 where that is not known."""
    try:
        from re import _parser  # type: ignore[attr-defined]

        return int(_parser.parse(pattern).getwidth()[0])
    except (ImportError, AttributeError, re.error):
        return 0


def _parsed(pattern: str) -> tuple[str, ...]:
    """By the parser of `re`, which `re` keeps to itself; () where it is not where it is in Python 3.11 to
    3.14."""
    try:
        from re import _parser  # type: ignore[attr-defined]

        tree = _parser.parse(pattern)
    except (ImportError, AttributeError, re.error):
        return ()
    return tuple(sorted(_best(list(_pieces(tree)))))


def _best(pieces: list[frozenset[str] | None]) -> frozenset[str]:
    """Of sets of literals, one of each of which is in every match, the set whose shortest is the longest."""
    known = [{text.lower() for text in piece} for piece in pieces if piece]
    usable = [frozenset(piece) for piece in known if piece and min(map(len, piece)) >= LEAST]
    return max(usable, key=lambda piece: (min(map(len, piece)), -len(piece)), default=frozenset())


def _pieces(tree: Any) -> list[frozenset[str] | None]:
    """For each stretch of a sequence that is one of few texts: these texts."""
    pieces: list[frozenset[str] | None] = []
    run = frozenset({""})
    for node in tree:
        exact = _exact(node)
        if exact is not None and len(run) * len(exact) <= _MOST:
            run = frozenset(head + tail for head in run for tail in exact)
            continue
        pieces.append(run)
        run = exact if exact is not None else frozenset({""})
        if exact is None:
            inner = _required(node)
            if inner:
                pieces.append(inner)
    return [*pieces, run]


def _required(node: Any) -> frozenset[str]:
    """Literals one of which is in every match of a node that is more than a few texts."""
    kind, value = str(node[0]), node[1]
    if kind == "SUBPATTERN":
        return _best(_pieces(value[3]))
    if kind in ("MAX_REPEAT", "MIN_REPEAT") and value[0] >= 1:
        return _best(_pieces(value[2]))
    if kind == "BRANCH":
        each = [_best(_pieces(branch)) for branch in value[1]]
        return frozenset().union(*each) if all(each) and sum(map(len, each)) <= _MOST else frozenset()
    return frozenset()


def _exact(node: Any) -> frozenset[str] | None:
    """All texts that a node matches, where they are few; None where they are not."""
    kind, value = str(node[0]), node[1]
    if kind == "LITERAL":
        return frozenset({chr(value)})
    if kind == "IN":
        if any(str(member[0]) != "LITERAL" for member in value) or len(value) > 4:
            return None
        return frozenset(chr(member[1]) for member in value)
    if kind == "SUBPATTERN":
        return _sequence(value[3])
    if kind in ("MAX_REPEAT", "MIN_REPEAT") and value[0] == value[1] and value[0] <= 8:
        return _sequence(list(value[2]) * value[0])
    if kind == "BRANCH":
        each = [_sequence(branch) for branch in value[1]]
        texts = frozenset().union(*(e for e in each if e is not None))
        return texts if None not in each and len(texts) <= _MOST else None
    return None


def _sequence(tree: Any) -> frozenset[str] | None:
    run = frozenset({""})
    for node in tree:
        exact = _exact(node)
        if exact is None or len(run) * len(exact) > _MOST:
            return None
        run = frozenset(head + tail for head in run for tail in exact)
    return run
