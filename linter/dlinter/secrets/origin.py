"""What decides what a scan finds, as one hash: the detectors with all their fields, and the code that applies
them.

No number is raised by hand: a change of a module is a change of the hash. About a hundred small files are
read, once a scan.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any

from dlinter.detectors.deferred import resolved
from dlinter.detectors.detector import Detector

PACKAGES = (
    "dlinter.detectors",
    "dlinter.secrets",
    "dlinter.archive",
    "dlinter.model",
    "dlinter.sources",
    "dlinter.run.scan",
    "detect_secrets",
)
"""The code between a layer's bytes and what is remembered of it."""
TESTS = frozenset({"matches", "misses", "source"})
"""Fields of a detector that only its own tests and documentation read."""


def rules_hash(detectors: Sequence[Detector], extra: str = "") -> str:
    """32 hex digits, "" where some of the code cannot be read: nothing is remembered then. `extra` is
    whatever else decides."""
    digest = hashlib.blake2b(digest_size=16)
    _add(digest, extra, sys.version)
    packages = set(PACKAGES)
    names = [name for name in Detector.__struct_fields__ if name not in TESTS]
    for detector in detectors:
        _add(digest, repr([(name, _text(resolved(getattr(detector, name)))) for name in names]))
        for check in (detector.accepts, detector.validate):
            if check is not None:
                packages |= _homes(resolved(check))
    for name in sorted(packages):
        code = code_of(name)
        if not code:
            return ""
        _add(digest, name, code)
    return digest.hexdigest()


def code_of(name: str) -> str:
    """A hash over the files of a package or of a single module, which is not imported for it; "" where there
    are none."""
    digest = hashlib.blake2b(digest_size=16)
    try:
        spec = find_spec(name)
        if spec is None:
            return ""
        places = list(spec.submodule_search_locations or ())
        files = [f for place in places for f in _files(place)] if places else [spec.origin or ""]
        for file in files:
            with open(file,  # noqa: PTH123
                "rb") as stream:  # 500 files a scan: pathlib takes as long as the hash
                _add(digest, stream.read())
    except (OSError, ImportError, ValueError):
        return ""
    return digest.hexdigest() if files else ""


def _files(folder: str) -> list[str]:
    """Python files below a folder, or compiled ones where it came without."""
    files = sorted(os.path.join(place, name) for place, _, names in os.walk(folder) for name in names)
    return [f for f in files if f.endswith(".py")] or [f for f in files if f.endswith(".pyc")]


def _homes(function: Any) -> set[str]:
    """The package (a lone module: itself) where a function is written, and those of what it was put together
    from."""
    todo, homes = [function], set()
    while todo:
        at = todo.pop()
        inner = getattr(at, "func", None)  # functools.partial
        todo += [inner] if inner is not None else []
        todo += [c.cell_contents for c in getattr(at, "__closure__", None) or () if callable(c.cell_contents)]
        module = sys.modules.get(getattr(at, "__module__", "") or "")
        if module is not None and inner is None:
            homes.add(getattr(module, "__package__", "") or module.__name__)
    return homes


def _text(value: Any) -> str:
    """A field's value as text that is the same in every process."""
    if not callable(value):
        return repr(value)
    if hasattr(value, "func"):
        return f"partial({_text(value.func)}, {value.args!r}, {sorted(value.keywords.items())!r})"
    code = getattr(value, "__code__", None)
    body = (
        f"{code.co_code.hex()} {code.co_names} {[c for c in code.co_consts if not hasattr(c, 'co_code')]!r}"
        if code is not None
        else ""
    )
    cells = [_text(c.cell_contents) for c in getattr(value, "__closure__", None) or ()]
    return (
        f"{getattr(value, '__module__', '')}.{getattr(value, '__qualname__', '')} {body} {cells} "
        f"{getattr(value, '__defaults__', None)!r}"
    )


def _add(digest: hashlib.blake2b, *parts: str | bytes) -> None:
    """Each with its length, so that no two lists of parts are the same bytes."""
    for part in parts:
        data = part if isinstance(part, bytes) else part.encode("utf-8", "surrogateescape")
        digest.update(len(data).to_bytes(8, "little") + data)
