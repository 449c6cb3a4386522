"""For all tests: a cache folder of their own, and no settings of the machine."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator

import pytest


@pytest.fixture(scope="session", autouse=True)
def _own_cache() -> Iterator[None]:
    """One cache folder a process: the compiled prefilter is written there, never into the user's."""
    before = {name: os.environ.pop(name, None) for name in ("GITHUB_ACTIONS", "FORCE_COLOR", "NO_COLOR", "DLINT_FORMAT", "XDG_CACHE_HOME")}
    with tempfile.TemporaryDirectory(prefix="dlint-tests-", ignore_cleanup_errors=True) as folder:
        os.environ["XDG_CACHE_HOME"] = folder
        yield
    for name, value in before.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value


def pytest_configure(config: pytest.Config) -> None:
    """Bytecode is kept, also where the machine says PYTHONDONTWRITEBYTECODE: each of some hundred processes would compile dlint, and each
    collection rewrite the asserts of all tests. `-p no:cacheprovider` (bench/mutants.py) keeps nothing."""
    if config.pluginmanager.hasplugin("cacheprovider"):
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        sys.dont_write_bytecode = False


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Bytes that are no short text are called by their argument: what is made at run time (a gzip header holds the time) would give
    every process of `pytest -n` names of its own."""
    if isinstance(val, (bytes, bytearray)) and not (len(val) <= 40 and bytes(val).isascii() and bytes(val).decode().isprintable()):
        return argname
    return None
