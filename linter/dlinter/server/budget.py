"""Seconds that a piece of work may take: the loop has one thread, and while it works it answers nobody."""

from __future__ import annotations

import ctypes
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from msgspec import Struct, field

LINT = 10.0
"""Seconds that one lint may take: the largest files that people write take less than one (the command gives a
file 60)."""
ANSWER = 2 * LINT
"""Seconds that an answer, or the cost of a document, may take."""


class Late(BaseException):
    """The time is over. Not an Exception: what takes a rule's failure for one of its results must let it
    through."""


class Ended(BaseException):
    """What is raised in the thread that works. `within` makes Late of it; it is seen itself only if it comes
    in the moment in which `within` ends."""


class Budget(Struct):
    """What ends a piece of work before it is done, from any thread. `given_up`: because nobody waits for it
    any more, not because the time is over."""

    given_up: bool = False
    _thread: int = field(default_factory=threading.get_ident)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _fired: threading.Event = field(default_factory=threading.Event)
    _done: bool = False
    _raised: float = 0.0
    # of its own class, so that the end of an outer budget is not taken for that of an inner one
    _over: type[Ended] = field(default_factory=lambda: type("Over", (Ended,), {}))

    def give_up(self) -> None:
        """Nobody waits for this work. Without effect once it is done."""
        self._end(True)

    def _end(self, given_up: bool = False) -> None:
        with self._lock:
            if not self._done and not self._fired.is_set():
                self.given_up = given_up
                self._raise()
                self._fired.set()

    def _raise(self) -> None:
        self._raised = time.monotonic()
        ctypes.pythonapi.PyThreadState_SetAsyncExc(
            ctypes.c_ulong(self._thread), ctypes.py_object(self._over)
        )

    def _look(self, over: float) -> None:
        """Ends the work if its time is over, and again if the end was lost: Python ignores what is raised in
        `__del__`, in a weak reference's callback and in one of the garbage collector."""
        now = time.monotonic()
        if not self._fired.is_set():
            if now >= over:
                self._end()
            return
        with self._lock:
            if not self._done and now >= self._raised + _AGAIN:
                self._raise()

    def _close(self) -> None:
        with self._lock:
            self._done = True
        if self._fired.is_set():  # it is on its way: it must come here, and not in what is done next
            time.sleep(0.001)


_ACTIVE: dict[int, tuple[float, Budget]] = {}
"""The budgets of work that is being done, by identity, each with the time at which it is over."""
_POLL, _IDLE = 0.02, 0.2
"""Seconds between two looks at them, and at whether there are any."""
_AGAIN = 0.5
"""Seconds after which work that goes on all the same is ended again."""


def _watch() -> None:
    while True:
        time.sleep(_POLL if _ACTIVE else _IDLE)
        for over, budget in list(_ACTIVE.values()):
            budget._look(over)


class _Watcher:
    """One thread for all budgets. A timer for each would be started where the end of an outer budget may
    come, and an exception inside of `Thread.start` leaves locks behind that are never opened."""

    thread: threading.Thread | None = None

    @classmethod
    def start(cls) -> None:
        if cls.thread is None or not cls.thread.is_alive():  # a process that was forked has none
            cls.thread = threading.Thread(target=_watch, name="budgets", daemon=True)
            cls.thread.start()


@contextmanager
def within(seconds: float) -> Iterator[Budget]:
    """Ends its body with Late after so many seconds, or once it is given up, between two steps of Python. A
    budget may be within another one."""
    if not _ACTIVE:
        _Watcher.start()
    budget = Budget()
    try:
        try:
            _ACTIVE[id(budget)] = (time.monotonic() + seconds, budget)
            yield budget
        finally:
            _ACTIVE.pop(id(budget), None)
            budget._close()
    except budget._over:
        raise Late from None
