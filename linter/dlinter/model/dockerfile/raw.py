"""An instruction as the parser layer leaves it, before its arguments mean something."""

from __future__ import annotations

from dataclasses import dataclass

from dlinter.model.dockerfile.nodes import Comment, Flag, Form, Heredoc, KeyValue, ReadError, Token
from dlinter.model.text import Span


@dataclass(frozen=True, slots=True)
class Raw:
    """`written` is the keyword as written, `rest` the range of the arguments in the logical line."""

    span: Span
    keyword: Token
    written: str
    flags: tuple[Flag, ...]
    args: tuple[Token, ...]
    form: Form
    pairs: tuple[KeyValue, ...]
    pieces: tuple[Span, ...]
    first_line: int
    last_line: int
    error: ReadError | None
    rest: tuple[int, int]
    heredocs: tuple[Heredoc, ...] = ()
    comments: tuple[Comment, ...] = ()
    inner_comments: tuple[Comment, ...] = ()
    index: int = 0
    onbuild: bool = False
