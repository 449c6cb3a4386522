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
from pathlib import Path

import pytest

from dlinter.cli.fleet.common import LocalWorkers
from dlinter.cli.fleet.scan import DaskStart
from dlinter.fleet.engines import dask as engine
from dlinter.fleet.engines.engine import EngineError
from dlinter.fleet.read import Reader
from dlinter.fleet.rows import Kind
from dlinter.fleet.scan import scan, setup_for
from dlinter.fleet.store import Store
from dlinter.fleet.tasks import LayerOutcome, LayerTask, Setup
from dlinter.packs import load_rules
from dlinter.policy.settings import Settings
from dlinter.values import replace
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
            program = subprocess.Popen(
                [sys.executable, "-m", *words, "--scheduler-file", str(file)],
                cwd=folder,
                env=environment,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            stack.callback(program.wait, 30)
            stack.callback(program.kill)
            return program

        start("distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
        for _ in range(600):
            if file.exists():
                break
            time.sleep(0.1)
        workers = [start("distributed.cli.dask_worker", "--host", "127.0.0.1", "--nthreads", "1",
            "--no-nanny", "--no-dashboard") for _ in range(2)]
        workers.append(start("distributed.cli.dask_worker", "--host", "127.0.0.1", "--nthreads", "1",
            "--nworkers", "1", "--no-dashboard"))
        yield str(file), workers


def settings() -> Settings:
    return Settings(enabled=frozenset(r.id for r in load_rules().rules if "default" in r.info.sets))


def test_the_same_findings_with_a_worker_killed_in_the_middle(
    registry: Registry, fleet: Run, tmp_path: Path, cluster: tuple[str, list[subprocess.Popen[bytes]]]
) -> None:
    path, (file, workers) = tmp_path / "fleet.sqlite", cluster
    fleet("plan", registry.host, "-o", path)
    registry.delay = 0.2
    killed: list[int] = []

    def kill(done: int, total: int, text: str) -> None:
        if not killed:
            killed.append(workers[0].pid)
            workers[0].send_signal(signal.SIGKILL)

    done = scan(
        path,
        settings(),
        setup_for(settings(), 2),
        DaskStart(file, 2),
        engine="dask",
        progress=kill,
        judges=LocalWorkers(1, settings()),
    )
    assert killed and workers[0].wait(30) == -signal.SIGKILL
    assert (done.failed, done.images_failed, done.layers) == (0, 0, len(registry.layers))
    assert told_by_fleet(path) == told_by_scan(names_of(registry))


def test_a_poison_layer_is_isolated(
    registry: Registry, fleet: Run, tmp_path: Path, cluster: tuple[str, list[subprocess.Popen[bytes]]]
) -> None:
    path, (file, _) = tmp_path / "fleet.sqlite", cluster
    fleet("plan", registry.host, "-o", path)
    with Store(path) as store:
        (poison,) = store.one(
            "SELECT digest FROM layers WHERE id = (SELECT layer_id FROM image_layers x JOIN images i ON i.id "
            "= x.image_id WHERE i.name LIKE '%team/clean:1' AND position = 1)"
        )
    done = scan(
        path,
        settings(),
        replace(setup_for(settings(), 2), trouble=poison),
        DaskStart(file, 2),
        engine="dask",
        judges=LocalWorkers(1, settings()),
    )
    assert (done.failed, done.images_failed) == (1, 1)
    with Reader(path) as reader:
        (problem,) = reader.problems()
        assert (problem.kind, problem.layer_digest) == (
            Kind.WORKER,
            poison,
        ) and "dask worker" in problem.message
        assert [image.name for image in reader.images() if image.state == "failed"] == [
            f"{registry.host}/team/clean:1"
        ]


def test_a_scheduler_that_is_not_there(
    registry: Registry, fleet: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dlinter.fleet.engines.dask.TIMEOUT", 1)
    fleet("plan", registry.host, "-o", "fleet.sqlite")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    code, _, error = fleet("scan", "fleet.sqlite", "--engine", f"dask://127.0.0.1:{port}")
    assert (
        code == 2
        and f"the dask scheduler at 127.0.0.1:{port} cannot be reached" in error
        and len(error.splitlines()) == 1
    )
    assert "write local, dask" in fleet("scan", "fleet.sqlite", "--engine", "spark")[2]
    assert not registry.fetched_layers


def test_workers_with_other_rules_take_no_part(
    registry: Registry, fleet: Run, tmp_path: Path, cluster: tuple[str, list[subprocess.Popen[bytes]]]
) -> None:
    path, (file, _) = tmp_path / "fleet.sqlite", cluster
    fleet("plan", registry.host, "-o", path)
    with pytest.raises(EngineError, match="another version of dlint"):
        scan(
            path,
            settings(),
            replace(setup_for(settings(), 2), rules="0" * 32),
            DaskStart(file, 2),
            engine="dask",
            judges=LocalWorkers(1, settings()),
        )


def test_dask_is_not_loaded_by_lint_scan_or_the_local_engine(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM scratch\n")
    code = (
        "import sys; from dlinter.cli.main import main; main(['lint', 'Dockerfile']); main(['scan', '.']); "
        "main(['fleet', 'scan', 'none.sqlite']); "
        "sys.exit(any(n.partition('.')[0] in ('dask', 'distributed') for n in sys.modules))"
    )
    assert (
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=tmp_path,
            env=os.environ | {"PYTHONPATH": PATHS},
            capture_output=True,
        ).returncode
        == 0
    )


class _Cluster:
    """Keeps what a cluster or a client is started with."""

    started: list[dict[str, object]]

    def __init__(self, *words: object, **options: object) -> None:
        self.started.append({"words": words, **options})

    def nthreads(self) -> dict[str, int]:
        return {"one": 1}

    def close(self, **options: object) -> None: ...

    status = "running"


def started(monkeypatch: pytest.MonkeyPatch, address: str) -> list[dict[str, object]]:
    import distributed

    from dlinter.fleet.engines.dask import DaskWorkers

    monkeypatch.setattr(_Cluster, "started", [], raising=False)
    monkeypatch.setattr(distributed, "LocalCluster", _Cluster)
    monkeypatch.setattr(distributed, "Client", _Cluster)
    DaskWorkers(address, 1, setup_for(settings(), 1))
    return _Cluster.started


def test_a_cluster_of_its_own_lets_nobody_else_in(
    registry: Registry, fleet: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    import distributed

    mine = distributed.Security()
    monkeypatch.setattr(distributed.Security, "temporary", lambda: mine)
    clusters = started(monkeypatch, "")
    assert [options["security"] for options in clusters] == [mine, mine]
    assert clusters[0]["scheduler_kwargs"] == {"dashboard_address": "127.0.0.1:0"}

    def missing() -> None:
        raise ImportError

    monkeypatch.setattr(distributed.Security, "temporary", missing)
    fleet("plan", registry.host, "-o", "fleet.sqlite")
    code, _, error = fleet("scan", "fleet.sqlite", "--engine", "dask")
    assert code == 2 and "needs cryptography" in error and len(error.splitlines()) == 1


@pytest.mark.parametrize(("address", "encrypted", "url"), [
    ("dask://a.example:1", False, "tcp://a.example:1"), ("dask://a.example:1", True, "tls://a.example:1"),
    ("tls://a.example:1", False, "tls://a.example:1"),
])  # fmt: skip
def test_connections_are_encrypted_where_the_address_or_dask_says_so(
    monkeypatch: pytest.MonkeyPatch, address: str, encrypted: bool, url: str
) -> None:
    import dask

    with dask.config.set({"distributed.comm.require-encryption": encrypted}):
        assert started(monkeypatch, address)[0]["words"] == (url,)


_work, _began = engine._work, [0]


def _hang(setup: Setup, task: LayerTask) -> LayerOutcome:
    """The first of all layers takes longer than it may. Not inside of the test: dask sends the name of a
    function."""
    _began[0] += 1
    if _began[0] == 1:
        time.sleep(12)
    return _work(setup, task)


def test_a_layer_that_hangs_is_given_up_and_the_others_are_read(
    registry: Registry, fleet: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import distributed

    path = tmp_path / "fleet.sqlite"
    fleet("plan", registry.host, "-o", path)
    monkeypatch.setattr(engine, "_work", _hang)
    monkeypatch.setattr(engine, "SLOWEST", 1e9)
    monkeypatch.setattr(engine, "BUDGET", 1.0)
    # threads of this process
    with distributed.LocalCluster(
        n_workers=1,
        threads_per_worker=2,
        processes=False,
        protocol="tcp",
        dashboard_address=None,
        host="127.0.0.1",
        scheduler_kwargs=engine.ANY_PORT,
    ) as cluster:
        start = DaskStart(cluster.scheduler_address.replace("tcp://", "dask://"), 1)
        done = scan(
            path,
            settings(),
            setup_for(settings(), 1),
            start,
            engine="dask",
            judges=LocalWorkers(1, settings()),
        )
    assert done.failed == 1 and done.layers > 1
    with Reader(path) as reader:
        assert [
            p.message.endswith("no dask worker ended it in time")
            for p in reader.problems()
            if p.kind == Kind.WORKER
        ] == [True]
