"""`dlint …` as a call in this process, with what a process would have of its own: environment, folder and
standard streams.

A process costs half a second before it reads its first file; several hundred tests look at what a command
says and writes, not at how it starts.
"""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

from dlinter.cli.main import main


class Overdue(BaseException):
    """The command runs for longer than it may; no handler of `Exception` keeps it."""


def call(
    args: tuple[str, ...],
    *,
    folder: Path,
    stdin: str = "",
    environment: Mapping[str, str] | None = None,
    timeout: float = 60,
) -> subprocess.CompletedProcess[str]:
    """What `subprocess.run` gives of `dlint ARGS` with both streams captured, as text."""
    out, error = _stream(), _stream()
    before = Path.cwd()
    with (
        mock.patch.dict(os.environ, environment or {}, clear=environment is not None),
        mock.patch.multiple(sys, stdin=_stream(stdin.encode()), stdout=out, stderr=error),
        _limit(timeout),
    ):
        os.chdir(folder)
        try:
            code = main(list(args))
        finally:
            os.chdir(before)
    return subprocess.CompletedProcess(["dlint", *args], code, _text(out), _text(error))


def _stream(data: bytes = b"") -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(data), encoding="utf-8", write_through=True)


def _text(stream: io.TextIOWrapper) -> str:
    stream.flush()
    assert isinstance(stream.buffer, io.BytesIO)
    return stream.buffer.getvalue().decode().replace("\r\n", "\n").replace("\r", "\n")


@contextmanager
def _limit(seconds: float) -> Iterator[None]:
    # Windows
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        yield
        return

    def end(*_: object) -> None:
        raise Overdue(f"more than {seconds} seconds")

    before = signal.signal(signal.SIGALRM, end)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
