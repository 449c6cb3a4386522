"""`--since`: from when on a finding is new. A date, a run, `last` (the last plan), or another store."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from dlinter.fleet.read import Reader

LAST = "last"
_RUN = re.compile(r"[0-9]{1,7}\Z")
HELP = (
    "a date (2026-01-31, or with a time), `last` for the last plan, the number of a run, or another fleet's "
    "file"
)


@dataclass(frozen=True, slots=True)
class Since:
    """What was there before. `label` says it to a person. `known` are hashes of name, platform and
    fingerprint of the findings of another store."""

    label: str
    moment: float | None = None
    run: int | None = None
    known: frozenset[int] | None = field(default=None, repr=False)

    def is_new(self, name: str, platform: str, fingerprint: str, run: int, seen: float) -> bool:
        """Whether a finding was not there before, given the run and the time that found it first."""
        if self.known is not None:
            return hash((name, platform, fingerprint)) not in self.known
        return run > self.run if self.run is not None else seen >= (self.moment or 0.0)


def since_of(
    text: str, reader: Reader, exists: Callable[[str], bool] = lambda name: Path(name).is_file()
) -> Since:
    """What `--since` says. Raises ValueError with what to write, StoreError for another store that cannot be
    read."""
    if text == LAST:
        plans = [run.id for run in reader.runs() if run.kind == "plan"]
        return Since("the last plan", run=plans[-1] if plans else 0)
    if _RUN.match(text):
        run = next((run for run in reader.runs() if run.id == int(text)), None)
        if run is None:
            raise ValueError(
                f"there is no run {text}: the last one is {max((r.id for r in reader.runs()), default=0)}"
            )
        return Since(f"run {run.id} ({run.kind}, {day(run.began)})", run=run.id)
    if exists(text):
        with Reader(Path(text)) as other:
            rows = other.store.database.execute(
                "SELECT i.name, i.platform, f.fingerprint FROM findings f JOIN images i ON i.id = f.image_id"
            )
            return Since(Path(text).name, known=frozenset(map(hash, rows)))
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"`{text}` is not a date, a run or a file: write {HELP}") from None
    when = when if when.tzinfo is not None else when.replace(tzinfo=UTC)
    return Since(text, moment=when.timestamp())


def day(seconds: float) -> str:
    """A time as a date, UTC."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d")


def utc(seconds: float | None) -> str | None:
    """A time as JSON has it: `2026-01-31T12:00:00Z`."""
    return (
        datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if seconds is not None else None
    )
