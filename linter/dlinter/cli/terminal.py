"""What the terminal is like, and messages to stderr."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections.abc import Iterable
from typing import TextIO

from dlinter.finding import Problem
from dlinter.report.edge import harmless
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


def warn(text: str) -> None:
    """One line on stderr that `--quiet` does not take away."""
    print(f"dlint: warning: {one_line(text)}", file=sys.stderr)


def tell_problems(problems: Iterable[Problem], *, concealed: bool = False) -> None:
    """One line on stderr for each problem. `concealed`: those of a report hold no secrets any more."""
    for problem in problems:
        place = f"{one_line(problem.path, concealed=concealed)}: " if problem.path else ""
        print(f"dlint: error: {place}{one_line(problem.message, concealed=concealed)}", file=sys.stderr)


def tell(notes: Iterable[str], args: Namespace, *, concealed: bool = False) -> None:
    """One line on stderr for each different note, unless `--quiet`."""
    if not args.quiet:
        for note in dict.fromkeys(notes):
            print(f"dlint: {one_line(note, concealed=concealed)}", file=sys.stderr)


def one_line(text: str, *, concealed: bool = False) -> str:
    """For stderr: a name out of what was scanned, or a word of the command line, may hold anything."""
    text = " ".join(text.split())
    return clean(text if concealed else conceal(text))


def conceal(text: str) -> str:
    """A text of any number of lines without secrets."""
    from dlinter.model.masks import CUT
    from dlinter.run.conceal import concealer, without_user, worth

    if not worth(text):
        return text
    try:
        return concealer().text(text)
    except Exception:  # no pack, or a broken one: then nothing that may be a secret is said
        return without_user(" ".join(CUT if worth(word) else word for word in text.split(" ")))


def show(text: str, *, color: bool = False) -> None:
    """Text of a command on stdout, harmless to the terminal."""
    sys.stdout.write(harmless(text, color=color))
