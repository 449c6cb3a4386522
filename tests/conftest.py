"""For all tests: a cache folder of their own, and no settings of the machine."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("dlint", deadline=None)
settings.load_profile("dlint")
"""No example has a deadline: what a test takes on a busy machine tells nothing."""

HERE = Path(__file__).parent


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """One cache folder a run: compiled prefilters are written there, for all processes of `pytest -n`, and
    never into the user's."""
    before = {
        name: os.environ.pop(name, None)
        for name in ("GITHUB_ACTIONS", "FORCE_COLOR", "NO_COLOR", "DLINT_FORMAT", "XDG_CACHE_HOME")
    }
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


LONG = (
    "conformance/test_cache_truth.py",
    "platforms/",
    "fleet/",
    "rules/test_random_values.py",
    "secrets/test_windows.py",
    "docs/",
)
"""Below tests/: what holds single tests of five seconds and more comes first, so that no worker of `pytest
-n` is alone with one in the end."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    items.sort(
        key=lambda item: (
            not item.path.relative_to(HERE).as_posix().startswith(LONG)
            if item.path.is_relative_to(HERE)
            else True
        )
    )
    config.stash[COLLECTED] = [item.nodeid for item in items]
    if "slow" not in str(config.option.markexpr):
        for item in items:
            if item.get_closest_marker("slow"):
                item.add_marker(pytest.mark.skip(reason="takes long: run by hand with `-m slow`"))


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    """With `-n`, a worker has one half of the tests and takes from the other's when it is done: what a module
    makes for its tests is made once, and not in every process as where tests are dealt out one by one."""
    if getattr(config.option, "numprocesses", None) and config.option.dist == "no":
        config.option.dist = "worksteal"


def pytest_configure(config: pytest.Config) -> None:
    """Bytecode is kept, also where the machine says PYTHONDONTWRITEBYTECODE: each of some hundred processes
    would compile dlint, and each collection rewrite the asserts of all tests. `-p no:cacheprovider`
    (bench/mutants.py) keeps nothing."""
    if config.pluginmanager.hasplugin("cacheprovider"):
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        sys.dont_write_bytecode = False


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Bytes that are no short text are called by their argument: what is made at run time (a gzip header
    holds the time) would give every process of `pytest -n` names of its own."""
    if isinstance(val, (bytes, bytearray)) and not (
        len(val) <= 40 and bytes(val).isascii() and bytes(val).decode().isprintable()
    ):
        return argname
    return None
