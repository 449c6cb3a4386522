"""The line machine: physical lines → logical lines, with comments, directives and heredoc bodies
(frontend/dockerfile/parser/parser.go, `Parse`). It works on latin-1 text, so that an index is a byte offset.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from msgspec import Struct, field

from dlinter.model.dockerfile.arguments import ArgumentError, json_array, keyword_end, split_flags
from dlinter.model.dockerfile.directives import directive_in
from dlinter.model.dockerfile.heredoc import HeredocError, Mark, marks
from dlinter.model.dockerfile.lengths import words_of
from dlinter.model.dockerfile.spaces import decode, left, right, trimmed
from dlinter.model.dockerfile.tokens import Comment, Directive, ErrorKind, ReadError, ReadWarning
from dlinter.model.text import BOM, Span, Text
from dlinter.model.work import INSTRUCTIONS, LINES, TOO_MANY_NAMES, WORDS, end_of_names

LONGEST = 65535
"""Go's bufio.MaxScanTokenSize less one: a longer physical line ends BuildKit's reading."""
_RESUME = re.compile(
    r"(?m)^[\t ]*"
    r"(?:ADD|ARG|CMD|COPY|ENTRYPOINT|ENV|EXPOSE|FROM|HEALTHCHECK|LABEL|MAINTAINER|ONBUILD|RUN|SHELL|"
    r"STOPSIGNAL|USER|VOLUME|WORKDIR"
    r"|cmd|copy|entrypoint|expose|healthcheck|label|maintainer|onbuild|run|stopsignal|volume|workdir)[\t ]"
)
"""Where reading goes on after a heredoc that is never closed. In lower case only what begins no line of a
script or of prose."""

_EMPTY = re.compile(r"\n+")
_TOO_MANY_LINES = f"more than {LINES:,} lines outside of heredocs"


class Body(Struct):
    """A heredoc's body, found in the lines after its mark."""

    mark: Mark
    content: str
    body: Span
    terminator: Span


class Logical(Struct):
    """A logical line: `text` is what stands in the file at `pieces`, put together. `last_line` counts heredoc
    bodies."""

    text: str
    pieces: list[tuple[int, int]]
    first_line: int
    last_line: int
    end: int
    comments: list[Comment]
    inner: list[Comment] = field(default_factory=list)
    bodies: list[Body] = field(default_factory=list)
    error: ReadError | None = None
    _starts: list[int] = field(default_factory=list)

    def offset(self, index: int) -> int:
        """The file's offset of a character of the logical line."""
        if len(self.pieces) == 1:
            return self.pieces[0][0] + index
        if not self._starts:
            total = 0
            for start, end in self.pieces:
                self._starts.append(total)
                total += end - start
        at = max(0, bisect_right(self._starts, index) - 1)
        return self.pieces[at][0] + index - self._starts[at]

    def span(self, start: int, end: int) -> Span:
        """The file's span of a range of the logical line."""
        if len(self.pieces) == 1:
            base = self.pieces[0][0]
            return Span(base + start, base + (end if end > start else start))
        if end <= start:
            at = self.offset(start)
            return Span(at, at)
        return Span(self.offset(start), self.offset(end - 1) + 1)


class Lines(Struct):
    """Everything the line machine saw. `text` is the whole file as latin-1. `refused` is what it did not
    read: the line it begins in, and why."""

    text: str
    logical: list[Logical] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    directives: list[Directive] = field(default_factory=list)
    errors: list[ReadError] = field(default_factory=list)
    warnings: list[ReadWarning] = field(default_factory=list)
    escape: str = "\\"
    refused: list[tuple[int, str]] = field(default_factory=list)
    end: int | None = None
    """The offset from which on there are too many names of secrets, so that nothing was read; None where
    there are not."""


class _Machine:
    def __init__(self, text: Text) -> None:
        data = text.data
        self.file = text
        self.out = Lines(data.decode("latin-1"))
        self.starts = text.line_starts
        self.count = text.line_count if data else 0
        self.at = 0  # index of the next physical line
        self.head = True
        self.seen: set[str] = set()
        self.long = {text.line_of(at) - 1 for at in _long_lines(data)}  # until one is said
        self.closing: dict[bool, tuple[list[str], dict[str, int]]] = {}
        self.lines = 0  # outside of heredocs
        self.stop = end_of_names(data)
        self.words = 0  # of the instructions so far, counted where the file is long enough to have too many

    def row(self, index: int) -> tuple[int, int]:
        """Offsets of a physical line without its line end (every trailing `\\r` belongs to it)."""
        start = self.starts[index]
        end = self.starts[index + 1] - 1 if index + 1 < len(self.starts) else len(self.out.text)
        text = self.out.text
        while end > start and text[end - 1] == "\r":
            end -= 1
        if index == 0 and self.file.data.startswith(BOM):
            start = min(end, len(BOM))
        return start, end

    def run(self) -> Lines:
        out, text = self.out, self.out.text
        shebang = text.startswith("#!", len(BOM) if self.file.data.startswith(BOM) else 0)
        above: list[Comment] = []
        while self.at < self.count:
            index = self.at
            if self.has_too_many_lines():
                self.end_at(index, _TOO_MANY_LINES)
                break
            start, end = self.row(index)
            self.at += 1
            self.measure(index)
            begin = left(text, start, end)
            if self.stop is not None and end > self.stop:
                self.stop_at(index)
                break
            if begin < end and text[begin] == "#":
                if shebang:
                    self.after_shebang(index, begin, end)
                elif self.directive(index, begin, end):
                    continue
                comment = self.comment(index, start, begin, end)
                if comment.text:
                    above.append(comment)
                else:
                    above = []
                continue
            self.head = False
            if begin == end:
                if self.stop is None and (empty := _EMPTY.match(text, end)):  # lines without anything
                    self.at = index + len(empty[0])
                continue
            if len(out.logical) == INSTRUCTIONS:
                self.end_at(index, f"more than {INSTRUCTIONS:,} instructions")
                break
            if not self.logical(index, begin, end, above):
                self.end_at(index, _TOO_MANY_LINES)
                break
            above = []
            if self.stop is not None and self.stop < (self.starts[self.at : self.at + 1] or [len(text)])[0]:
                out.logical[:] = [line for line in out.logical if line.first_line <= index]
                self.stop_at(index)
                break
        if not out.logical and not out.refused:
            where = Span(len(text), len(text))
            out.errors.append(ReadError(where, "file with no instructions", ErrorKind.PARSE, self.count))
        return out

    def has_too_many_lines(self) -> bool:
        """Counts a line outside of heredocs."""
        self.lines += 1
        return self.lines > LINES

    def end_at(self, index: int, why: str) -> None:
        """Nothing is read from this line on; it is still searched for secrets, up to where there are too many
        names of them."""
        self.refuse(index, why)
        if self.stop is not None:
            self.stop_at(bisect_right(self.starts, self.stop) - 1)

    def stop_at(self, index: int) -> None:
        """Nothing is read from this line on, and no value shown."""
        self.out.end = self.starts[index]
        self.refuse(index, TOO_MANY_NAMES)

    def refuse(self, index: int, why: str) -> None:
        self.out.refused.append((index + 1, f"{why}: rules do not see those from here on"))

    def measure(self, index: int) -> None:
        if index in self.long:
            self.long = set()
            start = self.starts[index]
            message = f"a line of more than {LONGEST} bytes: BuildKit stops reading here"
            self.out.errors.append(ReadError(Span(start, start + 40), message, ErrorKind.PARSE, index))

    def after_shebang(self, index: int, begin: int, end: int) -> None:
        """After a `#!` line the parser sees comments alone, but `syntax` and `check` are still looked up
        (`ParseDirective`), each for the first time it stands there."""
        if index == 0 or not self.head:
            return
        found = directive_in(self.out.text[begin:end], begin, index + 1)
        if found is None or found.name in self.seen or begin != self.starts[index]:
            self.head = False
            return
        self.seen.add(found.name)
        if found.name != "escape":
            self.out.directives.append(found)

    def directive(self, index: int, begin: int, end: int) -> bool:
        if not self.head:
            return False
        found = directive_in(self.out.text[begin:end], begin, index + 1)
        if found is None:
            self.head = False
            return False
        if found.name in self.seen:
            message = f"only one `{found.name}` parser directive can be used"
            self.out.errors.append(ReadError(found.span, message, ErrorKind.PARSE, index))
            return True
        self.seen.add(found.name)
        self.out.directives.append(found)
        if found.name == "escape":
            if found.value in ("\\", "`"):
                self.out.escape = found.value
            else:
                message = f"the escape character is a backslash or a backtick, not `{found.value}`"
                self.out.errors.append(ReadError(found.value_span, message, ErrorKind.PARSE, index))
        return True

    def comment(self, index: int, start: int, begin: int, end: int, inside: bool = False) -> Comment:
        # BuildKit cuts the first byte of the line, not the `#`: an indented comment keeps its `#` in the
        # text.
        comment = Comment(Span(begin, end), trimmed(self.out.text, start + 1, end), index + 1, inside)
        self.out.comments.append(comment)
        return comment

    def logical(self, index: int, begin: int, end: int, above: list[Comment]) -> bool:
        """Reads one logical line; False where the file has too many lines before it ends."""
        text, escape = self.out.text, self.out.escape
        pieces: list[tuple[int, int]] = []
        line_end, more = self.cut(begin, end, escape)
        if more and line_end == begin:
            pieces.append((begin, begin))
        else:
            pieces.append((begin, line_end))
        inner: list[Comment] = []
        empty, last = None, end
        while more and self.at < self.count:
            row = self.at
            if self.has_too_many_lines():
                return False
            start, end = self.row(row)
            self.at += 1
            self.measure(row)
            first = left(text, start, end)
            if first < end and text[first] == "#":
                inner.append(self.comment(row, start, first, end, True))
                continue
            if first == end:
                empty = empty or Span(start, end)
                continue
            line_end, more = self.cut(start, end, escape)
            pieces.append((start, line_end))
            last = end
        pieces = [p for p in pieces if p[1] > p[0]] or pieces[:1]
        line = "".join(text[s:e] for s, e in pieces) if len(pieces) > 1 else text[pieces[0][0] : pieces[0][1]]
        if empty is not None:
            message = f"Empty continuation line found in: {decode(line)}"
            self.out.warnings.append(ReadWarning(empty, message, self.at))
        if self.has_too_many_words(line):
            self.out.refused.append(
                (
                    index + 1,
                    f"more than {WORDS:,} words in the instructions of the file: rules do not see this one",
                )
            )
            return True
        logical = Logical(line, pieces, index + 1, self.at, last, above, inner)
        self.heredocs(logical)
        self.out.logical.append(logical)
        return True

    def has_too_many_words(self, line: str) -> bool:
        """Whether the instructions up to this one have too many; those of one that is refused do not
        count."""
        if len(self.out.text) <= 2 * WORDS:
            return False
        words = self.words + words_of(line)
        if words <= WORDS:
            self.words = words
        return words > WORDS

    def cut(self, start: int, end: int, escape: str) -> tuple[int, bool]:
        """Where the line's content ends, and whether it goes on in the next line."""
        text = self.out.text
        at = end
        while at > start and text[at - 1] in " \t":
            at -= 1
        if at > start and text[at - 1] == escape and (at - 1 == start or text[at - 2] != escape):
            return at - 1, True
        return end, False

    def heredocs(self, logical: Logical) -> None:
        line = logical.text
        if "<<" not in line:
            return
        begin = left(line)
        if not _holds_heredocs(line, begin):
            return
        try:
            found = marks(line, begin, len(line))
        except HeredocError as error:
            span = logical.span(begin, len(line))
            logical.error = ReadError(span, str(error), ErrorKind.PARSE, logical.first_line)
            return
        for mark in found:
            if not self.body(logical, mark):
                return

    def end_of(self, mark: Mark) -> int | None:
        """The index of the line that ends a heredoc; None for none. A name without a line after this one is
        known without reading on, so that many open heredocs do not cost the square of the file."""
        if mark.chomp not in self.closing:
            lines = self.out.text.split("\n")[: self.count]
            if "\r" in self.out.text:
                lines = [line.rstrip("\r") for line in lines]
            if mark.chomp:
                lines = [line.lstrip("\t") for line in lines]
            self.closing[mark.chomp] = lines, {line: index for index, line in enumerate(lines)}
        lines, last = self.closing[mark.chomp]
        return lines.index(mark.name, self.at) if last.get(mark.name, -1) >= self.at else None

    def body(self, logical: Logical, mark: Mark) -> bool:
        text, name, before = self.out.text, mark.name, self.at
        begin = self.starts[before] if before < self.count else len(text)
        index = self.end_of(mark)
        if index is not None:
            for long in sorted(self.long):
                if before <= long <= index:
                    self.measure(long)
            start, end = self.row(index)
            self.at = index + 1
            whole = decode(text[begin:start])
            logical.bodies.append(Body(mark, whole, Span(begin, start), Span(start, end)))
            logical.last_line, logical.end = self.at, end
            return True
        # Never closed: BuildKit refuses the file. Go on at the next line that looks like an instruction.
        resume = _RESUME.search(text, begin)
        self.at = self.count if resume is None else bisect_right(self.starts, resume.start()) - 1
        span = logical.span(mark.start, mark.end)
        message = f"the heredoc `{decode(name)}` is never closed"
        logical.error = ReadError(span, message, ErrorKind.PARSE, logical.first_line)
        logical.last_line = max(logical.last_line, self.at)
        if self.at > before:
            logical.end = max(logical.end, self.row(self.at - 1)[1])
        return False


def _long_lines(data: bytes) -> Iterator[int]:
    """Where the lines begin that BuildKit does not read."""
    at = 0
    while len(data) - at > LONGEST:
        end = data.rfind(b"\n", at, at + LONGEST + 1)
        if end < 0:
            yield at
            end = data.find(b"\n", at)
        if end < 0:
            return
        at = end + 1


def _holds_heredocs(line: str, begin: int, inside: bool = False) -> bool:
    """Whether the instruction is one that may have heredocs (`canContainHeredoc`): RUN, COPY or ADD that is
    no JSON array, or a first ONBUILD of one."""
    stop = keyword_end(line, begin, len(line))
    keyword = line[begin:stop].lower()
    if keyword not in ("run", "copy", "add", "onbuild") or (keyword == "onbuild" and inside):
        return False
    at = left(line, split_flags(line, stop, len(line))[1])
    if keyword == "onbuild":
        return _holds_heredocs(line, at, True)
    try:
        return json_array(line, at, right(line, at, len(line))) is None
    except ArgumentError:
        return False


def read_lines(text: Text) -> Lines:
    """The logical lines of a file."""
    return _Machine(text).run()
