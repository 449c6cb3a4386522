"""What the gates of `--fail-on` share: the lines that `rebuilt:LINE` may name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dlinter.cli.errors import UsageError

LISTED = 20
"""Lines that an error lists."""


def check_lines(gates: Iterable[tuple[str, str]], lines: Sequence[int], name: str) -> None:
    """Raises UsageError for a gate on a line that no step is on. `name` is the file or the build; `lines` are
    those of its steps, in order."""
    for kind, value in gates:
        if kind == "rebuilt" and int(value) not in lines:
            where = (
                "its steps are on lines "
                f"{', '.join(map(str, lines[:LISTED]))}{' …' if len(lines) > LISTED else ''}"
            )
            raise UsageError(
                f"--fail-on rebuilt:{value}: {name} has no step on line {value}: {where}"
                if lines
                else f"--fail-on rebuilt:{value}: the steps of {name} have no lines: its `.dockerbuild` "
                    "record has them"
            )
