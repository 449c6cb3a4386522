"""Heredocs that were meant and are none: of an instruction that takes no heredoc (BuildKit's parser.go,
`heredocDirectives`: ADD, COPY, RUN), or with a space behind `<<-`. BuildKit reads the lines of such a one as
instructions, and stops at the first of them that is not one."""

from __future__ import annotations

import re

from msgspec import Struct

from dlinter.model.dockerfile.nodes import Dockerfile, Instruction, Unknown
from dlinter.model.text import Span

TAKE_HEREDOCS = ("RUN", "COPY", "ADD")
_MARK = re.compile(r"<<-?([ \t]*)([\"']?)([\w.-]+)\2(?!\w)")


class RefusedHeredoc(Struct, frozen=True):
    """`mark` is the `<<EOF` in `opener`, `end` the line with the word that was to end it."""

    opener: Instruction
    mark: Span
    end: Instruction

    @property
    def body(self) -> Span:
        """From behind the instruction to the end of the last line."""
        return Span(self.opener.span.end, self.end.span.end)

    @property
    def taken(self) -> bool:
        """Whether the instruction takes heredocs, so that only the space is wrong."""
        return self.opener.keyword.value.upper() in TAKE_HEREDOCS


def refused_heredocs(dockerfile: Dockerfile) -> tuple[RefusedHeredoc, ...]:
    """All of a file, in order."""
    found: list[RefusedHeredoc] = []
    for end in dockerfile.instructions:
        if isinstance(end, Unknown) and not end.args and (not found or found[-1].end.index < end.index):
            refused = _opened(end, dockerfile)
            if refused is not None:
                found.append(refused)
    return tuple(found)


FAR = 100
"""Instructions before the word that may open what it ends."""


def _opened(end: Unknown, dockerfile: Dockerfile) -> RefusedHeredoc | None:
    text, word = dockerfile.text, dockerfile.text.slice(end.keyword.span)
    for opener in reversed(dockerfile.instructions[max(0, end.index - FAR) : end.index]):
        source = text.slice(opener.span)
        if "<<" not in source:
            continue
        for mark in _MARK.finditer(source):
            if (
                mark[3] != word
                or (opener.keyword.value.upper() in TAKE_HEREDOCS and not mark[1])
                or opener.keyword.value.upper() == "ONBUILD"
            ):
                continue
            start = opener.span.start
            first, last = (len(source[:at].encode("utf-8", "surrogateescape")) for at in mark.span())
            return RefusedHeredoc(opener, Span(start + first, start + last), end)
    return None
