"""tar: ustar, pax and GNU long names (POSIX.1-2017, pax; GNU tar manual, Basic Tar Format)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dlinter.archive.pull import Damaged, Pull, Steps

if TYPE_CHECKING:
    from dlinter.secrets.unpack import Part

_LONGEST = 1 << 20


def read_tar(pull: Pull, part: Part) -> Steps:
    """All regular files. Blocks of zeros are passed over: Alpine's packages are several tars in a row."""
    name = b""
    while True:
        header = yield from pull.peek(512)
        if len(header) < 512:
            return
        yield from pull.skip(512)
        if not header.strip(b"\0"):
            continue
        size, kind = number(header[124:136]), header[156:157]
        if header[257:262] != b"ustar" and not _sums(header):
            raise Damaged("a header is none")
        padding = -size % 512
        if kind in (b"L", b"x"):
            if size > _LONGEST:
                raise Damaged("a name is too long")
            body = yield from pull.take(size)
            yield from pull.skip(padding)
            name = body.rstrip(b"\0") if kind == b"L" else pax_path(body) or name
            continue
        if kind == b"S" and header[482]:  # GNU sparse: more blocks of the map follow
            while (yield from pull.take(512))[504]:
                pass
        if kind in (b"0", b"\0", b"7", b"S") and size:
            prefix = header[345:500].rstrip(b"\0") if header[257:263] == b"ustar\0" else b""
            short = header[:100].rstrip(b"\0")
            full = name or (prefix + b"/" + short if prefix else short)
            out = part.member(full.decode("utf-8", "surrogateescape").removeprefix("./").lstrip("/"))
            try:
                yield from pull.copy(size, out.write)
            finally:
                out.close()
            yield from pull.skip(padding)
        else:
            yield from pull.skip(size + padding)
        name = b""


def number(field: bytes) -> int:
    """A number in octal digits or, with the first bit set, in base 256; raises Damaged."""
    if field[:1] == b"\x80" and not field[1:5].strip(b"\0"):
        return int.from_bytes(field[1:], "big")
    try:
        return int(field.strip(b"\0 ") or b"0", 8)
    except ValueError:
        raise Damaged("a header's size is no number") from None


def pax_path(body: bytes) -> bytes:
    """The `path` of a pax extended header, b"" where there is none: records `LENGTH KEY=VALUE\\n`."""
    at = 0
    while at < len(body):
        space = body.find(b" ", at, at + 12)
        try:
            length = int(body[at:space])
        except ValueError:
            return b""
        if space < 0 or length <= 0:
            return b""
        key, _, value = body[space + 1 : at + length - 1].partition(b"=")
        if key == b"path":
            return value
        at += length
    return b""


def _sums(header: bytes) -> bool:
    try:
        wanted = int(header[148:156].strip(b"\0 ") or b"x", 8)
    except ValueError:
        return False
    rest = header[:148] + header[156:]
    unsigned = sum(rest) + 256
    return wanted in (unsigned, unsigned - 256 * sum(b > 127 for b in rest))  # some old writers summed signed bytes
