"""The time that rules may take for one file, whatever it holds: the end of what `work` does not count.

Limits of `work` are counted, so that a file gives the same report on every machine; this one is for what
nobody has thought of. It is far above what a file takes that those let through, also on a slow machine, and
it counts the processor's time in this process alone: a busy machine, git and ShellCheck do not use it up. It
is a signal (SIGVTALRM), so it reaches loops that ask for nothing; on Windows, and outside of the main thread,
there is none. What holds no state of a file (a `Facts` is thrown away with it) may be left in the middle.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from msgspec import Struct

SECONDS = 5.0
"""A hundred times what the slowest of 728 real Dockerfiles takes (0.05 s). Less would do for the file, but
what is around it is read in this time, too: a context of 40,000 files takes 2 s."""
_AGAIN = 0.2
"""Seconds after which it is said again: Python drops an exception that comes up while it cleans up an
object."""
UNREAD = "takes too long to read: no rule saw it"


class OutOfTime(BaseException):
    """The time is over. Not an Exception: what takes a rule's failure for one of its results must let it
    through."""


class _State(Struct):
    running: bool = False
    late: bool = False
    open: bool = False
    """Whether what runs now may be left."""


_STATE = _State()


def _tick(number: int, frame: FrameType | None) -> None:
    _STATE.late = True
    if _STATE.open:
        raise OutOfTime


def _here() -> bool:
    return threading.current_thread() is threading.main_thread()


@contextmanager
def limited(seconds: float | None = None) -> Iterator[None]:
    """The time of one file begins, unless it is running: a file may hold others. It leaves nothing by itself,
    see `ending`."""
    if not hasattr(signal, "setitimer") or not _here() or _STATE.running:
        yield
        return
    _STATE.running, _STATE.late = True, False
    before = signal.signal(signal.SIGVTALRM, _tick)
    try:
        signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS if seconds is None else seconds, _AGAIN)
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before if before is not None else signal.SIG_DFL)
        _STATE.running = _STATE.late = False


@contextmanager
def ending() -> Iterator[None]:
    """What may be left in the middle. Raises OutOfTime, at its beginning where the time is over already."""
    if not _STATE.running or not _here():
        yield
        return
    before, _STATE.open = _STATE.open, True
    try:
        if _STATE.late:
            raise OutOfTime
        yield
    finally:
        _STATE.open = before


@contextmanager
def whole() -> Iterator[None]:
    """What is done to its end, inside of what may be left, and takes nothing of the time: the search for
    secrets, which has limits of its own and may begin with the compilation of all patterns."""
    if not _STATE.running or not _here():
        yield
        return
    before, _STATE.open = _STATE.open, False
    left, again = signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, left or _AGAIN, again)
        _STATE.open = before


def is_over() -> bool:
    """Whether the time that is running is over."""
    return _STATE.late and _here()
