"""`dlint fleet merge`: the layers that shards read → the plan's file, whose images are then judged. Reads no
registry."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from msgspec import Struct

from dlinter.fleet.rows import Kind, Stage, State
from dlinter.fleet.scan import Progress, ScanSummary, StartWorkers, judge_all
from dlinter.fleet.store import Store, StoreError
from dlinter.fleet.tasks import Setup
from dlinter.policy.settings import Settings


class Merged(Struct):
    """What a merge did: layers taken over, layers of shards that the plan does not know, and the images
    judged then."""

    layers: int
    strangers: int
    judged: ScanSummary


def merge(
    path: Path,
    shards: Sequence[Path],
    settings: Settings,
    setup: Setup,
    start: StartWorkers,
    progress: Progress | None = None,
) -> Merged:
    """Merges shards into the plan. A layer that several shards have is taken from the one that read it to its
    end. Raises StoreError."""
    taken = strangers = 0
    with Store(path, write=True) as store:
        run = store.begin_run("merge", setup.rules, engine="", shard="")
        known = {
            (row[0], row[1], row[2]): (row[3], row[4], row[5])
            for row in store.ask("SELECT digest, diff_id, sort, id, state, rules FROM layers")
        }
        for shard in shards:
            if shard.resolve() == path.resolve():
                raise StoreError(f"{shard}: is the plan itself, not a shard")
            with Store(shard, still=True) as part:
                got, strange = _take(store, part, known, run, setup.rules)
                taken, strangers = taken + got, strangers + strange
        store.end_run(run, layers=taken)
    return Merged(taken, strangers, judge_all(path, settings, setup, start, progress))


def _take(
    store: Store, part: Store, known: dict[tuple[str, str, str], tuple[int, str, str]], run: int, rules: str
) -> tuple[int, int]:
    taken = strangers = 0
    rows = part.rows(
        "SELECT l.id, l.digest, l.diff_id, l.sort, l.state, l.rules, l.tries, l.bytes_read, l.seconds, "
        "l.scanned, r.record FROM layers l JOIN records r ON r.layer_id = l.id "
        "WHERE l.scanned IS NOT NULL"
    )
    while batch := list(islice(rows, 50)):
        with store.transaction() as database:
            for number, digest, diff, sort, state, made_by, tries, read, seconds, scanned, record in batch:
                mine = known.get((digest, diff, sort))
                if mine is None:
                    strangers += 1
                    continue
                if mine[1] == State.SCANNED and (mine[2] == rules or state != State.SCANNED):
                    continue
                database.execute(
                    "UPDATE layers SET state = ?, rules = ?, tries = tries + ?, bytes_read = ?, seconds = "
                    "?, scan_run = ?, scanned = ? WHERE id = ?",
                    (state, made_by, tries, read, seconds, run, scanned, mine[0]),
                )
                database.execute(
                    "INSERT OR REPLACE INTO records (layer_id, rules, record) VALUES (?, ?, ?)",
                    (mine[0], made_by, record),
                )
                database.execute("DELETE FROM problems WHERE layer_id = ?", (mine[0],))
                for kind, level, message in part.ask(
                    "SELECT kind, level, message FROM problems WHERE layer_id = ?", (number,)
                ):
                    store.add_problem(
                        database, run, Stage.LAYER, Kind(kind), message, level=level, layer=mine[0]
                    )
                known[digest, diff, sort] = (mine[0], state, made_by)
                taken += 1
    return taken, strangers
