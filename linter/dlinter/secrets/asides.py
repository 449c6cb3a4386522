"""What stands beside the contents of files: their names, the targets of links, extended attributes.

An image has a million names, so they are searched as one text, a name a line. In a name only what is of a
format counts, or what is given to a name (`index.html?token=…`): words that look like secrets are what files
are called.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from dlinter.model.image.stream import Members, clean_path
from dlinter.model.secret import Basis
from dlinter.secrets.scanner import Found, Scanner, Segment
from dlinter.secrets.searcher import Engine
from dlinter.values import replace

NAME, LINK, ATTRIBUTE = "name", "link target", "attribute"
"""The parts of a file; an attribute is followed by its own name."""
_BLOCK = 1 << 20
_NOWHERE = "\0"
"""The path of what is no file's content: detectors for certain files do not ask it."""
_SYSTEM = (b"security.", b"system.")
"""Attributes that the kernel writes: labels, capabilities, access control lists."""

_Owner = tuple[str, str, str]  # path, inner, part


class Asides:
    """Of one layer. Not shared by threads."""

    def __init__(self, engine: Engine, emit: Callable[[Found], None]) -> None:
        self._engine, self._emit = engine, emit
        self._lines: list[bytes] = []
        self._owners: list[_Owner | bytes] = []  # of each line; a member's own name for the layer's files
        self._texts: list[tuple[_Owner, bytes]] = []
        self._size = 0
        self._told: set[tuple[str, str]] = set()

    def members(self, members: Members, first: int, last: int) -> None:
        """The names, link targets and attributes of some members of the layer."""
        paths = members.paths[first:last]
        self._lines += paths
        self._owners += paths
        if members.links:
            for at in range(first, last):
                if (link := members.links.get(at)) is not None:
                    self.line(clean_path(members.paths[at]), "", LINK, link)
        for at in [at for at in members.attributes if at < last]:
            for key, value in members.attributes.pop(at):
                self.attribute(clean_path(members.paths[at]), "", key, value)
        self._size += 64 * len(paths)
        self._flush(_BLOCK)

    def line(self, path: str, inner: str, part: str, text: bytes) -> None:
        """A name, or a link's target."""
        self._lines.append(text)
        self._owners.append((path, inner, part))
        self._size += len(text) + 1
        self._flush(_BLOCK)

    def attribute(self, path: str, inner: str, key: bytes, value: bytes) -> None:
        """An extended attribute, or another record of a header."""
        if key.startswith(_SYSTEM):
            return
        name = key.decode("utf-8", "replace")
        self._texts.append(((path, inner, f"{ATTRIBUTE} {name}"), key.rpartition(b".")[2] + b"=" + value))
        self._size += len(value)
        self._flush(_BLOCK)

    def finish(self) -> None:
        self._flush(0)

    def _flush(self, least: int) -> None:
        if self._size < least:
            return
        lines, owners, texts = self._lines, self._owners, self._texts
        self._lines, self._owners, self._texts, self._size = [], [], [], 0
        if lines:
            data = b"\n".join(lines)
            if data.count(b"\n") != len(lines) - 1:
                data = b"\n".join([line.replace(b"\n", b" ") for line in lines])
            for found in self._search(data, [Segment(_NOWHERE, 0, len(data), is_text=True)]):
                owner = owners[found.candidate.line - 1]
                owned = (clean_path(owner), "", NAME) if isinstance(owner, bytes) else owner
                if _counts(
                    found.candidate.basis, found.candidate.confidence, lines[found.candidate.line - 1]
                ):
                    self._tell(found, owned)
        if texts:
            segments, pieces, at = [], [], 0
            for number, (_, text) in enumerate(texts):
                segments.append(Segment(_NOWHERE, at, at + len(text), str(number)))
                pieces.append(text)
                at += len(text) + 1
            for found in self._search(b"\0".join(pieces), segments):
                self._tell(found, texts[int(found.inner)][0])

    def _search(self, data: bytes, segments: Sequence[Segment]) -> list[Found]:
        found: list[Found] = []
        Scanner(self._engine, found.append).feed(data, segments, last=True)
        return found

    def _tell(self, found: Found, owner: _Owner) -> None:
        """A folder's name is a part of the names of all that is in it: told once."""
        path, inner, part = owner
        key = (part, found.candidate.secret.identity)
        if key not in self._told:
            self._told.add(key)
            # where in the joined text it stood depends on what else was searched with it
            length = found.candidate.end - found.candidate.start
            self._emit(Found(path, inner, replace(found.candidate, start=0, end=length, line=1), part))


def _counts(basis: Basis, confidence: str, line: bytes) -> bool:
    return (basis in (Basis.FORMAT, Basis.URL) and confidence != "low") or (b"=" in line and basis.by_name)
