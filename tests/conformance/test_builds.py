"""dlint names the true cause of each step of pairs of real builds (`DLINT_CORPORA`, builds/README.md).

Differences with a reason stand in `deviations.toml` (source `builds`, the id is `CASE:LINE`). Made with the
cases of even crc32; of the others only the share counts.
"""

from __future__ import annotations

import json
import os
import subprocess
import tomllib
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dlinter.model.difference.compare import compare
from dlinter.model.difference.nodes import Difference, StepDifference
from dlinter.model.record.steps import steps_of
from dlinter.run.diff.repository import changes_between
from dlinter.sources.records.open import opened

BUILDS = Path(os.environ.get("DLINT_CORPORA") or "/nonexistent") / "builds"
DEVIATIONS = Path(__file__).with_name("deviations.toml")
pytestmark = pytest.mark.skipif(not BUILDS.is_dir(), reason="DLINT_CORPORA is not set: no builds to read")
KINDS = {
    "a": {"base"}, "b": {"instruction"}, "c": {"argument"}, "d": {"context"}, "e": {"remote"},
    "f": {"stage"}, "g": {"platform"}, "h": {"no-cache"},
    "i": {"cache-missing"}, "j": {"failed-before"}, "n": {"order"}, "o": {"order", "instruction"},
    "stands-on": {"stands-on"},
}  # fmt: skip
"""The corpus' letters. An inserted step (o) is a new instruction, a moved one is in another order."""
LOOKED_AT = 0


def cases(half: int) -> list[Path]:
    return [
        d
        for d in sorted(BUILDS.iterdir())
        if (d / "truth.json").is_file() and zlib.crc32(d.name.encode()) % 2 == half
    ]


def difference(case: Path, folder: Path, kind: str = "record.dockerbuild") -> Difference:
    repository = folder / case.name
    if not repository.is_dir():
        subprocess.run(
            ["git", "clone", "-q", "--bare", str(case / "repo.bundle"), str(repository / ".git")],
            check=True,
            capture_output=True,
        )
    with opened(str(case / "old" / kind)) as old, opened(str(case / "new" / kind)) as new:
        one, other = old.builds[0], new.builds[0]
        return compare(
            steps_of(one), steps_of(other), changes_between(str(repository), one, other)
        ).difference


def differing(truth: dict[str, Any], found: Difference) -> Iterator[tuple[str, str]]:
    """Line and what is wrong, for each step whose status or cause is not the true one."""
    for step in truth["steps"]:
        mine = next((s for s in found.steps if s.line == step["line"]), None)
        if mine is None or not right(step, mine):
            said = (
                "not there" if mine is None else f"{mine.status.value} {mine.kind.value if mine.kind else ''}"
            )
            yield str(step["line"]), f"{step['status']} {step.get('cause', '')} expected, {said}"


def right(step: dict[str, Any], mine: StepDifference) -> bool:
    if step["status"] == "not-in-build":
        return mine.status.value == "not-built"
    if step.get("cause"):
        return (
            mine.status.value in ("rebuilt", "new")
            and mine.kind is not None
            and mine.kind.value in KINDS[step["cause"]]
        )
    return mine.status.value == "same" and mine.kind is None


@pytest.mark.parametrize("half", [0, 1])
def test_the_cause_of_each_step(half: int, tmp_path: Path) -> None:
    reasons = {
        case
        for d in tomllib.loads(DEVIATIONS.read_text("utf-8")).get("deviation", ())
        if d["source"] == "builds"
        for case in d["cases"]
    }
    steps, wrong = 0, dict[str, str]()
    for case in cases(half):
        truth = json.loads((case / "truth.json").read_text("utf-8"))
        steps += len(truth["steps"])
        wrong |= {f"{case.name}:{line}": why for line, why in differing(truth, difference(case, tmp_path))}
    print(f"half {half}: {steps - len(wrong)} of {steps} steps")
    assert steps > 300
    assert len(wrong) <= 0.02 * steps
    if half == LOOKED_AT:  # the other half shows how the rest does, and is not looked at
        assert set(wrong) == reasons, wrong


@pytest.mark.parametrize("half", [0, 1])
def test_nothing_rebuilt_is_said_of_all_builds_where_nothing_was(half: int, tmp_path: Path) -> None:
    seen = 0
    for case in cases(half):
        truth = json.loads((case / "truth.json").read_text("utf-8"))
        found = difference(case, tmp_path)
        seen += truth["nothing_rebuilt"]
        assert bool(found.rebuilt) != truth["nothing_rebuilt"], case.name
    assert seen > 5


def test_logs_alone_say_which_steps_were_rebuilt(tmp_path: Path) -> None:
    """By names: a log has no lines. A step that the old log does not have is new, not rebuilt."""
    right_steps = steps = 0
    for case in cases(0):
        truth = json.loads((case / "truth.json").read_text("utf-8"))
        if not (case / "old" / "progress.rawjson").is_file():
            continue
        found = difference(case, tmp_path, "progress.rawjson")
        for step in truth["steps"]:
            text = " ".join((step.get("name") or "").partition("] ")[2].split())
            mine = next(
                (s for s in found.steps if s.text == text and s.stage.lower() == step["stage"].lower()), None
            )
            if mine is not None and step["instruction"] != "FROM":
                steps += 1
                right_steps += (mine.status.value in ("rebuilt", "new")) == (step["status"] == "executed")
    assert steps > 200 and right_steps == steps
