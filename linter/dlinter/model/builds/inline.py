"""A Dockerfile that stands in a Compose or Bake file (`dockerfile_inline`, `dockerfile-inline`): its text as
BuildKit gets it, and where each byte of it stands."""

from __future__ import annotations

import re

from msgspec import Struct

from dlinter.model.builds.nodes import Build, BuildFile, Kind
from dlinter.model.builds.values import Value
from dlinter.model.text import Span
from dlinter.values import replace


class Inline(Struct, frozen=True):
    """`places` has the offset in the file of every byte of `data`, and of its end."""

    build: Build
    data: bytes
    places: tuple[int, ...]

    def span(self, span: Span) -> Span:
        """Where a range of the Dockerfile stands."""
        last = len(self.places) - 1
        start = self.places[min(span.start, last)]
        return Span(
            start, max(start, self.places[min(span.end - 1, last)] + 1) if span.end > span.start else start
        )


def inlines_of(file: BuildFile) -> list[Inline]:
    """The inline Dockerfiles that stand in a file, each once."""
    if file.kind not in (Kind.COMPOSE, Kind.BAKE):
        return []
    found: dict[Span, Inline] = {}
    for build in file.builds:
        value = build.inline
        if value is None or not value.text.strip() or value.span in found:
            continue
        written = (
            value.text
            if value.places or file.kind is Kind.COMPOSE
            else value.text.replace("\\n", "\n").replace("\\t", "\t")
        )
        data = written.encode("utf-8", "surrogateescape")
        places = value.places
        # the file writes it in a way that is not followed: all of it stands at its start
        if len(places) != len(data) + 1:
            places = (value.span.start,) * (len(data) + 1)
        found[value.span] = _unescaped(Inline(build, data, places), file.kind)
    return list(found.values())


def _unescaped(inline: Inline, kind: Kind) -> Inline:
    """Compose makes `$$` a `$` (compose-spec, "Interpolation"), HCL makes `$${` a `${`."""
    pattern = rb"\$\$" if kind is Kind.COMPOSE else rb"\$\$(?=\{)"
    cut = {match.start() for match in re.finditer(pattern, inline.data)}
    if not cut:
        return inline
    kept = [at for at in range(len(inline.data)) if at not in cut]
    return replace(
        inline,
        data=bytes(inline.data[at] for at in kept),
        places=(*(inline.places[at] for at in kept), inline.places[-1]),
    )


def heredoc(raw: str, start: int) -> Value | None:
    """The body of an HCL heredoc (`<<EOT`, `<<-EOT`), `raw` as it stands at the byte `start`. With `<<-` the
    blanks that all lines begin with are left out (HCL's native syntax specification, "Template Expressions").
    """
    match = re.match(r"<<(-?)([^\r\n]+)\r?\n", raw)
    if match is None:
        return None
    lines = raw[match.end() :].splitlines(keepends=True)
    while lines and lines[-1].strip() in ("", match[2].strip()):
        done = lines.pop().strip() != ""
        if done:
            break
    indents = [len(line) - len(line.lstrip(" \t")) for line in lines if line.strip()] if match[1] else []
    indent = min(indents, default=0)
    text, places, at = "", list[int](), start + len(raw[: match.end()].encode("utf-8", "surrogateescape"))
    for line in lines:
        cut = min(indent, len(line) - len(line.lstrip(" \t")))
        size = len(line.encode("utf-8", "surrogateescape"))
        text += line[cut:]
        places += range(at + cut, at + size)
        at += size
    end = start + len(raw.encode("utf-8", "surrogateescape"))
    return Value(text, Span(start, end), (*places, at))
