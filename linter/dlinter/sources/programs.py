"""Programs beside dlint (git, ShellCheck, credential helpers), found on PATH alone.

An empty or relative entry of PATH means the working folder, which is what is scanned: such entries are passed
over, and so is the working folder itself, where Windows looks first.
"""



from __future__ import annotations

import os


def find_program(name: str) -> str | None:
    """The absolute path of a program on PATH; None where there is none. A name with a slash is none."""
    if not name or os.path.basename(name) != name:  # noqa: PTH119
        return None
    endings = os.environ.get("PATHEXT", ".EXE").split(os.pathsep) if os.name == "nt" else [""]
    for folder in os.environ.get("PATH", os.defpath).split(os.pathsep):
        if not os.path.isabs(folder):  # noqa: PTH117
            continue
        for ending in endings:
            path = os.path.join(folder, name + ending)
            if os.path.isfile(path) and os.access(path, os.X_OK):  # noqa: PTH113
                return path
    return None
