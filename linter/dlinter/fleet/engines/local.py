"""Processes of this machine, one task each at a time. One that is killed loses its task only, which another
one does; a task that ends two processes is given up. A process whose parent is gone ends, too."""

from __future__ import annotations

import signal
from collections import deque
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from time import monotonic

from msgspec import Struct

from dlinter.fleet.engines.engine import SLOWEST, EngineError, ImageTask, Lost, Outcome, Task
from dlinter.fleet.judge import Judge
from dlinter.fleet.store import StoreError
from dlinter.fleet.tasks import LayerTask, OtherRules, Setup, Worker
from dlinter.policy.settings import Settings

BUDGET = 900.0
"""Seconds that a task may take, and for a layer so many more as SLOWEST or the limit of its rate asks for."""
LIVES = 2
"""So many processes may end at one task: the first may have been killed for another reason, such as another
task's memory."""


class _Process(Struct):
    process: BaseProcess
    connection: Connection
    task: Task | None = None
    began: float = 0.0
    until: float = 0.0


class Pool:
    """`jobs` processes, started as they are needed."""

    def __init__(self, jobs: int, setup: Setup, path: Path, settings: Settings) -> None:
        self._rate = min(setup.rate or SLOWEST, SLOWEST)
        self._jobs, self._arguments = max(1, jobs), (setup, path, settings)
        self._processes: list[_Process] = []
        self._waiting: deque[Task] = deque()
        self._deaths: dict[Task, int] = {}
        # Not forked: a copy of this process would hold its connections and its database.
        self._context = get_context("spawn")

    @property
    def room(self) -> int:
        return self._jobs - self.busy

    @property
    def busy(self) -> int:
        return len(self._waiting) + sum(p.task is not None for p in self._processes)

    @property
    def pids(self) -> list[int]:
        """The processes that are at a task."""
        return [p.process.pid for p in self._processes if p.process.pid is not None and p.task is not None]

    def submit(self, task: Task) -> None:
        self._waiting.append(task)
        self._give()

    def results(self, seconds: float) -> list[Outcome]:
        done: list[Outcome] = []
        at_work = [p for p in self._processes if p.task is not None]
        wait([x for p in at_work for x in (p.connection, p.process.sentinel)], seconds)
        for process in at_work:
            try:
                while process.task is not None and process.connection.poll():
                    got = process.connection.recv()
                    if isinstance(got, str):
                        raise EngineError(got)
                    done.append(got)
                    process.task = None
            except (EOFError, OSError):
                done += self._ended(process)
                continue
            if process.task is not None and not process.process.is_alive() and not process.connection.poll():
                done += self._ended(process)
            elif process.task is not None and monotonic() > process.until:
                self._drop(process)
                done.append(
                    Lost(
                        process.task,
                        f"it took longer than {(process.until - process.began) / 60:.0f} minutes",
                    )
                )
        self._give()
        return done

    def close(self) -> None:
        for process in self._processes:
            process.process.kill()
        for process in self._processes:
            process.process.join()
            process.connection.close()
        self._processes.clear()

    def _give(self) -> None:
        while self._waiting:
            free = next((p for p in self._processes if p.task is None), None)
            if free is None:
                if len(self._processes) >= self._jobs:
                    return
                free = self._start()
            free.task = self._waiting.popleft()
            free.began = monotonic()
            free.until = (
                free.began
                + BUDGET
                + (free.task.size / self._rate if isinstance(free.task, LayerTask) else 0.0)
            )
            with suppress(OSError):  # it ended between two tasks: `results` sees that
                free.connection.send(free.task)

    def _start(self) -> _Process:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=_work, args=(theirs, *self._arguments), daemon=True)
        process.start()
        theirs.close()
        self._processes.append(_Process(process, ours))
        return self._processes[-1]

    def _drop(self, process: _Process) -> None:
        self._processes.remove(process)
        process.process.kill()
        process.process.join()
        process.connection.close()

    def _ended(self, process: _Process) -> list[Outcome]:
        self._drop(process)
        task = process.task
        if task is None:
            return []
        self._deaths[task] = self._deaths.get(task, 0) + 1
        if self._deaths[task] >= LIVES:
            return [Lost(task, f"the process that read it was ended{_how(process.process.exitcode)}, twice")]
        self._waiting.append(task)
        return []


def _how(code: int | None) -> str:
    if code is None:
        return ""
    if code >= 0:
        return f" (exit code {code})"
    with suppress(ValueError):
        return f" ({signal.Signals(-code).name})"
    return f" (signal {-code})"


def _work(connection: Connection, setup: Setup, path: Path, settings: Settings) -> None:
    """A process: does tasks until the parent ends it, or has ended."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's
    worker: Worker | None = None
    judge: Judge | None = None
    with suppress(EOFError, OSError):  # the parent is gone
        while True:
            task = connection.recv()
            try:
                if isinstance(task, ImageTask):
                    judge = judge or Judge(path, settings)
                    connection.send(judge.judge(task.number))
                else:
                    worker = worker or Worker(setup)
                    connection.send(worker.scan(task))
            except (OtherRules, StoreError) as error:
                connection.send(str(error))
