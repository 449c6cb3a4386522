"""Which words of an instruction BuildKit expands, and which it leaves to the shell
(frontend/dockerfile/instructions/commands.go: `Expand` and `ExpandRaw`; RUN: commands_runmount.go; EXPOSE:
dockerfile2llb/convert_expose.go; FROM: dockerfile2llb/convert.go)."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate

from msgspec import Struct

from dlinter.model.dockerfile import nodes as n
from dlinter.model.dockerfile import tokens
from dlinter.model.text import Span, Text


class Site(Struct, frozen=True):
    """A word that BuildKit expands; `source` is where its text stands. `raw`: quotes stay, and the escape
    character is `\\` whatever the file's is (the body of a heredoc)."""

    token: tokens.Token
    source: Span
    raw: bool = False


_FLAGS: dict[type[n.Instruction], tuple[str, ...]] = {
    n.Add: ("chown", "chmod", "checksum"),
    n.Copy: ("chown", "chmod"),
}
_WHOLE = (n.Workdir, n.User, n.Stopsignal, n.Volume, n.Expose)


def expands(instruction: n.Instruction) -> bool:
    """Whether BuildKit expands words of an instruction of this kind. RUN: only in `--mount` (since Dockerfile
    1.3). Not CMD, ENTRYPOINT, HEALTHCHECK, SHELL, MAINTAINER, whose variables are the shell's at run time;
    not ONBUILD, whose trigger is expanded where it runs."""
    if isinstance(instruction, n.Run):
        return bool(instruction.mounts)
    return isinstance(instruction, (n.From, n.Arg, n.Env, n.Label, n.Copy, n.Add, *_WHOLE))


def sites_of(instruction: n.Instruction) -> Iterator[Site]:
    """The words BuildKit expands, in its order. FROM: the image first, then the platform. ENV and LABEL: key,
    value, key, value. Nothing for an instruction it leaves alone."""
    if isinstance(instruction, (n.Env, n.Label)):
        for pair in instruction.pairs:
            yield _site(pair.key)
            if pair.value is not None:
                yield _site(pair.value)
    elif isinstance(instruction, n.Arg):
        for pair in instruction.pairs:
            if pair.value is not None:
                yield _site(pair.value)
    elif isinstance(instruction, (n.Copy, n.Add)):
        yield from _copied(instruction)
    elif isinstance(instruction, n.Run):
        for mount in instruction.mounts:
            for option in mount.options:
                if option.value is not None:
                    yield _site(option.value)
    elif isinstance(instruction, n.From):
        if instruction.image is not None:
            yield _site(instruction.image)
        if instruction.platform is not None and instruction.platform.value:
            yield _flag(instruction.platform)
    elif isinstance(instruction, _WHOLE):
        for token in instruction.args:
            yield _site(token)


def _copied(instruction: n.Copy | n.Add) -> Iterator[Site]:
    for flag in instruction.flags:
        if flag.name in _FLAGS[type(instruction)] and flag.value:
            yield _flag(flag)
    for source in instruction.sources:
        if source.kind is not n.SourceKind.HEREDOC:
            yield _site(source.token)
    if instruction.destination is not None:
        yield _site(instruction.destination)
    for heredoc in instruction.heredocs:
        if heredoc.expand:
            yield Site(tokens.Token(heredoc.body, heredoc.content), heredoc.body, raw=True)


def _site(token: tokens.Token) -> Site:
    return Site(token, token.span)


def _flag(flag: tokens.Flag) -> Site:
    return Site(tokens.Token(flag.value_span, flag.value or ""), flag.value_span)


def _width(char: str) -> int:
    return len(char.encode("utf-8", "surrogateescape"))


def spans_of(
    text: Text, instruction: n.Instruction, site: Site, ranges: Sequence[tuple[int, int]]
) -> list[Span | None]:
    """Ranges of characters of a word → spans of the file. None where the word is not what stands there (a
    quoted flag, a heredoc whose tabs were cut, an escape in JSON)."""
    value = site.token.value
    pieces = [site.source]
    if text.slice(site.source) != value:
        pieces = [
            Span(max(p.start, site.source.start), min(p.end, site.source.end)) for p in instruction.pieces
        ]
        pieces = [p for p in pieces if p.end > p.start]
        written = "".join(text.slice(p) for p in pieces)
        if written == f'"{value}"':
            pieces[0] = Span(pieces[0].start + 1, pieces[0].end)
            pieces[-1] = Span(pieces[-1].start, pieces[-1].end - 1)
        elif written != value:
            return [None] * len(ranges)
    starts = [0, *accumulate(p.end - p.start for p in pieces)]
    # Where each character of the value begins, in bytes; as many as there are characters, made once for all
    # ranges.
    bytes_ = None if value.isascii() else [0, *accumulate(_width(c) for c in value)]

    def offset(char: int, end: bool) -> int:
        left = char if bytes_ is None else bytes_[char]
        # The end of a piece is not the start of the next one where a range ends.
        at = (bisect_left if end else bisect_right)(starts, left) - 1
        at = max(at, 0)
        return pieces[at].start + left - starts[at] if at < len(pieces) else pieces[-1].end

    return [Span(offset(start, False), offset(end, True)) for start, end in ranges]
