"""Copies of values: msgspec's structs, and the few dataclasses whose fields a struct cannot describe."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar

from msgspec import Struct, structs

T = TypeVar("T")


def replace(value: T, /, **changes: Any) -> T:
    """A copy of a value with some of its fields changed. Raises TypeError for a field that it does not
    have."""
    if isinstance(value, Struct):
        return structs.replace(value, **changes)
    from dataclasses import replace as of_dataclass

    return of_dataclass(value, **changes)  # type: ignore[type-var]


def field_names(value: object) -> Iterator[str]:
    """The names of the fields that a value is made from; none for what is no such value."""
    if isinstance(value, Struct):
        yield from value.__struct_fields__
    elif hasattr(type(value), "__dataclass_fields__"):
        from dataclasses import fields

        yield from (each.name for each in fields(value) if each.init)  # type: ignore[arg-type]


def as_plain(value: Any) -> Any:
    """A value with all that it holds as dicts of fields, lists and plain values."""
    if names := tuple(field_names(value)):
        return {name: as_plain(getattr(value, name)) for name in names}
    if isinstance(value, dict):
        return {key: as_plain(each) for key, each in value.items()}
    return [as_plain(each) for each in value] if isinstance(value, (list, tuple)) else value
