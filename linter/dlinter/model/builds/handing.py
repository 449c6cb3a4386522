"""What a step of a workflow hands on to the later ones: lines that its script appends to `$GITHUB_ENV` and
`$GITHUB_OUTPUT` (docs.github.com, "Workflow commands", "Setting an environment variable", "Setting an output
parameter")."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dlinter.model.builds.values import Value
from dlinter.model.text import Span

_HANDED = (
    r"""\b(?:echo|printf)\s+(?:-[neE]+\s+)?["']?([A-Za-z_][\w-]*)=([^\n"""
    r"""]{1,500}?)["']?\s*(?:\|\s*tee\s+-a|>>)\s*["']?\$\{?GITHUB_(ENV|OUTPUT)\b"""
)
_VARIABLE = r"\$\{?([A-Za-z_]\w*)(?:::?\d+)*(?::\d+:\d+)?\}?\Z"
LONGEST = 20_000
"""Characters of a script that are looked at."""


def handed_on(script: str, step: str, span: Span) -> Iterator[tuple[str, Value]]:
    """Names and values: `NAME` for a variable, `steps.STEP.outputs.NAME` for an output of a step with an
    id."""
    if "GITHUB_ENV" not in script and "GITHUB_OUTPUT" not in script:
        return
    script = script[:LONGEST]
    for line in re.finditer(_HANDED, script):
        value = line[2].strip("\"'")
        variable = re.match(_VARIABLE, value)
        if variable is not None:  # of the script: what it was set to last
            set_to = re.findall(
                rf"(?m)(?:^|[;&\s]){re.escape(variable[1])}=([^\n]{{1,500}})", script[: line.start()]
            )
            value = set_to[-1].strip("\"'") if set_to else value
        if line[3] == "ENV":
            yield line[1], Value(value, span)
        elif step:
            yield f"steps.{step}.outputs.{line[1]}", Value(value, span)
