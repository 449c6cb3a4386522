"""Reading manifests that may hold anything: a text that cannot be read is None, never an error."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Callable, Iterator
from typing import Any

from dlinter.model.packages.project import Project
from dlinter.model.toml_keys import MOST_PARTS, longest_key


def read_json(project: Project, path: str) -> dict[str, Any] | None:
    text = project.read(path)
    if text is None:
        return None
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def read_toml(project: Project, path: str) -> dict[str, Any] | None:
    text = project.read(path)
    if text is None or longest_key(text) > MOST_PARTS:
        return None
    import tomllib

    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError):
        return None


def read_once(
    waiting: list[str], project: Project, named: Callable[[str], str] = posixpath.normpath
) -> Iterator[tuple[str, str | None]]:
    """Each file of a list that grows while it is read, once: its path and its text, None where it cannot be
    read. `named` says by which name an entry is read."""
    seen = set[str]()
    while waiting:
        path = named(waiting.pop())
        if path not in seen:
            seen.add(path)
            yield path, project.read(path)


def within(found: Any, *keys: str) -> Any:
    """A value in nested tables; None where one is missing."""
    for key in keys:
        found = found.get(key) if isinstance(found, dict) else None
    return found


def table(found: Any, *keys: str) -> dict[str, Any]:
    value = within(found, *keys)
    return value if isinstance(value, dict) else {}


def strings(found: Any) -> tuple[str, ...]:
    """The texts of a list, or a single one."""
    if isinstance(found, str):
        return (found,)
    return tuple(item for item in found if isinstance(item, str))[:500] if isinstance(found, list) else ()


def yaml_list(text: str, key: str) -> tuple[str, ...] | None:
    """A list of plain texts below a key at the top of a YAML file, in block or flow form; () where there is
    none, None where it is written in another way."""
    found = re.search(rf"^{re.escape(key)}:[ \t]*(.*)$", text, re.M)
    if found is None:
        return ()
    inline = found[1].split(" #")[0].strip()
    if inline.startswith("["):
        end = inline.rfind("]")
        return tuple(_plain(p) for p in inline[1:end].split(",") if p.strip()) if end > 0 else None
    if inline:
        return None
    items = []
    for line in text[found.end() :].splitlines()[1:500]:
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        if not stripped.startswith("- "):
            break
        items.append(_plain(stripped[2:]))
    return tuple(items)


def _plain(value: str) -> str:
    value = value.strip()
    if value[:1] in ("'", '"') and value.rfind(value[0]) > 0:
        return value[1 : value.rfind(value[0])]
    return value.split(" #")[0].strip()
