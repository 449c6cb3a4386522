"""Who owns a repository: a file in the syntax of CODEOWNERS, in which the last line that matches wins.

As on GitHub (docs.github.com, "About code owners"): patterns are those of gitignore without `!` and sets; `/`
at the front anchors, a name without a slash matches at any depth, what names a folder owns all below it, `*`
stays within one name and `**` does not, and `team/*` owns what is directly in `team` only. A pattern may
begin with the registry's host. As on GitLab, `[Section]` and `^[Section]` begin a part whose last match
counts beside that of the others, with owners of its own for lines that name none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct, field

from dlinter.model.wildcards import ANY, FOLDERS, ONE, STAR, Piece, Plain, Wildcards

_HEAD = re.compile(r"\^?\[([^\]]+)\](?:\[\d+\])?(?:\s+(.*))?\Z")
_WORD = re.compile(r"(?:\\.|[^\\\s])+")
LONGEST = 1024
"""Characters of a pattern: no repository has a longer name."""


class _Line(Struct, frozen=True):
    pattern: Wildcards
    folder: bool  # `team/`: what is below, not a repository of that name
    owners: tuple[str, ...]

    def owns(self, name: str) -> bool:
        return self.pattern.fullmatch(name.rpartition("/")[0] if self.folder else name)


class Owners(Struct):
    """The file. `of` is quick for a repository that was asked for before."""

    sections: list[list[_Line]] = field(default_factory=list)
    _known: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)

    def of(self, host: str, repository: str) -> tuple[str, ...]:
        """The owners of a repository, in order, each once; none where nobody has it."""
        key = (host, repository)
        if key not in self._known:
            names = [repository, f"{host}/{repository}"] if host else [repository.lstrip("/")]
            found: dict[str, None] = {}
            for section in self.sections:
                line = next(
                    (line for line in reversed(section) if any(line.owns(name) for name in names)), None
                )
                found |= dict.fromkeys(line.owners if line is not None else ())
            self._known[key] = tuple(found)
        return self._known[key]


def read_owners(text: str) -> Owners:
    """The owners that a file names. Raises ValueError, with the number of the line."""
    sections: dict[str, tuple[tuple[str, ...], list[_Line]]] = {"": ((), [])}
    current = ""
    for number, raw in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        if head := _HEAD.match(line):
            current = head[1].strip().lower()
            default = tuple(_without_comment(head[2] or ""))
            known = sections.get(current)
            sections[current] = (default or (known[0] if known else ()), known[1] if known else [])
            continue
        pattern, *owners = _WORD.findall(line)
        if pattern.startswith("!"):
            raise ValueError(
                f"line {number}: `!` has no meaning here: write a later line for what has another owner"
            )
        if len(pattern) > LONGEST:
            raise ValueError(f"line {number}: the pattern has more than {LONGEST} characters")
        given = tuple(_without_comment(" ".join(owners)))
        default, lines = sections[current]
        lines.append(_line(re.sub(r"\\(.)", r"\1", pattern), given or default))
    return Owners([lines for _, lines in sections.values() if lines])


def _without_comment(text: str) -> Iterator[str]:
    for word in text.split():
        if word.startswith("#"):
            return
        yield word


def _line(pattern: str, owners: tuple[str, ...]) -> _Line:
    body = pattern.rstrip("/")
    pieces = list(_pieces(body))
    below = not (body.endswith("/*") or body == "*") or body.endswith("**")
    return _Line(Wildcards(pieces, below=below), pattern.endswith("/") and body != "", owners)


def _pieces(body: str) -> Iterator[Piece]:
    if "/" not in body:
        yield FOLDERS
    body = body.lstrip("/")
    if not body:  # `/` is everything
        yield ANY
    at = 0
    while at < len(body):
        if body.startswith("**/", at) and (at == 0 or body[at - 1] == "/"):
            yield FOLDERS
            at += 3
        elif body.startswith("**", at):
            yield ANY
            at += 2
        else:
            yield STAR if body[at] == "*" else ONE if body[at] == "?" else Plain(body[at])
            at += 1
