"""A tar header reader over blocks of a stream (POSIX.1-2001 pax, ustar, GNU; sys/tar.h, tar(5)), for layers
and the tars inside them.

`tarfile` costs 33 µs a member; this costs about 3, and holds nothing but names and offsets. Contents are not
looked at.

Readers of tar differ on what has no content by its kind but a size in its header (links, folders, devices):
Go's reader looks for a header right behind, others pass over the size. Here the next block decides: a header
is a header, and what is none is content. Likewise an end, two blocks of zeros, ends nothing here: what comes
after it is read on.
"""

from __future__ import annotations

import binascii
import re
from contextlib import suppress
from typing import Protocol

from dlinter.archive.pull import Damaged, Pull, Steps
from dlinter.archive.sink import Sink
from dlinter.model.image.stream import FILE, FOLDER, HARDLINK, OTHER, SYMLINK, clean_path

BLOCK = 512
LONGEST = 1 << 20
"""A pax header or long name of more bytes than this is taken for damage."""
MOST = 1 << 60
"""No layer has a file of an exbibyte: such a size is damage."""
MEMBERS = 1_000_000
"""Members of one tar that are told apart: a million take 150 MB of memory. The largest image of a registry's
top 500 has 400,000."""
REST = b"(files after the first %d)" % MEMBERS
_KINDS = {0x30: FILE, 0: FILE, 0x37: FILE, 0x31: HARDLINK, 0x32: SYMLINK, 0x35: FOLDER, 0x53: FILE}
_EMPTY_KINDS = frozenset(b"123456")
"""Links, devices, folders, FIFOs: no content, whatever the size says (Go's archive/tar,
`isHeaderOnlyType`)."""
_ZERO = bytes(BLOCK)
_XATTR = (b"SCHILY.xattr.", b"LIBARCHIVE.xattr.", b"RHT.security.")
"""How star and docker, libarchive (in base64) and Red Hat's tar call extended attributes."""
_PAX_KEYS = (b"path", b"linkpath", b"size", b"GNU.sparse.name")
_OCTAL = re.compile(rb"[0-7]*\Z")


class TarError(Damaged):
    """The stream is not a tar, or damaged; the message says where, and follows the name of what it is about:
    "is cut off at byte 512"."""


class MemberList(Protocol):
    """Where the walker puts members: `dlinter.model.image.stream.Members`, or a list of one."""

    def add(
        self, path: bytes, kind: int, size: int, start: int, link: bytes = b"", mode: int = 0
    ) -> None: ...

    def attribute(self, key: bytes, value: bytes) -> None:
        """An extended attribute, or the comment, of the member that was added last."""
        ...

    def resize(self, size: int, start: int) -> None:
        """Corrects size and start of the member that was added last."""
        ...


class TarWalker:
    """Reads headers as blocks come by. `feed` never holds contents; `finish` says whether the end was in
    order."""

    def __init__(self, members: MemberList) -> None:
        self.members = members
        self.offset = 0  # of the next byte to come
        self.ended = False  # after a block of zeros, until a further header
        self.count = 0
        self._skip = 0
        self._pending = b""
        self._collect: tuple[int, int, bytearray] | None = None  # kind, bytes left, data
        self._name: bytes | None = None
        self._link: bytes | None = None
        self._pax: dict[bytes, bytes] = {}
        self._global: dict[bytes, bytes] = {}
        self._sparse = False
        self._held = 0  # contents behind a sparse map's extensions
        self._left = 0
        self._unsure = 0  # the size of a member that should have no content: the next block decides
        self._start = 0  # of the content of the member before
        self.late = False
        """Whether the last header-sized block was content after all."""
        self.full = False
        """Whether there are more members than MEMBERS: the last one stands for all others, and grows."""

    def feed(self, block: bytes) -> None:
        """Walks over the headers of the next block. Raises TarError."""
        size, at, base = len(block), 0, self.offset
        self.offset += size
        if self.full:
            self._more(self.offset)
            return
        while at < size:
            if self._skip:
                step = min(self._skip, size - at)
                self._skip -= step
                at += step
                continue
            if self._collect is not None:
                kind, left, data = self._collect
                step = min(left, size - at)
                data += block[at : at + step]
                at += step
                if step == left:
                    self._collect = None
                    self._extended(kind, bytes(data))
                else:
                    self._collect = (kind, left - step, data)
                continue
            if self.ended and not self._pending and not block[at]:
                rest = len(block[at:].lstrip(b"\0"))  # an end may be long: zeros by the hundred megabytes
                step = (size - at - rest) // BLOCK * BLOCK
                at += step
                if step:
                    continue
            if self._pending:
                need = BLOCK - len(self._pending)
                if size - at < need:
                    self._pending += block[at:]
                    return
                header = self._pending + block[at : at + need]
                self._pending = b""
                at += need
            elif size - at < BLOCK:
                self._pending = block[at:]
                return
            else:
                header = block[at : at + BLOCK]
                at += BLOCK
            self._header(header, base + at)
            if self.full:
                self._more(self.offset)
                return

    def finish(self) -> None:
        """Raises TarError where the stream ends inside a member, or something comes after its end."""
        if self.full:
            raise TarError(f"has more than {MEMBERS:,} files: the rest was searched as one")
        if self.ended and self._pending.strip(b"\0"):
            raise TarError(f"has other bytes after its end, at byte {self.offset - len(self._pending)}")
        if self._skip or self._collect or (self._pending and not self.ended):
            raise TarError(f"is cut off at byte {self.offset}")

    def wants(self) -> int:
        """Bytes it would take in before the next header (of a long name), 0 at a header."""
        return self._collect[1] if self._collect else 0

    def skippable(self) -> int:
        """Bytes of contents before the next header, which need not be fed."""
        return self._skip

    def skip(self, size: int) -> None:
        """Passes over contents without seeing them."""
        self._skip -= size
        self.offset += size

    def _more(self, end: int) -> None:
        """The member that stands for all after the last one grows."""
        self.members.resize(end - self._start, self._start)

    def _header(self, header: bytes, start: int) -> None:
        # an extension of an old GNU sparse map: it stands between the header and the contents
        if self._sparse:
            self._sparse = bool(header[504])
            self._start += BLOCK
            self.members.resize(self._held, self._start)
            self._skip = 0 if self._sparse else -(-self._held // BLOCK) * BLOCK
            return
        unsure, self._unsure, self.late = self._unsure, 0, False
        if header[0] == 0 and header == _ZERO:
            self.ended = True
            return
        if unsure and not is_header(header):
            self.late = True
            self.members.resize(unsure, self._start)
            self._skip = -(-unsure // BLOCK) * BLOCK - BLOCK
            return
        at = start - BLOCK
        if (header[257:262] != b"ustar" or self.ended) and not is_header(header):
            if self.ended:
                raise TarError(f"has other bytes after its end, at byte {at}")
            raise TarError(f"is damaged at byte {at}" if self.count else "is not a tar")
        self.ended = False
        kind = header[156]
        size = self._size(header[124:136], at)
        self.count += 1
        padded = -(-size // BLOCK) * BLOCK
        if kind in (0x78, 0x67, 0x4C, 0x4B):  # x, g, L, K
            if size > LONGEST:
                raise TarError(f"has a header of {size} bytes at byte {at}")
            self._collect = (kind, padded, bytearray()) if padded else None
            self._left = size
            return
        self._member(header, kind, size, start)

    @staticmethod
    def _size(field: bytes, at: int) -> int:
        try:
            size = _number(field)
        except ValueError:
            raise TarError(f"is damaged at byte {at}: a size is not a number") from None
        if size < 0:
            raise TarError(f"is damaged at byte {at}: a size is negative")
        if size > MOST:
            raise TarError(f"is damaged at byte {at}: a member of {size:.1e} bytes")
        return size

    def _extended(self, kind: int, data: bytes) -> None:
        data = data[: self._left]
        if kind == 0x4C:
            self._name = data.rstrip(b"\0")
        elif kind == 0x4B:
            self._link = data.rstrip(b"\0")
        else:
            records = _pax_records(data)
            if kind == 0x67:
                self._global.update(records)
            else:
                self._pax = records

    def _member(self, header: bytes, kind: int, size: int, start: int) -> None:
        attributes: list[tuple[bytes, bytes]] = []
        name = self._name
        if name is None:
            name = header[:100].partition(b"\0")[0]
            if header[345] and header[257:263] == b"ustar\0":
                name = header[345:500].partition(b"\0")[0] + b"/" + name
        link = self._link if self._link is not None else header[157:257].partition(b"\0")[0]
        if self._pax or self._global:
            pax = {**self._global, **self._pax} if self._global else self._pax
            name = pax.get(b"GNU.sparse.name", pax.get(b"path", name))
            link = pax.get(b"linkpath", link)
            if b"size" in pax:
                size = self._pax_size(pax[b"size"], start - BLOCK)
            self._pax = {}
            attributes = [(key, value) for key, value in pax.items() if key not in _PAX_KEYS]
        self._name = self._link = None
        if kind == 0x53:
            self._sparse = bool(header[482])
        known = _KINDS.get(kind, OTHER)
        if known == FILE and name.endswith(b"/") and kind != 0x53:
            known = FOLDER
        self._start = start
        if self.count > MEMBERS:
            self.full = True
            self._start = start - BLOCK
            self.members.add(REST, FILE, 0, self._start)
            return
        try:
            mode = int(header[100:108].strip(b" \0") or b"0", 8)
        except ValueError:
            mode = 0
        held = size
        if kind in _EMPTY_KINDS or known == FOLDER:
            self._unsure, held = size, 0
        self.members.add(name, known, held, start, link if known in (HARDLINK, SYMLINK) else b"", mode)
        for key, value in attributes:
            self.members.attribute(*_attribute(key, value))
        self._skip = -(-held // BLOCK) * BLOCK
        if self._sparse:
            self._held, self._skip = held, 0

    def _pax_size(self, text: bytes, at: int) -> int:
        if not text.isdigit() or len(text) > 20:
            raise TarError(f"is damaged at byte {at}: a size is not a number")
        return min(int(text), MOST)


class _Latest:
    """The member that a walker found last."""

    def __init__(self) -> None:
        self.path = self.link = b""
        self.size = 0
        self.kind = OTHER
        self.attributes: list[tuple[bytes, bytes]] = []
        self.new = False

    def add(self, path: bytes, kind: int, size: int, start: int, link: bytes = b"", mode: int = 0) -> None:
        self.path, self.size, self.link, self.kind = path, size, link, kind
        self.attributes, self.new = [], True

    def attribute(self, key: bytes, value: bytes) -> None:
        self.attributes.append((key, value))

    def resize(self, size: int, start: int) -> None:
        self.size = size


def read_tar(pull: Pull, sink: Sink) -> Steps:
    """Everything in a tar that has content, of whatever kind. Alpine's packages are several tars in a row."""
    latest = _Latest()
    walker = TarWalker(latest)
    while True:
        want = walker.wants() or BLOCK
        block = yield from pull.peek(want)
        if walker.ended and (len(block) < BLOCK or (block.strip(b"\0") and not is_header(block))):
            return  # what comes after the end is the caller's
        if len(block) < want:
            break
        yield from pull.skip(want)
        walker.feed(block)
        if walker.full:
            raise TarError(f"holds more than {MEMBERS:,} files")
        if latest.new:
            _beside(latest, sink)
        if not walker.late and not walker.skippable():
            continue
        rest = latest.size
        out = sink.member(clean_path(latest.path))
        try:
            if walker.late:
                out.write(block[:rest])
                rest -= min(rest, BLOCK)
            yield from pull.copy(rest, out.write)
        finally:
            out.close()
        yield from pull.skip(walker.skippable() - rest)
        walker.skip(walker.skippable())
    yield from pull.skip(len(block))
    walker.feed(block)
    walker.finish()


def _beside(latest: _Latest, sink: Sink) -> None:
    """What a member has beside its content; the name of one that has content is told with it."""
    latest.new = False
    name = clean_path(latest.path)
    if not latest.size:
        sink.beside(name, "name", latest.path)
    if latest.link:
        sink.beside(name, "link target", latest.link)
    for key, value in latest.attributes:
        sink.beside(name, f"attribute {key.decode('utf-8', 'replace')}", value)


def _attribute(key: bytes, value: bytes) -> tuple[bytes, bytes]:
    """Name and value of an attribute, without the program's prefix."""
    for prefix in _XATTR:
        if key.startswith(prefix):
            if prefix == b"LIBARCHIVE.xattr.":
                with suppress(ValueError):
                    value = binascii.a2b_base64(value)
            return key[len(prefix) :], value
    return key, value


def _number(field: bytes) -> int:
    """A number in octal digits, or in base 256 with the first bit set, negative with the second one (tar(5)).
    Raises ValueError."""
    if field[0] & 0x80:
        return int.from_bytes(bytes([field[0] & 0x7F]) + field[1:], "big") if not field[0] & 0x40 else -1
    text = field.lstrip(b" \0").partition(b"\0")[0].strip(b" ")
    if text[:1] == b"-" and _OCTAL.match(text[1:]):
        return -1
    if not _OCTAL.match(text):
        raise ValueError
    return int(text, 8) if text else 0


def is_header(header: bytes) -> bool:
    """Whether a block of 512 bytes has a header's checksum; some old writers summed signed bytes."""
    text = header[148:156].strip(b" \0").partition(b"\0")[0]
    if not text or not _OCTAL.match(text):
        return False
    rest = header[:148] + header[156:]
    unsigned, wanted = sum(rest) + 8 * 32, int(text, 8)
    return wanted == unsigned or wanted == unsigned - 256 * sum(b > 127 for b in rest)


def _pax_records(data: bytes) -> dict[bytes, bytes]:
    """The records that matter here (`LENGTH KEY=VALUE\\n`): a header may have 100,000 others."""
    records: dict[bytes, bytes] = {}
    at = 0
    while at < len(data):
        space = data.find(b" ", at, at + 20)
        if space < 0 or not data[at:space].isdigit():
            break
        length = int(data[at:space])
        if length <= space - at:
            break
        key, equals, value = data[space + 1 : at + length - 1].partition(b"=")
        if equals and (key in _PAX_KEYS or key == b"comment" or key.startswith(_XATTR)):
            records[key] = value
        at += length
    return records
