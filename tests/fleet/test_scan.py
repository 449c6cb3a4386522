"""A fleet as `dlint scan` sees it image by image: the same findings, each layer once, nothing twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from dlinter.fleet.engines.engine import Task
from dlinter.fleet.engines.local import Pool
from dlinter.fleet.read import Reader
from dlinter.fleet.rows import Kind
from dlinter.fleet.scan import scan, setup_for
from dlinter.fleet.store import Store
from dlinter.packs import load_rules
from dlinter.policy.settings import Settings
from dlinter.testing.images import Recipe, docker_blobs, oci_blobs, write_folder, write_tar
from dlinter.values import replace
from tests.fleet.conftest import names_of, told_by_fleet, told_by_scan
from tests.fleet.registry import Registry
from tests.system import children, wait_until_gone

PATHS = os.pathsep.join(str(Path(__file__).parents[2] / name) for name in ("linter", "rules"))
Run = Callable[..., tuple[int, str, str]]


def test_the_same_findings_as_scan_image_by_image(
    registry: Registry, fleet: Run, tmp_path: Path, tokens: list[str]
) -> None:
    assert fleet("plan", registry.host, "-o", "fleet.sqlite")[0] == 0
    assert not registry.fetched_layers, "a plan reads no layer"
    code, out, error = fleet("scan", "fleet.sqlite", "--jobs", "2")
    assert (code, error) == (0, ""), out
    assert registry.fetched_layers == dict.fromkeys(registry.layers, 1)
    wanted = told_by_scan(names_of(registry))
    assert len(wanted) > 8 and told_by_fleet(tmp_path / "fleet.sqlite") == wanted
    raw = b"".join(path.read_bytes() for path in tmp_path.glob("fleet.sqlite*"))
    for secret in tokens:
        assert secret.encode() not in raw and secret.encode()[:20] not in raw


def test_a_second_run_fetches_nothing_known(
    registry: Registry, fleet: Run, tmp_path: Path, tokens: list[str]
) -> None:
    path = tmp_path / "fleet.sqlite"
    fleet("plan", registry.host, "-o", path)
    fleet("scan", path)
    before = told_by_fleet(path)
    registry.asked.clear()
    registry.fetched.clear()
    code, out, _ = fleet("plan", registry.host, "-o", path)
    assert code == 0 and "nothing: every layer is known" in out
    assert not registry.fetched and not [
        a for a in registry.asked if a.startswith("GET") and "/manifests/" in a
    ], "a HEAD is enough"
    assert fleet("scan", path)[1].startswith("0 layers read")
    registry.push(
        "team/app",
        "2.0",
        Recipe(
            layers=({"etc/os-release": "ID=debian\n"}, {"srv/new.env": f"GITHUB_TOKEN={tokens[3]}\n"}),
            compression="gzip",
        ),
    )
    assert "1 image new or changed" in fleet("plan", registry.host, "-o", path)[1]
    assert fleet("scan", path)[1].startswith("2 layers read")
    after = told_by_fleet(path)
    assert set(before) < set(after) and sum(registry.fetched_layers.values()) == 2
    with Reader(path) as reader:
        new = [row for row in reader.findings() if row.first_run == reader.runs()[-1].id]
        assert {row.image for row in new} == {f"{registry.host}/team/app:2.0"}


def test_a_tag_that_moves(registry: Registry, fleet: Run, tmp_path: Path) -> None:
    path = tmp_path / "fleet.sqlite"
    fleet("plan", registry.host, "-o", path)
    fleet("scan", path)
    registry.push("team/app", "1.0", Recipe(layers=({"srv/clean": "nothing\n"},)))
    del registry.tags["team/web"]["2"]
    code, out, _ = fleet("plan", registry.host, f"{registry.host}/team/web:2", "-o", path)
    assert code == 2 and "1 problem" in out
    fleet("scan", path)
    with Reader(path) as reader:
        images = [image for image in reader.images(current=False) if image.name.endswith("team/app:1.0")]
        assert [image.current for image in sorted(images, key=lambda i: i.id)] == [False, True]
        assert not [f for f in reader.findings() if f.image.endswith("team/app:1.0") and f.detector]
        assert [(p.kind, p.message.partition(" has ")[2]) for p in reader.problems()] == [
            (Kind.GONE, "no `2` of `team/web`")
        ]
        assert not [image for image in reader.images() if image.name.endswith("team/web:2")]
    wanted = told_by_scan([name for name in names_of(registry) if "team/web" not in name])
    assert told_by_fleet(path) == wanted


def test_shards_merged_are_the_whole(
    registry: Registry, fleet: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "fleet.sqlite"
    fleet("plan", registry.host, "-o", path)
    plan = path.read_bytes()
    for at in ("1/4", "2/4"):
        assert fleet("scan", path, "--shard", at, "--jobs", "1")[0] == 0
    monkeypatch.setenv("CI_NODE_INDEX", "3")
    monkeypatch.setenv("CI_NODE_TOTAL", "4")
    assert fleet("scan", path, "--jobs", "1")[0] == 0
    monkeypatch.setenv("JOB_COMPLETION_INDEX", "3")
    monkeypatch.setenv("JOB_COMPLETION_COUNT", "4")
    assert f"shard 4/4: {tmp_path}/fleet.4-of-4.sqlite" in fleet("scan", path, "--jobs", "1")[1]
    assert path.read_bytes() == plan, "a shard does not write to the plan"
    assert registry.fetched_layers == dict.fromkeys(registry.layers, 1)
    assert fleet("scan", path, "--shard", "1/4")[1].startswith("0 layers read")
    shards = sorted(tmp_path.glob("fleet.*-of-4.sqlite"))
    code, out, error = fleet("merge", path, *shards[:3])
    assert code == 2 and "were not read: a shard is missing" in error
    code, out, error = fleet("merge", path, *shards)
    assert (code, error) == (0, ""), out
    assert told_by_fleet(path) == told_by_scan(names_of(registry))


def test_a_run_that_is_killed_goes_on_where_it_was(registry: Registry, fleet: Run, tmp_path: Path) -> None:
    path = tmp_path / "fleet.sqlite"
    fleet("plan", registry.host, "-o", path)
    registry.delay = 0.4
    client = subprocess.Popen(
        [sys.executable, "-m", "dlinter", "fleet", "scan", str(path), "--jobs", "1"],
        stdout=subprocess.DEVNULL,
        env=os.environ | {"PYTHONPATH": PATHS},
    )
    for _ in range(600):
        time.sleep(0.05)
        with Store(path) as store:
            (read,) = store.one("SELECT count(*) FROM layers WHERE state = 'scanned'")
        if read >= 3 or client.poll() is not None:
            break
    its_own = children(client.pid)
    client.send_signal(signal.SIGKILL)
    client.wait()
    registry.delay = 0.0
    with Store(path) as store:
        assert store.one("PRAGMA integrity_check")[0] == "ok"
        (read,) = store.one("SELECT count(*) FROM layers WHERE state = 'scanned'")
    assert 3 <= read < len(registry.layers)
    wait_until_gone(its_own)  # the worker of the killed client notices that it is alone
    registry.fetched.clear()
    assert fleet("scan", path, "--jobs", "1")[0] == 0
    assert sum(registry.fetched_layers.values()) == len(registry.layers) - read
    assert told_by_fleet(path) == told_by_scan(names_of(registry))


def test_a_killed_worker_loses_nothing_and_a_poison_layer_is_reported(
    registry: Registry, tmp_path: Path, fleet: Run
) -> None:
    path = tmp_path / "fleet.sqlite"
    fleet("plan", registry.host, "-o", path)
    rules = load_rules()
    settings = Settings(enabled=frozenset(r.id for r in rules.rules if "default" in r.info.sets))
    with Store(path) as store:
        (poison,) = store.one(
            "SELECT digest FROM layers WHERE id = (SELECT layer_id FROM image_layers x JOIN images i ON i.id "
            "= x.image_id WHERE i.name LIKE '%team/clean:1' AND position = 1)"
        )
    killed: list[int] = []

    class Killed(Pool):
        """One whose process is killed just when it got its task: whoever looks later may find all of them
        between two tasks."""

        def submit(self, task: Task) -> None:
            super().submit(task)
            if not killed and self.pids and len(self._processes) == 2:
                killed.append(self.pids[0])
                os.kill(killed[0], signal.SIGKILL)

    done = scan(
        path,
        settings,
        replace(setup_for(settings, 2), trouble=poison),
        lambda setup, plan: Killed(2, setup, plan, settings),
    )
    assert killed and done.failed == 1 and done.images_failed == 1
    with Reader(path) as reader:
        (problem,) = reader.problems()
        assert problem.kind is Kind.WORKER and problem.layer_digest == poison and "SIGKILL" in problem.message
        assert not reader.coverage().complete
    assert fleet("scan", path)[0] == 0
    assert told_by_fleet(path) == told_by_scan(names_of(registry))


def test_a_full_disk_stops_a_scan_and_keeps_what_was_written(
    registry: Registry, tmp_path: Path, fleet: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "fleet.sqlite"
    fleet("plan", registry.host, "-o", path)
    original = Store.__init__

    def small(self: Store, *args: object, **more: object) -> None:
        original(self, *args, **more)  # type: ignore[arg-type]
        if more.get("write"):
            self.database.execute(f"PRAGMA max_page_count = {self.one('PRAGMA page_count')[0] + 4}")

    with monkeypatch.context() as patch:
        patch.setattr(Store, "__init__", small)
        code, _, error = fleet("scan", path)
    assert code == 2 and "the disk is full" in error
    with Store(path) as store:
        assert store.one("PRAGMA integrity_check")[0] == "ok"
        scanned = store.one("SELECT count(*) FROM layers WHERE state = 'scanned'")
        assert scanned == store.one("SELECT count(*) FROM records")
    assert fleet("scan", path)[0] == 0
    assert told_by_fleet(path) == told_by_scan(names_of(registry))


def test_archives_and_layouts_of_a_folder(fleet: Run, tmp_path: Path, tokens: list[str]) -> None:
    folder = tmp_path / "images"
    base = {"etc/a": "a\n", "srv/x.env": f"GITHUB_TOKEN={tokens[0]}\n"}
    (folder / "deep").mkdir(parents=True)
    with (folder / "one.tar").open("wb") as out:
        write_tar(docker_blobs(Recipe(layers=(base, {"srv/x.env": None}))), out)
    with (folder / "two.oci.tar").open("wb") as out:
        write_tar(oci_blobs([Recipe(layers=(base, {"b": "b"}), compression="gzip")]), out)
    write_folder(
        oci_blobs([Recipe(layers=(base, {"c": "c"}), env=(f"A_TOKEN={tokens[1]}",))]),
        folder / "deep" / "layout",
    )
    (folder / "notes.txt").write_text("not an image")
    (tmp_path / "list.txt").write_text(f"# ours\n{folder}/one.tar\n{folder}/deep/layout\n")
    names = [str(folder / name) for name in ("one.tar", "two.oci.tar", "deep/layout")]
    assert fleet("plan", folder, "-o", "a.sqlite")[0] == 0
    assert fleet("scan", "a.sqlite")[0] == 0
    assert told_by_fleet(tmp_path / "a.sqlite") == told_by_scan(names)
    assert "2 names: 0 as before" in fleet("plan", "list.txt", "-o", "b.sqlite")[1]
    assert "nothing: every layer is known" in fleet("plan", folder, "-o", "a.sqlite")[1]
