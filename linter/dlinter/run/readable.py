"""Whether bytes are a Dockerfile at all."""

from __future__ import annotations

from dlinter.finding import Problem
from dlinter.model.text import Text

_MAGIC = (b"\x7fELF", b"\x1f\x8b", b"PK\x03\x04", b"MZ\x90", b"\x28\xb5\x2f\xfd", b"\x89PNG",
    b"\xff\xd8\xff", b"%PDF-", b"\xca\xfe\xba\xbe")
_CONTROL = bytes(b for b in range(32) if b not in b"\t\n\r\f\x0b\x1b") + b"\x7f"
SAMPLE = 8192
"""So many bytes tell what a file is, as for git."""


def unreadable(text: Text) -> Problem | None:
    """What is wrong with bytes that are no Dockerfile: empty, of another encoding, or binary."""
    data = text.data
    if not data.strip():
        return Problem("is empty: there is nothing to build", text.path)
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return Problem("is UTF-16: BuildKit reads UTF-8 only", text.path)
    if data.startswith(_MAGIC) or _controls(data[:SAMPLE]) > 0.02 * len(data[:SAMPLE]) + 2:
        return Problem("is binary, not a Dockerfile", text.path)
    return None


def odd_byte(text: Text) -> Problem | None:
    """A NUL byte in what is a Dockerfile otherwise: BuildKit reads on, but no command, path or variable can
    hold one."""
    at = text.data.find(b"\0")
    if at < 0:
        return None
    return Problem(
        f"has a NUL byte in line {text.position(at).line}: no command, path or variable can hold one",
        text.path,
    )


def _controls(data: bytes) -> int:
    """How many bytes are in no text. Random bytes have one in ten, texts none."""
    return len(data) - len(data.translate(None, _CONTROL))
