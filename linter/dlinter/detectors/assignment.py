"""The pattern for a secret without a form of its own: a provider's name, an assignment, a value."""

from __future__ import annotations

import re

_GAP = r"[A-Za-z0-9_ .\-\"'\\\[\]]{0,40}?(?:={1,3}|=>|:[=+\-]?|[,>(])(?:[A-Za-z_ \"'\\{]{1,20}[:=>])?"
_WORD = r"(?i:[A-Za-z0-9_.\-]{0,30}(?:key|token|secret|auth|pass|password|pat))[ \t]{1,4}"
_OPEN = r"[ \t]{0,4}(?:\\?[\"'`(]){0,3}(?:[Bb]earer |[Tt]oken |[Bb]asic )?"


def assigned(words: str, value: str) -> str:
    """A pattern for `value` (its group `secret`) that stands on the same line after one of the `words` (a
    regular expression, read without case) and a sign of assignment: `NAME=value`, `name: "value"`, `name =>
    'value'`, `Client("value")`, `{"name": "NAME", "value": "value"}`, `<add key="name" value="value">`; or
    after a space where the name ends in `key`, `token`, `secret`, `auth`, `pat` or `password`: `ENV NAME_KEY
    value`.

    It uses what `re` and Hyperscan share; the gaps are bounded. Of a match,
    `dlinter.secrets.grammar.providers` then says whether the word is one.
    """
    return rf"(?P<provider>(?i:{words}))(?:{_GAP}|{_WORD}){_OPEN}(?P<secret>{value})"


_HEAD = "(?P<provider>(?i:"
_BETWEEN = rf"))(?:{_GAP}|{_WORD}){_OPEN}"
_COMMON = r"(?:\A|\|)(?:(?:client_|unseal_)?secret(?:_id)?|access_token|spaces|together|checkout|wise_|[a-z0-9_-]{1,4})(?:\||\Z)"
"""Words that stand in texts and programs of all kinds, and short ones, which stand in others."""


def parted(pattern: str) -> tuple[str, str]:
    """The words of a pattern that `assigned` made, and what comes after them; "" and "" of any other, and
    where the words are common: to look at what follows each takes longer than to compile an expression for
    the whole."""
    words, between, value = pattern.partition(_BETWEEN)
    if not between or not words.startswith(_HEAD) or re.search(_COMMON, words.removeprefix(_HEAD)):
        return "", ""
    return f"(?i:{words.removeprefix(_HEAD)})", f"(?:{_GAP}|{_WORD}){_OPEN}{value}"
