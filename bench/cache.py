"""`dlint cache --history` on a generated repository: seconds, peak memory, and whether the cost grows with
the commits alone.

    python bench/cache.py [--files 10000] [--commits 1000]
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

DOCKERFILE = "FROM node:20\nWORKDIR /app\nCOPY package*.json ./\nRUN npm ci\nCOPY . .\nRUN npm run build\n"


def make(folder: Path, files: int, commits: int) -> None:
    """By `git fast-import`: one commit of all files, then commits of three files each."""
    paths = [f"src/m{n % 100}/f{n}.js" for n in range(files)]
    subprocess.run(["git", "init", "-q", "-b", "main", str(folder)], check=True)
    with subprocess.Popen(
        ["git", "-C", str(folder), "fast-import", "--quiet"], stdin=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None

        def commit(number: int, changes: dict[str, str]) -> None:
            out = [
                (f"commit refs/heads/main\ncommitter a <a@x.example> {1_700_000_000 + number} +0000\ndata 1\n"
                "x\n")
            ]
            out += [f"M 100644 inline {path}\ndata {len(text)}\n{text}\n" for path, text in changes.items()]
            process.stdin.write("".join(out))  # type: ignore[union-attr]

        commit(
            0,
            {
                **dict.fromkeys(paths, "x"),
                "Dockerfile": DOCKERFILE,
                "package.json": "{}",
                "package-lock.json": "{}",
            },
        )
        for number in range(1, commits + 1):
            changes = {paths[(number * 37 + k * 991) % files]: str(number) for k in range(3)}
            if number % 25 == 0:
                changes["package-lock.json"] = str(number)
            commit(number, changes)
    subprocess.run(["git", "-C", str(folder), "checkout", "-q", "-f", "main"], check=True)


def measure(folder: Path, commits: int) -> float:
    began = time.perf_counter()
    argv = [sys.executable, "-m", "dlinter", "cache", "--history", str(commits)]
    done = subprocess.run(argv, cwd=folder, check=True, stdout=subprocess.PIPE, text=True, env=os.environ)
    took = time.perf_counter() - began
    assert not commits or f"of {commits}" in done.stdout, done.stdout
    return took


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--commits", type=int, default=1000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make(folder, options.files, options.commits)
        floor = measure(folder, 0)
        print(f"{options.files} files; without history {floor:.2f} s")
        for count in (options.commits // 4, options.commits // 2, options.commits):
            print(f"--history {count}: {measure(folder, count):.2f} s")
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        print(
            "peak memory of the largest process (git fast-import that made the repository among them): "
            f"{peak:.0f} MB"
        )


if __name__ == "__main__":
    main()
