"""The workers of a dask scheduler (distributed, the extra `fleet`): tasks are layers, results come to the
client, which writes them.

What a lost worker was at is done again by another one: that is dask's. Dask blames every task of a worker
that ends, so one that it gives up is tried once more by itself: only what ends a worker alone is lost.
Workers need the same dlint, and credentials of their own to pull with.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from pathlib import Path
from typing import Any

from dlinter.fleet.engines.engine import SLOWEST, EngineError, ImageTask, Lost, Outcome, Task
from dlinter.fleet.tasks import LayerOutcome, LayerTask, OtherRules, Setup, Worker
from dlinter.values import replace

SCHEME, TLS = "dask://", "tls://"
TIMEOUT = 15
"""Seconds to reach the scheduler."""
WORKERLESS = 60.0
"""Seconds that a scheduler may have no worker."""
BUDGET = 1800.0
"""Seconds that a layer may take from when a worker with others before it is given it, and so many more as its
size asks for: dask itself waits for ever."""
AHEAD = 3
"""Tasks in flight for each thread of a worker: one at work, and some on their way."""
ANY_PORT = {"dashboard_address": "127.0.0.1:0"}
"""For a cluster of its own. A scheduler has an HTTP server also without a dashboard, and a second one beside
it warns that 8787 is taken."""
_local = threading.local()
_lock = threading.Lock()
_engines: dict[str, Any] = {}


class DaskWorkers:
    """`address` is dask://HOST:PORT or tls://HOST:PORT (certificates come from dask's own configuration), the
    file that `dask scheduler --scheduler-file` writes, or "" for a cluster of `jobs` processes on this
    machine. Raises EngineError."""

    def __init__(self, address: str, jobs: int, setup: Setup) -> None:
        try:
            import distributed
        except ImportError:
            raise EngineError("the engine dask needs distributed: `pip install 'dlinter[fleet]'`") from None
        self._dask: Any = distributed
        self._address = address or "a local cluster"
        self._cluster: Any = None
        self._client = self._connect(address, jobs)
        # The limits are for all workers together; `setup` has them for each of `jobs` processes.
        shares = jobs / max(1, sum(self._client.nthreads().values()))
        self._setup = replace(setup, rate=setup.rate * shares, requests=setup.requests * shares)
        self._futures: dict[Any, tuple[LayerTask, float]] = {}
        """What is at work, with the time at which it is given up."""
        self._rate = min(self._setup.rate or SLOWEST, SLOWEST)
        self._suspects: deque[LayerTask] = deque()
        self._alone: LayerTask | None = None
        self._window, self._looked, self._workers_at = 2, 0.0, time.monotonic()
        self._look()

    def _connect(self, address: str, jobs: int) -> Any:
        try:
            if not address:
                security = self._temporary()
                self._cluster = self._dask.LocalCluster(
                    n_workers=jobs, threads_per_worker=1, processes=True, dashboard_address=None,
                    host="127.0.0.1", silence_logs=50, security=security, scheduler_kwargs=ANY_PORT
                )
                return self._dask.Client(self._cluster, timeout=TIMEOUT, security=security)
            path = Path(address)
            if "://" not in address and path.exists():
                return self._dask.Client(scheduler_file=str(path), timeout=TIMEOUT)
            return self._dask.Client(self._url(address), timeout=TIMEOUT)
        except (OSError, ValueError, KeyError) as error:  # a timeout is an OSError
            self._close_cluster()
            raise EngineError(
                f"the dask scheduler at {self._address.removeprefix(SCHEME)} cannot be reached "
                f"({type(error).__name__}): is it running?"
            ) from None

    def _temporary(self) -> Any:
        """Credentials of this run only. Whoever reaches a scheduler has its workers run what they like, and
        every user of a machine reaches its loopback."""
        try:
            return self._dask.Security.temporary()
        except ImportError:
            raise EngineError(
                "the engine dask starts a cluster on this machine with encrypted connections only, which "
                "needs cryptography: `pip install cryptography`, or use `--engine local`"
            ) from None

    def _url(self, address: str) -> str:
        """The scheduler's address: with `tls://` as given, with `dask://` encrypted where dask's
        configuration (`distributed.comm`) asks for it."""
        if address.startswith(TLS):
            return address
        encrypted = bool(self._dask.Security().require_encryption)
        return address.replace(SCHEME, TLS if encrypted else "tcp://", 1)

    @property
    def room(self) -> int:
        return 0 if self._alone is not None else self._window - len(self._futures)

    @property
    def busy(self) -> int:
        return len(self._futures) + len(self._suspects)

    def submit(self, task: Task) -> None:
        if isinstance(task, ImageTask):
            raise TypeError("images are judged by the client")
        future = self._client.submit(
            _work, self._setup, task, pure=False, key=f"dlint-{task.number}-{time.monotonic_ns()}"
        )
        self._futures[future] = (task, time.monotonic() + (BUDGET + task.size / self._rate) * AHEAD)

    def results(self, seconds: float) -> list[Outcome]:
        self._look()
        if self._suspects and not self._futures:
            self._alone = self._suspects.popleft()
            self.submit(self._alone)
        if not self._futures:
            return []
        try:
            finished = self._dask.wait(
                list(self._futures), timeout=max(seconds, 0.01), return_when="FIRST_COMPLETED"
            ).done
        except (TimeoutError, self._dask.TimeoutError):
            return self._overdue()
        except self._dask.CancelledError:
            finished = [future for future in self._futures if future.done()]
        done: list[Outcome] = []
        for future in finished:
            done += self._outcome(future, self._futures.pop(future)[0])
            future.release()
        return done + self._overdue()

    def _overdue(self) -> list[Outcome]:
        """Layers whose worker does not end: the thread that hangs stays so until its worker is stopped, and
        the others go on."""
        late = [future for future, (_, until) in self._futures.items() if time.monotonic() > until]
        if late:
            self._client.cancel(late, force=True)
        found: list[Outcome] = []
        for future in late:
            task, _ = self._futures.pop(future)
            self._alone = None if self._alone == task else self._alone
            found.append(Lost(task, "no dask worker ended it in time"))
        return found

    def _outcome(self, future: Any, task: LayerTask) -> list[Outcome]:
        alone, self._alone = self._alone == task, None if self._alone == task else self._alone
        if future.status == "finished":
            try:
                return [future.result(timeout=TIMEOUT * 4)]
            except (OSError, TimeoutError):
                self._check()
        elif future.status == "error":
            error = future.exception(timeout=TIMEOUT)
            if isinstance(error, OtherRules):
                raise EngineError(f"{error}: install the same one there")
            if isinstance(error, ModuleNotFoundError):
                raise EngineError(
                    f"the dask workers at {self._address.removeprefix(SCHEME)} have no dlint: install "
                    "dlinter there"
                )
            if alone or type(error).__name__ != "KilledWorker":
                return [
                    Lost(
                        task,
                        "the dask worker that read it "
                        f"{'was ended, more than once' if type(error).__name__ == 'KilledWorker' else f'failed ({type(error).__name__})'}",  # noqa: E501
                    )
                ]
            self._suspects.append(task)
            return []
        self._check()
        self._suspects.append(task)  # cancelled, or lost on its way
        return []

    def _check(self) -> None:
        if self._client.status not in ("running", "connecting"):
            raise EngineError("the dask scheduler is gone: what was read is kept, run the command again")

    def _look(self) -> None:
        """How many threads there are now: workers come and go."""
        now = time.monotonic()
        if now - self._looked < 1.0:
            return
        self._looked = now
        self._check()
        try:
            threads = sum(self._client.nthreads().values())
        except (OSError, TimeoutError):
            self._check()
            return
        self._window = max(2, threads * AHEAD)
        if threads:
            self._workers_at = now
        elif now - self._workers_at > WORKERLESS:
            raise EngineError(
                f"the dask scheduler at {self._address.removeprefix(SCHEME)} has no worker: what was read is "
                "kept"
            )

    def close(self) -> None:
        try:
            self._client.cancel(list(self._futures), force=True)
            self._client.close(timeout=TIMEOUT)
        except (OSError, TimeoutError, RuntimeError):
            pass  # it is gone
        self._close_cluster()

    def _close_cluster(self) -> None:
        if self._cluster is not None:
            self._cluster.close(timeout=TIMEOUT)


def _work(setup: Setup, task: LayerTask) -> LayerOutcome:
    """Runs in a dask worker; each of its threads has connections of its own, and all share the detectors.
    Raises OtherRules."""
    worker: Worker | None = getattr(_local, "worker", None)
    if worker is None or worker.setup != setup:
        with _lock:
            worker = Worker(setup, _engines.get(setup.rules))
            _engines[setup.rules] = worker.engine
        _local.worker = worker
    return worker.scan(task)
