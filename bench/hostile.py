"""CPU and memory of `dlint` on the small hostile files of tests/fuzz.

    python bench/hostile.py [--size 1000000] [--over 1.0] [--match TEXT] … [--again N]

Each kind is written into an empty folder and given to a process of its own, which starts as a user's does:
with compiled modules, whatever PYTHONDONTWRITEBYTECODE says here.
Prints seconds of CPU (user and system), MB at the peak, the exit code and the kind, the slowest last, of
those that take more than `--over` seconds or 300 MB; first those of a file with one line, which say how busy
the machine is: seconds of CPU are more, too, where others compute beside it. `--again` measures those that
are over so many times more and takes the least seconds. The exit code of a kind that is ended by a signal is
below zero.
"""

from __future__ import annotations

import argparse
import importlib
import os
import resource
import sys
import tempfile
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1]))
MEMORY = 300


class Used(NamedTuple):
    """Seconds of CPU, MB, exit code."""

    seconds: float
    memory: int
    code: int
    name: str


def beside(name: str) -> ModuleType:
    return importlib.import_module(f"tests.fuzz.{name}")


def kinds(size: int) -> dict[str, tuple[dict[str, str | bytes], tuple[str, ...]]]:
    """The files of each kind and what is run beside them, made when asked for."""
    first, more = beside("hostile"), beside("hostile_more")
    cases = beside("hostile_files").CASES | beside("hostile_others").CASES | beside("hostile_further").CASES
    families = (
        ("Dockerfile", first.DOCKERFILES), (".github/workflows/a.yml", first.WORKFLOWS),
        ("compose.yaml", first.COMPOSE), ("docker-bake.hcl", first.BAKE),
    )  # fmt: skip
    makes = {f"{path}: {name}": (path, make) for path, each in families for name, make in each.items()}
    makes |= {f"{path}: {name}": (path, make) for name, (path, make) in more.KINDS.items()}
    found: dict[str, object] = {
        name: (lambda p=path, m=make: ({p: m(size)}, ("lint", "--isolated", p)))
        for name, (path, make) in makes.items()
    }
    found |= {name: (lambda c=case: (c.files(size), c.argv)) for name, case in cases.items()}
    return found  # type: ignore[return-value]


def measure(name: str, made: tuple[dict[str, str | bytes], tuple[str, ...]]) -> Used:
    files, argv = made
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / ".git").mkdir()
        (Path(folder) / ".git" / "HEAD").write_text("ref: refs/heads/a\n")
        for path, content in files.items():
            data = content if isinstance(content, bytes) else content.encode("utf-8", "surrogateescape")
            (Path(folder) / path).parent.mkdir(parents=True, exist_ok=True)
            (Path(folder) / path).write_bytes(data)
        child = os.fork()
        if not child:
            os.chdir(folder)
            os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
            nothing = os.open(os.devnull, os.O_RDWR)
            for stream in range(3):
                os.dup2(nothing, stream)
            resource.setrlimit(resource.RLIMIT_CPU, (60, 61))
            resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
            os.execv(sys.executable, [sys.executable, "-m", "dlinter", *argv])
        _, status, used = os.wait4(child, 0)
    return Used(used.ru_utime + used.ru_stime, used.ru_maxrss >> 10, os.waitstatus_to_exitcode(status), name)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--size", type=int, default=1_000_000)
    parser.add_argument("--over", type=float, default=1.0)
    parser.add_argument("--match", action="append", default=[], help="kinds whose name has this text")
    parser.add_argument("--all", action="store_true", help="print each as it is measured")
    parser.add_argument("--again", type=int, default=0, metavar="N", help="measure those N times more")
    arguments = parser.parse_args()
    one_line = ({"Dockerfile": "FROM a\n"}, ("lint", "--isolated", "Dockerfile"))
    small = measure("a file with one line", one_line)
    print(f"{small.seconds:6.2f} s {small.memory:5} MB  {small.code:3}  {small.name}", flush=True)
    slow = []
    for name, make in kinds(arguments.size).items():
        if arguments.match and not any(m in name for m in arguments.match):
            continue
        used = measure(name, make())  # type: ignore[operator]
        for _ in range(arguments.again):
            if used.seconds > arguments.over:
                more = measure(name, make())  # type: ignore[operator]
                used = min(used, more)._replace(memory=max(used.memory, more.memory))
        if arguments.all:
            print(f"{used.seconds:6.2f} s {used.memory:5} MB  {used.code:3}  {used.name}", flush=True)
        if used.seconds > arguments.over or used.memory > MEMORY or used.code not in (0, 1, 2):
            slow.append(used)
    print(f"over {arguments.over} s or {MEMORY} MB, or ended: {len(slow)}")
    for used in sorted(slow):
        print(f"{used.seconds:6.2f} s {used.memory:5} MB  {used.code:3}  {used.name}")


if __name__ == "__main__":
    main()
