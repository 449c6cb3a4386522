"""sarif-om's objects → SARIF JSON. The package has no serialiser of its own."""

from __future__ import annotations

from typing import Any

import attr

_RENAMED = {("Suppression", "state"): "status"}
"""Where sarif-om 1.0.4 and the 2.1.0 schema differ."""


def to_json(value: Any) -> Any:
    """Plain values with the schema's property names. What is unset or the schema's default is left out; dicts (property
    bags, fingerprints) are kept as they are."""
    if isinstance(value, dict):
        return {key: to_json(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [to_json(item) for item in value]
    if not attr.has(type(value)):
        return value
    done = {}
    for field in attr.fields(type(value)):
        item = getattr(value, field.name)
        if item is None or (item == field.default and field.default is not attr.NOTHING):
            continue
        name = _RENAMED.get((type(value).__name__, field.name)) or field.metadata["schema_property_name"]
        done[name] = to_json(item)
    return done
