"""`dlint fleet scan`: every layer of the plan that is not known, once, the largest first; images as soon as
their layers are read.

What is read is written at once, so a run that is killed goes on where it was. A shard reads its share of the
layers into a file of its own, and leaves the images to `dlint fleet merge`.
"""

from __future__ import annotations

import re
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from sys import intern

from msgspec import Struct, field

from dlinter.fleet.engines.engine import EngineError, ImageTask, Lost, Outcome, Workers
from dlinter.fleet.judge import ImageOutcome, judged_by, prints_wanted
from dlinter.fleet.rows import Kind, Stage, State
from dlinter.fleet.store import Store, StoreError
from dlinter.fleet.tasks import FILE, REGISTRY, LayerOutcome, LayerTask, Place, Setup
from dlinter.packs import load_detectors
from dlinter.policy.settings import Settings
from dlinter.secrets.searcher import Engine
from dlinter.values import replace

BATCH = 20
"""Outcomes that are written together, or what came within a second."""
_SHARD = re.compile(r"(\d{1,5})/(\d{1,5})\Z")
_CURRENT = (
    "SELECT x.layer_id FROM image_layers x JOIN images i ON i.id = x.image_id WHERE i.current = 1 AND "
    "i.state != 'artifact'"
)

Progress = Callable[[int, int, str], None]
StartWorkers = Callable[[Setup, Path], Workers]


class Shard(Struct, frozen=True):
    """Share `index` (from 1) of `count`."""

    index: int
    count: int

    def __str__(self) -> str:
        return f"{self.index}/{self.count}"

    def file(self, plan: Path) -> Path:
        """Where it writes: beside the plan unless told otherwise."""
        return plan.with_name(f"{plan.stem}.{self.index}-of-{self.count}{plan.suffix or '.sqlite'}")


def shard_of(text: str) -> Shard:
    """`I/N`, I from 1. Raises ValueError."""
    match = _SHARD.match(text)
    if match is None or not 1 <= int(match[1]) <= int(match[2]):
        raise ValueError(text)
    return Shard(int(match[1]), int(match[2]))


def shard_from(environment: Mapping[str, str]) -> Shard | None:
    """The share of a pod of a Kubernetes Indexed Job (`JOB_COMPLETION_INDEX` from 0, and
    `JOB_COMPLETION_COUNT`, which the manifest sets), or of a GitLab job with `parallel` (`CI_NODE_INDEX` from
    1, `CI_NODE_TOTAL`). None where there is none, or one share only."""
    for index, count, first in (
        ("JOB_COMPLETION_INDEX", "JOB_COMPLETION_COUNT", 0),
        ("CI_NODE_INDEX", "CI_NODE_TOTAL", 1),
    ):
        if environment.get(index, "").isdigit() and environment.get(count, "").isdigit():
            at, total = int(environment[index]) - first + 1, int(environment[count])
            if total > 1 and 1 <= at <= total:
                return Shard(at, total)
    return None


class ScanSummary(Struct):
    """What a run did. `failed` are layers that were not read to their end, `images_failed` images with one of
    them or another problem."""

    layers: int = 0
    bytes: int = 0
    fetches: int = 0
    failed: int = 0
    images: int = 0
    images_failed: int = 0
    known: int = 0
    seconds: float = 0.0
    file: Path = field(default_factory=Path)


def setup_for(settings: Settings, jobs: int, rate: float = 0.0, requests: float = 0.0) -> Setup:
    """What workers need; limits are shared by `jobs` processes."""
    rules = Engine(load_detectors().detectors, use_cache=settings.use_cache).rules_hash()
    return Setup(rules, settings.use_cache, rate / jobs, requests / jobs)


def scan(
    path: Path, settings: Settings, setup: Setup, start: StartWorkers, *, engine: str = "local",
    shard: Shard | None = None, output: Path | None = None,
    progress: Progress | None = None, judges: StartWorkers | None = None,
) -> ScanSummary:  # fmt: skip
    """Scans what a plan left. `start` starts the workers for layers, `judges` those for images where they are
    others. Raises StoreError, EngineError."""
    if shard is not None:
        return _scan_shard(path, settings, setup, start, shard, output or shard.file(path), engine, progress)
    with Store(path, write=True) as store:
        run = _Run(store, settings, setup, engine, "", progress)
        run.go(start, judges)
        return run.done


def _scan_shard(
    path: Path,
    settings: Settings,
    setup: Setup,
    start: StartWorkers,
    shard: Shard,
    output: Path,
    engine: str,
    progress: Progress | None,
) -> ScanSummary:
    if output.resolve() == path.resolve():
        raise StoreError(f"{output}: a shard writes to a file of its own, not to the plan")
    with Store(path, still=True) as plan:
        share = _share(todo(plan, setup.rules, prints_wanted(settings)), shard)
    with Store(output, write=True, create=True, alone=True) as store:
        with store.transaction() as database:
            for task in share:
                database.execute(
                    "INSERT OR IGNORE INTO layers (digest, diff_id, sort, media_type, size) VALUES (?, ?, "
                    "?, ?, ?)",
                    (task.digest, task.diff_id, task.sort, task.media_type, task.size),
                )
        ids = {
            tuple(row[:3]): row[3:]
            for row in store.ask("SELECT digest, diff_id, sort, id, state, rules FROM layers")
        }
        mine, known = [], 0
        for task in share:
            number, state, rules = ids[task.digest, task.diff_id, task.sort]
            if state == State.SCANNED and rules == setup.rules:
                known += 1
            else:
                mine.append(replace(task, number=number))
        run = _Run(store, settings, setup, engine, str(shard), progress)
        run.done.known = known
        run.go(start, None, mine)
        run.done.file = output
        return run.done


def _share(tasks: list[LayerTask], shard: Shard) -> list[LayerTask]:
    """The layers of a shard: each, the largest first, goes to the shard that has the fewest bytes. The same
    in every shard of one plan."""
    loads = [0] * shard.count
    mine = []
    for task in tasks:
        at = loads.index(min(loads))
        loads[at] += task.size + 10_000  # a request costs something, too
        if at == shard.index - 1:
            mine.append(task)
    return mine


def todo(store: Store, rules: str, prints: bool) -> list[LayerTask]:
    """The layers of current images that are not known, the largest first, each with the places where it is:
    one of each host, then a second one of each. All of them, as a repository may claim a blob that it does
    not have, or give other bytes for it."""
    places: dict[int, dict[Place, None]] = {}
    rows = store.ask(
        "SELECT x.layer_id, i.kind, i.host, i.repository, i.name, x.blob FROM image_layers x JOIN images i "
        "ON i.id = x.image_id JOIN layers l ON l.id = x.layer_id "
        "WHERE i.current = 1 AND i.state != 'artifact' AND NOT (l.state = 'scanned' AND l.rules = ?) ORDER "
        "BY i.id",
        (rules,),
    )
    for layer, kind, host, repository, name, blob in rows:
        blob = intern(blob)  # the same strings a hundred thousand times
        place = (
            Place(REGISTRY, intern(host), intern(repository), blob)
            if kind == REGISTRY
            else Place(FILE, "", intern(name), blob)
        )
        places.setdefault(layer, {})[place] = None
    layers = store.ask(
        f"SELECT id, digest, diff_id, sort, media_type, size FROM layers WHERE id IN ({_CURRENT}) AND NOT "
        "(state = 'scanned' AND rules = ?) ORDER BY size DESC, digest, diff_id, sort",
        (rules,),
    )
    return [
        LayerTask(number, digest, diff, media, size, _in_turn(places.pop(number, {})), prints, sort)
        for number, digest, diff, sort, media, size in layers
    ]


def _in_turn(places: Iterable[Place]) -> tuple[Place, ...]:
    """Places with the hosts in turn: a host with many repositories does not come before all others."""
    turns: Counter[str] = Counter()
    ranked = []
    for place in places:
        ranked.append((turns[place.host], place))
        turns[place.host] += 1
    return tuple(place for _, place in sorted(ranked, key=lambda each: each[0]))


class _Run:
    """One run over one store."""

    def __init__(
        self,
        store: Store,
        settings: Settings,
        setup: Setup,
        engine: str,
        shard: str,
        progress: Progress | None,
    ) -> None:
        self.store, self.setup, self.progress = store, setup, progress
        self.judged = judged_by(settings, setup.rules)
        self.prints = prints_wanted(settings)
        self.done = ScanSummary(file=store.path)
        self.run = store.begin_run("scan", setup.rules, shard, engine)
        self._missing: dict[int, int] = {}  # image → layers that are not read yet
        self._images_of: dict[int, list[int]] = {}
        self._ready: deque[ImageTask] = deque()
        self._total = self._advanced = 0

    def go(
        self, start: StartWorkers, judges: StartWorkers | None, tasks: list[LayerTask] | None = None
    ) -> None:
        """Reads the layers, and judges images unless `tasks` are given (a shard)."""
        began = time.monotonic()
        if tasks is None:
            tasks = todo(self.store, self.setup.rules, self.prints)
            self._find_images({task.number for task in tasks})
        self._total = sum(task.size for task in tasks)
        note, layers = "stopped", None
        pools: list[Workers] = []
        try:
            if tasks or self._ready:
                first = start(self.setup, self.store.path) if tasks or judges is None else None
                second = judges(self.setup, self.store.path) if judges is not None else first
                pools = [p for p in dict.fromkeys((first, second)) if p is not None]
                assert second is not None
                layers = deque(tasks)
                self._loop(layers, first or second, second, pools)
            note = ""
        finally:
            for pool in pools:
                pool.close()
            self.done.seconds = time.monotonic() - began
            self.store.end_run(
                self.run, layers=self.done.layers, read=self.done.bytes, images=self.done.images, note=note
            )

    def _loop(self, layers: deque[LayerTask], pool: Workers, judges: Workers, pools: list[Workers]) -> None:
        held: list[Outcome] = []
        written = time.monotonic()
        while layers or self._ready or held or any(p.busy for p in pools):
            while self._ready and judges.room > 0:
                judges.submit(self._ready.popleft())
            while layers and pool.room > 0:
                pool.submit(layers.popleft())
            wait = 0.5 / len(pools) if any(p.busy for p in pools) else 0.0
            for each in pools:
                held += each.results(wait) if each.busy else []
            busy = any(p.busy for p in pools)
            if held and (len(held) >= BATCH or not busy or time.monotonic() - written > 1.0):
                self._write(held)
                held, written = [], time.monotonic()

    def _find_images(self, reading: set[int]) -> None:
        """The images that are to be judged, and what each waits for."""
        rows = self.store.ask(
            "SELECT i.id, x.layer_id FROM images i LEFT JOIN image_layers x ON x.image_id = i.id WHERE "
            "i.current = 1 AND i.state != 'artifact' AND "
            "(i.state != 'scanned' OR i.rules != ? OR x.layer_id IN (SELECT id FROM layers WHERE state != "
            "'scanned')) ORDER BY i.id",
            (self.judged,),
        )
        needed = {row[0] for row in rows}
        waits: dict[int, set[int]] = {number: set() for number in needed}
        for number, layer in self.store.ask("SELECT image_id, layer_id FROM image_layers"):
            if layer in reading and (number in needed):
                waits[number].add(layer)
        for number in sorted(needed):
            for layer in waits[number]:
                self._images_of.setdefault(layer, []).append(number)
            self._missing[number] = len(waits[number])
            if not waits[number]:
                self._ready.append(ImageTask(number))
        (self.done.known,) = self.store.one(
            f"SELECT count(*) FROM layers WHERE id IN ({_CURRENT}) AND state = 'scanned' AND rules = ?",
            (self.setup.rules,),
        )

    def _write(self, outcomes: list[Outcome]) -> None:
        read: list[int] = []
        with self.store.transaction() as database:
            for outcome in outcomes:
                if isinstance(outcome, Lost):
                    if isinstance(outcome.task, ImageTask):
                        outcome = ImageOutcome(
                            outcome.task.number,
                            problems=[(Kind.WORKER, "error", f"the image was not judged: {outcome.how}")],
                        )
                    else:
                        outcome = LayerOutcome(
                            outcome.task.number,
                            problems=[(Kind.WORKER, f"{{layer}} was not read: {outcome.how}")],
                        )
                if isinstance(outcome, ImageOutcome):
                    self._write_image(database, outcome)
                else:
                    self._write_layer(database, outcome)
                    read.append(outcome.number)
        for layer in read:  # what waits for them may read them now: they are written
            for image in self._images_of.pop(layer, ()):
                self._missing[image] -= 1
                if not self._missing[image]:
                    self._ready.append(ImageTask(image))

    def _write_layer(self, database: object, outcome: LayerOutcome) -> None:
        execute = self.store.database.execute
        state = State.FAILED if outcome.problems else State.SCANNED
        execute("DELETE FROM problems WHERE layer_id = ?", (outcome.number,))
        execute(
            "UPDATE layers SET state = ?, rules = ?, tries = tries + 1, bytes_read = ?, seconds = ?, "
            "scan_run = ?, scanned = ? WHERE id = ?",
            (str(state), self.setup.rules, outcome.read, outcome.seconds, self.run, time.time(),
                outcome.number),
        )
        execute(
            "INSERT OR REPLACE INTO records (layer_id, rules, record) VALUES (?, ?, ?)",
            (outcome.number, self.setup.rules, outcome.record),
        )
        for kind, message in outcome.problems:
            self.store.add_problem(
                self.store.database, self.run, Stage.LAYER, kind, message, layer=outcome.number
            )
        self.done.layers += 1
        self.done.failed += state is State.FAILED
        self.done.bytes += outcome.read
        self.done.fetches += outcome.fetches
        self._advanced += outcome.read
        if self.progress is not None:
            self.progress(
                self._advanced,
                max(self._total, self._advanced),
                f"{self.done.layers} layers, {self.done.images} images",
            )

    def _write_image(self, database: object, outcome: ImageOutcome) -> None:
        execute, number = self.store.database.execute, outcome.number
        before = dict(self.store.database.execute(
            "SELECT f.fingerprint, min(f.first_seen) FROM findings f JOIN images i ON i.id = f.image_id "
            "WHERE i.name = (SELECT name FROM images WHERE id = ?) GROUP BY f.fingerprint",
            (number,),
        ).fetchall())  # fmt: skip
        runs = dict(self.store.database.execute(
            "SELECT f.fingerprint, min(f.first_run) FROM findings f JOIN images i ON i.id = f.image_id "
            "WHERE i.name = (SELECT name FROM images WHERE id = ?) GROUP BY f.fingerprint",
            (number,),
        ).fetchall())  # fmt: skip
        now = time.time()
        execute("DELETE FROM findings WHERE image_id = ?", (number,))
        execute("DELETE FROM problems WHERE image_id = ? AND stage = 'image'", (number,))
        for row in outcome.findings:
            fingerprint = row[3]
            execute(
                "INSERT INTO findings (image_id, number, rule, severity, fingerprint, message, exposure, "
                "layer_id, position, path, inner, line, visibility, detector, title, "
                "preview, identity, suppressed_by, justification, place, first_run, first_seen) VALUES (?, "
                "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (number, *row, runs.get(fingerprint, self.run), before.get(fingerprint, now)),
            )
        for kind, level, message in outcome.problems:
            self.store.add_problem(
                self.store.database, self.run, Stage.IMAGE, kind, message, level=level, image=number
            )
        for layer in outcome.lost:
            execute("UPDATE layers SET state = ? WHERE id = ?", (str(State.FAILED), layer))
        (unread,) = execute(
            "SELECT count(*) FROM layers WHERE state != 'scanned' AND id IN (SELECT layer_id FROM "
            "image_layers WHERE image_id = ?)",
            (number,),
        ).fetchone()
        failed = bool(unread) or any(
            level == "error" and kind is not Kind.UNREAD for kind, level, _ in outcome.problems
        )
        execute(
            "UPDATE images SET state = ?, rules = ?, scan_run = ?, scanned = ? WHERE id = ?",
            (str(State.FAILED if failed else State.SCANNED), self.judged, self.run, now, number),
        )
        self.done.images += 1
        self.done.images_failed += failed


def judge_all(
    path: Path, settings: Settings, setup: Setup, start: StartWorkers, progress: Progress | None = None
) -> ScanSummary:
    """Judges the images whose layers are known, and reads nothing: what follows a merge."""
    with Store(path, write=True) as store:
        run = _Run(store, settings, setup, "local", "", progress)
        run._find_images(set())
        run.go(start, None, [])
        return run.done


__all__ = ["EngineError", "ScanSummary", "Shard", "judge_all", "scan", "setup_for", "shard_from", "shard_of",
    "todo"]
