"""Archives made in memory."""

from __future__ import annotations

import io
import struct
import tarfile
import zipfile
from collections.abc import Mapping


def tar(files: Mapping[str, bytes], format: int = tarfile.PAX_FORMAT) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=format) as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def ar(files: dict[str, bytes]) -> bytes:
    out = b"!<arch>\n"
    for name, data in files.items():
        out += (
            f"{name:<16}{0:<12}{0:<6}{0:<6}{'100644':<8}{len(data):<10}`\n".encode()
            + data
            + b"\n" * (len(data) % 2)
        )
    return out


def cpio(files: dict[str, bytes]) -> bytes:
    out = b""
    for name, data in [*files.items(), ("TRAILER!!!", b"")]:
        raw = name.encode() + b"\0"
        fields = (1, 0o100644 if data else 0, 0, 0, 1, 0, len(data), 0, 0, 0, 0, len(raw), 0)
        out += b"070701" + b"".join(b"%08X" % f for f in fields) + raw
        out += b"\0" * (-len(out) % 4) + data
        out += b"\0" * (-len(out) % 4)
    return out


def rpm(payload: bytes) -> bytes:
    header = b"\x8e\xad\xe8\x01\0\0\0\0" + struct.pack(">II", 1, 5) + b"\0" * 16 + b"abcde"
    return b"\xed\xab\xee\xdb" + b"\0" * 92 + header + b"\0" * (-len(header) % 8) + header + payload
