"""Messages of the base protocol: a `Content-Length` header, an empty line, a JSON object (LSP 3.17, "Base
Protocol")."""

from __future__ import annotations

import json
import re
import threading
from typing import Any, BinaryIO

from msgspec import Struct, field

MOST = 64 << 20
"""Bytes of the largest message that is read; a larger one is skipped."""
_LENGTH = re.compile(rb"content-length:[ \t]*(\d{1,18})[ \t]*\r?\n?$", re.I)
PARSE_ERROR, INVALID_REQUEST, METHOD_NOT_FOUND, INVALID_PARAMS, INTERNAL_ERROR = (
    -32700,
    -32600,
    -32601,
    -32602,
    -32603,
)
NOT_INITIALIZED, REQUEST_CANCELLED, CONTENT_MODIFIED = -32002, -32800, -32801

Message = dict[str, Any]


class RpcError(Exception):
    """The answer to a request that cannot be answered: a code of JSON-RPC or LSP, and one line."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


class Wire(Struct):
    """Reads from one thread, sends from any."""

    source: BinaryIO
    sink: BinaryIO
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def read(self) -> Message | None:
        """The next message; None at the end of the input. Raises RpcError for what is not a message: the next
        one can be read after it."""
        length = self._header()
        if length is None:
            return None
        if length > MOST:
            while length > 0:
                skipped = len(self.source.read(min(length, 1 << 20)))
                length = length - skipped if skipped else 0
            raise RpcError(INVALID_REQUEST, f"a message of more than {MOST:,} bytes is not read")
        body = self.source.read(length)
        if len(body) < length:
            return None
        try:
            message = json.loads(body.decode("utf-8"))
        except (ValueError, RecursionError):
            raise RpcError(PARSE_ERROR, "the message is not JSON in UTF-8") from None
        if not isinstance(message, dict):
            raise RpcError(INVALID_REQUEST, "the message is not an object")
        return message

    def _header(self) -> int | None:
        """The length of the next body. What is not a header is passed over, up to the next
        `Content-Length`."""
        length: int | None = None
        while True:
            line = self.source.readline(1 << 16)
            if not line:
                return None
            found = _LENGTH.search(line)
            if found is not None:
                length = int(found[1])
            elif not line.strip() and length is not None:
                return length

    def send(self, message: Message) -> None:
        """Writes one message. Raises OSError where nobody reads."""
        body = json.dumps({"jsonrpc": "2.0", **message}, separators=(",", ":")).encode("ascii")
        with self._lock:
            self.sink.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
            self.sink.flush()
