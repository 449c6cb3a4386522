"""What Linux says of a process and its children, for tests that wait for something to have happened and not
for seconds to be over."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest


def children(pid: int) -> list[int]:
    """The processes that a process has started itself and that are there. Skips the test where there is no
    /proc."""
    if not Path("/proc/self/stat").exists():
        pytest.skip("no /proc on this system")
    return [
        int(path.parent.name) for path in Path("/proc").glob("[0-9]*/stat") if _stat(path)[1:2] == [str(pid)]
    ]


def cpu_seconds(pid: int) -> float:
    """What a process and its children have used."""
    ticks = 0
    for each in (pid, *children(pid)):
        ticks += sum(map(int, _stat(Path(f"/proc/{each}/stat"))[11:13]))
    return ticks / os.sysconf("SC_CLK_TCK")


def wait_until_gone(pids: list[int], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while any(_stat(Path(f"/proc/{pid}/stat"))[:1] not in ([], ["Z"]) for pid in pids):
        assert time.monotonic() < end, f"a process of {pids} is still there"
        time.sleep(0.02)


def _stat(path: Path) -> list[str]:
    """The fields after the name (proc_pid_stat(5)), from the state on; none of a process that is gone."""
    try:
        return path.read_text(errors="replace").rpartition(")")[2].split()
    except OSError:
        return []
