"""Files on several processes: what a process cannot do to its end is said of the one file it was at.

Each worker gets a few files at a time and answers after each, so the parent knows which file a worker is at.
A worker that is killed loses nothing: the other files of its share go to another worker, and the file it was
at is examined once more, with a worker of its own. A file that ends two workers, or takes longer than
`BUDGET`, is a problem.
"""

from __future__ import annotations

import signal
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from time import monotonic
from typing import TYPE_CHECKING

from msgspec import Struct, field

from dlinter.engine import Outcome
from dlinter.finding import Problem, Result, RuleInfo, Severity
from dlinter.values import replace

if TYPE_CHECKING:
    from dlinter.packs import RuleSet
    from dlinter.policy.settings import Settings
    from dlinter.run.session import Examiner
    from dlinter.sources.inputs import LintInput

BUDGET = 60.0
"""Seconds that one file may take in a worker. The largest files that people write take less than one."""
START = 30.0
"""Seconds more for the first file of a worker, which loads the rules and what they need."""
LIVES = 2
"""So many workers may end at one file before it is given up: the first may have been killed for another
reason."""
_POLL = 0.5

_NAMED = RuleInfo(id="", family="", summary="", doc="", severity=Severity.NOTE)
"""Instead of the rule of a result that is sent: its text, which is longer than all else, is here already."""

Examine = Callable[["Examiner", "LintInput"], Outcome]


class _Worker(Struct):
    """A process, and the numbers of the files that it has been given and not answered, the one it is at
    first."""

    process: BaseProcess
    connection: Connection
    todo: deque[int] = field(default_factory=deque)
    until: float = 0.0
    fresh: bool = True

    def end(self) -> None:
        self.process.kill()
        self.process.join()
        self.connection.close()


def examine_all(
    inputs: Sequence[LintInput], settings: Settings, ruleset: RuleSet, rules: Mapping[str, RuleInfo],
    jobs: int, examine: Examine, advance: Callable[[str], None]
) -> list[Outcome]:
    """The outcome of each input, in their order. `rules` are all that results may name, by id; `examine` is a
    function of a module: where processes do not fork it is named to the workers; `advance` is told the path
    of each that is done."""
    return _Pool(inputs, settings, ruleset, rules, jobs, examine, advance).run()


def forks() -> bool:
    """Whether a worker begins as a copy of this process."""
    return get_context().get_start_method() == "fork"


def can_be_sent(ruleset: RuleSet) -> bool:
    """Whether a worker can have these rules: a process that does not fork gets them pickled, which no lambda
    can be."""
    if forks():
        return True
    import pickle

    try:
        pickle.dumps(ruleset)
    except (pickle.PicklingError, TypeError, AttributeError):
        return False
    return True


class _Pool:
    def __init__(
        self, inputs: Sequence[LintInput], settings: Settings, ruleset: RuleSet,
        rules: Mapping[str, RuleInfo], jobs: int, examine: Examine, advance: Callable[[str], None]
    ) -> None:
        self._rules = rules
        self._inputs, self._jobs, self._advance = inputs, max(1, jobs), advance
        self._arguments = (settings, ruleset, examine)
        size = max(1, min(32, len(inputs) // (self._jobs * 4)))
        self._shares = deque(
            deque(range(at, min(at + size, len(inputs)))) for at in range(0, len(inputs), size)
        )
        self._done: dict[int, Outcome] = {}
        self._deaths: dict[int, int] = {}
        self._workers: list[_Worker] = []

    def run(self) -> list[Outcome]:
        try:
            while len(self._done) < len(self._inputs):
                self._give()
                self._take()
        finally:
            for worker in self._workers:
                worker.end()
        return [self._done[number] for number in range(len(self._inputs))]

    def _give(self) -> None:
        """A share to every worker that has none, and further workers as long as there are shares for them."""
        for worker in [w for w in self._workers if not w.todo]:
            self._hand(worker)
        while self._shares and len(self._workers) < self._jobs:
            worker = self._start()
            self._workers.append(worker)
            self._hand(worker)

    def _hand(self, worker: _Worker) -> None:
        if not self._shares:
            return
        worker.todo = self._shares.popleft()
        worker.until = monotonic() + BUDGET + (START if worker.fresh else 0.0)
        with suppress(OSError):  # it ended between two shares: `_take` sees that
            worker.connection.send([(number, self._inputs[number]) for number in worker.todo])

    def _start(self) -> _Worker:
        context = get_context()
        ours, theirs = context.Pipe()
        process = context.Process(target=_work, args=(theirs, *self._arguments), daemon=True)
        process.start()
        theirs.close()
        return _Worker(process, ours)

    def _take(self) -> None:
        """The answers that are there, or the end of a worker, or of its time."""
        now = monotonic()
        busy = [w for w in self._workers if w.todo]
        first = min((w.until for w in busy), default=now) - now
        there = wait(
            [x for w in busy for x in (w.connection, w.process.sentinel)], max(0.0, min(first, _POLL))
        )
        for worker in busy:
            # known before the answers are taken: what it sent before its end counts
            alive = worker.process.sentinel not in there
            broken = worker.connection in there and not self._answers(worker, to_the_end=not alive)
            if not worker.todo and not broken and alive:
                continue
            if broken or not alive:
                self._ended(worker)
            elif monotonic() > worker.until:
                self._late(worker)

    def _answers(self, worker: _Worker, *, to_the_end: bool) -> bool:
        """Takes what a worker has sent, of one that lives the next answer; False where its pipe is at its
        end."""
        try:
            while worker.todo:
                number, outcome, names = worker.connection.recv()
                outcome.results = [
                    replace(result, rule=self._rules[name])
                    for result, name in zip(outcome.results, names, strict=True)
                ]
                self._done[number] = outcome
                self._advance(self._inputs[number].path)
                worker.todo.popleft()
                worker.until, worker.fresh = monotonic() + BUDGET, False
                if not (to_the_end and worker.connection.poll()):
                    break
        except (EOFError, OSError):
            return False
        return True

    def _ended(self, worker: _Worker) -> None:
        self._drop(worker)
        if not worker.todo:
            return
        at = worker.todo.popleft()
        self._deaths[at] = self._deaths.get(at, 0) + 1
        if self._deaths[at] >= LIVES:
            self._give_up(at, f"the process that examined it was ended{_how(worker.process.exitcode)}, twice")
        else:
            self._shares.append(deque([at]))
        self._rest(worker)

    def _late(self, worker: _Worker) -> None:
        self._drop(worker)
        self._give_up(
            worker.todo.popleft(), f"takes longer than {BUDGET:g} seconds to examine, and was left out"
        )
        self._rest(worker)

    def _drop(self, worker: _Worker) -> None:
        self._workers.remove(worker)
        worker.end()

    def _rest(self, worker: _Worker) -> None:
        if worker.todo:
            self._shares.append(worker.todo)

    def _give_up(self, number: int, message: str) -> None:
        self._done[number] = Outcome(problems=[Problem(message, self._inputs[number].path)])


def _how(code: int | None) -> str:
    if code is None:
        return ""
    if code >= 0:
        return f" (exit code {code})"
    try:
        return f" ({signal.Signals(-code).name})"
    except ValueError:
        return f" (signal {-code})"


def _work(connection: Connection, settings: Settings, ruleset: RuleSet, examine: Examine) -> None:
    """A worker: takes shares and answers until the parent ends it, or has ended."""
    from dlinter.run.session import Examiner

    # Ctrl-C is the parent's: a worker that is interrupted would print a traceback.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    examiner = Examiner.of(ruleset, settings)
    parent = parent_process()
    ends = [parent.sentinel] if parent is not None else []
    while True:
        wait([connection, *ends])
        if not connection.poll():
            return
        try:
            for number, item in connection.recv():
                outcome = examine(examiner, item)
                names = [result.rule.id for result in outcome.results]
                outcome.results = [_without_rule(result) for result in outcome.results]
                connection.send((number, outcome, names))
        except (EOFError, OSError):  # the parent is gone
            return


def _without_rule(result: Result) -> Result:
    return replace(result, rule=_NAMED)
