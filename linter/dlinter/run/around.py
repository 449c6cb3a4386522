"""What stands around the file that is linted, the build context and the git history, and what could not be
read of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from dlinter.finding import Problem

if TYPE_CHECKING:
    from dlinter.model.dockerfile.context import BuildContext


class Around(Struct):
    """Filled while rules ask for it. `problems` are what dlint could not read though it is there, `notes`
    what it left out."""

    path: str = ""
    problems: list[Problem] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    context: BuildContext | None = None

    @property
    def notes(self) -> list[str]:
        context = (
            [f"{self.path}: {what}" for what in self.context.remarks] if self.context is not None else []
        )
        return [*self.remarks, *context]
