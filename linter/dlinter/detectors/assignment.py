"""The pattern for a secret without a form of its own: a provider's name, an assignment, a value."""

from __future__ import annotations

_GAP = r"[A-Za-z0-9_ .\-\"'\\\[\]]{0,40}?(?:={1,3}|=>|:[=+\-]?|[,>(])(?:[A-Za-z_ \"'\\{]{1,20}[:=>])?"
_WORD = r"(?i:[A-Za-z0-9_.\-]{0,30}(?:key|token|secret|auth|pass|password|pat))[ \t]{1,4}"
_OPEN = r"[ \t]{0,4}(?:\\?[\"'`(]){0,3}(?:[Bb]earer |[Tt]oken |[Bb]asic )?"


def assigned(words: str, value: str) -> str:
    """A pattern for `value` (its group `secret`) that stands on the same line after one of the `words` (a regular
    expression, read without case) and a sign of assignment: `NAME=value`, `name: "value"`, `name => 'value'`,
    `Client("value")`, `{"name": "NAME", "value": "value"}`, `<add key="name" value="value">`; or after a space
    where the name ends in `key`, `token`, `secret`, `auth`, `pat` or `password`: `ENV NAME_KEY value`.

    It uses what `re` and Hyperscan share; the gaps are bounded. Of a match, `dlinter.secrets.grammar.providers` then says whether the word is one.
    """
    return rf"(?P<provider>(?i:{words}))(?:{_GAP}|{_WORD}){_OPEN}(?P<secret>{value})"
