"""Passwords full of a keyboard's signs, as managers draw them: what looks like a template, a reference or code
in them is there by chance."""

from __future__ import annotations

import re

_PAIRS = {")": "(", "]": "[", "}": "{"}
_EXPANDS = re.compile(r"\$\{\(|\$\(|\$\{?[A-Za-z_]{2}")
"""What a shell puts a variable's value for, in a piece of its code between two quotes."""
_AROUND = re.compile(r"[{}<>]|\([A-Za-z_.]*\)")
_LEAST = 12
_KINDS, _MANY = 7, 6


def full_of_signs(value: str) -> bool:
    """Whether a value has seven different signs and more, and brackets among them that do not close each
    other: templates, expressions and code have fewer, or they do."""
    if not _LEAST <= len(value) <= 128 or not value.isascii() or not value.isprintable():
        return False
    if value[0] in "$([{<^\\" or _EXPANDS.search(value):
        return False
    signs = [c for c in value if not c.isalnum()]
    return len(set(signs)) >= _KINDS and not _closed(signs)


def many_signs(value: str) -> bool:
    """Whether a value has six different signs and more, and none that templates and markup put around a
    name."""
    return len({c for c in value if not c.isalnum()}) >= _MANY and _AROUND.search(value) is None


def drawn_with_signs(value: str) -> bool:
    """Whether a value has as many different signs as only a generator takes that has all of a keyboard's."""
    return len({c for c in value if not c.isalnum()}) >= _KINDS


def _closed(signs: list[str]) -> bool:
    """Whether each bracket is closed by its own, angle brackets left out: they compare, too."""
    opened: list[str] = []
    for sign in signs:
        if sign in "([{":
            opened.append(sign)
        elif sign in ")]}" and (not opened or opened.pop() != _PAIRS[sign]):
            return False
    return not opened
