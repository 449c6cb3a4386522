"""What to cut out of a script so that a command or an option is gone and the rest reads as before."""

from __future__ import annotations

from collections.abc import Sequence

from dlinter.model.shell.nodes import Command, Word
from dlinter.model.text import Span

_LISTS = frozenset(["if", "case", "group", "subshell"])
"""Where a command can be one of a list from which it is cut; not a condition, a loop, or a script in
quotes."""


def cut_command(command: Command, commands: Sequence[Command], data: bytes) -> Span | None:
    """The bytes of a command in a chain of `&&`, `;` or lines, with the comments directly above it; None
    where it cannot be taken out."""
    outer = command.outer
    # to compare thousands of commands word by word takes seconds
    at = next((n for n, one in enumerate(commands) if one is command), -1)
    at = at if at >= 0 else commands.index(command)
    if set(command.context) - _LISTS or command.wrappers:
        return None
    if command.before == "&&" or (command.before == ";" and command.operator != "&&"):
        start = commands[at - 1].outer.end if at else 0
        gap = data[start : outer.start]
        kept = _before(gap, command.before)
        if kept is not None:
            return Span(start + kept, outer.end)
    # else what comes next would hang on what came before
    if command.operator == "&&" or (command.operator == ";" and command.before != "&&"):
        gap = data[outer.end : commands[at + 1].outer.start] if at + 1 < len(commands) else b""
        if _joins(gap, command.operator) and b"#" not in gap:
            return Span(outer.start, commands[at + 1].outer.start)
    return None


def _before(gap: bytes, operator: str) -> int | None:
    """How much of what lies between two commands belongs to the first (`; fi`, `)"`, a comment behind it);
    the rest is the operator, or the end of a line, with joined lines and comments. None where a heredoc's
    body may lie there, or the operator is not the last thing."""
    if operator == ";" and _joins(gap, operator):
        first = gap.split(b"\n", 1)[0]
        return len(first) if first.lstrip().startswith(b"#") else 0
    bare = _without_joins(gap)
    if not bare.endswith(operator.encode()) or bare.endswith(b";;") or b"<<" in gap:
        return None
    return len(_without_joins(bare.removesuffix(operator.encode())))


def _without_joins(gap: bytes) -> bytes:
    """Without what ends it: white space, joined lines, comments."""
    while True:
        gap = gap.rstrip().removesuffix(b"\\").rstrip()
        above, newline, last = gap.rpartition(b"\n")
        if not newline or not last.lstrip().startswith(b"#"):
            return gap
        gap = above


def _joins(gap: bytes, operator: str) -> bool:
    """Whether nothing but the operator (or the end of a line, which is as good as `;`), comments and joined
    lines lies between two commands: no end of a group, no body of a heredoc."""
    lines = [line.strip().removesuffix(b"\\").strip() for line in gap.split(b"\n")]
    bare = b"".join(line for line in lines if not line.startswith(b"#")).decode("utf-8", "replace")
    return bare == operator or (operator == ";" and not bare and len(lines) > 1)


def cut_word(word: Word, data: bytes, escape: str = "\\") -> Span:
    """The bytes of an option: with its line where it stands alone on it, and with the end of the line before
    where it is the last of the instruction."""
    line = data.rfind(b"\n", 0, word.span.start) + 1
    after = data[word.span.end :].split(b"\n", 1)[0]
    mark = escape.encode()
    if not line or data[line : word.span.start].strip():
        return Span(word.span.start - 1, word.span.end)
    if after.strip() == mark:
        return Span(line, word.span.end + len(after) + 1)
    if not after.strip():
        before = data[:line].rstrip()
        if before.endswith(mark):
            return Span(len(before[: -len(mark)].rstrip()), word.span.end)
    return Span(
        line + len(data[line : word.span.start]) - len(data[line : word.span.start].lstrip()),
        word.span.end + len(after) - len(after.lstrip()),
    )
