"""Formats by their first bytes."""

from __future__ import annotations

import re

from dlinter.archive.pull import Pull, Steps
from dlinter.archive.sink import Cause, Reader, Sink
from dlinter.archive.tar import is_header

HEAD = 512
"""So many first bytes tell every format (tar's stand at 257)."""

STARTS = frozenset(
    (b"\x1f\x8b", b"BZ", b"\xfd7", b"\x28\xb5", b"PK", b"!<", b"\xed\xab", b"07", b"PA", b"\x78\x01",
        b"\x78\x9c", b"\x78\xda", b"\x78\x5e",
     b"\xff\xfe", b"\xfe\xff", b"\x00\x00", b"\x5d\x00", b"7z", b"bp", b"\x1f\x9d", b"\x04\x22", b"Ra",
     b"hs", b"LZ", b"\x89L", b"LR", b"MS", b"xa", b"\xff\x06")
)  # fmt: skip
"""The first two bytes of all of them but tar."""

MAGIC_7Z = b"7z\xbc\xaf\x27\x1c"
UNREAD = {
    b"\x1f\x9d": "is compressed by compress (.Z)",
    b"\x04\x22\x4d\x18": "is compressed by LZ4",
    b"Rar!\x1a\x07": "is a RAR archive",
    b"LZIP\x01": "is compressed by lzip",
    b"\x89LZO\0\r\n\x1a\n": "is compressed by lzop",
    b"LRZI\0": "is compressed by lrzip",
    b"MSCF\0\0\0\0": "is a Microsoft cabinet (CAB)",
    b"MSWIM\0\0\0": "is a Windows image (WIM)",
    b"xar!\0": "is a xar archive",
    b"\xff\x06\0\0sNaPpY": "is compressed by Snappy",
}
"""Formats that are recognised and not read, by their first bytes."""
_SQUASHFS = re.compile(rb"hsqs.{24}\x04\0\0\0", re.DOTALL)
"""The superblock of SquashFS 4.0: its number, and the version at byte 28. Its files are compressed."""
_WIDE = re.compile(rb"(?:((?:[\t\r\n -~]\0\0\0){12})|(?:\0\0\0[\t\r\n -~]){12})")
"""Text in UTF-32 without a byte order mark: twelve letters of ASCII, of four bytes each."""
_LOOSE = re.compile(r"objects/[0-9a-f]{2}/(?:[0-9a-f]{38}|[0-9a-f]{62})$")


_FURTHER = re.compile(
    rb"PK\x03\x04[\x0a-\x3f]|\x1f\x8b\x08[\x00-\x1f]|\x28\xb5\x2f\xfd|\xfd7zXZ\x00|BZh[1-9](?:1AY&SY|"
    rb"\x17\x72\x45\x38\x50\x90)|07070[12][0-9A-Fa-f]{8}"
    rb"|PACK\x00\x00\x00[\x02\x03]|\xed\xab\xee\xdb|!<arch>\ndebian-binary|7z\xbc\xaf\x27\x1c|ustar"
)
"""What a further archive begins with, behind the end of another."""


def further(data: bytes) -> int:
    """Where behind the end of an archive another one begins; -1 where none does."""
    for match in _FURTHER.finditer(data):
        at = match.start()
        if match.group() != b"ustar":
            return at
        if at >= 257 and is_header(data[at - 257 : at + 255]):
            return at - 257
    return -1


def may_be(head: bytes) -> bool:
    """A quick look: False for what is surely none of the formats."""
    return head[:2] in STARTS or head[257:262] == b"ustar" or head[1:4] == b"\0\0\0"


_LONG = 65536
"""Bytes from which on a script may have an archive behind it that its first bytes do not show: few are as
long."""


def is_script(head: bytes) -> bool:
    """Whether an archive may come behind these first bytes: what runs itself begins with a line for its
    interpreter (a zipapp, PEX, Spring Boot's executable jar, makeself)."""
    return head[:2] == b"#!"


def may_hold(head: bytes, size: int) -> bool:
    """A quick look at a script of `size` bytes: False for nearly all of them."""
    return is_script(head) and (size >= _LONG or b"PK\3\4" in head or b"\x1f\x8b\x08" in head)


def _say(what: str, pull: Pull, sink: Sink) -> Steps:
    """Reports a format that cannot be read; its bytes are searched as they are."""
    sink.trouble(f"{what}, which dlint cannot unpack: what is in it was not searched", Cause.UNSUPPORTED)
    while (yield from pull.some()):
        pass


def reader_for(head: bytes, name: str) -> Reader | None:
    """The reader for a file, by its first `HEAD` bytes; `name` tells git's loose objects from other zlib
    data."""
    if head[257:262] == b"ustar":
        from dlinter.archive.tar import read_tar

        return read_tar
    start = head[:2]
    if b"\0\0\0" in head[:4] and (letters := _WIDE.match(head)):
        from dlinter.archive.utf16 import read_utf32_of

        return read_utf32_of("utf-32-le" if letters.group(1) else "utf-32-be")
    if start not in STARTS:
        return None
    if start == b"PK":
        from dlinter.archive.zip import read_zip

        return read_zip if head[2:4] in (b"\3\4", b"\5\6", b"\7\x08") else None
    if head[:4] in (b"\xff\xfe\0\0", b"\0\0\xfe\xff"):
        from dlinter.archive.utf16 import read_utf32

        return read_utf32 if len(head) >= 16 and not len(head.lstrip(b"\0")) < 4 else None
    if start == b"\0\0":
        return None
    if start in (b"\xff\xfe", b"\xfe\xff"):
        from dlinter.archive.utf16 import read_utf16

        return read_utf16 if len(head) >= 8 and head[2:4] != b"\0\0" else None
    if start[:1] == b"\x78":
        from dlinter.archive.git import read_loose

        if _LOOSE.search(name):
            return read_loose
    if head[:6] == MAGIC_7Z:
        from dlinter.archive.seven import read_7z

        return read_7z
    if head[:8] == b"bplist00":
        from dlinter.archive.plist import read_plist

        return read_plist
    if start == b"hs" and _SQUASHFS.match(head):
        return lambda pull, sink: _say("is a SquashFS file system", pull, sink)
    for magic, what in UNREAD.items():
        if head.startswith(magic):
            return lambda pull, sink: _say(what, pull, sink)
    if head[:4] == b"PACK":
        from dlinter.archive.git import read_pack

        return read_pack if head[4:7] == b"\0\0\0" and head[7:8] in (b"\2", b"\3") else None
    if head[:8] == b"!<arch>\n":
        from dlinter.archive.packages import read_deb

        return read_deb if head[8:21] == b"debian-binary" else None
    if head[:4] == b"\xed\xab\xee\xdb":
        from dlinter.archive.packages import read_rpm

        return read_rpm
    if head[:6] in (b"070701", b"070702"):
        from dlinter.archive.packages import read_cpio

        return read_cpio
    from dlinter.archive.compressed import compressed_reader

    return compressed_reader(head)
