"""A tar header reader over blocks of a stream (POSIX.1-2001 pax, ustar, GNU; sys/tar.h, tar(5)).

`tarfile` costs 33 µs a member; this costs about 3, and holds nothing but names and offsets. Contents are not looked at.
"""

from __future__ import annotations

from dlinter.model.image.stream import FILE, FOLDER, HARDLINK, OTHER, SYMLINK, Members

BLOCK = 512
LONGEST = 1 << 20
"""A pax header or long name of more bytes than this is taken for damage."""
MOST = 1 << 60
"""No layer has a file of an exbibyte: such a size is damage."""
_KINDS = {0x30: FILE, 0: FILE, 0x37: FILE, 0x31: HARDLINK, 0x32: SYMLINK, 0x35: FOLDER, 0x53: FILE}
_ZERO = bytes(BLOCK)


class TarError(Exception):
    """The stream is no tar, or damaged; the message says where."""


class TarWalker:
    """Reads headers as blocks come by. `feed` never holds contents; `finish` says whether the end was in order."""

    def __init__(self, members: Members) -> None:
        self.members = members
        self.offset = 0  # of the next byte to come
        self.ended = False
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

    def feed(self, block: bytes) -> None:
        """Walks over the headers of the next block. Raises TarError."""
        size, at, base = len(block), 0, self.offset
        self.offset += size
        while at < size and not self.ended:
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

    def finish(self) -> None:
        """Raises TarError where the stream ends inside a member."""
        if self.ended:
            return
        if self._skip or self._pending or self._collect:
            raise TarError(f"the tar is cut off at byte {self.offset}")

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

    def _header(self, header: bytes, start: int) -> None:
        if self._sparse:  # an extension of an old GNU sparse map: it stands between the header and the contents
            self._sparse = bool(header[504])
            self.members.starts[-1] += BLOCK
            self._skip = 0 if self._sparse else self._held
            return
        if header[0] == 0 and header == _ZERO:
            self.ended = True
            return
        if header[257:262] != b"ustar" and not _sum_fits(header):
            what = "is no tar" if not self.count else f"is damaged at byte {start - BLOCK}"
            raise TarError(f"the layer {what}")
        kind = header[156]
        try:
            size = _number(header[124:136])
        except ValueError:
            raise TarError(f"the tar is damaged at byte {start - BLOCK}: a size is no number") from None
        if size > MOST:
            raise TarError(f"the tar is damaged at byte {start - BLOCK}: a member of {size:.1e} bytes")
        self.count += 1
        padded = -(-size // BLOCK) * BLOCK
        if kind in (0x78, 0x67, 0x4C, 0x4B):  # x, g, L, K
            if size > LONGEST:
                raise TarError(f"the tar has a header of {size} bytes at byte {start - BLOCK}")
            self._collect = (kind, padded, bytearray()) if padded else None
            self._left = size
            return
        self._member(header, kind, size, start)

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
            if b"size" in pax and pax[b"size"].isdigit():
                size = min(int(pax[b"size"][:20]), MOST)
            self._pax = {}
        self._name = self._link = None
        if kind == 0x53:
            self._sparse = bool(header[482])
        known = _KINDS.get(kind, OTHER)
        if known == FILE and name.endswith(b"/") and kind != 0x53:
            known = FOLDER
        held = size if known in (FILE, OTHER) else 0
        if known == HARDLINK and size:
            held = size  # pax may store the contents with the link
        try:
            mode = int(header[100:108].strip(b" \0") or b"0", 8)
        except ValueError:
            mode = 0
        stored = held if known == FILE or (known == HARDLINK and held) else 0
        self.members.add(name, known, stored, start, link if known in (HARDLINK, SYMLINK) else b"", mode)
        self._skip = -(-held // BLOCK) * BLOCK
        if self._sparse:
            self._held, self._skip = self._skip, 0


def _number(field: bytes) -> int:
    if field[0] & 0x80:  # base-256
        return int.from_bytes(bytes([field[0] & 0x7F]) + field[1:], "big") if field[0] != 0xFF else 0
    text = field.strip(b" \0")
    return int(text, 8) if text else 0


def _sum_fits(header: bytes) -> bool:
    try:
        wanted = int(header[148:156].strip(b" \0").partition(b"\0")[0] or b"0", 8)
    except ValueError:
        return False
    return sum(header) - sum(header[148:156]) + 8 * 32 == wanted


def _pax_records(data: bytes) -> dict[bytes, bytes]:
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
        if equals:
            records[key] = value
        at += length
    return records
