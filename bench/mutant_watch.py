"""Follows a process that runs tests: which one it is at, what that costs, and how it ends."""

from __future__ import annotations

import os
import select
import time
from collections.abc import Mapping
from pathlib import Path

IDLE = 400
"""Seconds after which a test that uses no CPU is given up."""


def watched(process: int, reader: int, seconds: Mapping[str, float]) -> tuple[str, str]:
    """The verdict (`killed`, `slow`: a test takes ten times its CPU and eight seconds more, or what the
    process says of itself) and the test that says so; `seconds` is the CPU that each test takes without the
    mutant."""
    name, began, wall, rest = "", 0.0, time.monotonic(), b""
    while True:
        ready, _, _ = select.select([reader], [], [], 1)
        if ready:
            data = os.read(reader, 65536)
            if not data:
                return ("killed" if name else "broken"), name
            *lines, rest = (rest + data).split(b"\n")
            for line in lines:
                word, _, text = line.decode().partition(" ")
                if word == "start":
                    name, began, wall = text, _cpu(process), time.monotonic()
                elif word == "failed":
                    return "killed", text
                else:
                    return word, ""
        elif _cpu(process) - began > 10 * seconds.get(name, 5) + 8 or time.monotonic() - wall > IDLE:
            return "slow", name


def _cpu(process: int) -> float:
    """Seconds of CPU of a process and its waited-for children (proc(5), fields 14 to 17)."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
