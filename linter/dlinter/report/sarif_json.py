"""sarif-om's objects → SARIF JSON. The package has no serialiser of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attr

_RENAMED = {("Suppression", "state"): "status"}
"""Where sarif-om 1.0.4 and the 2.1.0 schema differ."""
_KEPT = frozenset({"level", "version"})
"""Written also where they are the schema's default: a result without `level` has its rule's (SARIF 2.1.0,
3.27.10)."""
_FIRST = {"schema_uri": 0, "version": 1}


def to_json(value: Any) -> Any:
    """Plain values with the schema's property names. What is unset or the schema's default is left out; dicts
    (property bags, fingerprints) are kept as they are."""
    if isinstance(value, dict):
        return {key: to_json(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [to_json(item) for item in value]
    if not attr.has(type(value)):
        return value
    return {name: to_json(item) for name, item in _set(value)}


def _set(value: Any) -> Iterator[tuple[str, Any]]:
    """The properties of an object that are to be written, by their name in the schema."""
    kind = type(value)
    for name, default, written in _FIELDS.get(kind) or _fields(kind):
        item = getattr(value, name)
        if item is not None and (item != default or name in _KEPT):
            yield written, item


def _fields(kind: type) -> list[tuple[str, Any, str]]:
    """Name, default and written name of each property of a class."""
    done = []
    for field in sorted(attr.fields(kind), key=lambda f: _FIRST.get(f.name, 2)):
        default = field.default.factory() if isinstance(field.default, _Factory) else field.default
        written = _RENAMED.get((kind.__name__, field.name)) or field.metadata["schema_property_name"]
        done.append((field.name, default, written))
    _FIELDS[kind] = done
    return done


_FIELDS: dict[type, list[tuple[str, Any, str]]] = {}
_Factory: Any = type(attr.Factory(list))
