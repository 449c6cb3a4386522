"""What the terminal is like, and messages to stderr."""

from __future__ import annotations

import os
import re
import sys
from argparse import Namespace
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TextIO

from dlinter.finding import Problem
from dlinter.report.edge import harmless
from dlinter.report.plain import clean

_FEW = 3
"""Texts that are searched one by one: most runs have none that need it."""
_LIKE = 5
"""Problems of one file that are told though they are equal but for the line."""
_LINE = re.compile(r"\bline \d+\b")


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
    """One line on stderr for each problem; of many in one file that are equal but for the line, the first
    ones and how many there are more. `concealed`: those of a report hold no secrets any more."""
    told = _folded(problems)
    hide = _hider([text for path, message, _ in told for text in (path, message)], concealed)
    for path, message, more in told:
        place = f"{hide(path)}: " if path else ""
        count = f" (and {more:,} more like it)" if more else ""
        print(f"dlint: error: {place}{hide(message)}{count}", file=sys.stderr)


def _folded(problems: Iterable[Problem]) -> list[tuple[str, str, int]]:
    """Path and message of the problems that are told, and how many more there are like it."""
    told: list[tuple[str, str, int]] = []
    kinds = [(problem, (problem.path, _LINE.sub("line", problem.message))) for problem in problems]
    of_all, seen = Counter(kind for _, kind in kinds), Counter[tuple[str, str]]()
    for problem, kind in kinds:
        seen[kind] += 1
        if seen[kind] <= _LIKE:
            more = of_all[kind] - _LIKE if seen[kind] == _LIKE else 0
            told.append((problem.path, problem.message, more))
    return told


def tell(notes: Iterable[str], args: Namespace, *, concealed: bool = False) -> None:
    """One line on stderr for each different note, unless `--quiet`."""
    if not args.quiet:
        told = list(dict.fromkeys(notes))
        hide = _hider(told, concealed)
        for note in told:
            print(f"dlint: {hide(note)}", file=sys.stderr)


def _hider(texts: Sequence[str], concealed: bool) -> Callable[[str], str]:
    """`one_line` for many texts, which are searched at once: a file may make a hundred thousand of them."""
    if concealed or len(texts) < _FEW:
        return partial(one_line, concealed=concealed)
    from dlinter.run.conceal import concealer

    lines = [" ".join(text.split()) for text in texts]
    try:
        hide = concealer().hider(lines)
    except Exception:  # no pack, or a broken one
        return one_line
    return lambda text: clean(hide(" ".join(text.split())))


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
