"""What to cut out of a script so that a command or an option is gone and the rest reads as before."""

from __future__ import annotations

from collections.abc import Sequence

from dlinter.model.shell.nodes import Command, Word
from dlinter.model.text import Span


def cut_command(command: Command, commands: Sequence[Command], data: bytes) -> Span | None:
    """The bytes of a command in a chain of `&&` or `;`; None where it cannot be taken out."""
    outer, at = command.outer, commands.index(command)
    if command.context or command.wrappers:
        return None
    if command.before in ("&&", ";") and at > 0:
        start = commands[at - 1].outer.end
        return Span(start, outer.end) if not _comment_between(data[start : outer.start]) else None
    if command.operator in ("&&", ";") and at + 1 < len(commands):
        return Span(outer.start, commands[at + 1].outer.start)
    return None


def _comment_between(data: bytes) -> bool:
    return any(line.lstrip().startswith(b"#") for line in data.split(b"\n")[1:])


def cut_word(word: Word, data: bytes, escape: str = "\\") -> Span:
    """The bytes of an option: with its line where it stands alone on it, and with the end of the line before where it is the last of the instruction."""
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
    return Span(line + len(data[line : word.span.start]) - len(data[line : word.span.start].lstrip()), word.span.end + len(after) - len(after.lstrip()))
