"""Secrets of a text, taken out of whatever is said of it.

Every candidate counts, whatever rules run. A secret is known by its pieces: no run of `PIECE` characters of
it is shown, also where a message cuts it short or quotes one line of it, and in capitals or small letters.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from msgspec import Struct

from dlinter.model.secret import Basis, Candidate, Secret
from dlinter.model.text import Span, Text
from dlinter.values import field_names, replace

PIECE = 12
"""Characters of a secret that are never shown in a row; of a shorter one the whole."""
SHORTEST = 5
"""Characters of the shortest value that is known again elsewhere; a shorter one is hidden at its own place
only."""
_ALONE = 8
"""A value with fewer characters is a part of many words: it counts where it is a word of its own."""
_WORDS = (
    re.compile(r"\S{6,}"),
    re.compile(r"[^\s\"'=]{6,}"),
    re.compile(r"[^\s\"'=:@/,;&?|<>(){}\[\]]{6,}"),
    re.compile(r"\w{6,}"),
)
"""How a secret of which only the hash is known may be cut out of a text: whole words, values, parts of
URLs."""
_VOCABULARY = (
    "access", "account", "age", "api", "begin", "block", "client", "dsa", "ec", "encrypted", "end", "key",
    "live", "openssh", "pgp", "private", "public", "rsa",
    "secret", "service", "test", "token",
)  # fmt: skip
_JOINED = re.compile(r"[a-z]+(?:[-_ ]+[a-z]+)*[-_ ]*|[-_ ]+[a-z]+(?:[-_ ]+[a-z]+)*[-_ ]*")
_CUT = re.compile(rb"\xe2\x80\xa6|\.\.\.")
_SIGN = re.compile(rb"[A-Za-z0-9_]")
_BEFORE, _BEHIND = re.compile(rb"[A-Za-z0-9_][./-]?\Z"), re.compile(rb"[./-]?[A-Za-z0-9_]")
"""What joins a word to the name of a host, a file or a package: `deb.debian.org` holds no value."""
_SURROGATE = re.compile("[\ud800-\udc7f\udd00-\udfff]")
"""Those that stand for no byte: `surrogateescape` has U+DC80 to U+DCFF."""
MASK = "*"
CUT = "***"
"""Stands for a piece of a secret."""


class Masks(Struct):
    """What hides a set of secrets. Holds raw values, so it is never kept, printed or given to another
    process: `spans` (the places in `text`, in order) is what may leave."""

    spans: tuple[Span, ...]
    _previews: dict[bytes, str]
    _pieces: frozenset[bytes]
    _heads: frozenset[bytes]
    _lengths: tuple[int, ...]
    _starts: frozenset[bytes]
    _identities: dict[str, str]
    _words: frozenset[bytes]
    """Default passwords that are words (`password`, `secret`, `default`): a message of dlint's has them,
    too."""
    _refused: frozenset[bytes] = frozenset()
    """Words that only a candidate which was refused has, or its hash: they are hidden where they stand as a
    value, not in a name."""

    @classmethod
    def of(cls, candidates: Iterable[Candidate], text: Text | None = None, end: int | None = None) -> Masks:
        """The masks for these candidates; those of `text` with their places in it. From `end` on it was not
        searched for all kinds of them, so all of it is hidden."""
        previews: dict[bytes, str] = {}
        identities: dict[str, str] = {}
        places: list[Span] = []
        words, refused, real = set[bytes](), set[bytes](), set[bytes]()
        for one in _halves(candidates):
            if not one.hidden:
                continue
            if text is not None:
                places.append(Span(one.start, one.end))
            if not one.secret.known:
                identities[one.secret.identity] = one.secret.preview
                (refused if one.sieved else real).add(one.secret.identity.encode())
                continue
            value = _bytes(one.secret.reveal()).lower()
            previews.setdefault(value, one.secret.preview)
            if one.basis is Basis.WEAK and value.isalpha():
                words.add(value)
            (refused if one.sieved and value.isalpha() else real).add(value)
            if text is not None:  # as it is written there: in quotes, with escapes
                previews.setdefault(text.data[one.start : one.end].lower(), one.secret.preview)
        values = [v for v in previews if len(v) >= SHORTEST]
        pieces = frozenset(
            p
            for p in {v[at : at + PIECE] for v in values for at in range(max(1, len(v) - PIECE + 1))}
            if not _of_a_format(p)
        )
        masks = cls(
            (), previews, pieces, frozenset(p[:SHORTEST] for p in pieces),
            tuple(sorted({len(p) for p in pieces}, reverse=True)),
            frozenset(v[:n] for v in values for n in range(SHORTEST, min(PIECE, len(v)))), identities,
            frozenset(words),
            frozenset(refused - real),
        )  # fmt: skip
        if text is not None and (places or end is not None):
            known = _joined(places)
            masks.spans = _joined([*known, *masks._found(text.data[:end], known)])
            if end is not None:
                masks.spans = _joined([*masks.spans, Span(end, len(text.data))])
        return masks

    def __bool__(self) -> bool:
        return bool(self._previews or self._identities or self.spans)

    def __repr__(self) -> str:
        return f"Masks({len(self._previews)})"

    def __reduce__(self) -> str:
        raise TypeError("Masks hold secrets: they are not pickled")

    def scrub_message(self, text: str) -> str:
        """As `scrub`, of a sentence that quotes the file in backticks alone: outside of them the words are
        dlint's own, also where one of them is the default password of the file."""
        return self.scrub(text, self._words)

    def scrub(self, text: str, own: frozenset[bytes] = frozenset()) -> str:
        """The text with each secret as its preview, and each piece of one as `***`. `own`: values that stay
        outside of backticks."""
        if not text or not self:
            return text
        data = _bytes(text)
        parts, at = [], 0
        for span in _joined(self._found(data)) if self._pieces else ():
            if (
                own
                and data[span.start : span.end].lower() in own
                and data.count(b"`", 0, span.start) % 2 == 0
            ):
                continue
            parts += [
                data[at : span.start],
                self._previews.get(data[span.start : span.end].lower(), CUT).encode(),
            ]
            at = span.end
        if parts:
            text = b"".join([*parts, data[at:]]).decode("utf-8", "surrogateescape")
        if self._identities:
            for pattern in _WORDS:
                text = pattern.sub(self._by_hash, text)
        return text

    def covered(self, text: Text) -> Text:
        """The text with every secret as `*`, byte for byte."""
        spans = _joined([*self.spans, *self._found(text.data, self.spans)]) if self else ()
        return replace(text, data=blanked(text.data, 0, spans)) if spans else text

    def holds(self, text: str) -> bool:
        """Whether a secret, or a piece of one, stands in the text."""
        return bool(self) and self.scrub(text) != text

    def _by_hash(self, match: re.Match[str]) -> str:
        identity = Secret(match[0]).identity
        if identity not in self._identities or (
            match[0].isalpha()
            and identity.encode() in self._refused
            and _in_name(_bytes(match.string), *_span(match))
        ):
            return match[0]
        return self._identities[identity]

    def _found(self, data: bytes, known: Sequence[Span] = ()) -> Iterator[Span]:
        """The runs of the data that are pieces of secrets, but for those inside of `known` ones (in order,
        apart from each other)."""
        if not self._pieces:
            return
        low, heads, pieces = data.lower(), self._heads, self._pieces
        for first, last in _outside(known, self._lengths[0], len(low) - SHORTEST + 1):
            for at in [at for at in range(first, last) if low[at : at + SHORTEST] in heads]:
                for length in self._lengths:
                    piece = low[at : at + length]
                    if piece not in pieces or len(piece) < length:
                        continue  # at the end of the data a longer one is cut
                    if (
                        (length >= _ALONE and not piece.isalpha())
                        or length >= PIECE
                        or self._alone(low, at, at + length)
                    ):
                        yield Span(at, at + length)
                        break
        for cut in _CUT.finditer(low):
            end = cut.start()
            for length in range(PIECE - 1, SHORTEST - 1, -1):
                if low[max(end - length, 0) : end] in self._starts:
                    yield Span(end - length, end)
                    break

    def _alone(self, data: bytes, start: int, end: int) -> bool:
        if data[start:end] in self._refused and _in_name(data, start, end):
            return False
        return not _SIGN.match(data[max(start - 1, 0) : start]) and not _SIGN.match(data[end : end + 1])


def _outside(known: Sequence[Span], longest: int, end: int) -> Iterator[tuple[int, int]]:
    """The ranges of places where a run of at most `longest` bytes may begin that is not inside of what is
    known."""
    at = 0
    for span in known:
        if span.end - longest >= span.start:
            yield at, min(span.start, end)
            at = span.end - longest + 1
    yield at, end


def _in_name(data: bytes, start: int, end: int) -> bool:
    return (
        _BEFORE.search(data[max(start - 2, 0) : start]) is not None
        or _BEHIND.match(data[end : end + 2]) is not None
    )


def _span(match: re.Match[str]) -> tuple[int, int]:
    """Where a match lies in the bytes of its text."""
    start = len(_bytes(match.string[: match.start()]))
    return start, start + len(_bytes(match[0]))


def _halves(candidates: Iterable[Candidate]) -> Iterator[Candidate]:
    for one in candidates:
        yield one
        if one.half is not None:
            yield one.half


def _bytes(text: str) -> bytes:
    return (
        text.encode("utf-8", "surrogateescape") if not _lone(text) else text.encode("utf-8", "surrogatepass")
    )


def _lone(text: str) -> bool:
    """Whether there is a surrogate that stands for no byte (JSON may hold one)."""
    return not text.isascii() and _SURROGATE.search(text) is not None


def _of_a_format(piece: bytes) -> bool:
    """Whether a piece is the part that all secrets of a format have (`AGE-SECRET-KEY-`, `BEGIN PRIVATE KEY`):
    as a name of a file or a variable it says nothing of the value."""
    text = piece.decode("latin-1")
    return (
        len(piece) == PIECE
        and _JOINED.fullmatch(text) is not None
        and all(any(part in word for word in _VOCABULARY) for part in re.findall("[a-z]+", text))
    )


def _joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Sorted, overlapping ones as one."""
    done: list[Span] = []
    for span in sorted(spans):
        if done and span.start < done[-1].end:
            done[-1] = Span(done[-1].start, max(done[-1].end, span.end))
        elif span.end > span.start:
            done.append(span)
    return tuple(done)


_STARS = bytes(at if at in b"\r\n" else ord(MASK) for at in range(256))


def blanked(data: bytes, base: int, spans: Sequence[Span]) -> bytes:
    """Bytes that begin at offset `base` of a file, with the spans of the file (in order, apart from each
    other) as `*`, byte for byte; line ends stay. It asks only for those that are in the bytes: a file may
    have thousands, and each of its findings is written by this."""
    done = bytearray(data)
    for number in range(bisect_right(spans, base, key=lambda s: s.end), len(spans)):
        start, end = max(spans[number].start - base, 0), min(spans[number].end - base, len(done))
        if start >= len(done):
            break
        done[start:end] = done[start:end].translate(_STARS)
    return bytes(done)


NONE = Masks.of(())


def both(*masks: Masks) -> Masks:
    """The secrets of all; `spans` are the first one's."""
    kept = [m for m in masks if m]
    if len(kept) < 2:
        return (
            kept[0]
            if kept and kept[0] is masks[0]
            else replace(kept[0], spans=masks[0].spans)
            if kept
            else NONE
        )
    previews: dict[bytes, str] = {}
    identities: dict[str, str] = {}
    for m in reversed(kept):
        previews.update(m._previews)
        identities.update(m._identities)
    return Masks(
        masks[0].spans, previews, frozenset().union(*(m._pieces for m in kept)),
        frozenset().union(*(m._heads for m in kept)),
        tuple(sorted({n for m in kept for n in m._lengths}, reverse=True)),
        frozenset().union(*(m._starts for m in kept)), identities,
        frozenset().union(*(m._words for m in kept)),
        frozenset().union(*(m._refused for m in kept)).difference(*(m._previews.keys() - m._refused
            for m in kept)),
    )  # fmt: skip


_PLAIN = frozenset({int, float, bool, type(None)})
"""What holds no text: a long list of numbers is not walked."""


def mapped(value: Any, change: Callable[[str], str]) -> Any:
    """Plain values (dicts, lists, tuples, sets, structs) with each text changed, keys too; an enum's stay."""
    if isinstance(value, str):
        return change(value) if type(value) is str else value  # an enum's name is ours
    if type(value) is tuple and _PLAIN.issuperset(map(type, value)):
        return value
    if isinstance(value, dict):
        return {mapped(k, change): mapped(v, change) for k, v in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return type(value)(mapped(v, change) for v in value)
    names = () if isinstance(value, type) else tuple(field_names(value))
    return (
        replace(value, **{name: mapped(getattr(value, name), change) for name in names}) if names else value
    )

