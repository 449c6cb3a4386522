"""Files as BuildKit looks at them to make keys: a tree of names with modes, owners and links, whose bytes are
read when they are asked for.

Source: `cache/contenthash/filehash.go` and `tarsum.go` (the digest of one file), OCI image spec, layer.md
(how layers become one tree).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping

from msgspec import Struct, field

FILE, FOLDER, SYMLINK, CHARACTER, BLOCK, FIFO = "0", "5", "2", "3", "4", "6"
"""Type flags of tar, which are in the digest."""
MOST_LINKS = 255
"""Symbolic links of one path that are followed (`path.go`, `maxSymlinkLimit`)."""


class TooManyLinks(Exception):
    """A path leads from link to link without end: BuildKit refuses it."""


class Unreadable(Exception):
    """The bytes of a file are not there; the message says which and why."""


class Entry(Struct):
    """One file or folder. `mode` are the twelve permission bits; `chunks` gives a file's bytes (None: it has
    none). `known` is the digest once made, or where the bytes went by."""

    kind: str
    mode: int
    uid: int = 0
    gid: int = 0
    size: int = 0
    link: str = ""
    device: tuple[int, int] = (0, 0)
    xattrs: Mapping[str, bytes] = field(default_factory=dict)
    chunks: Callable[[], Iterable[bytes]] | None = None
    known: str = ""
    bytes_digest: str = ""
    """sha256 of a file's bytes alone, in hex, where they went by: tells a change of mode from one of
    content."""
    vague: bool = False
    """Whether it will be there, but not known with which mode and owner."""

    def header(self) -> bytes:
        """What comes before the bytes in the digest: no name and no time (`WriteV1TarsumHeaders`)."""
        size = self.size if self.kind == FILE else 0
        mode = 0o777 if self.kind == SYMLINK else self.mode
        parts = [
            "name", f"mode{mode}", f"uid{self.uid}", f"gid{self.gid}", f"size{size}", f"typeflag{self.kind}",
            f"linkname{self.link}", "uname", "gname",
            f"devmajor{self.device[0]}", f"devminor{self.device[1]}",
        ]  # fmt: skip
        head = "".join(parts).encode("utf-8", "surrogateescape")
        for name in sorted(self.xattrs):
            if name == "security.capability" or not name.startswith(("security.", "system.")):
                head += name.encode("utf-8", "surrogateescape") + self.xattrs[name]
        return head

    def digest(self) -> str:
        """The digest of the file itself; of a folder, of its header alone. Raises Unreadable."""
        if self.vague:
            raise Unreadable(
                "the mode of a folder, or the bytes of a file, that a rebuilt step makes are not known"
            )
        if not self.known:
            made = hashlib.sha256(self.header())
            if self.kind == FILE and self.chunks is not None:
                plain = hashlib.sha256()
                for chunk in self.chunks():
                    made.update(chunk)
                    plain.update(chunk)
                self.bytes_digest = plain.hexdigest()
            self.known = f"sha256:{made.hexdigest()}"
        return self.known


class Tree:
    """Paths without a leading slash ("" is the root) → entries. Folders above an entry are there, too.
    Without `root`, the root's own header is that of nothing, as a context that was sent has it
    (`checksum.go`, `HandleChange`)."""

    def __init__(self, *, root: Entry | None = None) -> None:
        self.entries: dict[str, Entry] = {
            "": root or Entry(FOLDER, 0o755, known="sha256:" + hashlib.sha256(b"").hexdigest())
        }
        self._names: dict[str, set[str]] = {}
        self._contents: dict[str, str] = {}

    def add(self, path: str, entry: Entry) -> None:
        """Puts an entry where it belongs. A file takes the place of a folder with all in it, a folder that of
        a file."""
        self._contents = {}
        if entry.kind != FOLDER:
            self.clear(path)
        above, name = path, ""
        while above:
            above, _, name = above.rpartition("/")
            self._names.setdefault(above, set()).add(name)
            there = self.entries.get(above)
            if there is not None and there.kind == FOLDER:
                break
            self.entries[above] = Entry(FOLDER, 0o755)
        self.entries[path] = entry

    def copy(self) -> Tree:
        """The same tree, to be changed; entries are shared."""
        other = Tree()
        other.entries = dict(self.entries)
        other._names = {folder: set(names) for folder, names in self._names.items()}
        return other

    def remove(self, path: str) -> None:
        """Takes a path and all below it away."""
        self.clear(path)
        if self.entries.pop(path, None) is not None:
            folder, _, name = path.rpartition("/")
            self._names.get(folder, set()).discard(name)

    def clear(self, path: str) -> None:
        """Takes away all below a path."""
        self._contents = {}
        todo = [path]
        while todo:
            at = todo.pop()
            for name in self._names.pop(at, ()):
                below = f"{at}/{name}" if at else name
                self.entries.pop(below, None)
                todo.append(below)

    def children(self, path: str) -> list[str]:
        """Names in a folder, in the order of their bytes."""
        return sorted(self._names.get(path, ()), key=_bytes)

    def follow(self, path: str, *, last: bool) -> str | None:
        """A path with the links on its way resolved, and the last one, too, where `last` says so; None where
        it leads to nothing. Raises TooManyLinks. (`checksum.go`, `getFollowLinks`.)"""
        if path in self.entries and not (last and self.entries[path].kind == SYMLINK):
            return path
        at, rest, count = "", path, 0
        while rest:
            part, _, rest = rest.partition("/")
            if part in ("", "."):
                continue
            if part == "..":
                at = at.rpartition("/")[0]
                continue
            here = f"{at}/{part}" if at else part
            entry = self.entries.get(here)
            if entry is None or entry.kind != SYMLINK or (not last and not rest):
                at = here
                continue
            count += 1
            if count > MOST_LINKS:
                raise TooManyLinks(path)
            rest = f"{entry.link}/{rest}"
            if entry.link.startswith("/"):
                at = ""
        return at if at in self.entries else None

    def content(self, path: str) -> str:
        """The digest of what is at a path that is there: of a folder with all below it (`checksum.go`,
        `checksum`). Raises Unreadable."""
        if self.entries[path].kind != FOLDER:
            return self.entries[path].digest()
        if path not in self._contents:
            for folder in reversed([at for at in self.walk(path) if self.entries[at].kind == FOLDER]):
                made = hashlib.sha256(b"\0" + self.entries[folder].digest().encode())
                for name in self.children(folder):
                    below = f"{folder}/{name}" if folder else name
                    made.update(b"\0" + _bytes(name))
                    made.update((self._contents.get(below) or self.entries[below].digest()).encode())
                self._contents[folder] = f"sha256:{made.hexdigest()}"
        return self._contents[path]

    def walk(self, path: str = "") -> Iterator[str]:
        """Every path at and below one in BuildKit's order: by name, a folder before what is in it."""
        todo = [path]
        while todo:
            at = todo.pop()
            yield at
            todo.extend(f"{at}/{name}" if at else name for name in reversed(self.children(at)))


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
