"""Texts that a pattern matches, made of the pattern: random ones, and one of a single letter.

The parser of `re` is used, which `re` keeps to itself: for tests alone.
"""

from __future__ import annotations

import random
from typing import Any

_PRINTABLE = "".join(map(chr, range(33, 127)))
_CATEGORY = {
    "CATEGORY_DIGIT": "0123456789",
    "CATEGORY_SPACE": " ",
    "CATEGORY_WORD": "abcdefghijklmnopqrstuvwxyz0123456789_",
}
_FREE = 6
"""So many repetitions more than the least are made, at most, of what has no upper bound or a far one."""


class Unmade(Exception):
    """The pattern asks for something that is not made here: a look-around, a reference."""


class Maker:
    """Makes matches of one pattern. The span of the group `secret`, or of the whole, is given with each."""

    def __init__(self, pattern: str, rng: random.Random, filler: str = "") -> None:
        """`filler`: letters of which the first that is allowed is taken wherever there is a choice, and no
        repetition is more than the least."""
        from re import _parser  # type: ignore[attr-defined]

        self._tree = _parser.parse(pattern)
        self._secret = self._tree.state.groupdict.get("secret")
        self._rng, self._filler = rng, filler
        self._out: list[str] = []
        self._span = (0, -1)

    def make(self) -> tuple[str, int, int]:
        """(text, start and end of the secret in it). Raises `Unmade`."""
        self._out, self._span = [], (0, -1)
        self._sequence(self._tree)
        text = "".join(self._out)
        return text, self._span[0], self._span[1] if self._secret is not None else len(text)

    def _sequence(self, tree: Any) -> None:
        for node in tree:
            self._node(str(node[0]), node[1])

    def _node(self, kind: str, value: Any) -> None:
        if kind == "LITERAL":
            self._out.append(chr(value))
        elif kind in ("IN", "ANY", "NOT_LITERAL"):
            self._out.append(self._choice(_letters(kind, value)))
        elif kind in ("MAX_REPEAT", "MIN_REPEAT"):
            least, most, inner = value
            more = (
                0
                if self._filler or kind == "MIN_REPEAT"
                else self._rng.randint(0, min(int(most) - least, _FREE))
            )
            for _ in range(least + more):
                self._sequence(inner)
        elif kind == "BRANCH":
            self._sequence(value[1][0] if self._filler else self._rng.choice(value[1]))
        elif kind == "SUBPATTERN":
            start = sum(map(len, self._out))
            self._sequence(value[3])
            if value[0] is not None and value[0] == self._secret:
                self._span = (start, sum(map(len, self._out)))
        elif kind != "AT":
            raise Unmade(kind)

    def _choice(self, letters: str) -> str:
        for letter in self._filler:
            if letter in letters:
                return letter
        return self._rng.choice(letters)


def _letters(kind: str, value: Any) -> str:
    if kind == "ANY":
        return _PRINTABLE
    if kind == "NOT_LITERAL":
        return _PRINTABLE.replace(chr(value), "")
    letters, negated = set[str](), False
    for what, of in value:
        name = str(what)
        if name == "NEGATE":
            negated = True
        elif name == "LITERAL":
            letters.add(chr(of))
        elif name == "RANGE":
            letters.update(map(chr, range(of[0], of[1] + 1)))
        elif str(of) in _CATEGORY:
            letters.update(_CATEGORY[str(of)])
        else:
            raise Unmade(str(of))
    if negated:
        return "".join(c for c in _PRINTABLE if c not in letters)
    usual = sorted(letters & set(_PRINTABLE)) or sorted(letters)
    return "".join(usual)
