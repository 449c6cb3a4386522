"""What an ignore is: names of rules, and the part of a file in which their findings do not count.

How they are written: `own_ignores` (`# dlint: …`), `foreign_ignores` (hadolint's and BuildKit's). Where they
are: `file_ignores` (Dockerfiles), `build_ignores` (workflows, Compose, Bake).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from dlinter.finding import Reason, Result, Suppression
from dlinter.model.ignore import MalformedIgnore, UnusedIgnore
from dlinter.model.text import Span

NOWHERE = Span(-1, -1)
"""The scope of an ignore that has nothing below it."""


class Name(Struct, frozen=True):
    """A name in an ignore: what it says, where (None in a foreign comment), the rules it means (none when it
    is unknown), and the ShellCheck code it is."""

    text: str
    span: Span | None
    rules: frozenset[str]
    code: str = ""


def _code(result: Result) -> str:
    return re.split(r"\W", result.finding.key, maxsplit=1)[0].upper()


class Ignore(Struct, frozen=True):
    """One ignore comment. `scope` is the span in which a finding must begin, None for the whole file. `own`
    is true for dlint's comments; `delete` is then the span to delete when nothing of it is needed."""

    names: tuple[Name, ...]
    scope: Span | None
    reason: str
    span: Span
    own: bool = False
    delete: Span = NOWHERE


class Ignores(Struct, frozen=True):
    """All ignores of one file. `error` is true where the file says `# check=error=true`; `malformed` are
    dlint's own that cannot do what they are for."""

    entries: tuple[Ignore, ...] = ()
    error: bool = False
    path: str = ""
    malformed: tuple[MalformedIgnore, ...] = ()

    def suppression(self, result: Result) -> Suppression | None:
        """What suppresses a result of this file, None when nothing does."""
        return self.suppressions([result])[0]

    def suppressions(self, results: Sequence[Result]) -> list[Suppression | None]:
        """As `suppression`, for all results of a run at once. In order of place, few scopes hold a place at a
        time, however many ignores the file has."""
        done: list[Suppression | None] = [None] * len(results)
        scopes: dict[Span | None, dict[str, int]] = {}
        seen = set[tuple[Span | None, frozenset[str], str]]()
        for at, ignore in enumerate(self.entries):
            table = scopes.setdefault(ignore.scope, {})
            for name in ignore.names:
                means = (ignore.scope, name.rules, name.code)
                if means in seen:  # thousands may ignore all rules
                    continue
                seen.add(means)
                for key in (*name.rules, *((f"\0{name.code}",) if name.code else ())):
                    table.setdefault(key, at)
        everywhere = scopes.pop(None, {})
        waiting = sorted((s for s in scopes if s is not None), reverse=True)
        active: list[tuple[Span, dict[str, int]]] = []
        mine = [
            (r.location.span.start if r.location.span is not None else -2, i)
            for i, r in enumerate(results)
            if r.location.path == self.path
        ]
        for start, index in sorted(mine):
            while waiting and waiting[-1].start <= start:
                scope = waiting.pop()
                active.append((scope, scopes[scope]))
            active = [(scope, table) for scope, table in active if start <= scope.end]
            result = results[index]
            keys = (result.rule.id, f"\0{_code(result)}")
            found = [t[k] for t in (everywhere, *(table for _, table in active)) for k in keys if k in t]
            if found:
                done[index] = Suppression(Reason.IGNORE, self.entries[min(found)].reason)
        return done

    def unused(self, results: Iterable[Result], ran: frozenset[str]) -> tuple[UnusedIgnore, ...]:
        """dlint's own ignores that matched none of the file's results (suppressed ones included), as far as
        all rules they name are among those that `ran`. Names that mean no known rule are malformed, not
        unused."""
        own = [ignore for ignore in self.entries if ignore.own]
        if not own:
            return ()
        ids = _Ids([r for r in results if r.location.path == self.path])
        others = ran - {"unused-ignore"}
        return tuple(unused for ignore in own for unused in _unused(ignore, ids.within(ignore.scope), others))


class _Ids:
    """The rules that found something, by scope of an ignore."""

    def __init__(self, results: Sequence[Result]) -> None:
        self._all = frozenset(r.rule.id for r in results)
        placed = sorted((r.location.span.start, r.rule.id) for r in results if r.location.span is not None)
        self._starts, self._ids = [start for start, _ in placed], [rule for _, rule in placed]
        self._known: dict[Span, frozenset[str]] = {}

    def within(self, scope: Span | None) -> frozenset[str]:
        if scope is None:
            return self._all
        if scope not in self._known:
            first, last = bisect_left(self._starts, scope.start), bisect_right(self._starts, scope.end)
            self._known[scope] = frozenset(self._ids[first:last])
        return self._known[scope]


def _unused(ignore: Ignore, covered: frozenset[str], ran: frozenset[str]) -> Iterator[UnusedIgnore]:
    idle = [
        bool(n.rules) and not n.code and n.rules <= ran and n.rules.isdisjoint(covered) for n in ignore.names
    ]
    if not any(idle):
        return
    if all(idle):
        yield UnusedIgnore(ignore.span, tuple(n.text for n in ignore.names), False, ignore.delete)
        return
    first_kept = idle.index(False)
    spans = [n.span for n in ignore.names if n.span is not None]
    for index, name in enumerate(ignore.names):
        if not idle[index]:
            continue
        here = spans[index]
        # With the comma after it before the first name that stays, with the comma before it behind: never
        # overlapping.
        if index < first_kept:
            delete = Span(here.start, spans[index + 1].start)
        else:
            delete = Span(spans[index - 1].end, here.end)
        yield UnusedIgnore(here, (name.text,), True, delete)
