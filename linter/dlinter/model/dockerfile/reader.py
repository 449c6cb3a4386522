"""Bytes → Dockerfile: the line machine, the arguments of each line, then what they mean.

`read` never fails: what BuildKit refuses becomes a `ReadError` at its place, and the rest of the file is read."""

from __future__ import annotations

from dataclasses import replace

from dlinter.model.dockerfile import arguments as a
from dlinter.model.dockerfile.directives import detect_syntax
from dlinter.model.dockerfile.instructions import build, onbuild
from dlinter.model.dockerfile.lines import Lines, Logical, read_lines
from dlinter.model.dockerfile.nodes import (
    Dockerfile,
    ErrorKind,
    Flag,
    Form,
    Heredoc,
    Instruction,
    KeyValue,
    ReadError,
    Token,
)
from dlinter.model.dockerfile.raw import Raw
from dlinter.model.dockerfile.spaces import decode, left, right
from dlinter.model.dockerfile.stages import link
from dlinter.model.text import Span, Text


def read(text: Text) -> Dockerfile:
    """Reads a whole file."""
    lines = read_lines(text)
    errors = list(lines.errors)
    instructions: list[Instruction] = []
    for logical in lines.logical:
        instruction = _instruction(logical, lines, len(instructions))
        instructions.append(instruction)
        inner: Instruction | None = instruction
        while inner is not None:
            if inner.error is not None and inner.error not in errors:
                errors.append(inner.error)
            inner = getattr(inner, "trigger", None)
    instructions, stages, wrong = link(instructions)
    errors += wrong
    errors.sort(key=lambda e: (e.span.start, e.span.end))
    return Dockerfile(
        text=text, directives=tuple(lines.directives), comments=tuple(sorted(lines.comments, key=lambda c: c.line)),
        instructions=tuple(instructions), stages=stages, errors=tuple(errors), warnings=tuple(lines.warnings),
        escape=lines.escape, frontend=detect_syntax(text.data),
    )  # fmt: skip


def _instruction(logical: Logical, lines: Lines, index: int) -> Instruction:
    begin, end = left(logical.text), len(logical.text)
    heredocs = tuple(
        Heredoc(
            decode(b.mark.name), b.mark.fd, b.mark.expand, b.mark.chomp, b.content,
            logical.span(b.mark.start, b.mark.end), b.body, b.terminator,
        )
        for b in logical.bodies
    )  # fmt: skip
    raw = _raw(logical, begin, right(logical.text, begin, end), lines.escape)
    if logical.error is not None:
        raw = replace(raw, error=logical.error)
    raw = replace(
        raw, heredocs=heredocs, comments=tuple(logical.comments), inner_comments=tuple(logical.inner), index=index
    )
    return _finish(raw, logical, lines)


def _finish(raw: Raw, logical: Logical, lines: Lines) -> Instruction:
    instruction = build(raw)
    if raw.keyword.value != "ONBUILD" or raw.rest[0] >= raw.rest[1]:
        return instruction
    inner = _raw(logical, raw.rest[0], raw.rest[1], lines.escape)
    inner = replace(inner, heredocs=raw.heredocs, inner_comments=raw.inner_comments, index=raw.index, onbuild=True)
    return onbuild(instruction, _finish(inner, logical, lines))


def _raw(logical: Logical, begin: int, end: int, escape: str) -> Raw:
    """Keyword, flags and arguments of a range of the logical line."""
    line = logical.text
    stop = a.keyword_end(line, begin, end)
    word = decode(line[begin:stop])
    keyword = Token(logical.span(begin, stop), word.upper())
    at = stop
    while at < end and line[at] in "\t\v\f\r ":
        at += 1
    pieces, at = a.split_flags(line, at, end)
    flags = tuple(_flag(p, logical) for p in pieces)
    at, end_of_args = a.trim(line, at, end)
    name = keyword.value
    error: ReadError | None = None
    args: list[Token] = []
    pairs: list[KeyValue] = []
    form = Form.SHELL
    try:
        if name in ("RUN", "CMD", "ENTRYPOINT", "SHELL", "ADD", "COPY", "VOLUME"):
            array = a.json_array(line, at, end_of_args)
            if array is not None:
                form, found = Form.EXEC, array
            else:
                found = (a.whole if name in ("RUN", "CMD", "ENTRYPOINT", "SHELL") else a.by_space)(line, at, end_of_args)
            args = [_token(p, logical) for p in found]
        elif name == "HEALTHCHECK":
            first = a.first_word(line, at, end_of_args)
            if first > at:
                args.append(_token(a.Piece(at, first, decode(line[at:first])), logical))
                rest = a.trim(line, first, end_of_args)[0]
                array = a.json_array(line, rest, end_of_args)
                if array is not None:
                    form = Form.EXEC
                args += [_token(p, logical) for p in (a.whole(line, rest, end_of_args) if array is None else array)]
        elif name in ("ENV", "LABEL"):
            for pair in a.name_values(line, at, end_of_args, escape, name):
                pairs.append(_pair(pair, logical))
                args += [pairs[-1].key, pairs[-1].value or pairs[-1].key]
        elif name == "ARG":
            for word_ in a.words(line, at, end_of_args, escape):
                args.append(_token(word_, logical))
                pairs.append(_arg(word_, line, logical))
        elif name in ("EXPOSE", "FROM"):
            args = [_token(p, logical) for p in a.by_space(line, at, end_of_args)]
        elif name in ("MAINTAINER", "STOPSIGNAL", "USER", "WORKDIR"):
            args = [_token(p, logical) for p in a.whole(line, at, end_of_args)]
    except a.ArgumentError as wrong:
        span = logical.span(wrong.start, wrong.end) if wrong.end > wrong.start else keyword.span
        error = ReadError(span, str(wrong), ErrorKind.PARSE, logical.first_line)
        args = [_token(p, logical) for p in a.whole(line, at, end_of_args)]
    return Raw(
        span=Span(keyword.span.start, logical.end), keyword=keyword, written=word, flags=flags, args=tuple(args),
        form=form, pairs=tuple(pairs), pieces=_pieces(logical, begin), first_line=logical.first_line,
        last_line=logical.last_line, error=error, rest=(at, end_of_args),
    )  # fmt: skip


def _pieces(logical: Logical, begin: int) -> tuple[Span, ...]:
    start = logical.offset(begin)
    return tuple(Span(max(s, start), e) for s, e in logical.pieces if e > start)


def _token(piece: a.Piece, logical: Logical) -> Token:
    return Token(logical.span(piece.start, piece.end), piece.value)


def _pair(pair: a.Named, logical: Logical) -> KeyValue:
    span = logical.span(pair.key.start, max(pair.key.end, pair.value.end))
    return KeyValue(span, _token(pair.key, logical), _token(pair.value, logical), pair.legacy)


def _arg(word: a.Piece, line: str, logical: Logical) -> KeyValue:
    if "=" in word.value:
        return _pair(a.split_pair(line, word), logical)
    token = _token(word, logical)
    return KeyValue(token.span, token, None)


def _flag(piece: a.Piece, logical: Logical) -> Flag:
    name, has_value, value = piece.value[2:].partition("=")
    span = logical.span(piece.start, piece.end)
    line = logical.text
    cut = line.find("=", piece.start, piece.end) if has_value else -1
    if cut < 0:
        end = logical.span(piece.end - 1, piece.end).end
        return Flag(span, name, None, Span(min(span.start + 2, end), end), Span(end, end))
    name_span = logical.span(piece.start + 2, cut)
    value_span = logical.span(cut + 1, piece.end) if cut + 1 < piece.end else Span(span.end, span.end)
    return Flag(span, name, value, name_span, value_span)
