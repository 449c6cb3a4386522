"""Many real Dockerfiles in one run: files a second beside hadolint and tally.

    python bench/lint.py FOLDER [--runs 5]

FOLDER holds Dockerfiles at any depth (`shared/corpora/real`). All of them go to each linter as arguments of one process, with its
default rules; the runs alternate and the median counts, of the clock and of the seconds of CPU, which say more on a machine that does other things, too. tally ends a run at the first file it cannot read, so it gets the files
that it takes alone.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path


def program(name: str) -> str | None:
    beside = Path(sys.executable).with_name(name)
    return str(beside) if beside.exists() else shutil.which(name)


def run(argv: list[str], environment: dict[str, str]) -> tuple[float, float, int]:
    """Seconds, seconds of CPU with those of its own children, exit code."""
    began, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(argv, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.perf_counter() - began, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, done.returncode


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    files = sorted(str(p) for p in options.folder.rglob("Dockerfile*") if p.is_file())
    if not files:
        raise SystemExit(f"no Dockerfile in {options.folder}")
    commands: dict[str, list[str]] = {}
    dlint, hadolint, tally = program("dlint"), program("hadolint"), program("tally")
    assert dlint is not None, "dlint is not installed"
    commands["dlint lint"] = [dlint, "lint", "-q", *files]
    if hadolint:
        commands["hadolint"] = [hadolint, *files]
    counts = dict.fromkeys(commands, len(files))
    if tally:
        taken = [f for f in files if run([tally, "lint", "--slow-checks", "off", f], environment)[2] in (0, 1)]
        commands["tally lint --slow-checks off"] = [tally, "lint", "--slow-checks", "off", *taken]
        counts["tally lint --slow-checks off"] = len(taken)
    times: dict[str, list[tuple[float, float]]] = {label: [] for label in commands}
    for number in range(options.runs + 1):
        for label, argv in commands.items():
            took, cpu, code = run(argv, environment)
            if label.startswith("dlint") and code not in (0, 1, 2):
                raise SystemExit(f"{label}: exit {code}")
            if number:
                times[label].append((took, cpu))
    medians = {label: [statistics.median(column) for column in zip(*each, strict=True)] for label, each in times.items()}
    print(f"{len(files)} files, {options.runs} runs each, {os.cpu_count()} cores")
    for label, (took, cpu) in medians.items():
        share = counts["dlint lint"] / counts[label]
        clock, work = (share * mine / own for mine, own in zip((took, cpu), medians["dlint lint"], strict=True))
        print(f"  {label:30} {counts[label]:5} files  {counts[label] / took:7.0f} files/s  {1000 * cpu / counts[label]:7.2f} ms of CPU a file   dlint takes 1/{clock:.2f} of the time, 1/{work:.2f} of the CPU")


if __name__ == "__main__":
    main()
