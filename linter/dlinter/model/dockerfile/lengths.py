"""How many words an instruction has, told before they are split: each of them becomes a token with a place,
and a megabyte has many."""

from __future__ import annotations

import re

_BLANK, _WORD = r"[\t\v\f\r ]", r"[^\t\v\f\r ]"
_HEAD = re.compile(rf"(?:ONBUILD{_BLANK}+)*+({_WORD}+)((?:{_BLANK}+--{_WORD}+)*+){_BLANK}*+", re.I)
_BETWEEN = re.compile(rf"{_BLANK}+")
_BETWEEN_VALUES = re.compile(r"[\t\v\f\r ,]+")
_ONE_WORD = frozenset(
    ("RUN", "CMD", "ENTRYPOINT", "HEALTHCHECK", "SHELL", "MAINTAINER", "STOPSIGNAL", "USER", "WORKDIR")
)
"""Instructions whose argument is one text in shell form."""


def words_of(line: str) -> int:
    """Words, flags, options of mounts and members of a JSON array in a logical line; 0 where its argument is
    one text."""
    head = _HEAD.match(line)
    if head is None:
        return 0
    flags = len(_BETWEEN_VALUES.findall(line, head.start(2), head.end(2)))
    if line.startswith("[", head.end()):
        return flags + len(_BETWEEN_VALUES.findall(line, head.end()))
    return flags if head[1].upper() in _ONE_WORD else flags + len(_BETWEEN.findall(line, head.end()))
