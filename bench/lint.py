"""Many real Dockerfiles in one run: files a second beside hadolint and tally.

    python bench/lint.py FOLDER [--runs 5]

FOLDER holds Dockerfiles at any depth (`shared/corpora/real`). All of them go to each linter as arguments of
one process, with its default rules; the runs alternate and the median counts, of the clock and of the seconds
of CPU, which say more on a machine that does other things, too. tally takes a fifth of a second of CPU a file
and ends a run at the first file it cannot read, so it gets a sample, of which the files are left out that it
does not take alone, once and not in every round: with all files a bench took longer than anyone waits.
Start-up, which is one small file, is measured apart.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def program(name: str) -> str | None:
    beside = Path(sys.executable).with_name(name)
    return str(beside) if beside.exists() else shutil.which(name)


def run(argv: list[str], environment: dict[str, str]) -> tuple[float, float, int]:
    """Seconds, seconds of CPU with those of its own children, exit code."""
    began, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        argv, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (
        time.perf_counter() - began,
        after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
        done.returncode,
    )


TALLY_FILES = 16
"""Of all files, at even distances."""
ONE = "FROM debian:13\nRUN apt-get update && apt-get install -y curl\nCOPY . /srv\n"


def measured(
    commands: dict[str, list[str]], rounds: dict[str, int], environment: dict[str, str]
) -> dict[str, list[tuple[float, float]]]:
    """Seconds and seconds of CPU of each round by label, the first round of what runs several times left out:
    it fills caches."""
    times: dict[str, list[tuple[float, float]]] = {label: [] for label in commands}
    for number in range(max(rounds.values())):
        for label, argv in commands.items():
            if number >= rounds[label]:
                continue
            took, cpu, code = run(argv, environment)
            if label.startswith("dlint") and code not in (0, 1):  # 2 is a lint that failed, which is quick
                raise SystemExit(f"{label}: exit {code}")
            if number or rounds[label] == 1:
                times[label].append((took, cpu))
    return times


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
    rounds = dict.fromkeys(commands, options.runs + 1)
    if tally:
        label = "tally lint --slow-checks off"
        sample = files[:: max(1, len(files) // TALLY_FILES)][:TALLY_FILES]
        taken = [
            f
            for f in sample
            if b"Error: "
            not in subprocess.run(
                [tally, "lint", "--slow-checks", "off", f], env=environment, capture_output=True, check=False
            ).stderr
        ]
        if taken:
            commands[label], counts[label], rounds[label] = (
                [tally, "lint", "--slow-checks", "off", *taken],
                len(taken),
                1,
            )
    times = measured(commands, rounds, environment)
    medians = {
        label: [statistics.median(column) for column in zip(*each, strict=True)]
        for label, each in times.items()
    }
    print(f"{len(files)} files, {options.runs} runs each (tally one, of a sample), {os.cpu_count()} cores")
    for label, (took, cpu) in medians.items():
        share = counts["dlint lint"] / counts[label]
        clock, work = (
            share * own / mine for mine, own in zip(medians["dlint lint"], (took, cpu), strict=True)
        )
        print(
            f"  {label:30} {counts[label]:5} files  {counts[label] / took:7.0f} files/s  "
            f"{1000 * cpu / counts[label]:7.2f} ms of CPU a file   {clock:.2f} x dlint by the clock, "
            f"{work:.2f} x by CPU"
        )
    with tempfile.TemporaryDirectory() as folder:
        one = Path(folder, "Dockerfile")
        one.write_text(ONE)
        alone = {label: [*argv[: len(argv) - counts[label]], str(one)] for label, argv in commands.items()}
        print("one small file")
        for label, each in measured(alone, dict.fromkeys(alone, options.runs + 1), environment).items():
            took, cpu = (statistics.median(column) for column in zip(*each, strict=True))
            print(f"  {label:30} {1000 * took:7.0f} ms   {1000 * cpu:7.0f} ms of CPU")


if __name__ == "__main__":
    main()
