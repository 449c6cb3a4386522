"""Seconds that a piece of work may take: the loop has one thread, and while it works it answers nobody."""

from __future__ import annotations

import ctypes
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

LINT = 10.0
"""Seconds that one lint may take: the largest files that people write take less than one (the command gives a file 60)."""
ANSWER = 2 * LINT
"""Seconds that an answer, or the cost of a document, may take."""


class Late(BaseException):
    """The time is over. Not an Exception: what takes a rule's failure for one of its results must let it through."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Ends its body with Late after so many seconds, between two steps of Python. A budget may be within another one."""
    own: type[BaseException] = type("Over", (BaseException,), {})  # so that the end of an outer budget is not taken for that of an inner one
    thread, lock, done = threading.get_ident(), threading.Lock(), False

    def end() -> None:
        with lock:
            if not done:
                ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(own))
                fired.set()

    fired = threading.Event()
    timer = threading.Timer(seconds, end)
    timer.daemon = True
    try:
        try:
            timer.start()  # here, as on a busy machine the time can be over before it returns
            yield
        finally:
            with lock:
                done = True
            timer.cancel()
            while fired.is_set():  # it is on its way: it must come here, and not in what is done next
                time.sleep(0.001)
                fired.clear()
    except own:
        raise Late from None
