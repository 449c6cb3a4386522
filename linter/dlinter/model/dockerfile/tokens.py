"""The words of a Dockerfile: tokens with byte spans, comments, directives, heredocs, and what is wrong with
them.

Values are `str`, decoded as UTF-8 with `surrogateescape`; spans are byte offsets of the original file.
"""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from dlinter.model.text import Span


class Token(Struct, frozen=True):
    """A word of an instruction: its place, and its value as BuildKit hands it on (continuations removed;
    quotes and variables still in it, except in the exec form, where the JSON string is decoded)."""

    span: Span
    value: str


class Flag(Struct, frozen=True):
    """`--name=value` or `--name`. `value` is None where there is no `=`. `value_span` is the value alone
    (with its quotes, if it has some); for a bare flag it is the empty span at the end."""

    span: Span
    name: str
    value: str | None
    name_span: Span
    value_span: Span


class KeyValue(Struct, frozen=True):
    """One pair of ENV, LABEL or ARG. `value` is None for an `ARG NAME` without default. Raw: quotes and
    variables are still there; `Words` resolves them. `legacy` is the form `ENV key value`."""

    span: Span
    key: Token
    value: Token | None
    legacy: bool = False


class Comment(Struct, frozen=True):
    """A whole-line comment; `text` is what follows `#`, stripped as BuildKit strips it. `span` from `#` to
    the end of the line. `inside` is true within the continuation lines of an instruction."""

    span: Span
    text: str
    line: int
    inside: bool = False


class Directive(Struct, frozen=True):
    """A parser directive (`# syntax=`, `# escape=`, `# check=`) of the head; `name` is lower case."""

    span: Span
    name: str
    value: str
    value_span: Span
    line: int


class Heredoc(Struct, frozen=True):
    """One `<<NAME`. `marker` spans `<<NAME` in the instruction, `body` the lines between (with the last line
    end), `terminator` the closing word's line content. `expand` is false for a quoted name, `chomp` true for
    `<<-`. `content` is the body as BuildKit gives it on (leading tabs removed when `chomp`). `fd` is the file
    descriptor written before `<<` (0 when none)."""

    name: str
    fd: int
    expand: bool
    chomp: bool
    content: str
    marker: Span
    body: Span
    terminator: Span


class Form(StrEnum):
    """How arguments were written: a JSON array (exec form) or words for the shell (shell form)."""

    EXEC = "exec"
    SHELL = "shell"


class ErrorKind(StrEnum):
    """Which layer of BuildKit refuses."""

    PARSE = "parse"  # parser: the file as a whole is refused
    INSTRUCTION = "instruction"  # instructions/parse.go: flags, argument counts, values
    UNKNOWN = "unknown"  # an instruction that does not exist
    STAGE = "stage"  # dockerfile2llb: stage graph, names, platforms


class ReadError(Struct, frozen=True):
    """BuildKit would refuse the file here. `line` is the line BuildKit names (1-based, 0 when it names
    none)."""

    span: Span
    message: str
    kind: ErrorKind
    line: int


class ReadWarning(Struct, frozen=True):
    """Something BuildKit's parser warns of while reading (e.g. an empty continuation line)."""

    span: Span
    message: str
    line: int
