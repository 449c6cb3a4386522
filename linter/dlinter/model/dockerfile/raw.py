"""An instruction as the parser layer leaves it, before its arguments mean something."""

from __future__ import annotations

from msgspec import Struct, field

from dlinter.model.dockerfile.nodes import Mount
from dlinter.model.dockerfile.tokens import Comment, Flag, Form, Heredoc, KeyValue, ReadError, Token
from dlinter.model.text import Span


class Raw(Struct):
    """`written` is the keyword as written, `rest` the range of the arguments in the logical line.
    `mount_places` has for each `--mount=` the file's offset of every character of its value."""

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
    stage: int | None = None
    depth: int = 0
    mount_places: list[list[int]] = field(default_factory=list)
    mounts: tuple[Mount, ...] = ()
    wrong_mounts: list[tuple[str, Span]] = field(default_factory=list)
