"""The engine dask: a scheduler and two workers on loopback, one of which is killed in the middle."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from dlinter.cli.fleet.common import LocalWorkers
from dlinter.cli.fleet.scan import DaskStart
from dlinter.fleet.engines.engine import EngineError
from dlinter.fleet.read import Reader
from dlinter.fleet.rows import Kind
from dlinter.fleet.scan import scan, setup_for
from dlinter.fleet.store import Store
from dlinter.packs import load_rules
from dlinter.policy.settings import Settings
from tests.fleet.conftest import names_of, told_by_fleet, told_by_scan
from tests.fleet.registry import Registry

pytest.importorskip("distributed", reason="the extra `fleet` is not installed")
PATHS = os.pathsep.join(str(Path(__file__).parents[2] / name) for name in ("linter", "rules"))
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """The scheduler's file, and its workers: two that may be killed, each restarted by nobody."""
    folder = tmp_path_factory.mktemp("dask")
    file = folder / "scheduler.json"
    environment = os.environ | {"PYTHONPATH": PATHS, "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1"}
    with ExitStack() as stack:

        def start(*words: str) -> subprocess.Popen[bytes]:
            program = subprocess.Popen([sys.executable, "-m", *words, "--scheduler-file", str(file)], cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            stack.callback(program.wait, 30)
            stack.callback(program.kill)
            return program

        start("distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
        for _ in range(600):
            if file.exists():
                break
            time.sleep(0.1)
        workers = [start("distributed.cli.dask_worker", "--host", "127.0.0.1", "--nthreads", "1", "--no-nanny", "--no-dashboard") for _ in range(2)]
        workers.append(start("distributed.cli.dask_worker", "--host", "127.0.0.1", "--nthreads", "1", "--nworkers", "1", "--no-dashboard"))
        yield str(file), workers


def settings() -> Settings:
    return Settings(enabled=frozenset(r.id for r in load_rules().rules if "default" in r.info.sets))


def test_the_same_findings_with_a_worker_killed_in_the_middle(registry: Registry, fleet: Run, tmp_path: Path, cluster: tuple[str, list[subprocess.Popen[bytes]]]) -> None:
    path, (file, workers) = tmp_path / "fleet.sqlite", cluster
    fleet("plan", registry.host, "-o", path)
    registry.delay = 0.2
    killed: list[int] = []

    def kill(done: int, total: int, text: str) -> None:
        if not killed:
            killed.append(workers[0].pid)
            workers[0].send_signal(signal.SIGKILL)

    done = scan(path, settings(), setup_for(settings(), 2), DaskStart(file, 2), engine="dask", progress=kill, judges=LocalWorkers(1, settings()))
    assert killed and workers[0].wait(30) == -signal.SIGKILL
    assert (done.failed, done.images_failed, done.layers) == (0, 0, len(registry.layers))
    assert told_by_fleet(path) == told_by_scan(names_of(registry))


def test_a_poison_layer_is_isolated(registry: Registry, fleet: Run, tmp_path: Path, cluster: tuple[str, list[subprocess.Popen[bytes]]]) -> None:
    path, (file, _) = tmp_path / "fleet.sqlite", cluster
    fleet("plan", registry.host, "-o", path)
    with Store(path) as store:
        (poison,) = store.one("SELECT digest FROM layers WHERE id = (SELECT layer_id FROM image_layers x JOIN images i ON i.id = x.image_id WHERE i.name LIKE '%team/clean:1' AND position = 1)")
    done = scan(path, settings(), replace(setup_for(settings(), 2), trouble=poison), DaskStart(file, 2), engine="dask", judges=LocalWorkers(1, settings()))
    assert (done.failed, done.images_failed) == (1, 1)
    with Reader(path) as reader:
        (problem,) = reader.problems()
        assert (problem.kind, problem.layer_digest) == (Kind.WORKER, poison) and "dask worker" in problem.message
        assert [image.name for image in reader.images() if image.state == "failed"] == [f"{registry.host}/team/clean:1"]


def test_a_scheduler_that_is_not_there(registry: Registry, fleet: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dlinter.fleet.engines.dask.TIMEOUT", 1)
    fleet("plan", registry.host, "-o", "fleet.sqlite")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    code, _, error = fleet("scan", "fleet.sqlite", "--engine", f"dask://127.0.0.1:{port}")
    assert code == 2 and f"the dask scheduler at 127.0.0.1:{port} cannot be reached" in error and len(error.splitlines()) == 1
    assert "write local, dask" in fleet("scan", "fleet.sqlite", "--engine", "spark")[2]
    assert not registry.fetched_layers


def test_workers_with_other_rules_take_no_part(registry: Registry, fleet: Run, tmp_path: Path, cluster: tuple[str, list[subprocess.Popen[bytes]]]) -> None:
    path, (file, _) = tmp_path / "fleet.sqlite", cluster
    fleet("plan", registry.host, "-o", path)
    with pytest.raises(EngineError, match="another version of dlint"):
        scan(path, settings(), replace(setup_for(settings(), 2), rules="0" * 32), DaskStart(file, 2), engine="dask", judges=LocalWorkers(1, settings()))


def test_dask_is_not_loaded_by_lint_scan_or_the_local_engine(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM scratch\n")
    code = (
        "import sys; from dlinter.cli.main import main; main(['lint', 'Dockerfile']); main(['scan', '.']); main(['fleet', 'scan', 'none.sqlite']); "
        "sys.exit(any(n.partition('.')[0] in ('dask', 'distributed') for n in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=os.environ | {"PYTHONPATH": PATHS}, capture_output=True).returncode == 0
