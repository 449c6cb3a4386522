"""7z (7zFormat.txt of the LZMA SDK): its list of files stands at its end, so the whole is held, then read by
py7zr, the extra `dlinter[7z]`."""

from __future__ import annotations

import tempfile
from typing import TYPE_CHECKING, Any

from dlinter.archive.budget import TooMuch
from dlinter.archive.pull import Damaged, Pull, Steps, Unsupported
from dlinter.archive.sink import Cause, Sink

if TYPE_CHECKING:
    from collections.abc import Callable

LARGEST = 512 << 20
"""A 7z of more bytes is not read: it is copied before."""
_IN_MEMORY = 16 << 20


def read_7z(pull: Pull, sink: Sink) -> Steps:
    """All files. Raises Unsupported where py7zr is not installed."""
    yield from pull.peek(6)
    try:
        import py7zr
    except ImportError:
        raise Unsupported("is a 7z archive: `pip install 'dlinter[7z]'` to have it read") from None
    with tempfile.SpooledTemporaryFile(_IN_MEMORY) as file:
        size = 0
        while data := (yield from pull.some()):
            size += len(data)
            if size > LARGEST:
                raise TooMuch(f"is a 7z archive of more than {LARGEST >> 20} MB")
            file.write(data)
        file.seek(0)
        try:
            with py7zr.SevenZipFile(file, "r", max_extract_size=None) as archive:
                if archive.needs_password():
                    sink.trouble("is encrypted", Cause.ENCRYPTED)
                    return
                archive.extractall(factory=_factory(sink))
        except py7zr.exceptions.PasswordRequired:
            sink.trouble("is encrypted", Cause.ENCRYPTED)
        except py7zr.exceptions.UnsupportedCompressionMethodError:
            raise Unsupported("is compressed by a method that py7zr does not know") from None
        except TooMuch:
            raise
        except Exception as error:  # a hostile file: py7zr raises whatever its pieces do
            raise Damaged(f"{type(error).__name__} in its list of files or its content") from None


def _factory(sink: Sink) -> Any:
    """What py7zr asks for each file, in their order, one at a time."""
    from py7zr.io import Py7zIO, WriterFactory

    class Out(Py7zIO):  # type: ignore[misc, unused-ignore]
        def __init__(self, out: Sink) -> None:
            self._write: Callable[[bytes], None] = out.write
            self._end: Callable[[], None] | None = out.close
            self._size = 0

        def write(self, s: bytes | bytearray) -> int:
            self._size += len(s)
            self._write(bytes(s))
            return len(s)

        def read(self, size: int | None = None) -> bytes:
            return b""

        def seek(self, offset: int, whence: int = 0) -> int:
            return 0

        def flush(self) -> None:
            """Nothing is held."""

        def size(self) -> int:
            return self._size

        def close(self) -> None:
            if self._end is not None:
                end, self._end = self._end, None
                end()

    class Factory(WriterFactory):  # type: ignore[misc, unused-ignore]
        def create(self, filename: str) -> Any:
            return Out(sink.member(filename))

    return Factory()
