"""The stream scanner: large blocks through the prefilter; a file, a line and a detector only where something
hit.

A stream is a run of bytes in which files lie one after another, apart from each other: the tar of a layer
with its headers, or the small files of an archive put together. Nothing is matched across a file's ends; what
lies across the seam of two blocks is, because the end of each block is kept for the next.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import deque
from collections.abc import Callable, Sequence

from msgspec import Struct, field

from dlinter.archive.sink import Cause
from dlinter.model.secret import Basis, Candidate
from dlinter.secrets.encoded import LONGEST, compressed, decode, written_out
from dlinter.secrets.grammar.kinds import FileKind, kind_of
from dlinter.secrets.matcher import MOST, Match, belongs, best, candidate, matches
from dlinter.secrets.pairs import paired
from dlinter.secrets.patterns import BACK, FORWARD
from dlinter.secrets.searcher import Engine
from dlinter.secrets.sighting import AROUND, DOCUMENTATION

OPEN = 1 << 62
"""The end of a file that is not known yet."""
OVERLAP = BACK + AROUND
"""Bytes of a block that are kept, at least, for the next."""
_NEAR = 256
_TOKEN = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-+/=.~%")
_RUN = re.compile(rb"[A-Za-z0-9_+/=.~%-]*")
_LONGEST_RUN = 65536
"""Bytes of a token beyond its pattern's window: a JWT with a list of groups has 8 KB."""
_LONGEST_PATH = 4096
_HEAD = 1024
_DENSE = 64
"""Hits in encoded text nearer than so many bytes are one: the window of the first reaches a thousand times as
far."""
_COPIED = 8 * OVERLAP
"""A block of fewer bytes is put behind the tail whatever is in it."""
_UNCOUNTED = 16 << 20
"""Bytes of open files whose lines are not counted yet: to count those of each block took 5 % of a scan, and
few files have a finding."""

_END_TO_END = (b"SQLite format 3\0", b"7\x7f\x06\x82", b"7\x7f\x06\x83", b"\x7fELF")
"""How files begin in which texts stand end to end: the columns of a record (sqlite.org, Database file
format), the constants of a program that Go or Rust built (elf(5))."""


_MAGIC = max(map(len, _END_TO_END))


class Stopped(Exception):
    """The run is to end: its engine was stopped."""


class Found(Struct, frozen=True):
    """A candidate in a file of a stream: `path` of the file, `inner` its route inside nested archives. The
    candidate's offsets and line count within the (innermost) file. `part` says where beside its content it
    stands (`dlinter.secrets.asides`)."""

    path: str
    inner: str
    candidate: Candidate
    part: str = ""


class Segment(Struct, eq=False):
    """One file's bytes in a stream, `start` to `end` (`OPEN` while it is not known). `ignored` are offsets in
    the file between which nothing counts: an archive there was unpacked. `waits`: they are not known before
    `Scanner.release`. `is_text`: it is known to be one, however it begins."""

    path: str
    start: int
    end: int = OPEN
    inner: str = ""
    ignored: Sequence[tuple[int, int]] = ()
    waits: bool = False
    is_text: bool = False
    _real: int = 0
    _sieved: int = 0
    _full: bool = False
    _kind: FileKind | None = None
    _columns: bool | None = None
    _counted: int = -1
    _lines: int = 0
    uncounted: list[tuple[bytes, int, int]] = field(default_factory=list)
    _found: dict[tuple[int, int, int], Match] = field(default_factory=dict)
    _line_of: dict[int, int] = field(default_factory=dict)

    def line(self, data: bytes, base: int, at: int) -> int:
        """1-based line, within the file, of the byte at stream offset `at`; `data` begins at stream offset
        `base`. 0 in a database or a program, which have no lines: to count newlines in them took 3 % of a
        scan."""
        if self.columns(data, base):
            return 0
        self.count(len(self.uncounted))
        counted = max(self.start if self._counted < 0 else self._counted, base)
        if at >= counted:
            self._lines += data.count(b"\n", counted - base, at - base)
            self._counted = at
            return self._lines + 1
        return self._lines + 1 - data.count(b"\n", max(at - base, 0), counted - base)

    def keep(self, data: bytes, base: int, end: int) -> None:
        """`data`, which begins at stream offset `base`, will not come again: its lines are counted to stream
        offset `end`, now or when one asks."""
        self.uncounted.append((data, base, end))

    def count(self, blocks: int) -> None:
        """Counts the lines of the first blocks that were kept, and lets go of them."""
        for data, base, end in self.uncounted[:blocks]:
            first = max(self.start if self._counted < 0 else self._counted, base)
            if end > first:
                self._lines += _newlines(data[first - base : end - base])
                self._counted = end
        del self.uncounted[:blocks]

    def kind(self, data: bytes, base: int) -> FileKind:
        """What kind of file it is, by its path, and by its head where that is in the data when this is first
        asked."""
        if self._kind is None:
            head = (
                data[self.start - base : min(self.end - base, self.start - base + _HEAD)]
                if self.start >= base
                else b""
            )
            self._kind = kind_of(_full(self), head)
        return self._kind

    @property
    def is_bytecode(self) -> bool:
        """Whether its texts are taken apart by their lengths (`dlinter.secrets.bytecode`), not by NULs."""
        return (self.inner or self.path).endswith(".pyc")

    def columns(self, data: bytes, base: int) -> bool:
        """Whether the file is a database or a program in which texts stand end to end."""
        if self.is_text:
            return False
        if self._columns is None:
            head = self.start - base
            found = head >= 0 and data.startswith(_END_TO_END, head)
            if not found and 0 <= len(data) - head < _MAGIC and base + len(data) < self.end:
                return False  # it may be known when the next block is there
            self._columns = found
        return self._columns

    @property
    def has_half_a_head(self) -> bool:
        """Whether a block ended so soon after its start that it is not known how it begins."""
        return self._columns is None and not self.is_text


def _newlines(data: bytes) -> int:
    """How many there are. In a large binary file to delete them takes less than half the time of to count
    them, in a text as long."""
    return len(data) - len(data.replace(b"\n", b""))


class Scanner:
    """Scans one stream. Not shared by threads; the engine is."""

    def __init__(
        self, engine: Engine, emit: Callable[[Found], None],
        trouble: Callable[[str, str, str, Cause], None] | None = None, *, plain: bool = False
    ) -> None:
        """`trouble` gets path, route and message of a file that has too much in it."""
        self._engine = engine
        self._plain = plain  # what is scanned was decoded: it is not decoded again
        self._again = True  # whether what was decompressed is decoded once more
        self._files = True  # whether a file's path says what is in it
        self._emit = emit
        self._trouble = trouble
        self._exact = engine.prefilter.name == "hyperscan"
        self._tail = b""
        self._at = 0  # stream offset of the first byte of the tail
        self._segments: list[Segment] = []
        self._held: list[Segment] = []  # files that are read, and wait
        # files with the size of a block that they keep, each once for each block
        self._uncounted: deque[tuple[Segment, int]] = deque()
        self._uncounted_size = 0
        self._run = 0, 0  # the stream offsets between which there is nothing but a token
        # (stream offset, number) of hits whose surroundings are still to come
        self._later: list[tuple[int, int]] = []

    @property
    def offset(self) -> int:
        """Stream offset of the next byte to be fed."""
        return self._at + len(self._tail)

    def feed(self, block: bytes, segments: Sequence[Segment] = (), *, last: bool = False) -> None:
        """Scans the next bytes of the stream; `segments` are the files that begin in them, in order. Files
        that lie whole before this block must have their end set."""
        cut = bool(self._segments) and self._segments[-1].has_half_a_head
        self._segments.extend(segments)
        data, base, hits = self._look(block, whole=cut)
        if self._files:
            hits += [(s.start + 1, n) for s in segments for n in self._engine.by_path(_full(s))]
        hits += self._later
        self._later = []
        if hits and self._segments:
            self._resolve(data, base, hits, last)
        self._keep(data, base, last)

    def _look(self, block: bytes, *, whole: bool = False) -> tuple[bytes, int, list[tuple[int, int]]]:
        """The data to search, its stream offset, and the hits in the new bytes by stream offset.

        The tail is put before the block only where the `whole` is wanted or a hit is so near the seam that
        its match, or what stands around it, may begin before the block: to copy each block took 8 % of a
        scan."""
        find, tail, base, offset = self._engine.prefilter.hits, self._tail, self._at, self.offset
        if not tail:
            return block, offset, [(end + offset, number) for end, number in find(block)]
        if whole or self._later or len(block) < _COPIED:
            data, seen = tail + block, len(tail)
            return data, base, [(end + base, number) for end, number in find(data) if end > seen]
        hits = {(end + offset, number) for end, number in find(block)}
        hits.update((end + base, number) for end, number in find(tail + block[:BACK]) if end > len(tail))
        count = len(self._engine.patterns)
        if any(end - offset <= (OVERLAP if number < count else LONGEST) for end, number in hits):
            return tail + block, base, list(hits)
        return block, offset, list(hits)

    def _resolve(self, data: bytes, base: int, hits: list[tuple[int, int]], last: bool) -> None:
        """Hits to windows, windows to matches."""
        starts = [s.start for s in self._segments]
        encoded, passed, parted = len(self._engine.patterns), dict[int, int](), self._engine.parted
        windows: dict[tuple[int, int], list[tuple[int, int]]] = {}
        for end, number in sorted(hits):
            if number >= encoded:
                # One window for all literals of a kind: the run around them is the same, whichever of them
                # hit.
                number = self._engine.first_of[number - encoded]
                if end < passed.get(number, 0):
                    continue  # `AAAA…`: a hit at every letter, all in one window
            at = bisect_right(starts, end - 1) - 1
            if at < 0:
                continue
            segment = self._segments[at]
            if end - 1 >= segment.end:
                continue  # in a header
            if (
                number in parted
                and end - base + FORWARD <= len(data)
                and not parted[number].goes_on(data, end - base, segment.end - base)
            ):
                continue
            window = self._window(data, base, segment, end, number, last)
            if window is None:
                self._later.append((end, number))
                continue
            if number >= encoded:
                passed[number] = min(end + _DENSE, segment.end)
            spans = windows.setdefault((at, number), [])
            if spans and window[0] <= spans[-1][1]:
                spans[-1] = (min(spans[-1][0], window[0]), max(spans[-1][1], window[1]))
            else:
                spans.append(window)
        for (at, number), spans in windows.items():
            for low, high in spans:
                if self._engine.stopped:
                    raise Stopped
                self._search(data, base, self._segments[at], number, low, high)

    def _window(
        self, data: bytes, base: int, segment: Segment, end: int, number: int, last: bool
    ) -> tuple[int, int] | None:
        """The stream offsets between which the match lies; None where its end is not in the data yet."""
        patterns = self._engine.patterns
        limit = min(segment.end, base + len(data))
        whole = last or segment.end <= base + len(data)
        if number >= len(patterns):
            low, high = max(segment.start, base, end - LONGEST), min(limit, end + LONGEST)
            return (low, high) if whole or high < limit or self._run_ends(data, end - base) else None
        pattern = patterns[number]
        back = pattern.back if self._exact else BACK  # a keyword is anywhere in its match
        low, high = max(segment.start, base, end - back), min(limit, end + pattern.forward)
        if self._exact and pattern.unbroken and not segment.is_bytecode:
            at = end - base - (not data[end - base - 1])  # a hit may end with the NUL behind its text
            low = max(low, data.rfind(b"\0", low - base, at) + base)
            if (nul := data.find(b"\0", at, high - base)) >= 0:
                high, whole = nul + 1 + base, True
        if pattern.over_lines:
            if pattern.detector.reach:
                high = self._run_end(data, base, high, limit)
            return (low, high) if whole or high < limit else None
        line = data.rfind(b"\n", low - base, end - base)
        low = max(low, min(line + 1 + base, end - _NEAR)) if back > _NEAR else low
        newline = data.find(b"\n", end - base, high - base)
        if newline >= 0:
            high = min(high, max(newline + base, end + _NEAR))
        else:
            high = self._run_end(data, base, high, limit)
        return (low, high) if whole or high < limit else None

    def _run_end(self, data: bytes, base: int, high: int, limit: int) -> int:
        """Where the token that the window's end is in ends: it may be longer than a line has any right to
        be, and have thousands of hits. What was read for the one before is not read again."""
        if high >= limit or data[high - base - 1] not in _TOKEN:
            return high
        first, known = self._run
        if not first <= high <= known:
            first = known = high
        bound = min(limit, high + _LONGEST_RUN)
        if known < bound:
            run = _RUN.match(data, known - base, bound - base)
            known = base + run.end() if run else known
            self._run = first, known
        return min(known, bound)

    @staticmethod
    def _run_ends(data: bytes, end: int) -> bool:
        """Whether a blank stands soon after a hit in encoded text, so that its run ends in the data."""
        return len(data) - end > 4096

    def _search(self, data: bytes, base: int, segment: Segment, number: int, low: int, high: int) -> None:
        patterns = self._engine.patterns
        if segment._real >= MOST:
            self._overflow(segment)
            return
        if number >= len(patterns) and self._plain:
            return
        if number >= len(patterns):
            self._search_encoded(data, base, segment, number, low, high)
            return
        pattern = patterns[number]
        if not belongs(pattern, _full(segment)):
            return
        first = max(segment.start, base, low - (DOCUMENTATION if segment.path.endswith(".py") else AROUND))
        piece = data[first - base : min(segment.end, base + len(data), high + AROUND) - base]
        kind, columns = segment.kind(data, base), segment.columns(data, base)
        for match in matches(
            pattern, piece, _full(segment), low - first, high - first, kind, end_to_end=columns
        ):
            if self._engine.stopped:
                raise Stopped
            start, end = first + match.start, first + match.end
            self._note(data, base, segment, number, Match(match.seen, start, end, match.sieved))

    def _overflow(self, segment: Segment) -> None:
        if not segment._full and self._trouble is not None:
            self._trouble(
                segment.path,
                segment.inner,
                f"has more than {MOST:,} candidates for secrets: what comes after them was not searched",
                Cause.LIMIT,
            )
        segment._full = True

    def _search_encoded(
        self, data: bytes, base: int, segment: Segment, number: int, low: int, high: int
    ) -> None:
        """Decodes the runs around each literal of a window and searches what they say."""
        engine = self._engine
        kind = engine.kinds[number - len(engine.patterns)]
        piece = data[low - base : high - base]
        done = 0
        count, refused = len(engine.patterns), set[tuple[int, int, bool]]()
        for end in sorted(
            {
                e
                for e, n in engine.prefilter.hits(piece)
                if n >= count and engine.first_of[n - count] == number
            }
        ):
            if end <= done:
                continue
            run = decode(kind, piece, end, refused)
            if run is None:
                continue
            start, done, plain = run
            if done < 0:  # of what is compressed, only the beginning
                done = -done
                if self._trouble is not None:
                    self._trouble(
                        segment.path,
                        segment.inner,
                        f"has {kind} that is longer than {LONGEST >> 10} KB or damaged: its end was not "
                        "searched",
                        Cause.LIMIT,
                    )
            alone = self._is_file(data, base, segment, low + start, low + done)
            for match in self._within(plain, segment, again=self._again and compressed(kind), alone=alone):
                value = match.seen.value.encode("latin-1", "replace")
                there = piece.find(value, start, done) if written_out(kind) else -1
                if there >= 0 and match.seen.detector.basis is Basis.FORMAT:
                    continue
                # As far along the run as along what it says: two secrets of one run are two findings.
                at = low + start + match.start * (done - start) // len(plain)
                stop = max(low + start + match.end * (done - start) // len(plain), at + 1)
                if there >= 0:  # it may be found by its name there, too
                    at, stop = low + there, low + there + len(value)
                self._note(data, base, segment, match.start, Match(match.seen, at, stop, match.sieved))

    @staticmethod
    def _is_file(data: bytes, base: int, segment: Segment, start: int, end: int) -> bool:
        """Whether nothing but blanks is in a file beside what lies between two stream offsets, as far as it
        is in the data."""
        begin = max(segment.start - base, 0)
        return (
            not data[begin : start - base].strip()
            and not data[end - base : min(segment.end - base, len(data))].strip()
        )

    def _within(self, plain: bytes, segment: Segment, *, again: bool, alone: bool) -> list[Match]:
        """The matches in decoded bytes, which are searched by the detectors alone; of compressed ones also
        for what is encoded in them. What stands `alone` in a file is the file: the detectors of its path are
        asked, too; a line of a list is none."""
        if self._plain:
            return []
        inner = Scanner(self._engine, lambda found: None, plain=not again)
        inner._again, inner._files = False, alone
        whole = Segment(segment.path, 0, len(plain), segment.inner)
        said = kind_of("text", plain[:_HEAD])
        if said is FileKind.SETTING and kind_of(_full(segment)) in (FileKind.CODE, FileKind.DATA):
            whole._kind = said  # names and values in a text of a program
        inner.feed(plain, (whole,), last=True)
        return best(whole._found.values())

    def _note(self, data: bytes, base: int, segment: Segment, number: int, match: Match) -> None:
        key = (number, match.start, match.end)
        if key not in segment._found:
            # Those that the sieve took out have a limit of their own: they hide nothing that comes after
            # them.
            if match.sieved:
                segment._sieved += 1
                if segment._sieved > MOST:
                    return
            else:
                segment._real += 1
            segment._found[key] = match
            segment._line_of[match.start] = segment.line(data, base, match.start)

    def _keep(self, data: bytes, base: int, last: bool) -> None:
        """Closes the files that are done and keeps the end of the data for the next block."""
        size = len(data)
        keep = size if last else max(size - OVERLAP, 0)
        for hit, number in self._later:
            back = LONGEST if number >= len(self._engine.patterns) else OVERLAP
            keep = min(keep, max(hit - base - back, 0))
        edge, end = base + keep, base + size
        stay: list[Segment] = []
        for segment in self._segments:
            if last or segment.end <= edge:
                self._close(segment)
            else:
                # the next block may be searched without this one's end
                if not segment.columns(data, base) and segment.start < end:
                    segment.keep(data, base, min(end, segment.end))
                    self._uncounted.append((segment, size))
                    self._uncounted_size += size
                stay.append(segment)
        while self._uncounted_size > _UNCOUNTED:
            segment, size = self._uncounted.popleft()
            self._uncounted_size -= size
            segment.count(1)
        self._segments = stay
        self._tail, self._at = data[keep:], edge

    def release(self) -> None:
        """What waiting files are to ignore is known."""
        held, self._held = self._held, []
        for segment in held:
            segment.waits = False
            self._close(segment)

    def _close(self, segment: Segment) -> None:
        segment.uncounted.clear()
        if not segment._found:
            return
        if segment.waits:
            self._held.append(segment)
            return
        if self._plain:
            return
        found = []
        for match in best(segment._found.values()):
            start, end = match.start - segment.start, match.end - segment.start
            if any(first <= start < last for first, last in segment.ignored):
                continue
            found.append(candidate(match, segment._line_of[match.start], start=start, end=end))
        for one in paired(found, self._engine.partner) if len(found) > 1 else found:
            self._emit(Found(segment.path, segment.inner, one))


def _full(segment: Segment) -> str:
    """The path that expressions are tried on. A name in an archive may have a megabyte: its end says what the
    file is."""
    path = f"{segment.path}!{segment.inner}" if segment.inner else segment.path
    return path[-_LONGEST_PATH:]
