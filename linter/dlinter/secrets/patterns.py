"""A detector made ready to search bytes: its expression, compiled when first needed, and what the prefilter
looks for."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import cache

from dlinter.detectors.assignment import parted
from dlinter.detectors.detector import LINE, Detector
from dlinter.detectors.keywords import literal_start
from dlinter.secrets.allowance import WINDOW, Allowance
from dlinter.secrets.formats import Formats
from dlinter.secrets.fours import NO_HEAD, fours_of, head_of
from dlinter.secrets.grammar.providers import names_it
from dlinter.secrets.surroundings import (
    WORD,
    apart_after,
    apart_before,
    counted_end,
    escaped,
    run_after,
    run_before,
)
from dlinter.secrets.unbroken import unbroken

BACK = 4096
"""A match begins at most so many bytes before the end of its prefilter hit."""
FORWARD = 1024
"""And ends at most so many bytes after it, where the detector is for one line."""
FORWARD_MULTILINE = 16384

_TAIL = re.compile(r"(?<!\\)(?:\{(\d+),\d*\}|\+|\*)[?+]?(\)*)\Z")
_COUNT = re.compile(r"(?<!\\)\{(\d+)\}(\)*)\Z")
ENOUGH = 16
"""Characters behind a prefix that say where to look."""
_LINE_START = "(?m:^)"
_DENSE = 3
"""Of so many bytes one may begin a match: then the whole is searched."""
_FEW = 1_000
_MANY = 60
"""First bytes of anchors of which it takes longer to look for each than to ask which of them are there."""


def shortened(pattern: str) -> str:
    """The pattern without the freedom of its tail: `x{20,40}` at its end becomes `x{20}`, and behind a prefix
    `pre_x{40}` becomes `pre_x{16}`, which compiles in half the time.

    Hyperscan reports a hit for every possible end of a match; the shortest is enough to know where to look.
    Every match of the pattern begins with a match of the shortened one.
    """
    return _shortened(pattern)[0]


def _shortened(pattern: str) -> tuple[str, str]:
    """The shortened pattern, and what has to come right after a match of it ("": anything)."""
    while (tail := _TAIL.search(pattern)) is not None:
        head = pattern[: tail.start()]
        if _has_branch_at_end(pattern):
            break
        least = tail.group(1) or ("1" if tail.group(0)[0] == "+" else "0")
        if least == "0":
            cut = _without_last_item(head)
            if not cut:
                break
            head, least = cut, "1"
        pattern = f"{head}{{{least}}}{tail.group(2)}" if least != "1" else f"{head}{tail.group(2)}"
    long = _COUNT.search(pattern)
    if long is not None and int(long.group(1)) > ENOUGH and literal_start(pattern):
        return f"{pattern[: long.start()]}{{{ENOUGH}}}{long.group(2)}", _more(pattern, long)
    return pattern, ""


def _more(pattern: str, long: re.Match[str]) -> str:
    """What has to come after the first of so many characters: the others, or the beginning of a seam of which
    `dlinter.secrets.put_together` knows."""
    head, count = pattern[: long.start()], int(long.group(1)) - ENOUGH
    least = _without_last_item(head)
    if not least or _has_branch_at_end(pattern):
        return ""
    return rf"{head[len(least) :]}{{{count}}}|{head[len(least) :]}{{0,{count}}}[\"'\\=%\x1b]"


_SPELLED = re.compile(
    r"([A-Za-z0-9_-]{1,3})(?:\[([A-Za-z0-9]{2,4}|[0-9]-[0-9])\]|\(\?:([A-Za-z0-9]{1,8}(?:\|[A-Za-z0-9]{1,8}){1,7})\))(?![{*+?])"
)


def spelled(expression: str) -> tuple[str, ...]:
    """The expression, each of the few ways in which it goes on after one to three letters by itself:
    `nf[cou]_x` becomes `nfc_x`, `nfo_x` and `nfu_x`.

    Hyperscan looks for a literal first: of the one expression for `nf`, which stands in every program, of
    the three for four letters each."""
    match = _SPELLED.match(expression)
    rest = expression[match.end() :] if match is not None else ""
    if match is None or branches(rest):
        return (expression,)
    head, letters, words = match.groups()
    if letters and letters[1] == "-":
        ways: Iterable[str] = map(str, range(int(letters[0]), int(letters[2]) + 1))
    else:
        ways = letters or words.split("|")
    return tuple(f"{head}{way}{rest}" for way in ways)


def _at_line_starts(expression: str) -> tuple[str, ...]:
    """A line starts where the data does, behind a newline, and where a file does: a NUL stands before it.
    Each by itself is a literal more for Hyperscan; of the three together it looks for the NUL."""
    rest = expression.removeprefix(_LINE_START)
    if rest == expression or _LINE_START in rest or branches(rest):
        return (expression.replace(_LINE_START, r"(?:(?m:^)|\x00)"),)
    return f"^{rest}", rf"\n{rest}", rf"\x00{rest}"


def branches(expression: str) -> bool:
    """Whether an expression is an alternation outside of its groups."""
    depth = 0
    for char in re.sub(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]", "", expression, flags=re.DOTALL):
        depth += {"(": 1, ")": -1}.get(char, 0)
        if char == "|" and not depth:
            return True
    return False


def _has_branch_at_end(pattern: str) -> bool:
    """Whether the tail may be one branch of an alternation, or an alternation lies in the group it ends: left
    alone."""
    body = re.sub(r"\\.|\[(?:\\.|[^\]\\])*\]", "", pattern)
    closing = len(body) - len(body.rstrip(")"))
    if not closing:
        return "|" in re.sub(r"\([^()]*\)", "", re.sub(r"\([^()]*\)", "", body))
    depth, at = 0, len(body)
    for at in range(len(body) - 1, -1, -1):
        depth += {")": 1, "(": -1}.get(body[at], 0)
        if not depth:
            break
    return "|" in body[at:]


def _without_last_item(head: str) -> str:
    """The pattern without its last character, escape or character class; "" where that is something else."""
    item = re.search(
        r"(?:\\[A-Za-z0-9.\-+*?/\\\[\](){}^$|]|\[(?:\\.|[^\]\\])+\]|[A-Za-z0-9_ =:/\-,;!#%&@~.])\Z", head
    )
    return head[: item.start()] if item and item.start() else ""


@cache
def _widest(pattern: str) -> int:
    """The greatest number of characters a pattern can match. `re` knows it after parsing and keeps it to
    itself; where its parser is not where it is in Python 3.11 to 3.14, the answer is `BACK`."""
    try:
        from re import _parser  # type: ignore[attr-defined]

        return int(_parser.parse(pattern).getwidth()[1])
    except (ImportError, AttributeError, re.error):
        return BACK


_ENDS = r"(?![A-Za-z0-9_-])"
"""With it `re` goes on to a longer alternative (`[a-z]{24}|[a-z]{34}`) where a shorter one ends inside a
word."""


def _secret_is_last(pattern: str) -> bool:
    """Whether every match ends where its secret ends: no group `secret`, or one that the pattern ends
    with."""
    start = pattern.find("(?P<secret>")
    if start < 0:
        return True
    depth, in_set, at = 0, False, start
    while at < len(pattern):
        char = pattern[at]
        if char == "\\":
            at += 1
        elif in_set:
            in_set = char != "]"
        elif char == "[":
            in_set = True
            at += pattern.startswith("^", at + 1)
            at += pattern.startswith("]", at + 1)  # the first one is a letter of the set
        elif char in "()":
            depth += 1 if char == "(" else -1
            if not depth:
                return at == len(pattern) - 1
        at += 1
    return False


@dataclass(slots=True)
class Pattern:
    """One detector, ready. `index` is its number in the prefilter, `formats` what all detectors know
    together."""

    detector: Detector
    index: int
    formats: Formats = field(default_factory=Formats, repr=False)
    _regex: re.Pattern[bytes] | None = field(default=None, repr=False)
    _endless: re.Pattern[bytes] | None = field(default=None, repr=False)
    _back: int = field(default=-1, repr=False)
    _unbroken: bool | None = field(default=None, repr=False)
    _anchors: dict[int, list[tuple[bytes, int]]] = field(default_factory=dict, repr=False)
    _rest: re.Pattern[bytes] | None = field(default=None, repr=False)
    _prefix: bytes | None = field(default=None, repr=False)
    _groups: tuple[bool, bool, str | int] | None = field(default=None, repr=False)

    @property
    def regex(self) -> re.Pattern[bytes]:
        """The expression over bytes. Two threads may compile it at the same time: both get the same."""
        if self._regex is None:
            flags = re.DOTALL | (re.IGNORECASE if self.detector.ignore_case else re.NOFLAG)
            ends = _ENDS if self.detector.boundary and _secret_is_last(self.detector.pattern) else ""
            self._regex = re.compile(f"(?:{self.detector.pattern}){ends}".encode("latin-1"), flags)
        return self._regex

    @property
    def endless(self) -> re.Pattern[bytes]:
        """The expression where texts stand end to end: what comes after a match is not looked at."""
        if self._endless is None:
            flags = re.DOTALL | (re.IGNORECASE if self.detector.ignore_case else re.NOFLAG)
            self._endless = re.compile(f"(?:{self.detector.pattern})".encode("latin-1"), flags)
        return self._endless

    @property
    def unmistakable(self) -> bool:
        """Whether the format is told by how it begins, so that a text may stand right before it and right
        after."""
        return self.prefix != b""

    @property
    def prefix(self) -> bytes:
        """How every match of an unmistakable format begins; b"" of any other."""
        if self._prefix is None:
            sure = self.detector.confidence == "high" and self.detector.boundary and not self.detector.anchors
            self._prefix = literal_start(self.detector.pattern).encode("latin-1") if sure else b""
        return self._prefix

    @property
    def groups(self) -> tuple[bool, bool, str | int]:
        """Whether the expression has the groups `key` and `provider`, and the group of the secret."""
        if self._groups is None:
            names = self.regex.groupindex
            self._groups = "key" in names, "provider" in names, "secret" if "secret" in names else 0
        return self._groups

    @property
    def prefilters(self) -> tuple[str, ...]:
        """What Hyperscan looks for."""
        own = self.detector.prefilter or parted(self.detector.pattern)[0] or shortened(self.detector.pattern)
        return tuple(
            one for each in ((own,) if isinstance(own, str) else own)
            for whole in _at_line_starts(each) for one in spelled(whole)
        )

    @property
    def rest(self) -> str:
        """What comes right after the prefilter's hit in a match, such as the assignment after a provider's
        name; "" where that is not known."""
        if self.detector.prefilter or self.detector.by_path:
            return self.detector.then
        return parted(self.detector.pattern)[1] or _shortened(self.detector.pattern)[1]

    def goes_on(self, data: bytes, at: int, stop: int) -> bool:
        """Whether what comes after the prefilter's hit, which ends at `at`, is what the pattern says; the
        file ends at `stop` or later."""
        if self._rest is None:
            flags = re.DOTALL | (re.IGNORECASE if self.detector.ignore_case else re.NOFLAG)
            self._rest = re.compile(self.rest.encode("latin-1"), flags)
        return self._rest.match(data, at, stop) is not None

    @property
    def back(self) -> int:
        """Bytes before the end of a prefilter hit in which the match begins: the widest that the prefilter's
        expression can match, its own one or the pattern, and a little more; at most `BACK`."""
        if self._back < 0:
            widest = _widest(shortened(self.detector.pattern))
            self._back = min(max(widest, _widest("|".join(self.prefilters))) + 64, BACK)
        return self._back

    @back.setter
    def back(self, known: int) -> None:
        self._back = known

    @property
    def unbroken(self) -> bool:
        """Whether a match and the prefilter's hit for it lie between the same two NULs."""
        if self._unbroken is None:
            alone = self.detector.reader is None and not self.detector.by_path
            self._unbroken = alone and all(map(unbroken, (self.detector.pattern, *self.prefilters)))
        return self._unbroken

    @unbroken.setter
    def unbroken(self, known: bool) -> None:
        self._unbroken = known

    @property
    def forward(self) -> int:
        return (self.detector.reach or FORWARD_MULTILINE) if self.over_lines else FORWARD

    @property
    def over_lines(self) -> bool:
        """Whether more than the line of a hit is searched: a match may go over several, or nothing but the
        path says where it is."""
        return self.detector.multiline or self.detector.by_path

    def spans(
        self, data: bytes, start: int = 0, end: int | None = None, *, end_to_end: bool = False
    ) -> Iterator[tuple[int, int, int]]:
        """(start of the match, start of the secret, its end) for every match in `data[start:end]`, boundaries
        checked; those of an unmistakable format are not where texts stand `end_to_end`."""
        for match, first, last, _ in self.named_spans(data, start, end, end_to_end=end_to_end):
            yield match, first, last

    def named_spans(
        self, data: bytes, start: int = 0, end: int | None = None, *, end_to_end: bool = False,
        fours: AbstractSet[int] | None = None, allowance: Allowance | None = None
    ) -> Iterator[tuple[int, int, int, tuple[int, int] | None]]:
        """The same, each with the place of the name (the pattern's group `key`), None where the pattern has
        no such group. `fours` are the four bytes in a row that the data has in small letters, where somebody
        knows them: anchors that it cannot have are not looked for."""
        if self.detector.reader is not None:
            for name, name_end, first, last in self.detector.reader(
                data, start, len(data) if end is None else end
            ):
                yield name, first, last, (name, name_end)
            return
        stop = len(data) if end is None else end
        starts = self._starts(data, start, stop, fours) if self.detector.anchors else None
        if starts is not None and not starts:
            return  # the expression need not even be compiled
        if starts is not None and len(starts) > _FEW and len(starts) * _DENSE > stop - start:
            starts = None  # to try the expression at each place by itself takes longer than to search for it
        has_key, of_provider, group = self.groups
        loose = end_to_end and self.unmistakable
        regex, boundary = (self.endless if loose else self.regex), self.detector.boundary and not loose
        by_name = self.detector.confidence == "low"
        window = WINDOW if allowance is not None and by_name and not self.over_lines else len(data)
        if allowance is not None:
            allowance.resume = start
        at, found, previous = start, set[int](), -1
        while (
            match := regex.search(data, at, stop)
            if starts is None
            else self._at_starts(data, starts, at, stop, window)
        ) is not None:
            first, last = match.span(group)
            if first < 0 or (
                boundary
                and (
                    (first > 0 and data[first - 1] in WORD and not escaped(data, first))
                    or (last < len(data) and data[last] in WORD)
                )
            ):
                at = match.start() + 1
                continue
            if loose and not self._drawn_apart(data, first, last, first == previous):
                at = match.start() + 1
                continue
            if of_provider and not names_it(data, *match.span("provider"), first):
                at = match.end("provider")
                continue
            found.add(first)
            previous = last
            yield match.start(), first, last, match.span("key") if has_key else None
            # a value whose end nobody marks may have swallowed the next name
            at = (
                max(first, match.start() + 1, allowance.resume if allowance is not None else 0)
                if by_name
                else max(match.end(), match.start() + 1)
            )
        if boundary and self.unmistakable:
            yield from ((*span, None) for span in self._beside(data, start, stop, group, found))

    def _drawn_apart(self, data: bytes, first: int, last: int, behind: bool) -> bool:
        """Whether a token stands by itself, or is drawn at random and not a piece of something drawn: where
        texts stand end to end, names look like one (`ASIAN`, `HORIZONTALLY`), and so do pieces of base64, as
        of the sums of Go's modules."""
        if (not first or data[first - 1] not in WORD) and (last == len(data) or data[last] not in WORD):
            return True
        from dlinter.detectors.randomness import is_drawn

        before = b"" if behind else run_before(data, first)  # another token
        after = b"" if data.startswith(self.prefix, last) else run_after(data, last)
        return is_drawn(data[first + len(self.prefix) : last].decode("latin-1")) and not (
            is_drawn(before.decode("latin-1")) or is_drawn(after.decode("latin-1"))
        )

    def _beside(
        self, data: bytes, start: int, stop: int, group: str | int, found: AbstractSet[int]
    ) -> Iterator[tuple[int, int, int]]:
        """Tokens beside which letters and signs of words stand, other than those found at `found`: right
        before the prefix of the next, as of a list that was written without separators, or as
        `dlinter.secrets.surroundings` says."""
        prefix = self.prefix
        if data.count(prefix, start, stop) <= len(found):
            return
        before = -1
        for match in self.endless.finditer(data, start, stop):
            first, last = match.span(group)
            if first in found:
                continue
            counted = counted_end(data, first)
            if counted and counted <= stop and self.endless.fullmatch(data, match.start(), counted):
                yield match.start(), first, counted
            elif (first == before or apart_before(data, first)) and (
                data.startswith(prefix, last) or apart_after(data, last)
            ):
                before = last
                yield match.start(), first, last

    def _starts(
        self, data: bytes, start: int, stop: int, fours: AbstractSet[int] | None = None
    ) -> list[int]:
        """Where in `data[start:stop]` a match may begin by the detector's anchors, sorted. To look for each
        anchor by itself takes a fifth of the time of one expression for all."""
        if not self._anchors:
            by_head: dict[int, list[tuple[bytes, int]]] = {}
            for text, lead in self.detector.anchors:
                word = text.encode("latin-1")
                by_head.setdefault(head_of(word), []).append((word, lead))
            self._anchors = by_head
        window, places = data[start:stop].lower(), list[int]()
        if fours is None and len(self._anchors) > _MANY:
            fours = fours_of(window)
        heads: Collection[int] = self._anchors
        if fours is not None:
            heads = self._anchors.keys() & fours
            if NO_HEAD in self._anchors:
                heads = heads | {NO_HEAD}
        find = window.find
        for anchor, lead in [each for head in heads for each in self._anchors[head]]:
            at = find(anchor)
            if lead == LINE:
                places += _line_starts(data, start, at, find, anchor)
                continue
            given = 0  # places before it are among them
            while at >= 0:
                places += range(start + max(at - lead, given), start + at + 1)
                given = at + 1
                at = find(anchor, at + 1)
        places.sort()
        return places

    def _at_starts(
        self, data: bytes, starts: list[int], at: int, stop: int, window: int
    ) -> re.Match[bytes] | None:
        """The first match at or after `at`, as `search` gives it: the expression is tried at the starts only,
        each time in so many bytes."""
        match, tried = self.regex.match, -1
        for index in range(bisect_left(starts, at), len(starts)):
            start = starts[index]
            if start == tried:
                continue  # of two anchors
            found, tried = match(data, start, min(stop, start + window)), start
            if found is not None:
                return found
        return None


def _line_starts(
    data: bytes, start: int, at: int, find: Callable[[bytes, int], int], anchor: bytes
) -> Iterator[int]:
    """Where the lines begin in which an anchor stands, from the one it is found in first: `at`, counted from
    `start`, where the first line counts as one that begins."""
    seen, line, given = start, start, -1
    while at >= 0:
        line = max(line, data.rfind(b"\n", seen, start + at) + 1)
        if line != given:
            yield line
        seen, given = start + at, line
        at = find(anchor, at + 1)


def patterns_of(detectors: Sequence[Detector]) -> tuple[Pattern, ...]:
    formats = Formats(detectors)
    return tuple(Pattern(detector, index, formats) for index, detector in enumerate(detectors))
