from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests import in_process
from tests.cli.registry import Registry

from dlinter.packs import installed_packs

ROOT = Path(__file__).parents[2]
Run = Callable[..., "subprocess.CompletedProcess[str]"]
_SCRUBBED = ("NO_COLOR", "FORCE_COLOR", "GITHUB_ACTIONS", "CI", "TERM", "PYTHONPATH")


@pytest.fixture(scope="session")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a person's terminal, without what changes dlint's output, and with this checkout's
    dlint."""
    paths = [str(ROOT / "linter"), str(ROOT / "rules")]
    if "dlinter_rules" not in installed_packs():  # run from a checkout: say what an installation would say
        folder = tmp_path_factory.mktemp("site") / "dlinter-0.dist-info"
        folder.mkdir()
        (folder / "entry_points.txt").write_text("[dlint.rules]\nbuiltin = dlinter_rules\n")
        paths.append(str(folder.parent))
    kept = {k: v for k, v in os.environ.items() if k not in _SCRUBBED and not k.startswith("DLINT_")}
    # XDG_CACHE_HOME: one folder for all tests, the first scan fills it
    return kept | {"PYTHONPATH": os.pathsep.join(paths), "TERM": "xterm-256color"}


@pytest.fixture
def run(environment: dict[str, str], tmp_path: Path) -> Run:
    """Runs `dlint …` in an empty repository, in this process; `env` adds variables. What only a process of
    its own has (a limit that ends it, its interpreter's variables, workers) asks for `run_process`."""
    (tmp_path / ".git").mkdir(exist_ok=True)

    def call(*args: str, stdin: str = "", env: dict[str, str] | None = None, cwd: Path | None = None,
        timeout: float = 60) -> subprocess.CompletedProcess[str]:
        return in_process.call(
            args, folder=cwd or tmp_path, stdin=stdin, environment=environment | (env or {}), timeout=timeout
        )

    call.environment = environment  # type: ignore[attr-defined]
    return call


@pytest.fixture
def run_process(environment: dict[str, str], tmp_path: Path) -> Run:
    """The same as a process."""
    (tmp_path / ".git").mkdir(exist_ok=True)

    def call(
        *args: str,
        stdin: str = "",
        env: dict[str, str] | None = None,
        cwd: Path | None = None,
        timeout: float = 60,
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "dlinter", *args], input=stdin, capture_output=True, encoding="utf-8",
            env=environment | (env or {}), cwd=cwd or tmp_path, timeout=timeout, check=False,
        )  # fmt: skip

    return call


@pytest.fixture
def registry() -> Iterator[Registry]:
    server = Registry()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
