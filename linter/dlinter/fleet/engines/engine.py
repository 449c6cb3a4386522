"""What a place that reads layers is."""

from __future__ import annotations

from typing import Protocol

from msgspec import Struct

from dlinter.fleet.judge import ImageOutcome
from dlinter.fleet.tasks import LayerOutcome, LayerTask

SLOWEST = 20_000
"""Compressed bytes a second; below that a layer is given up."""


class ImageTask(Struct, frozen=True):
    """An image of the store to be judged: all its layers are read."""

    number: int


Task = LayerTask | ImageTask


class Lost(Struct, frozen=True):
    """A task that ended its process, more than once: it is given up. `how` is the rest of a sentence."""

    task: Task
    how: str


Outcome = LayerOutcome | ImageOutcome | Lost


class EngineError(Exception):
    """The engine cannot be used; one line for the user."""


class Workers(Protocol):
    """Takes tasks and gives outcomes, in any order. Tasks beyond `room` wait."""

    @property
    def room(self) -> int:
        """How many more tasks may be given now."""
        ...

    @property
    def busy(self) -> int:
        """How many tasks have no outcome yet."""
        ...

    def submit(self, task: Task) -> None: ...

    def results(self, seconds: float) -> list[Outcome]:
        """The outcomes that are there, or come within so many seconds. Raises EngineError."""
        ...

    def close(self) -> None: ...
