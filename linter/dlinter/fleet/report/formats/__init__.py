"""The formats of a fleet's report, a module each: `ABOUT` says what it is for, `ENDINGS` which files are
written in it, `write(view, out)` writes it."""

from __future__ import annotations

import os
from importlib import import_module
from typing import Protocol, TextIO

from dlinter.fleet.report.view import View

DEFAULT = "text"


class Format(Protocol):
    """A module of a format."""

    ABOUT: str
    ENDINGS: tuple[str, ...]

    def write(self, view: View, out: TextIO) -> None: ...


def format_names() -> tuple[str, ...]:
    """The formats, text first."""
    names = sorted(
        n[:-3] for n in os.listdir(os.path.dirname(__file__)) if n.endswith(".py") and not n.startswith("_")
    )
    return (DEFAULT, *(name for name in names if name != DEFAULT))


def format_of(name: str) -> Format:
    """The module of a format. Raises KeyError."""
    if name not in format_names():
        raise KeyError(name)
    module: Format = import_module(f"{__name__}.{name}")
    return module


def format_of_file(file: str) -> str:
    """The format that a file's ending asks for, "" where none does."""
    claims = [
        (len(ending), name)
        for name in format_names()
        for ending in format_of(name).ENDINGS
        if file.lower().endswith(ending)
    ]
    return max(claims)[1] if claims else ""
