"""A bar on stderr for what takes long: only on a terminal, only after about a second, and gone at the end."""

from __future__ import annotations

import sys
from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING

from dlinter.cli.terminal import one_line

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress

AFTER = 1.0
"""Seconds without a bar: most runs are over by then."""
_NAME = 48
"""Characters of what is being read."""


class Progress:
    """Called with what is done, what there is in all (0 when unknown), and what is being read. Counts bytes,
    or files where `files` is set."""

    def __init__(
        self, *, quiet: bool, color: bool, files: bool = False, clock: Callable[[], float] = monotonic
    ) -> None:
        self._on = sys.stderr.isatty() and not quiet
        self._color = color
        self._files = files
        self._clock = clock
        self._began = clock()
        self._bar: RichProgress | None = None

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()

    def __call__(self, done: int, total: int, what: str = "") -> None:
        if not self._on or (self._bar is None and (self._clock() - self._began < AFTER or 0 < total <= done)):
            return
        if self._bar is None:
            self._bar = self._start()
        self._bar.update(
            self._bar.task_ids[0], completed=done, total=total or None, description=_short(one_line(what))
        )

    def _start(self) -> RichProgress:
        from rich import progress as columns
        from rich.console import Console

        console = Console(stderr=True, no_color=not self._color)
        numbers: tuple[columns.ProgressColumn, ...] = (
            (columns.MofNCompleteColumn(),)
            if self._files
            else (columns.DownloadColumn(), columns.TransferSpeedColumn())
        )
        bar = columns.Progress(
            columns.TextColumn("{task.description}", markup=False),
            columns.BarColumn(),
            *numbers,
            console=console,
            transient=True,
        )
        bar.add_task("", total=None)
        bar.start()
        return bar


def _short(text: str) -> str:
    """The begin, which says the how manieth it is, and the end, which is the file's own name."""
    return text if len(text) <= _NAME else f"{text[: _NAME // 3]}…{text[-(_NAME * 2 // 3) :]}"
