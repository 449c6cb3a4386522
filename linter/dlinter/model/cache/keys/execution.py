"""What plain commands of a RUN write, on a tree of the files that they find.

That a command does what its name says is not taken on trust: `Matcher` has it repeat what a cached RUN did,
and compares the layers.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from msgspec import Struct, field

from dlinter.model.cache.keys.commands import QUIET, Refused, Simple, commands_of
from dlinter.model.cache.keys.operations import BIND, SECRET, SSH, Exec
from dlinter.model.cache.keys.tree import FILE, FOLDER, SYMLINK, Entry, TooManyLinks, Tree, Unreadable
from dlinter.model.dockerfile.paths import clean
from dlinter.values import replace

LARGEST = 16 << 20
"""Bytes of one file that are put together."""
_PRINTERS = ("echo", "cat", "printf")
_FLAGS = {
    "cp": set("raRpfv"), "mv": set("fv"), "rm": set("rRfv"), "mkdir": set("pv"), "touch": set[str](),
    "ln": set("sfv"), "chmod": set[str](), "chown": set("Rv"),
}  # fmt: skip
"""The options of each command that are understood."""
ROOT = ("", "0", "root", "0:0", "root:root")


def understood(operation: Exec) -> bool:
    """Whether every command of a RUN is one that is understood: others need not be looked at, with the layers
    that they stand on."""
    try:
        commands = commands_of(operation)
    except Refused:
        return False
    return all(
        c.name in QUIET
        or c.name in _PRINTERS
        or (c.name == "cd" and not c.flags)
        or (c.name in _FLAGS and set(c.flags) <= _FLAGS[c.name])
        for c in commands
    )


def new_file(data: bytes, mode: int, owner: tuple[int, int] = (0, 0)) -> Entry:
    """A file of some bytes."""
    return Entry(
        FILE,
        mode,
        *owner,
        size=len(data),
        chunks=lambda: (data,),
        bytes_digest=hashlib.sha256(data).hexdigest(),
    )


class Execution(Struct):
    """One RUN. `made` is what it stands on, and becomes what it makes; `mounted` are the files of each mount,
    the root first, None for those that have none or that are not known. `open`: files that are not there may
    come from an image that is not known, and users may be numbers."""

    operation: Exec
    made: Tree
    mounted: Sequence[Tree | None] = ()
    open: bool = False
    written: dict[str, Entry] = field(default_factory=dict)
    """What it writes that stays."""
    removed: set[str] = field(default_factory=set)
    """What it removes of what was there before."""
    _cwd: str = ""
    _owner: tuple[int, int] = (0, 0)
    _tree: Tree = field(default_factory=Tree)
    """What the commands see: with the mounts."""

    def run(self) -> None:
        """Raises Refused, Unreadable, TooManyLinks."""
        operation = self.operation
        if operation.user not in ROOT:
            user, _, group = operation.user.partition(":")
            if not self.open or not user.isdecimal() or not (group or "0").isdecimal():
                raise Refused
            self._owner = int(user), int(group or "0")
        self._cwd, self._tree = operation.cwd, self.made.copy() if len(operation.mounts) > 1 else self.made
        for mount, tree in zip(
            operation.mounts[1:], [*self.mounted[1:], *[None] * len(operation.mounts)], strict=False
        ):
            self._mount(mount.dest.strip("/"), mount.kind, tree, mount.path.strip("/"))
        for command in commands_of(operation):
            self._command(command)

    def _mount(self, dest: str, kind: int, source: Tree | None, path: str) -> None:
        if kind in (SECRET, SSH):
            self._tree.add(dest, Entry(FILE, 0o400, vague=True))
            return
        self._tree.remove(dest)
        if kind != BIND:
            self._tree.add(dest, Entry(FOLDER, 0o755))
            return
        start = source.follow(path, last=True) if source is not None else None
        if source is None or start is None:
            raise Refused
        for at in source.walk(start):
            self._tree.add(f"{dest}/{at[len(start) :].strip('/')}".strip("/"), source.entries[at])

    def _stays(self, path: str) -> bool:
        mounts = [mount.dest.strip("/") for mount in self.operation.mounts[1:]]
        return not any(
            path == dest or path.startswith(dest + "/") for dest in [*mounts, "dev", "proc", "sys"]
        )

    # -- what commands do to files ---------------------------------------------------------------------------

    def _add(self, path: str, entry: Entry) -> None:
        above = path.rpartition("/")[0]
        if above not in self._tree.entries or self._tree.entries[above].kind != FOLDER:
            raise Refused
        self._tree.add(path, entry)
        if self._stays(path):
            self.written[path] = entry
            if self._tree is not self.made:
                self.made.add(path, entry)

    def _remove(self, path: str) -> None:
        if self._stays(path):
            gone = [at for at in self._tree.walk(path) if at in self._tree.entries]
            self.removed.update(at for at in gone if at not in self.written)
            for at in gone:
                self.written.pop(at, None)
            if self._tree is not self.made:
                self.made.remove(path)
        self._tree.remove(path)

    def _read(self, path: str) -> bytes | None:
        """A file's bytes; None where they are not known."""
        entry = self._tree.entries.get(path)
        if entry is None and self.open:
            return None
        if entry is None or entry.kind != FILE:
            raise Refused
        if entry.vague or entry.chunks is None or entry.size > LARGEST:
            return None
        return b"".join(entry.chunks())

    def _found(self, word: str) -> bytes | None:
        """The bytes of a file by its name in a command."""
        try:
            path = self._place(word)
        except Refused:
            if self.open:
                return None
            raise
        return self._read(path)

    def _write(self, path: str, data: bytes | None, mode: int = 0o644) -> None:
        """Writes a file: a new one has the user's owner, one that is there keeps its own. Without `data` its
        bytes are not known."""
        there = self._tree.entries.get(path)
        if (there is not None and there.kind != FILE) or (data is not None and len(data) > LARGEST):
            raise Refused
        made = (
            new_file(data, mode, self._owner)
            if data is not None
            else Entry(FILE, mode, *self._owner, vague=True)
        )
        self._add(
            path,
            made
            if there is None
            else replace(made, mode=there.mode, uid=there.uid, gid=there.gid, xattrs=there.xattrs),
        )

    def _place(self, word: str) -> str:
        return _place(word, self._cwd, self._tree)

    # -- commands --------------------------------------------------------------------------------------------

    def _command(self, command: Simple) -> None:
        name, flags = command.name, set(command.flags)
        words = [word for word in command.words[1:] if word[:1] != "-"]
        if name in _PRINTERS:
            self._printed(name, command)
            return
        changes = {
            "cp": self._cp, "mv": self._mv, "rm": self._rm, "mkdir": self._mkdir, "touch": self._touch,
            "ln": self._ln, "chmod": self._chmod, "chown": self._chown,
        }  # fmt: skip
        if name == "cd" and len(words) == 1 and not flags:
            self._cwd = "/" + self._place(words[0])
        elif name in changes and words and flags <= _FLAGS[name]:
            changes[name](words, flags)
        elif name not in QUIET:
            raise Refused
        if command.to not in ("", "/dev/null"):  # none of these says anything
            self._write(
                self._place(command.to),
                self._read(self._place(command.to))
                if command.append and self._place(command.to) in self._tree.entries
                else b"",
            )

    def _printed(self, name: str, command: Simple) -> None:
        if command.to in ("", "/dev/null"):
            return
        words = list(command.words[1:])
        target = self._place(command.to)
        if name == "cat":
            if command.flags or not words:
                raise Refused
            parts = [self._found(word) for word in words]
        else:
            parts = [_echoed(words) if name == "echo" else _formatted(words)]
        if command.append and target in self._tree.entries:
            parts.insert(0, self._read(target))
        known = [part for part in parts if part is not None]
        self._write(target, b"".join(known) if len(known) == len(parts) else None)

    def _targets(self, words: list[str]) -> list[tuple[str, str]]:
        """Sources and the places that `cp`, `mv` and `ln` put them. Raises Refused."""
        if len(words) < 2:
            raise Refused
        last = self._place(words[-1])
        there = self._tree.entries.get(last)
        into = there is not None and there.kind == FOLDER
        if not into and (len(words) > 2 or words[-1].endswith("/")):
            raise Refused
        return [
            (word, f"{last}/{word.rstrip('/').rpartition('/')[2]}".lstrip("/") if into else last)
            for word in words[:-1]
        ]

    def _cp(self, words: list[str], flags: set[str]) -> None:
        kept = bool(flags & set("ap"))
        for word, target in self._targets(words):
            source = self._place(word)
            if source not in self._tree.entries or word.rstrip("/").endswith("."):
                raise Refused
            if self._tree.entries[source].kind == FOLDER and not flags & set("raR"):
                raise Refused
            for path in list(self._tree.walk(source)):
                entry, to = self._tree.entries[path], target + path[len(source) :]
                if entry.kind not in (FILE, FOLDER, SYMLINK):
                    raise Refused
                if entry.kind == FILE and to in self._tree.entries:
                    self._write(to, self._read(path))
                elif to not in self._tree.entries:
                    self._add(
                        to,
                        replace(entry, known="")
                        if kept
                        else replace(
                            entry, known="", mode=entry.mode & 0o755, uid=self._owner[0], gid=self._owner[1]
                        ),
                    )

    def _mv(self, words: list[str], flags: set[str]) -> None:
        for word, target in self._targets(words):
            source = self._place(word)
            moved = (
                [(path, self._tree.entries[path]) for path in self._tree.walk(source)]
                if source in self._tree.entries
                else []
            )
            if not moved or target == source:
                raise Refused
            self._remove(source)
            for path, entry in moved:
                self._add(target + path[len(source) :], entry)

    def _rm(self, words: list[str], flags: set[str]) -> None:
        for word in words:
            self._remove(self._place(word))

    def _mkdir(self, words: list[str], flags: set[str]) -> None:
        for word in words:
            path = clean(word if word.startswith("/") else f"{self._cwd}/{word}")
            parts = path.strip("/").split("/")
            for at in range(1 if "p" in flags else len(parts), len(parts) + 1):
                here = self._place("/" + "/".join(parts[:at]))
                there = self._tree.entries.get(here)
                if there is None:
                    self._add(here, Entry(FOLDER, 0o755, *self._owner))
                elif there.kind != FOLDER or "p" not in flags:
                    raise Refused

    def _touch(self, words: list[str], flags: set[str]) -> None:
        for word in words:
            if self._place(word) not in self._tree.entries:
                self._write(self._place(word), b"")

    def _ln(self, words: list[str], flags: set[str]) -> None:
        if "s" not in flags or len(words) != 2:
            raise Refused
        for word, target in self._targets(words):
            if target in self._tree.entries and (
                "f" not in flags or self._tree.entries[target].kind == FOLDER
            ):
                raise Refused
            self._add(target, Entry(SYMLINK, 0o777, *self._owner, link=word))

    def _chmod(self, words: list[str], flags: set[str]) -> None:
        wanted = words[0]
        for word in words[1:]:
            entry = self._tree.entries.get(self._place(word))
            if entry is None or entry.kind == SYMLINK:
                raise Refused
            if wanted in ("+x", "a+x"):
                mode = entry.mode | 0o111
            elif wanted.isdecimal() and set(wanted) <= set("01234567"):
                mode = int(wanted, 8)
            else:
                raise Refused
            self._add(self._place(word), replace(entry, mode=mode, known=""))

    def _chown(self, words: list[str], flags: set[str]) -> None:
        user, _, group = words[0].partition(":")
        if not user.isdecimal() or not group.isdecimal():
            raise Refused
        for word in words[1:]:
            source = self._place(word)
            if source not in self._tree.entries:
                raise Refused
            for path in list(self._tree.walk(source)) if "R" in flags else [source]:
                self._add(path, replace(self._tree.entries[path], uid=int(user), gid=int(group), known=""))


def _place(word: str, cwd: str, tree: Tree) -> str:
    """A path from the root, without links."""
    path = clean(word if word.startswith("/") else f"{cwd}/{word}").lstrip("/")
    try:
        folder = tree.follow(_above(path), last=True) if "/" in path else ""
        if folder is None or tree.entries[folder].kind != FOLDER:
            raise Refused
        full = f"{folder}/{path.rpartition('/')[2]}".lstrip("/")
        return tree.follow(full, last=True) or full if full in tree.entries else full
    except TooManyLinks:
        raise Refused from None


def _above(path: str) -> str:
    return path.rpartition("/")[0]


def _echoed(words: list[str]) -> bytes:
    """What `echo` writes. Shells differ in what they make of a backslash."""
    end = b"" if words[:1] == ["-n"] else b"\n"
    words = words if end else words[1:]
    if any("\\" in word for word in words) or words[:1] in (["-e"], ["-E"], ["-n"]):
        raise Refused
    return " ".join(words).encode("utf-8", "surrogateescape") + end


def _formatted(words: list[str]) -> bytes:
    """What `printf` writes: a text without formats, or one string."""
    text = words[0] if words else ""
    if len(words) == 2 and text in ("%s", "%s\\n") and "\\" not in words[1]:
        text = text.replace("%s", words[1])
    elif len(words) != 1 or "%" in text:
        raise Refused
    text = text.replace("\\n", "\n").replace("\\t", "\t")
    if "\\" in text or text.startswith("-"):
        raise Refused
    return text.encode("utf-8", "surrogateescape")


def same_layer(done: Execution, layer: Tree) -> bool:
    """Whether a cached layer is what was written: every file, link and folder of it, and no other. Folders
    above are in a layer as they are."""
    if done.removed:
        return False
    try:
        mine = {path: entry.digest() for path, entry in done.written.items()}
        theirs = {
            path: entry.digest()
            for path, entry in layer.entries.items()
            if entry.kind != FOLDER or path in mine
        }
    except Unreadable:
        return False
    return mine == theirs
