"""Worker processes that start in a tenth of the time: from a server that has loaded what they need. As with
`spawn`, they share nothing with the process of the tests."""

from __future__ import annotations

import os
import pkgutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import forkserver, get_context
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any
from unittest import mock

import dlinter_rules
from dlinter.fleet.engines import local
from dlinter.sources import pace

ROOT = Path(__file__).parents[2]


class _Environment:
    """Is unpickled by giving the process the environment and the first wait of now: it starts with those of
    the server."""

    def __reduce__(self) -> tuple[Any, tuple[str]]:
        environment = f"import os\nos.environ.clear()\nos.environ.update({dict(os.environ)!r})\n"
        return exec, (f"{environment}from dlinter.sources import pace\npace.FIRST = {pace.FIRST!r}",)


class _Context:
    def __init__(self) -> None:
        self._context = get_context("forkserver")
        self.Pipe = self._context.Pipe

    def Process(self, **words: Any) -> BaseProcess:
        process = self._context.Process(**words)
        process.environment = _Environment()  # type: ignore[attr-defined]
        return process


@contextmanager
def quick_processes() -> Iterator[None]:
    """The engine `local` starts its processes in this way; they do not load pytest, as each would that is
    spawned from its script."""
    context = get_context("forkserver")
    context.set_forkserver_preload(_modules())
    with mock.patch.dict(
        os.environ, {"PYTHONPATH": os.pathsep.join([str(ROOT / "linter"), str(ROOT / "rules")])}
    ):
        forkserver.ensure_running()
    main = sys.modules["__main__"]
    with (
        mock.patch.object(main, "__file__", None, create=True),
        mock.patch.object(main, "__spec__", None),
        mock.patch.object(local, "get_context", lambda _: _Context()),
    ):
        yield


def _modules() -> list[str]:
    import dlinter.fleet.engines.local
    import dlinter.fleet.judge
    import dlinter.fleet.tasks  # noqa: F401

    packs = [found.name for found in pkgutil.walk_packages(dlinter_rules.__path__, "dlinter_rules.")]
    return [
        *packs,
        *sorted(name for name in sys.modules if name.startswith("dlinter.") and "cli" not in name),
        "hyperscan",
        "isal.isal_zlib",
        "zstandard",
        "detect_secrets",
    ]
