"""The patterns of `${x#p}`, `${x%p}` and `${x/p/t}`, as BuildKit reads them (`convertShellPatternToRegex` of
frontend/dockerfile/shell/lex.go): `*`, `?` and `\\` before `*`, `?` and `\\`; neither `*` nor `?` matches a
line end.

BuildKit makes a regular expression of Go's linear kind; here the set of places reached is carried along,
which takes time proportional to pattern times value too, where Python's `re` might take for ever.
"""

from __future__ import annotations

_STAR, _ANY = -1, -2
_BUDGET = 500_000

_Piece = str | int


class PatternError(ValueError):
    """BuildKit refuses the pattern."""


class TooLong(ValueError):
    """Pattern and value are so long that no answer is worth its time."""


def trim_prefix(pattern: str, value: str, longest: bool) -> str:
    """The value without the shortest or longest beginning that matches. Raises PatternError, TooLong."""
    pieces = _parse(pattern, pattern)
    end = _match(pieces, value, 0, longest)
    return value if end is None else value[end:]


def trim_suffix(pattern: str, value: str, longest: bool) -> str:
    """The value without the shortest or longest end that matches. Raises PatternError, TooLong."""
    pattern = _reversed(pattern)
    end = _match(_parse(pattern, pattern), value[::-1], 0, longest)
    return value if end is None else value[: len(value) - end]


def replace(pattern: str, text: str, value: str, every: bool) -> str:
    """The value with the first match, or every match, replaced; the longest at its place. When every match
    is, `$0` in the text stands for it (Go's `ReplaceAllString`). Raises PatternError, TooLong."""
    pieces = _parse(pattern, pattern)
    if not every:
        found = _search(pieces, value, 0)
        return value if found is None else value[: found[0]] + text + value[found[1] :]
    out, done, at = list[str](), 0, 0
    while at <= len(value):
        found = _search(pieces, value, at)
        if found is None:
            break
        start, end = found
        out.append(value[done:start])
        # An empty match that touches the one before does not count.
        if end > done or start == 0:
            out.append(_template(text, value[start:end]))
        done = end
        at = end if end > at else at + 1
    out.append(value[done:])
    return "".join(out)


def _parse(pattern: str, told: str) -> list[_Piece]:
    pieces: list[_Piece] = []
    at = 0
    while at < len(pattern):
        char = pattern[at]
        at += 1
        if char == "*":
            if not pieces or pieces[-1] != _STAR:
                pieces.append(_STAR)
        elif char == "?":
            pieces.append(_ANY)
        elif char == "\\":
            following = pattern[at : at + 1]
            if following and following in "}/":
                continue
            at += 1
            if following not in ("*", "?", "\\"):
                raise PatternError(
                    f"invalid pattern ({told}) in substitution: invalid escape '\\{following or chr(0xFFFD)}'"
                )
            pieces.append(following)
        else:
            pieces.append(char)
    return pieces


def _reversed(pattern: str) -> str:
    """The pattern backwards, with a `\\` still before what it escapes."""
    out, at = list[str](), 0
    while at < len(pattern):
        step = 2 if pattern[at] == "\\" and at + 1 < len(pattern) else 1
        out.append(pattern[at : at + step])
        at += step
    return "".join(reversed(out))


def _search(pieces: list[_Piece], value: str, at: int) -> tuple[int, int] | None:
    if all(isinstance(p, str) for p in pieces):
        text = "".join(str(p) for p in pieces)
        start = value.find(text, at)
        return None if start < 0 else (start, start + len(text))
    if (len(value) - at + 1) ** 2 * len(pieces) > _BUDGET:
        raise TooLong
    for start in range(at, len(value) + 1):
        end = _match(pieces, value, start, True)
        if end is not None:
            return start, end
    return None


def _match(pieces: list[_Piece], value: str, start: int, longest: bool) -> int | None:
    """Where the shortest or longest match that begins at `start` ends; None when nothing matches."""
    if (len(value) - start + 1) * (len(pieces) + 1) > _BUDGET:
        raise TooLong
    last = len(pieces)
    found: int | None = None
    places = _over_stars({0}, pieces)
    for at in range(start, len(value) + 1):
        if last in places:
            found = at
            if not longest:
                break
        if at == len(value) or not places:
            break
        char = value[at]
        line = char == "\n"
        reached = set[int]()
        for place in places:
            if place == last:
                continue
            piece = pieces[place]
            if piece == _STAR:
                if not line:
                    reached.add(place)
            elif piece == char or (piece == _ANY and not line):
                reached.add(place + 1)
        places = _over_stars(reached, pieces)
    return found


def _over_stars(places: set[int], pieces: list[_Piece]) -> set[int]:
    """The places with those a `*` may be passed to for nothing."""
    for place in list(places):
        while place < len(pieces) and pieces[place] == _STAR:
            place += 1
            places.add(place)
    return places


def _template(text: str, match: str) -> str:
    """Go's `Regexp.Expand` for an expression without groups: `$0` is the match, other names are empty, `$$`
    is `$`."""
    out, at = list[str](), 0
    while (dollar := text.find("$", at)) >= 0:
        out.append(text[at:dollar])
        at = dollar + 1
        if text.startswith("$", at):
            out.append("$")
            at += 1
            continue
        braced = text.startswith("{", at)
        end = begin = at + braced
        while end < len(text) and (text[end].isalpha() or text[end].isdecimal() or text[end] == "_"):
            end += 1
        if end == begin or (braced and not text.startswith("}", end)):
            out.append("$")
            continue
        name = text[begin:end]
        # A number with a leading zero is a name to Go, but for `0` itself.
        if name == "0":
            out.append(match)
        at = end + braced
    out.append(text[at:])
    return "".join(out)
