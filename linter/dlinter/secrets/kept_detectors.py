"""The detectors of a pack as they were at the last scan: to import their three hundred modules takes a sixth
of a start.

They lie beside the compiled database, authenticated like it. What is kept counts as long as every file that
was imported for it, or at the same time, has the size and the times that it had, and the pack's folder the
same modules. The time of change is asked for, too: images are built with one time of modification for all
files, so that another version may have a file of the same size and time. Functions are fetched from their
module when they are called.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Mapping, Sequence
from typing import Any, get_type_hints

from msgspec import DecodeError, Struct, ValidationError, msgpack

from dlinter.detectors.deferred import Deferred
from dlinter.detectors.detector import Detector
from dlinter.secrets.own_folder import own_folder

FUNCTIONS = ("accepts", "expires", "password", "reader", "validate")
_FIELDS = tuple(name for name in Detector.__struct_fields__ if name not in FUNCTIONS)
_File = tuple[str, int, int, int]


class _Kept(Struct, array_like=True):
    """`files` are path, times of modification and change (ns), size; `functions` are module, number of the
    detector there, field and number of the detector here; `rows` is read by itself."""

    modules: list[str]
    files: list[_File]
    functions: list[tuple[str, int, str, int]]
    rows: bytes


def kept(pack: str, folder: str, modules: Sequence[str]) -> tuple[Detector, ...] | None:
    """The detectors of the pack in `folder`, whose modules for them are called so; None where they are not
    kept or not up to date."""
    own = own_folder()[0]
    body = own.read(_name(pack, folder)) if own is not None else None
    if body is None:
        return None
    try:
        known = msgpack.decode(body, type=_Kept)
        if known.modules != list(modules) or not all(map(_unchanged, known.files)):
            return None
        rows: list[Any] = msgpack.decode(known.rows, type=list[_row()])  # type: ignore[misc]
    except (DecodeError, ValidationError, TypeError):  # of other fields
        return None
    functions: dict[int, dict[str, Any]] = {}
    for module, number, field, at in known.functions:
        functions.setdefault(at, {})[field] = Deferred(module, number, field)
    return tuple(
        Detector(**dict(zip(_FIELDS, row, strict=True)), **functions.get(at, {}))
        for at, row in enumerate(rows)
    )


def keep(pack: str, folder: str, modules: Mapping[str, Sequence[Detector]]) -> None:
    """Keeps the detectors of a pack, by the names of the modules in which they are written."""
    own = own_folder()[0]
    files = _files()
    if own is None or files is None:
        return
    rows: list[list[Any]] = []
    functions: list[tuple[str, int, str, int]] = []
    for module, detectors in modules.items():
        for number, detector in enumerate(detectors):
            functions += [
                (module, number, name, len(rows)) for name in FUNCTIONS if getattr(detector, name) is not None
            ]
            rows.append([getattr(detector, name) for name in _FIELDS])
    try:
        packed = msgpack.encode(rows)
    except (TypeError, ValueError):  # a field of another kind, text that is not Unicode
        return
    own.write(_name(pack, folder), msgpack.encode(_Kept(list(modules), files, functions, packed)))


def _row() -> Any:
    """The type of the fields of one detector that are not functions."""
    hints = get_type_hints(Detector)
    return tuple[tuple(hints[name] for name in _FIELDS)]  # type: ignore[misc]


def _name(pack: str, folder: str) -> str:
    text = repr((pack, folder, sys.version, _FIELDS)).encode("utf-8", "surrogateescape")
    return f"detectors-{hashlib.blake2b(text, digest_size=16).hexdigest()}.bin"


def _files() -> list[_File] | None:
    """The files of all modules but Python's own; None where one is not a file."""
    own = os.path.dirname(os.__file__) + os.sep
    found = []
    for module in list(sys.modules.values()):
        path = getattr(module, "__file__", None)
        if path is None or (path.startswith(own) and "site-packages" not in path):
            continue
        try:
            about = os.stat(path)  # noqa: PTH116
        except OSError:
            return None
        found.append((path, about.st_mtime_ns, about.st_ctime_ns, about.st_size))
    return found


def _unchanged(file: _File) -> bool:
    try:
        about = os.stat(file[0])  # noqa: PTH116
    except OSError:
        return False
    return (about.st_mtime_ns, about.st_ctime_ns, about.st_size) == file[1:]
