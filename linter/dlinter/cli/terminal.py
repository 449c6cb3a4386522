"""What the terminal is like, and messages to stderr."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections.abc import Iterable
from typing import TextIO

from dlinter.finding import Problem
from dlinter.report.plain import clean


def use_color(choice: str, stream: TextIO) -> bool:
    """`--color`, then NO_COLOR (no-color.org), then FORCE_COLOR, then whether the stream is a terminal."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR", "0") not in ("", "0"):
        return True
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def tell_problems(problems: Iterable[Problem]) -> None:
    """One line on stderr for each problem."""
    for problem in problems:
        place = f"{one_line(problem.path)}: " if problem.path else ""
        print(f"dlint: error: {place}{one_line(problem.message)}", file=sys.stderr)


def tell(notes: Iterable[str], args: Namespace) -> None:
    """One line on stderr for each different note, unless `--quiet`."""
    if not args.quiet:
        for note in dict.fromkeys(notes):
            print(f"dlint: {one_line(note)}", file=sys.stderr)


def one_line(text: str) -> str:
    """For stderr: a name out of what was scanned may hold anything."""
    return clean(" ".join(text.split()))
