"""The lines of instructions, to be put in another order."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dlinter.model.cache.splits import Split
from dlinter.model.dockerfile import Instruction, Run
from dlinter.model.text import Span, Text

_BLANK = re.compile(r"(?:[ \t]*\n)+")


_DIRECTIVE = re.compile(r"\s*#\s*(?:syntax|escape|check)\s*=", re.I)

_FOR_LINTERS = re.compile(r"\bignore\s*[=\[]|\bskip=|\bhadolint\b|\bcheckov:", re.I)
_OF_ALL = re.compile(
    r"\b(?:cop(?:y|ies|ied|ying)|add(?:s|ing)?|bring(?:s|ing)?|sources?|src|codes?|everything|rest|"
    r"(?:all|other|app\w*|project|local|remaining)\s+files|repo(?:sitory)?)\b", re.I,
)  # fmt: skip
_OF_SOME = re.compile(
    r"depend|\bdeps\b|package|manifest|\block|requirement|install|\bgems?\b|\bmodules?\b|\.\w*proj\b|"
    r"restor|cach|layer|build|compil|\bthen\b|[-=#*]{4}|\b(?:first|stage)\b", re.I,
)  # fmt: skip
"""What a comment speaks of that is for the instructions below the copy, too, or is a heading of them."""


def top_line(instruction: Instruction, text: Text) -> int:
    """The line that an instruction begins on with the comments above it, whole: BuildKit's own end at a `#`
    with no words."""
    return _upwards(instruction.comments[0].line if instruction.comments else instruction.first_line, text)


def own_lines(instruction: Instruction, following: Instruction | None, text: Text) -> Span:
    """The lines of an ENV or ARG to be moved, with the comment directly above it: not with one that is for
    the next line, too, nor with the head of the file."""
    first = _upwards(instruction.first_line, text)
    shared = (
        following is not None
        and following.first_line == instruction.last_line + 1
        and following.keyword.value.upper() == instruction.keyword.value.upper()
    )
    start = instruction.first_line if shared or first == 1 else first
    return Span(text.full_line_span(start).start, text.full_line_span(instruction.last_line).end)


def comment_of_all(instruction: Instruction, text: Text) -> str:
    """The comment lines directly above a COPY that speak of all that it copies, or that a linter reads; ""
    where they are of what comes first of it, too."""
    above = text.full_line_span(_upwards(instruction.first_line, text)).start
    lines = text.slice(Span(above, text.full_line_span(instruction.first_line).start))
    speaks = _FOR_LINTERS.search(lines) or (_OF_ALL.search(lines) and not _OF_SOME.search(lines))
    return lines if speaks and "\r" not in lines else ""


def _upwards(line: int, text: Text) -> int:
    while line > 1:
        above = text.line(line - 1)
        if not above.lstrip().startswith("#") or _DIRECTIVE.match(above):
            break
        line -= 1
    return line


def chunks_of(instructions: Sequence[Instruction], text: Text) -> dict[int, str]:
    """The lines of each instruction by its index, from the end of the one before it: blank lines and comments
    go with what follows them."""
    found: dict[int, str] = {}
    first = instructions[0]
    start = text.full_line_span(top_line(first, text)).start
    for instruction in instructions:
        end = text.full_line_span(instruction.last_line).end
        found[instruction.index] = _ended(text.slice(Span(start, end)))
        start = end
    return found


def lines_of(text: Text, instruction: Instruction) -> str:
    """The lines of one instruction, without the comments above it."""
    return _ended(
        text.slice(
            Span(
                text.full_line_span(instruction.first_line).start,
                text.full_line_span(instruction.last_line).end,
            )
        )
    )


def blank_above(instruction: Instruction, text: Text, comments: bool = True) -> bool:
    """Whether the line above an instruction, or above its comments, is blank."""
    line = (top_line(instruction, text) if comments else instruction.first_line) - 1
    return line < 1 or not text.line(line).strip()


def joined(blank_above: bool, before: Sequence[str], after: Sequence[str]) -> str:
    """The lines that begin where the first of `after` began. Where that has a blank line above it, the blank
    lines of the one that comes there now go to `after`."""
    head = "".join(before)
    blank = _BLANK.match(head) if blank_above else None
    return "".join([head[blank.end() if blank else 0 :], "\n" if blank else "", *after])


def cut(lines: str, run: Run, parts: Split, text: Text) -> tuple[str, str]:
    """The lines of a RUN, or of both that it is cut into."""
    whole = text.slice(run.span).replace("\r\n", "\n")
    at = lines.rfind(whole)  # the instruction ends the lines: a comment above may hold the same text
    if not parts.first or at < 0:
        return lines, ""
    first = lines[:at] + parts.first.replace("\r\n", "\n") + lines[at + len(whole) :]
    return first, parts.rest.replace("\r\n", "\n").rstrip("\n") + "\n"


def _ended(lines: str) -> str:
    lines = lines.replace("\r\n", "\n")
    return lines if lines.endswith("\n") else lines + "\n"
