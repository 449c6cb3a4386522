"""For all tests: a cache folder of their own, and no settings of the machine."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

import pytest


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """One cache folder a run: compiled prefilters are written there, for all processes of `pytest -n`, and never into the user's."""
    before = {name: os.environ.pop(name, None) for name in ("GITHUB_ACTIONS", "FORCE_COLOR", "NO_COLOR", "DLINT_FORMAT", "XDG_CACHE_HOME")}
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "cache-of-all"
    os.environ["XDG_CACHE_HOME"] = str(folder)
    yield
    for name, value in before.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value


COLLECTED = pytest.StashKey[list[str]]()
"""The names of all tests of this process, in order, before some are left out (`-k`, `-m`)."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    config.stash[COLLECTED] = [item.nodeid for item in items]


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
