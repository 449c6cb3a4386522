"""The user's cache folder, and files in it that appear whole or not at all."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path


def cache_folder() -> Path:
    """`$XDG_CACHE_HOME/dlint` (`~/.cache/dlint`), on macOS `~/Library/Caches/dlint`, on Windows
    `%LOCALAPPDATA%\\dlint\\Cache`.

    It is not made here. `DLINT_CACHE_DIR` overrides all of them.
    """
    named = os.environ.get("DLINT_CACHE_DIR")
    if named:
        return Path(named)
    home = Path("~").expanduser()
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA")
        return (Path(local) if local else home / "AppData" / "Local") / "dlint" / "Cache"
    if sys.platform == "darwin":
        return home / "Library" / "Caches" / "dlint"
    base = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(base) if base.startswith("/") else home / ".cache") / "dlint"


def write_atomically(path: Path, data: bytes) -> bool:
    """Writes a file beside its place and renames it there; readable by its owner alone. False where that
    fails: a cache that cannot be written is no error."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(data)
        beside.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            beside.unlink()
        return False
    return True
