"""A COPY that comes below a WORKDIR writes where it wrote above it: its destination is made absolute.

    COPY src src                 COPY package.json ./
    WORKDIR /app/ui         →    WORKDIR /app/ui
    RUN npm ci                   RUN npm ci
                                 COPY src /app/src
"""

from __future__ import annotations

import posixpath
import re

from dlinter.model.cache.chunks import lines_of
from dlinter.model.dockerfile import Add, Copy, Instruction
from dlinter.model.facts.facts import Facts
from dlinter.model.facts.values import workdir_at
from dlinter.model.text import Span

_PLAIN = re.compile(r"[\w./@:+-]+")
"""A path that reads the same in both forms of a COPY."""


def absolute_place(instruction: Instruction, facts: Facts) -> str | None:
    """The destination as an absolute path, with its `/` at the end where it is a folder by its name; None
    where it is absolute, or not told by the file."""
    if not isinstance(instruction, (Copy, Add)) or instruction.destination is None or instruction.heredocs:
        return None
    written, folder = instruction.destination.value, workdir_at(instruction, facts)
    as_written = facts.text.slice(instruction.destination.span)
    if folder is None or not _PLAIN.fullmatch(written) or written.startswith("/"):
        return None
    if as_written not in (written, f'"{written}"'):
        return None
    place = posixpath.normpath(posixpath.join(folder, written))
    if not place.startswith("/") or not _PLAIN.fullmatch(place):
        return None
    is_folder = written.rpartition("/")[2] in ("", ".", "..")
    return place.rstrip("/") + "/" if is_folder else place


def placed(chunk: str, instruction: Instruction, facts: Facts) -> str:
    """The lines of a COPY or ADD (`chunks.chunks_of`) that has an `absolute_place`, with that written."""
    place = absolute_place(instruction, facts)
    assert place is not None and isinstance(instruction, (Copy, Add)) and instruction.destination is not None
    text, span = facts.text, instruction.destination.span
    lines = Span(
        text.full_line_span(instruction.first_line).start, text.full_line_span(instruction.last_line).end
    )
    new = (
        text.slice(Span(lines.start, span.start))
        + text.slice(span).replace(instruction.destination.value, place)
        + text.slice(Span(span.end, lines.end))
    ).replace("\r\n", "\n")
    return chunk.removesuffix(lines_of(text, instruction)) + (new if new.endswith("\n") else new + "\n")
