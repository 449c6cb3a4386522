"""What an ignore is: names of rules, and the part of a file in which their findings do not count.

How they are written: `own_ignores` (`# dlint: …`), `foreign_ignores` (hadolint's and BuildKit's). Where they are: `file_ignores` (Dockerfiles),
`build_ignores` (workflows, Compose, Bake).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dlinter.finding import Reason, Result, Suppression
from dlinter.model.ignore import MalformedIgnore, UnusedIgnore
from dlinter.model.text import Span

NOWHERE = Span(-1, -1)
"""The scope of an ignore that has nothing below it."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name in an ignore: what it says, where (None in a foreign comment), the rules it means (none when it is
    unknown), and the ShellCheck code it is."""

    text: str
    span: Span | None
    rules: frozenset[str]
    code: str = ""

    def matches(self, result: Result) -> bool:
        if result.rule.id in self.rules:
            return True
        return bool(self.code) and re.split(r"\W", result.finding.key, maxsplit=1)[0].upper() == self.code


@dataclass(frozen=True, slots=True)
class Ignore:
    """One ignore comment. `scope` is the span in which a finding must begin, None for the whole file. `own` is true for
    dlint's comments; `delete` is then the span to delete when nothing of it is needed."""

    names: tuple[Name, ...]
    scope: Span | None
    reason: str
    span: Span
    own: bool = False
    delete: Span = NOWHERE

    def covers(self, result: Result) -> bool:
        if self.scope is None:
            return True
        span = result.location.span
        return span is not None and self.scope.start <= span.start <= self.scope.end


@dataclass(frozen=True, slots=True)
class Ignores:
    """All ignores of one file. `error` is true where the file says `# check=error=true`; `malformed` are dlint's own that cannot do what
    they are for."""

    entries: tuple[Ignore, ...] = ()
    error: bool = False
    path: str = ""
    malformed: tuple[MalformedIgnore, ...] = ()

    def suppression(self, result: Result) -> Suppression | None:
        """What suppresses a result of this file, None when nothing does."""
        if result.location.path != self.path:
            return None
        for ignore in self.entries:
            if ignore.covers(result) and any(name.matches(result) for name in ignore.names):
                return Suppression(Reason.IGNORE, ignore.reason)
        return None

    def unused(self, results: Iterable[Result], ran: frozenset[str]) -> tuple[UnusedIgnore, ...]:
        """dlint's own ignores that matched none of the file's results (suppressed ones included), as far as all rules they
        name are among those that `ran`. Names that mean no known rule are malformed, not unused."""
        own = [ignore for ignore in self.entries if ignore.own]
        if not own:
            return ()
        mine = [r for r in results if r.location.path == self.path]
        return tuple(unused for ignore in own for unused in _unused(ignore, mine, ran))


def _unused(ignore: Ignore, results: list[Result], ran: frozenset[str]) -> Iterator[UnusedIgnore]:
    covered = [r for r in results if ignore.covers(r)]
    idle = [
        bool(name.rules) and not name.code and name.rules <= ran - {"unused-ignore"}
        and not any(name.matches(r) for r in covered)
        for name in ignore.names
    ]  # fmt: skip
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
        # With the comma after it before the first name that stays, with the comma before it behind: never overlapping.
        if index < first_kept:
            delete = Span(here.start, spans[index + 1].start)
        else:
            delete = Span(spans[index - 1].end, here.end)
        yield UnusedIgnore(here, (name.text,), True, delete)
