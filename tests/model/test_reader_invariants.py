"""What holds for every input: nothing raises, places lie inside the file and in order, pieces are the logical
line."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dlinter.model.dockerfile import Arg, Copy, Dockerfile, Env, From, Instruction, Label, Onbuild, Run
from dlinter.model.dockerfile.directives import detect_syntax
from dlinter.model.dockerfile.reader import read
from dlinter.model.text import Span, Text

FRAGMENTS = [
    "FROM", "RUN", "COPY", "ADD", "ENV", "ARG", "LABEL", "CMD", "ENTRYPOINT", "HEALTHCHECK", "ONBUILD",
    "SHELL", "VOLUME", "EXPOSE",
    "USER", "WORKDIR", "STOPSIGNAL", "MAINTAINER", "NOPE", "from", "Run", " ", "  ", "\t", "\n", "\n\n",
    "\r\n", "\r", "\\\n", "\\ \n",
    "`\n", "\\", "`", "#", "# c\n", "# escape=`\n", "# syntax=x\n", "# check=skip=all\n", "#!", "\ufeff",
    "<<EOF", "<<-EOF", "<< EOF",
    "3<<'E F'", "<<", "<<<", "EOF\n", "\tEOF\n", "E F\n", "--from=", "--mount=",
    "--mount=type=cache,target=/x", "type=secret", "--link",
    "--chmod=u+x", "--", "--a='b c'", "=", "a=b", "a", "b c", "'", '"', '["a", "b"]', "[", "]", '["a", 1]',
    "$", "${", "${a:-b}", "}",
    "AS", "as", "0", "1", "a:b", ",", "/", "\x00", "\u00e9", "\u00a0", "\u0085", "\u2028", "\u3000",
    "\U0001f600", "NONE", "5s",
    "https://h.example/a.git", "<<$E", "${a#<<b}", "-1", "99999999999999999999", "\u00b2", "\v", "\f",
    "\x85", "\xa0",
]  # fmt: skip


def tokens(instruction: Instruction) -> Iterator[Span]:
    yield instruction.keyword.span
    for flag in instruction.flags:
        yield from (flag.span, flag.name_span, flag.value_span)
    for arg in instruction.args:
        yield arg.span
    if isinstance(instruction, (Env, Label, Arg)):
        for pair in instruction.pairs:
            yield from (pair.span, pair.key.span)
            if pair.value is not None:
                yield pair.value.span
    if isinstance(instruction, Run):
        for mount in instruction.mounts:
            for option in mount.options:
                yield option.span
    for heredoc in instruction.heredocs:
        yield from (heredoc.marker, heredoc.body, heredoc.terminator)
    if isinstance(instruction, Onbuild) and instruction.trigger is not None:
        yield from tokens(instruction.trigger)


def ordered(spans: list[Span]) -> bool:
    return all(a.end <= b.start for a, b in pairwise(spans))


def check(dockerfile: Dockerfile) -> None:
    data = dockerfile.text.data
    whole = Span(0, len(data))
    lines = dockerfile.text.line_count
    outer = [i.span for i in dockerfile.instructions]
    assert ordered(outer)
    for index, instruction in enumerate(dockerfile.instructions):
        assert instruction.index == index
        assert instruction.span in whole
        assert 1 <= instruction.first_line <= instruction.last_line <= lines
        assert dockerfile.text.line_of(instruction.span.start) <= instruction.last_line
        for span in tokens(instruction):
            assert span.start <= span.end and span in instruction.span, (
                instruction.keyword,
                span,
                instruction.span,
            )
        assert ordered([f.span for f in instruction.flags])
        assert ordered([a.span for a in instruction.args]) or isinstance(instruction, (Env, Label, Arg))
        assert ordered(list(instruction.pieces))
        assert all(p in Span(0, instruction.span.end) or p.start == p.end for p in instruction.pieces)
        joined = b"".join(data[p.start : p.end] for p in instruction.pieces).decode(
            "utf-8", "surrogateescape"
        )
        assert joined.upper().startswith(instruction.keyword.value)
        assert "\n" not in joined
        assert ordered([h.body for h in instruction.heredocs])
    assert all(
        e.span.start <= e.span.end and e.span in whole and 0 <= e.line <= lines for e in dockerfile.errors
    )
    assert list(dockerfile.errors) == sorted(dockerfile.errors, key=lambda e: (e.span.start, e.span.end))
    assert all(w.span in whole and 1 <= w.line <= lines for w in dockerfile.warnings)
    assert ordered([c.span for c in dockerfile.comments])
    assert all(c.span in whole for c in dockerfile.comments)
    assert all(d.span in whole and d.value_span in d.span for d in dockerfile.directives)
    assert [i for s in dockerfile.stages for i in s.instructions] == [
        i for i in dockerfile.instructions if i.stage is not None
    ]
    for index, stage in enumerate(dockerfile.stages):
        assert stage.index == index and isinstance(stage.instructions[0], From)
        assert all(e.to is None or 0 <= e.to < len(dockerfile.stages) for e in stage.edges)
        assert all(e.span in whole for e in stage.edges)
        assert index in dockerfile.reachable(index)
    for instruction in dockerfile.instructions:
        if isinstance(instruction, Copy) and instruction.destination is not None:
            assert instruction.sources or instruction.error


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=400))
def test_any_bytes(data: bytes) -> None:
    check(read(Text(data)))


@settings(max_examples=600, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(FRAGMENTS), max_size=40))
def test_pieces_of_dockerfiles(parts: list[str]) -> None:
    check(read(Text("".join(parts).encode())))


@settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.tuples(st.sampled_from(FRAGMENTS), st.sampled_from([" ", "\n", " \\\n", ""])), max_size=40),
    st.binary(max_size=3),
    st.integers(0, 400),
)
def test_pieces_with_bytes_put_in(parts: list[tuple[str, str]], more: bytes, at: int) -> None:
    data = "".join(a + b for a, b in parts).encode()
    check(read(Text(data[:at] + more + data[at:])))


@settings(max_examples=200)
@given(st.lists(st.sampled_from(FRAGMENTS), max_size=20))
def test_the_frontend_of_anything(parts: list[str]) -> None:
    detect_syntax("".join(parts).encode())
