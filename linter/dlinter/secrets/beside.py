"""The archives of a layer, unpacked beside its stream: by threads of their own where cores are free, else
where they are met.

An archive is unpacked by one thread from its first byte to its last, which come in order; the next archive
may be another one's. What is found is in the order of the stream whoever found it. Decoders and the prefilter
release the GIL: xz in the packages that apt keeps took 60 % of a scan.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable

from dlinter.archive.sink import Cause
from dlinter.secrets.scanner import Found
from dlinter.secrets.searcher import Engine
from dlinter.secrets.unpack import Part, Trouble, Unpacker

HELD = 16 << 20
"""Bytes of archives that wait for one thread, at most."""
SMALL = 1 << 18
"""An archive of fewer bytes is unpacked where it is met: a manual page takes less time than to hand it
over."""
MOST = 6
"""Threads of one layer: more of them wait for each other, as Python runs in one at a time."""
_PIECE = 1 << 20

_Task = Callable[[], None]


class Archive:
    """An archive that is being unpacked. `ranges` are final once `Archives.finish` has returned; `later` says
    that they are not before."""

    __slots__ = ("_part", "_run", "later")

    def __init__(self, part: Part, run: Callable[[_Task, int], None], later: bool) -> None:
        self._part = part
        self._run = run
        self.later = later

    @property
    def ranges(self) -> list[tuple[int, int]]:
        """Parts of the file that were unpacked, as `Part.ranges`."""
        return self._part.ranges

    def write(self, data: bytes) -> None:
        self._run(lambda: self._part.write(data), len(data))

    def close(self) -> None:
        self._run(self._part.close, 0)


class _Worker:
    """An unpacker and its thread."""

    def __init__(self, unpacker: Unpacker, number: int) -> None:
        self.unpacker = unpacker
        self.failure: BaseException | None = None
        self._queue: queue.Queue[tuple[_Task, int] | None] = queue.Queue(HELD // _PIECE)
        self._size = 0
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._work, name=f"dlint-unpack-{number}", daemon=True)
        self._thread.start()

    @property
    def waiting(self) -> int:
        """Bytes that were given and not unpacked yet."""
        return self._size

    def run(self, task: _Task, size: int) -> None:
        if self.failure is not None:
            return  # `end` raises it: the layer is read to its end, so that no thread waits for ever
        with self._lock:
            self._size += size
        self._queue.put((task, size))

    def abandon(self) -> None:
        """The thread ends with what it does now; nobody waits for it."""
        self.failure = self.failure or RuntimeError("the layer is not read further")
        self._queue.put(None)

    def end(self) -> None:
        """Waits until all is done. Raises what failed in the thread."""
        self._queue.put(None)
        self._thread.join()
        if self.failure is not None:
            raise self.failure

    def _work(self) -> None:
        while (got := self._queue.get()) is not None:
            task, size = got
            if self.failure is None:
                try:
                    task()
                # raised where the layer is read; what still comes is taken and dropped
                except BaseException as error:
                    self.failure = error
            with self._lock:
                self._size -= size
        if self.failure is None:
            try:
                self.unpacker.finish()
            except BaseException as error:
                self.failure = error


class Archives:
    """Unpacks the archives of one layer; `spare` says how many cores are free. `finish` gives what was found
    to `emit`."""

    def __init__(
        self, engine: Engine, emit: Callable[[Found], None], trouble: Trouble, spare: Callable[[], int]
    ) -> None:
        self._engine, self._emit, self._trouble, self._spare = engine, emit, trouble, spare
        self._found: list[Found] = []
        self._troubles: list[tuple[str, str, str, Cause]] = []
        self._order: dict[str, int] = {}
        self._here: Unpacker | None = None
        self._workers: list[_Worker] = []

    def open(self, path: str, size: int) -> Archive:
        """The next archive of the layer, by its path, of `size` bytes; the one before is closed."""
        self._order.setdefault(path, len(self._order))
        worker = self._idle() if size >= SMALL else None
        if worker is not None:
            return Archive(worker.unpacker.open(path), worker.run, later=True)
        if self._here is None:
            self._here = self._unpacker()
        return Archive(self._here.open(path), lambda task, size: task(), later=False)

    def _idle(self) -> _Worker | None:
        """The thread with the least to do; None where there is none and no core for one."""
        least = min(self._workers, key=lambda worker: worker.waiting, default=None)
        if (least is None or least.waiting) and len(self._workers) < min(self._spare(), MOST):
            least = _Worker(self._unpacker(), len(self._workers))
            self._workers.append(least)
        return least

    def _unpacker(self) -> Unpacker:
        return Unpacker(self._engine, self._found.append, lambda *trouble: self._troubles.append(trouble))

    def abandon(self) -> None:
        """The layer is not read further: what was found is of no use, and no thread stays behind."""
        for worker in self._workers:
            worker.abandon()
        self._workers = []

    def finish(self) -> None:
        """The end of the layer. Raises what failed in a thread, once all have ended."""
        failures: list[BaseException] = []
        for worker in self._workers:
            try:
                worker.end()
            except BaseException as error:
                failures.append(error)
        self._workers = []
        if self._here is not None:
            self._here.finish()
            self._here = None
        order = self._order
        told: set[tuple[str, str]] = set()
        found, self._found = sorted(self._found, key=lambda one: order[one.path]), []
        troubles, self._troubles = sorted(self._troubles, key=lambda one: order[one[0]]), []
        for one in found:
            key = (one.part, one.candidate.secret.identity)
            if not one.part or key not in told:  # each unpacker tells a name once
                told.add(key)
                self._emit(one)
        for trouble in troubles:
            self._trouble(*trouble)
        if failures:
            raise failures[0]
