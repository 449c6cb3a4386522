"""How fast `dlint server` answers: start to first diagnostics, a keystroke on a file of 300 lines, memory.

    python bench/server.py [--runs 5] [--keys 30]

Each run starts a server in a repository made for it (120 commits, 300 lines, 12 stages), with a client that
gets diagnostics pushed and one that pulls them. Wall time and, of the server, CPU time: on a busy machine the
second says what the first would be on an idle one.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))
from tests.server.client import PULL, PUSH, Client

COMMITS = 120


def repository(root: Path) -> str:
    """Makes the repository; its Dockerfile's text, 300 lines."""

    def git(*words: str) -> None:
        subprocess.run(["git", "-C", str(root), "-c", "user.name=a", "-c", "user.email=a@b.example", "-c",
            "commit.gpgsign=false", *words], check=True, stdout=subprocess.DEVNULL)

    subprocess.run(["git", "init", "-q", str(root)], check=True)
    lines = ["# syntax=docker/dockerfile:1", "ARG VERSION=1"]
    for stage in range(11):
        lines += [f"FROM debian:12 AS s{stage}", f"ARG A{stage}=1", f"WORKDIR /w{stage}"]
        for step in range(4):
            lines += [
                f"RUN apt-get update && apt-get install -y \\\n    curl \\\n    git-{step} && \\\n    make",
                f"ENV V{stage}_{step}=x",
            ]
        lines += [f"COPY src/{stage}.txt /srv/", "USER nobody", ""]
    lines += ["FROM debian:12", "ADD src/ /srv/", *(f"COPY --from=s{s} /srv /srv/{s}" for s in range(11))]
    text = "\n".join(lines)
    text += "\n# a comment" * (299 - text.count("\n")) + "\n"
    (root / "src").mkdir()
    (root / "Dockerfile").write_text(text)
    for number in range(COMMITS):
        (root / "src" / f"{number % 11}.txt").write_text(str(number))
        git("add", "-A")
        git("commit", "-qm", "a")
    return text


def cpu(client: Client) -> float:
    """Seconds of CPU that the server has used."""
    fields = Path(f"/proc/{client.process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory(client: Client) -> float:
    """Megabytes that the server holds at most."""
    status = Path(f"/proc/{client.process.pid}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--keys", type=int, default=30)
    args = parser.parse_args()
    clients: tuple[tuple[str, dict[str, Any]], ...] = (("push", PUSH), ("pull", PULL))
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        text = repository(root)
        for name, capabilities in clients:
            hello, first, first_cpu, keys, key_cpu, held = [], [], [], [], [], []
            for _ in range(args.runs):
                begin = time.perf_counter()
                with Client(root, capabilities) as client:
                    hello.append(time.perf_counter() - begin)
                    uri = client.open("Dockerfile", text)
                    client.pushed(uri, 1) if name == "push" else client.pull(uri)
                    first.append(time.perf_counter() - begin)
                    first_cpu.append(cpu(client))
                    time.sleep(2)
                    used = cpu(client)
                    for version in range(2, args.keys + 2):
                        begin = time.perf_counter()
                        client.change(uri, version, text + "#" * version + "\n")
                        client.pushed(uri, version) if name == "push" else client.pull(uri)
                        keys.append(time.perf_counter() - begin)
                    key_cpu.append((cpu(client) - used) / args.keys)
                    held.append(memory(client))
            print(
                f"{name}: initialize {_ms(hello)}, first diagnostics {_ms(first)} (CPU {_ms(first_cpu)}), "
                f"keystroke {_ms(keys)} "
                f"(95 %: {1000 * sorted(keys)[int(len(keys) * 0.95)]:.0f} ms, CPU {_ms(key_cpu)}), memory "
                f"{max(held):.0f} MB"
            )
    return 0


def _ms(seconds: list[float]) -> str:
    return f"{1000 * statistics.median(seconds):.0f} ms"


if __name__ == "__main__":
    raise SystemExit(main())
