"""A pygments lexer over dlint's own tokens: pygments' Docker lexer knows neither heredocs nor flags nor the
escape directive. Imported only where colour goes to a terminal."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import Any

from pygments.formatters import Terminal256Formatter
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import Comment, Keyword, Name, String, Token, _TokenType
from pygments.token import Text as Plain

from dlinter.model.dockerfile import (
    Add,
    Arg,
    Copy,
    Dockerfile,
    Env,
    Form,
    From,
    Instruction,
    Label,
    Onbuild,
    Run,
)
from dlinter.model.dockerfile.reader import read
from dlinter.model.text import Span, Text
from dlinter.report.pieces import Piece, masked, shown_text

LARGEST = 1 << 16
"""Bytes of an instruction beyond which it is shown without colour."""
_SUFFIXES = {
    ".sh": "bash", ".bash": "bash", ".ps1": "powershell", ".json": "json", ".yaml": "yaml", ".yml": "yaml",
    ".toml": "toml",
    ".ini": "ini", ".cfg": "ini", ".conf": "nginx", ".py": "python", ".js": "javascript", ".xml": "xml",
    ".sql": "sql",
    ".properties": "properties",
}  # fmt: skip
_SHELLS = ("RUN", "CMD", "ENTRYPOINT", "HEALTHCHECK")
_lexers: dict[str, Lexer] = {}
_formatter: list[Terminal256Formatter[str]] = []
_read: dict[str, Dockerfile] = {}


class DockerfileLexer(Lexer):
    """Tokens of a window of a Dockerfile as dlint reads it. The text it is given is the window's, decoded; it
    may differ from the file where secrets are masked, but not in the number of bytes."""

    name = "Dockerfile (dlint)"

    def __init__(self, dockerfile: Dockerfile, window: Span) -> None:
        super().__init__(stripnl=False, ensurenl=False)
        self._dockerfile = dockerfile
        self._window = window

    def get_tokens_unprocessed(self, text: str) -> Iterator[tuple[int, _TokenType, str]]:
        data = text.encode("utf-8", "surrogateescape")
        base, at, chars = self._window.start, 0, 0

        def taken(end: int) -> str:
            nonlocal at, chars
            value = data[at:end].decode("utf-8", "surrogateescape")
            at, chars = end, chars + len(value)
            return value

        for span, kind in sorted(self._marks(), key=lambda mark: (mark[0].start, -mark[0].end)):
            start, end = span.start - base, min(span.end - base, len(data))
            if start < at or end <= start:
                continue
            if start > at:
                yield chars, Token.Text, taken(start)
            if isinstance(kind, str):
                offset = chars
                for inner, token, value in _lexer(kind).get_tokens_unprocessed(taken(end)):
                    yield offset + inner, token, value
            else:
                yield chars, kind, taken(end)
        if at < len(data):
            yield chars, Token.Text, taken(len(data))

    def _marks(self) -> Iterator[tuple[Span, Any]]:
        window = self._window
        for directive in self._dockerfile.directives:
            if directive.span in window:
                yield directive.span, Comment.Preproc
        for comment in self._dockerfile.comments:
            if comment.span in window:
                yield comment.span, Comment.Single
        for instruction in self._dockerfile.instructions:
            if instruction.span.overlaps(window):
                yield from _instruction(instruction, _shell_of(self._dockerfile, instruction))


def _lexer(name: str) -> Lexer:
    if name not in _lexers:
        _lexers[name] = get_lexer_by_name(name, stripnl=False, ensurenl=False)
    return _lexers[name]


def _instruction(instruction: Instruction, shell: str) -> Iterator[tuple[Span, Any]]:
    yield instruction.keyword.span, Keyword
    for comment in instruction.inner_comments:
        yield comment.span, Comment.Single
    for flag in instruction.flags:
        yield Span(flag.span.start, flag.name_span.end), Name.Attribute
        if flag.value:
            yield flag.value_span, String
    if isinstance(instruction, Onbuild) and instruction.trigger is not None:
        yield from _instruction(instruction.trigger, shell)
        return
    if isinstance(instruction, (Env, Arg, Label)):
        for pair in instruction.pairs:
            yield pair.key.span, Name.Variable
            if pair.value is not None:
                yield pair.value.span, String
    elif isinstance(instruction, From):
        if instruction.image:
            yield instruction.image.span, Name.Namespace
        if instruction.as_keyword:
            yield instruction.as_keyword.span, Keyword
        if instruction.alias:
            yield instruction.alias.span, Name.Label
    elif instruction.form is Form.EXEC:
        for arg in instruction.args:
            yield arg.span, String
    elif instruction.keyword.value in _SHELLS:
        yield from (
            (span, shell) for span in _between(instruction.body, [c.span for c in instruction.inner_comments])
        )
    for heredoc in instruction.heredocs:
        yield heredoc.marker, String.Delimiter
        yield heredoc.body, _body(instruction, heredoc.name, heredoc.content, shell)
        yield heredoc.terminator, String.Delimiter


def _shell_of(dockerfile: Dockerfile, instruction: Instruction) -> str:
    """`powershell` below a SHELL that names it, else `bash`."""
    shell = "bash"
    for other in dockerfile.instructions:
        if other.index >= instruction.index:
            break
        if other.keyword.value == "FROM":
            shell = "bash"
        elif other.keyword.value == "SHELL" and other.args:
            shell = (
                "powershell"
                if any(n in other.args[0].value.lower() for n in ("pwsh", "powershell"))
                else "bash"
            )
    return shell


def _body(instruction: Instruction, name: str, content: str, shell: str) -> Any:
    """The language of a heredoc: of RUN by `#!`, of COPY and ADD by the name of the file it becomes."""
    if isinstance(instruction, Run):
        head = content.split("\n", 1)[0]
        if head.startswith("#!"):
            return (
                "python" if "python" in head else "bash" if head.rstrip().endswith("sh") else String.Heredoc
            )
        return shell
    if not isinstance(instruction, (Copy, Add)) or instruction.destination is None:
        return String.Heredoc
    target = instruction.destination.value.strip("\"'")
    file = name if target.endswith(("/", "\\")) or len(instruction.sources) > 1 else target
    dot = file.rfind(".")
    suffix = file[dot:].lower() if dot >= 0 else ""
    return _SUFFIXES.get(suffix, String.Heredoc)


def _between(span: Span, holes: list[Span]) -> Iterator[Span]:
    at = span.start
    for hole in sorted(holes):
        if hole.start >= span.end:
            break
        if hole.start > at:
            yield Span(at, hole.start)
        at = max(at, hole.end)
    if at < span.end:
        yield Span(at, span.end)


def line_pieces(text: Text, number: int, hidden: Sequence[Span]) -> list[Piece]:
    """The tokens of a line, as they are shown. Only the instruction that holds the line is lexed."""
    row = text.line_span(number)
    dockerfile = _dockerfile(text)
    window = row
    for instruction in dockerfile.instructions:
        if instruction.first_line <= number <= instruction.last_line:
            start, end = (
                text.line_span(instruction.first_line).start,
                text.line_span(instruction.last_line).end,
            )
            window = Span(start, end) if end - start <= LARGEST else row
    source = masked(text, window, hidden).decode("utf-8", "surrogateescape")
    if window == row and len(source) > LARGEST:
        return [(Plain, shown_text(source))]
    skip = number - text.line_of(window.start)
    pieces: list[Piece] = []
    for _, kind, value in DockerfileLexer(dockerfile, window).get_tokens_unprocessed(source):
        for at, part in enumerate(value.split("\n")):
            skip -= at > 0
            if skip == 0 and part.rstrip("\r"):
                pieces.append((kind, shown_text(part.rstrip("\r"))))
    return pieces


def _dockerfile(text: Text) -> Dockerfile:
    """The text, read; results come file by file, so one is kept."""
    known = _read.get(text.path)
    if known is None or known.text.data != text.data:
        _read.clear()
        known = _read[text.path] = read(text)
    return known


def formatted(pieces: list[Piece]) -> str:
    """Pieces of one line with the escapes for a terminal of 256 colours. The formatter is made once: that
    takes 1 ms."""
    if not _formatter:
        _formatter.append(Terminal256Formatter(style="default"))
    out = io.StringIO()
    _formatter[0].format(
        ((kind if kind and not value.isspace() else Plain, value) for kind, value in pieces), out
    )
    return out.getvalue().rstrip("\n")
