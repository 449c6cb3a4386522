"""Which commands there are: the modules of the folder `commands`, found without importing them."""

from __future__ import annotations

import os

FIRST = ("lint", "scan")
"""What most people come for; the others follow by name."""


def command_names() -> tuple[str, ...]:
    """The names of the commands."""
    folder = os.path.join(os.path.dirname(__file__), "commands")
    names = sorted(n[:-3] for n in os.listdir(folder) if n.endswith(".py") and not n.startswith("_"))
    return (*FIRST, *(name for name in names if name not in FIRST))
