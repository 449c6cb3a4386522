"""How hard a process may ask servers: how often it tries, how long it waits between tries, requests and bytes
a second.

A plain scan has none: it gives up soon and says why. Who asks for a hundred thousand blobs sets one for the
process (`use`): a host that is busy is left alone by all threads for as long as it asks, or twice as long
with every refusal, and one host's pause is not another's.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from time import monotonic, sleep

from msgspec import Struct, field

BUSY = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Answers after which another try may help (RFC 9110, section 15; RFC 6585)."""
FIRST = 0.5
"""Seconds before the second try where the server names none; then twice as many each time."""


class _Host(Struct):
    until: float = 0.0  # nobody asks before
    next: float = 0.0  # when the budget allows the next request


class Pace(Struct):
    """`tries` of one request; `longest` seconds to wait before one of them; `requests` a second to one host
    and `rate` bytes a second from all (0: no limit). Shared by threads."""

    tries: int = 8
    longest: float = 300.0
    requests: float = 0.0
    rate: float = 0.0
    clock: Callable[[], float] = monotonic
    wait: Callable[[float], None] = sleep
    _hosts: dict[str, _Host] = field(default_factory=dict)
    _bytes_next: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def before(self, host: str) -> None:
        """Waits until a request to the host may be made."""
        while True:
            with self._lock:
                state, now = self._hosts.setdefault(host, _Host()), self.clock()
                until = max(state.until, state.next)
                if until <= now:
                    if self.requests:
                        state.next = max(state.next, now) + 1 / self.requests
                    return
            self.wait(min(until - now, 5.0))

    def pause(self, host: str, attempt: int, asked: float | None) -> bool:
        """After the refusal of try `attempt` (0 is the first): notes how long the host is left alone, `asked`
        seconds where it says so. False where it is not tried again."""
        if attempt + 1 >= self.tries or (asked is not None and asked > self.longest):
            return False
        seconds = (
            asked if asked is not None else min(FIRST * 2**attempt, self.longest) * random.uniform(0.75, 1.25)
        )
        with self._lock:
            state = self._hosts.setdefault(host, _Host())
            state.until = max(state.until, self.clock() + seconds)
        return True

    def took(self, count: int) -> None:
        """So many bytes came: waits where they came too fast."""
        if not self.rate:
            return
        with self._lock:
            now = self.clock()
            self._bytes_next = max(self._bytes_next, now - 0.1) + count / self.rate
            late = self._bytes_next - now
        if late > 0:
            self.wait(late)


_current: list[Pace] = []


def use(pace: Pace | None) -> None:
    """Sets the pace of this process; None for none."""
    _current[:] = [pace] if pace is not None else []


def current() -> Pace | None:
    return _current[0] if _current else None
