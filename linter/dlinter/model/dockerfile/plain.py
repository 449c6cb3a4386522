"""The value of a word, without the file's whole scope where the word has nothing to expand."""

from __future__ import annotations

import re

from dlinter.model.dockerfile import Instruction, Token
from dlinter.model.facts.facts import Facts

_PLAIN = r"[A-Za-z0-9_./:@,=+-]*"


def value_of(token: Token, instruction: Instruction, facts: Facts) -> str | None:
    """The word's value; None where the file does not tell it. Making the scope costs a millisecond and more: most words have no
    variable, quote or escape character."""
    if re.fullmatch(_PLAIN, token.value):
        return token.value
    return facts.scope.expand(token, instruction).value
