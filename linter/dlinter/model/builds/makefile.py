"""Makefile → the build commands of its recipes (GNU make's manual, "Using Variables", "Writing Recipes in
Rules").

Variables are expanded where the file gives them one value; `$(shell …)` becomes the `$(…)` of a shell, what
the file does not tell stays a variable. Each line of a recipe has a shell of its own. Conditionals, `include`
and `define` are not followed: of several values the first counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from dlinter.model.builds.nodes import Build, BuildFile, Kind, few
from dlinter.model.builds.scripts import Bench, builds_in, worth_reading
from dlinter.model.text import Text
from dlinter.model.work import TooMuchWork

_SETS = r"(?:export\s+|override\s+)*([A-Za-z_][\w.-]*)\s*(\?=|:{0,3}=|\+=)\s*(.*)"
_REFERENCE = r"\$(?:\(([\w.-]+)\)|\{([\w.-]+)\})"
_MOST = 4000
"""Characters of one expanded line: variables that name each other grow fast."""
_DEEP = 8


def read_makefile(text: Text) -> BuildFile:
    """The builds of all recipes, each with the place of its line."""
    lines = list(_lines(text.data.decode("utf-8", "surrogateescape")))
    variables: dict[str, str] = {}
    for _, line, recipe in lines:
        found = None if recipe else re.fullmatch(_SETS, line, re.S)
        if found is not None:
            variables.setdefault(found[1], found[3].split(" #")[0].strip())
    builds: list[Build] = []
    refused: list[str] = []
    for at, line, recipe in lines:
        command = expanded(line, variables) if recipe else ""
        if not worth_reading(command):
            continue
        command = re.sub(r"\A[\s@+-]+", "", command)
        places = [at] * (len(command.encode("utf-8", "surrogateescape")) + 1)
        try:
            builds += builds_in(command, places, Bench(), "sh")
        except TooMuchWork as refusal:
            refused.append(f"line {text.line_of(at)}: {refusal}")
    return few(BuildFile(text, Kind.MAKE, tuple(builds), refused=tuple(refused)))


def _lines(source: str) -> Iterator[tuple[int, str, bool]]:
    """Logical lines: the byte they begin at, their text with joined lines, and whether they are of a
    recipe."""
    start, at, parts = 0, 0, list[str]()
    for line in source.splitlines(keepends=True):
        if not parts:
            start = at
        at += len(line.encode("utf-8", "surrogateescape"))
        body = line.rstrip("\r\n")
        if body.endswith("\\") and not body.endswith("\\\\"):
            parts.append(body[:-1])
            continue
        whole = "".join([*parts, body])
        parts.clear()
        if whole.strip() and not whole.lstrip().startswith("#"):
            yield start, whole if whole.startswith("\t") else whole.strip(), whole.startswith("\t")


def expanded(line: str, variables: Mapping[str, str]) -> str:
    """A line of a recipe as the shell gets it, as far as the file tells."""
    for _ in range(_DEEP):
        new = re.sub(
            _REFERENCE,
            lambda m: (
                variables.get(m[1] or m[2], f"${{{m[1] or m[2]}}}") if (m[1] or m[2]) in variables else m[0]
            ),
            line,
        )
        if new == line or len(new) > _MOST:
            break
        line = new
    line = re.sub(r"(?<!\$)\$\(([\w.-]+)\)", r"${\1}", line)
    line = re.sub(r"(?<!\$)\$\(shell\s+", "$(", line)
    return line.replace("$$", "$")
