"""Bytes → Dockerfile: the line machine, the arguments of each line, then what they mean.

`read` never fails: what BuildKit refuses becomes a `ReadError` at its place, and the rest of the file is
read."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from dlinter.model.dockerfile import arguments as a
from dlinter.model.dockerfile.directives import detect_syntax
from dlinter.model.dockerfile.instructions import build, onbuild
from dlinter.model.dockerfile.lines import Logical, read_lines
from dlinter.model.dockerfile.mounts import read_mounts
from dlinter.model.dockerfile.nodes import Dockerfile, Instruction, Onbuild
from dlinter.model.dockerfile.podman import is_containerfile
from dlinter.model.dockerfile.raw import Raw
from dlinter.model.dockerfile.spaces import ASCII, decode, left, right
from dlinter.model.dockerfile.stages import link
from dlinter.model.dockerfile.tokens import ErrorKind, Flag, Form, Heredoc, KeyValue, ReadError, Token
from dlinter.model.text import Span, Text
from dlinter.model.work import Work

_LONG = 32_768
"""Bytes of a file from which on it is worth to remember it: three times the longest of 597 real ones."""
_LEADING_TABS = re.compile(r"^\t+", re.M)


def read(text: Text) -> Dockerfile:
    """Reads a whole file. The long ones that were read last are remembered: rules, proofs, fixes and reports
    ask for the same text again, and what is read never changes. Only its accounts are new each time."""
    if len(text.data) < _LONG:
        return _read(text)
    known = _remembered(text.data, text.path)
    return replace(known, work=Work(refused=dict(known.work.refused)))


@lru_cache(maxsize=3)
def _remembered(data: bytes, path: str) -> Dockerfile:
    return _read(Text(data, path))


def _read(text: Text) -> Dockerfile:
    lines = read_lines(text)
    errors = list(lines.errors)
    instructions: list[Instruction] = []
    stage: int | None = None
    work, podman = Work(), is_containerfile(text.path)
    for line, message in lines.refused:
        work.refuse(line, message)
    for index, logical in enumerate(lines.logical):
        raw = _first(logical, lines.escape)
        raw.index = index
        if raw.keyword.value == "FROM":
            stage = 0 if stage is None else stage + 1
        raw.stage = stage
        instruction = _finish(raw, logical, lines.escape, podman)
        instructions.append(instruction)
        if instruction.error is not None:
            errors.append(instruction.error)
        if isinstance(instruction, Onbuild):
            errors += _inside(instruction)
    stages, wrong = link(instructions, work)
    errors += wrong
    errors.sort(key=lambda e: (e.span.start, e.span.end))
    return Dockerfile(
        text=text, directives=tuple(lines.directives),
        comments=tuple(sorted(lines.comments, key=lambda c: c.line)),
        instructions=tuple(instructions), stages=stages, errors=tuple(errors), warnings=tuple(lines.warnings),
        escape=lines.escape, frontend=detect_syntax(text.data), end=lines.end, work=work,
    )  # fmt: skip


def _inside(instruction: Onbuild) -> list[ReadError]:
    """What is wrong inside a trigger, unless the ONBUILD says it already."""
    found: list[ReadError] = []
    said, inner = instruction.error, instruction.trigger
    while inner is not None:
        if inner.error is not None and inner.error != said:
            found.append(inner.error)
        said = inner.error or said
        inner = inner.trigger if isinstance(inner, Onbuild) else None
    return found


def _first(logical: Logical, escape: str) -> Raw:
    begin, end = left(logical.text), len(logical.text)
    raw = _raw(logical, begin, right(logical.text, begin, end), escape)
    if logical.bodies:
        raw.heredocs = tuple(
            Heredoc(
                decode(b.mark.name), b.mark.fd, b.mark.expand, b.mark.chomp,
                _LEADING_TABS.sub("", b.content) if b.mark.chomp else b.content,
                logical.span(b.mark.start, b.mark.end), b.body, b.terminator,
            )
            for b in logical.bodies
        )  # fmt: skip
    raw.error = logical.error or raw.error
    raw.comments, raw.inner_comments = tuple(logical.comments), tuple(logical.inner)
    return raw


def _finish(raw: Raw, logical: Logical, escape: str, podman: bool) -> Instruction:
    if raw.mount_places:
        raw.mounts, raw.wrong_mounts = read_mounts(raw.flags, raw.mount_places, podman)
    instruction = build(raw)
    # Only the first ONBUILD is descended into: a second one is refused, and so on for as long as the line is.
    if raw.keyword.value != "ONBUILD" or raw.rest[0] >= raw.rest[1] or raw.depth > 1:
        return instruction
    inner = _raw(logical, raw.rest[0], raw.rest[1], escape)
    inner.heredocs, inner.inner_comments = raw.heredocs, raw.inner_comments
    inner.index, inner.stage, inner.onbuild, inner.depth = raw.index, raw.stage, True, raw.depth + 1
    return onbuild(instruction, _finish(inner, logical, escape, podman))


def _raw(logical: Logical, begin: int, end: int, escape: str) -> Raw:
    """Keyword, flags and arguments of a range of the logical line."""
    line = logical.text
    stop = a.keyword_end(line, begin, end)
    word = decode(line[begin:stop])
    keyword = Token(logical.span(begin, stop), word.upper())
    at = stop
    while at < end and line[at] in ASCII:
        at += 1
    pieces, at = a.split_flags(line, at, end)
    flags = tuple(_flag(p, logical) for p in pieces) if pieces else ()
    places = [
        _places(p, logical)
        for p, f in zip(pieces, flags, strict=True)
        if f.name == "mount" and f.value is not None
    ]
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
                found = (a.whole if name in ("RUN", "CMD", "ENTRYPOINT", "SHELL") else a.by_space)(
                    line, at, end_of_args
                )
            args = [_token(p, logical) for p in found]
        elif name == "HEALTHCHECK":
            first, rest = a.first_word(line, at, end_of_args)
            if first > at:
                args.append(_token(a.Piece(at, first, decode(line[at:first])), logical))
                array = a.json_array(line, rest, end_of_args)
                if array is not None:
                    form = Form.EXEC
                args += [
                    _token(p, logical) for p in (a.whole(line, rest, end_of_args) if array is None else array)
                ]
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
        span=Span(keyword.span.start, logical.end), keyword=keyword, written=word, flags=flags,
        args=tuple(args),
        form=form, pairs=tuple(pairs), pieces=_pieces(logical, begin), first_line=logical.first_line,
        last_line=logical.last_line, error=error, rest=(at, end_of_args), mount_places=places,
    )  # fmt: skip


def _pieces(logical: Logical, begin: int) -> tuple[Span, ...]:
    start = logical.offset(begin)
    if len(logical.pieces) == 1:
        return (Span(start, logical.pieces[0][1]),)
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


def _places(piece: a.Flagged, logical: Logical) -> list[int]:
    """The file's offset of each character of a flag's value."""
    return [logical.offset(at) for at in piece.places[piece.value.index("=") + 1 :]]


def _flag(piece: a.Flagged, logical: Logical) -> Flag:
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
