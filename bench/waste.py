"""Which installs and builds the last commits of real repositories rebuilt for nothing, and whether `dlint
lint` says so.

    python bench/waste.py REPO… [--half even|odd] [--unexplained]

A step is wasted when at least 5 of the last 100 commits rebuilt it although neither what it needs changed,
nor an instruction or the base image above it was edited, nor a build argument that it uses (the model's own
attribution, `dlint cache`). It is explained when a finding of `dlint lint` stands on the instruction that is
the first cause of most of these rebuilds, and fixed when a finding about one of its causes has a fix with
which the model rebuilds this step by fewer of the commits. `saved` are the rebuilds in 100 commits that the
best such fix saves of it: of a step that is cut in two, those of the part that installs. `--half` takes the
repositories whose name has an even or odd CRC-32.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import zlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dlinter.model.cache.build_cache import BuildCache
    from dlinter.model.cache.steps import Step
    from dlinter.model.facts.facts import Facts

LEAST, COMMITS = 5, 100


@dataclass(frozen=True)
class Wasted:
    path: str
    line: int
    text: str
    rebuilt: int
    unavoidable: int
    causes: tuple[tuple[int, int, str, int], ...]
    """First and last line of the instruction, kind and number of commits; most first."""
    explained: bool = False
    fixed: bool = False
    saved: int = 0
    why: str = ""


def lint(folder: Path) -> dict[str, list[dict[str, Any]]]:
    """The findings of the family cache, by the Dockerfile's path."""
    argv = [sys.executable, "-m", "dlinter", "lint", "--format", "json", "--fail-on", "never", "."]
    done = subprocess.run(argv, cwd=folder, capture_output=True, text=True, env=os.environ, check=False)
    if not done.stdout:
        raise SystemExit(f"{folder}: {done.stderr}")
    found: dict[str, list[dict[str, Any]]] = {}
    document = json.loads(done.stdout)
    for item in document["inputs"]:
        found[item["path"]] = []
    for result in document["results"]:
        found.setdefault(result["path"], []).append(result)
    return found


def steps(folder: Path, path: str) -> tuple[list[Wasted], int]:
    """The wasted steps of one Dockerfile, and how many installs were rebuilt of which dlint does not know
    what they need."""
    from dlinter.cli.commands.cache import _around
    from dlinter.model.cache.causes import UNAVOIDABLE
    from dlinter.model.cache.demand import demands
    from dlinter.model.cache.waste import caches
    from dlinter.model.dockerfile.nodes import Run
    from dlinter.model.packages.tasks import fetches_of
    from dlinter.model.text import Text
    from dlinter.run import rebuilds
    from dlinter.sources.build_context import load_context

    full = str(folder / path)
    around = _around(full, str(folder))
    context_folder = around[0] or str(Path(full).parent)
    context = load_context(full, context_folder)
    opened = rebuilds.open_cache(Text(Path(full).read_bytes(), full), context, "", around[1])
    inside = rebuilds.inside(context_folder, str(folder))
    found: dict[int, Wasted] = {}
    unknown = 0
    for cache in opened.facts.once(caches):
        shares = rebuilds.shares(cache, str(folder), path, inside or "", COMMITS)
        by_index = cache.facts.once(demands)
        for step in cache.steps:
            instruction = cache.facts.dockerfile.instructions[step.index]
            if not isinstance(instruction, Run):
                continue
            if step.index not in by_index:
                unknown += bool(fetches_of(instruction, cache.facts)) and shares.rebuilt[step.at] >= LEAST
                continue
            causes = shares.causes[step.at]
            unavoidable = sum(n for c, n in causes.items() if c.kind in UNAVOIDABLE)
            if shares.rebuilt[step.at] - unavoidable < LEAST:
                continue
            by_instruction = Counter[tuple[int, int, str]]()
            for cause, count in causes.items():
                if cause.kind not in UNAVOIDABLE:
                    other = cache.facts.dockerfile.instructions[cache.steps[cause.at].index]
                    lines = (other.first_line, other.last_line)
                    by_instruction[
                        (
                            *lines,
                            cause.kind.value if cause.kind.value != "argument" else f"argument {cause.what}",
                        )
                    ] += count
            told = tuple((*key, count) for key, count in by_instruction.most_common())
            found[step.index] = Wasted(
                path, step.line, step.label, shares.rebuilt[step.at], unavoidable, told
            )
    return list(found.values()), unknown


def explain(wasted: Wasted, findings: list[dict[str, Any]], saves: Saves) -> Wasted:
    """With what lint says of the first cause, and what the fixes of all of them save of the step."""
    explained, saved, why = False, 0, ""
    for at, (first, last, kind, _) in enumerate(wasted.causes):
        hits = [f for f in findings if _about(f, first, last, kind)]
        if at == 0:
            explained = bool(hits)
            why = str(hits[0]["message"]) if hits else ""
        for finding in hits:
            if finding.get("fix"):
                most = wasted.rebuilt - wasted.unavoidable
                saved = max(saved, min(most, saves(finding, wasted.line)))
    return Wasted(wasted.path, wasted.line, wasted.text, wasted.rebuilt, wasted.unavoidable, wasted.causes,
        explained, saved > 0, saved, why)


Saves = Callable[[dict[str, Any], int], int]
"""How many of the commits rebuild the step on a line no more, with the fix of a finding."""


def saves_of(folder: Path, path: str) -> Saves:
    """By the model of the file with the fix, with the context and history that the lint has."""
    from dlinter.model.cache.demand import demands
    from dlinter.model.cache.proof.pairs import pairs_of
    from dlinter.model.cache.proof.savings import effective, reach, replay
    from dlinter.model.cache.waste import step_of
    from dlinter.model.text import Text
    from dlinter.packs import load_rules
    from dlinter.policy.settings import Settings
    from dlinter.run.contexts import Contexts
    from dlinter.run.files import loads_of
    from dlinter.run.judge import beside, with_files
    from dlinter.run.session import Examiner
    from dlinter.sources.inputs import LintInput

    settings = Settings()
    item = LintInput(path, str(folder / path), key=path, root=str(folder))
    text = Text((folder / path).read_bytes(), path)
    before = Examiner.of(load_rules(), settings).facts(text, loads_of(item, settings, Contexts()), path)

    def saves(finding: dict[str, Any], line: int) -> int:
        fix, data = finding["fix"], text.data
        for edit in sorted(fix["edits"], key=lambda e: e["region"]["byteStart"], reverse=True):
            place = slice(edit["region"]["byteStart"], edit["region"]["byteEnd"])
            data = data[: place.start] + edit["replacement"].encode() + data[place.stop :]
        files = [(f["path"], f["append"]) for f in fix["files"]]
        after = beside(before, Text(data, path), lambda: with_files(before.build_context, files))
        pairs, _ = pairs_of(before.dockerfile, after.dockerfile)
        parts = [(b, a) for b, a in pairs if b.first_line == line]
        wanted = after.once(demands)
        parts = [each for each in parts if each[1].index in wanted][:1] or parts[:1]
        if not parts:
            return 0
        old, new = step_of(parts[0][0], before), step_of(parts[0][1], after)
        olds, news = cache_with(old, before), cache_with(new, after)
        if old is None or new is None or olds is None or news is None or before.history is None:
            return 0
        was, now = replay(olds, before.history), replay(news, before.history)
        gone = {c for c in reach(old, olds) if isinstance(c, tuple) and c[0] == "argument"} - reach(new, news)
        if gone:  # which commits give the argument another value is not in the history
            return max(1, was.certain[old.at] - effective(was, now, old, new))
        return was.certain[old.at] - effective(was, now, old, new)

    return saves


def cache_with(step: Step | None, facts: Facts) -> BuildCache | None:
    """The build that has a step."""
    from dlinter.model.cache.waste import caches

    return next((c for c in facts.once(caches) if step is not None and step in c.steps), None)


RULES = {"git": ("context-too-wide",), "argument": ("volatile-arg-before-run", "volatile-env-before-run")}


def _about(finding: dict[str, Any], first: int, last: int, kind: str) -> bool:
    kind, _, name = kind.partition(" ")
    if finding["rule"] not in RULES.get(kind, ("copy-before-install",)):
        return False
    region = finding.get("region")
    return (
        name in str(finding["message"])
        if name
        else isinstance(region, dict) and first <= region["line"] <= last
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("repositories", nargs="+", type=Path, metavar="REPO")
    parser.add_argument("--half", choices=("even", "odd"))
    parser.add_argument(
        "--unexplained", action="store_true", help="list the wasted steps that no finding explains"
    )
    options = parser.parse_args()
    print(
        f"{'repository':38} {'files':>5} {'wasted':>6} {'explained':>9} {'fixed':>5} "
        f"{'rebuilds for nothing':>20} {'saved':>5} {'unknown':>7}"
    )
    total = Counter[str]()
    for folder in options.repositories:
        if options.half and zlib.crc32(folder.name.encode()) % 2 != (options.half == "odd"):
            continue
        by_file = lint(folder)
        rows: list[Wasted] = []
        unknown = 0
        for path, findings in sorted(by_file.items()):
            if not Path(folder / path).is_file() or Path(path).suffix in (".yml", ".yaml", ".hcl", ".json"):
                continue
            try:
                wasted, unclear = steps(folder.resolve(), path)
            except (ValueError, OSError) as error:
                print(f"  {path}: {error}")
                continue
            saves = saves_of(folder.resolve(), path) if wasted else None
            rows += [explain(w, findings, saves) for w in wasted if saves is not None]
            unknown += unclear
        counts = Counter(
            files=len(by_file), wasted=len(rows), explained=sum(w.explained for w in rows),
            fixed=sum(w.fixed for w in rows), nothing=sum(w.rebuilt - w.unavoidable for w in rows),
            saved=sum(w.saved for w in rows), unknown=unknown,
        )  # fmt: skip
        total.update(counts)
        _row(folder.name, counts)
        for w in rows if options.unexplained else ():
            if w.explained and not w.fixed:
                print(f"  {w.path}:{w.line}: no fix: {w.why}")
            if not w.explained:
                print(
                    f"  {w.path}:{w.line}: rebuilt {w.rebuilt}, {w.unavoidable} of them needed: "
                    f"{w.text[:60]}  causes {w.causes[:3]}"
                )
    _row("all", total)
    if total["wasted"]:
        print(
            f"explained {total['explained'] / total['wasted']:.0%}, with a fix "
            f"{total['fixed'] / total['wasted']:.0%}"
        )


def _row(name: str, counts: Counter[str]) -> None:
    print(
        f"{name:38} {counts['files']:5} {counts['wasted']:6} {counts['explained']:9} {counts['fixed']:5} "
        f"{counts['nothing']:20} {counts['saved']:5} {counts['unknown']:7}",
        flush=True,
    )


if __name__ == "__main__":
    main()
