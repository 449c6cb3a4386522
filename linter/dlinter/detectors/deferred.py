"""A detector's function, fetched from its module when it is called for the first time."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any


class Deferred:
    """The function in the field `field` of the `number`th detector of a module."""

    __slots__ = ("field", "module", "number")

    def __init__(self, module: str, number: int, field: str) -> None:
        self.module, self.number, self.field = module, number, field

    def __call__(self, *args: Any) -> Any:
        return self.resolve()(*args)

    def resolve(self) -> Callable[..., Any]:
        """The function itself."""
        function: Callable[..., Any] = getattr(import_module(self.module).DETECTORS[self.number], self.field)
        return function


def resolved(function: Any) -> Any:
    """What a field of a detector holds, with the function itself in place of a deferred one."""
    return function.resolve() if isinstance(function, Deferred) else function
