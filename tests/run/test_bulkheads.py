"""What fails in a scan takes nothing with it that was found elsewhere, and says so; what is claimed of a
layer is no reason not to read it."""

from __future__ import annotations

import hashlib
import io
import json
import os
import subprocess
import sys
import tarfile
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from dlinter.finding import Report
from dlinter.packs import load_rules
from dlinter.policy.settings import Settings
from dlinter.rule import ImageSample
from dlinter.run.scan import images, layers
from dlinter.run.scan.images import scan
from dlinter.testing.images import sample_image

TOKEN = "ghp_" + "T9sKq2LmXv4RzWp7Yb3NcHd8JfGk1A4BvYMx"
SETTINGS = Settings(
    enabled=frozenset(r.id for r in load_rules().rules if r.family == "secrets"), use_cache=False
)


def archive(folder: Path, name: str, *contents: dict[str, str | bytes | None]) -> str:
    with (folder / name).open("wb") as out:
        sample_image(ImageSample(layers=contents), out)
    return str(folder / name)


def found(report: Report) -> list[tuple[str, str]]:
    return [(Path(p.image).name, p.path) for r in report.results if (p := r.location.image) is not None]


@pytest.fixture
def three(tmp_path: Path) -> list[str]:
    return [archive(tmp_path, f"{n}.tar", {f"srv/{n}.env": f"TOKEN={TOKEN}\n"}) for n in "abc"]


class Bang(Exception):
    pass


def bang(*_: Any, **__: Any) -> Any:
    raise Bang(TOKEN)


@pytest.mark.parametrize(
    "broken", ["open_image", "_scan_one", "_scan_image", "config_secrets", "_shipped", "read_layer"]
)
def test_one_input_fails_and_the_others_are_reported(
    three: list[str], monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    module: Any = layers if broken == "read_layer" else images
    original, calls = getattr(module, broken), []

    def second_fails(*args: Any, **more: Any) -> Any:
        calls.append(1)
        return bang() if len(calls) == 2 else original(*args, **more)

    monkeypatch.setattr(module, broken, second_fails)
    report = scan(three, SETTINGS)
    lost = set() if broken in ("config_secrets", "_shipped") else {("b.tar", "srv/b.env")}
    assert set(found(report)) == {(f"{n}.tar", f"srv/{n}.env") for n in "abc"} - lost
    (problem,) = report.problems
    assert problem.path.endswith("b.tar") and "Bang" in problem.message and TOKEN not in problem.message


def test_a_layer_that_fails_midway_keeps_what_was_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    image = archive(
        tmp_path,
        "x.tar",
        {"a.env": f"TOKEN={TOKEN}\n", "zeros": bytes(5 << 20)},
        {"b.env": f"TOKEN={TOKEN}\n"},
    )
    from dlinter.secrets.layer import LayerScanner

    original = LayerScanner.feed

    def feed(self: LayerScanner, block: bytes, offset: int) -> None:
        original(self, block, offset)
        if offset > 2 << 20:
            bang()

    monkeypatch.setattr(LayerScanner, "feed", feed)
    report = scan([image], SETTINGS)
    assert [path for _, path in found(report)] == ["a.env", "b.env"]
    assert report.problems[0].message.startswith("layer 0 cannot be scanned to its end: Bang at ")


def test_the_exit_code_is_2_and_the_rest_is_reported(three: list[str], tmp_path: Path) -> None:
    bad = tmp_path / "bad.tar"
    bad.write_bytes(b"not an image")
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(sys.path),
        "DLINT_CACHE_DIR": str(tmp_path / "cache"),
    }
    command = [sys.executable, "-m", "dlinter", "scan", str(bad), three[0], str(tmp_path / "none.tar"),
        "--format", "json"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 2, done
    told = json.loads(done.stdout)
    assert [r["image"]["path"] for r in told["results"]] == ["srv/a.env"] and len(told["problems"]) == 2


# --- claims -------------------------------------------------------------------------------------------------


def layer_tar(path: str, text: str) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        info = tarfile.TarInfo(path)
        info.size = len(text)
        tar.addfile(info, io.BytesIO(text.encode()))
    return out.getvalue()


def docker_archive(path: Path, blobs: Sequence[bytes], diff_ids: Sequence[str]) -> str:
    config = json.dumps(
        {"os": "linux", "architecture": "amd64", "rootfs": {"type": "layers", "diff_ids": list(diff_ids)}}
    ).encode()
    names = [f"{n}/layer.tar" for n in range(len(blobs))]
    manifest = json.dumps([{"Config": "config.json", "RepoTags": ["x:1"], "Layers": names}]).encode()
    with tarfile.open(path, "w") as tar:
        for name, data in [
            ("manifest.json", manifest),
            ("config.json", config),
            *zip(names, blobs, strict=True),
        ]:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return str(path)


def diff_id(data: bytes) -> str:
    return "sha256:" + hashlib.sha256(data).hexdigest()


CLEAN, EVIL = layer_tar("srv/a", "nothing\n"), layer_tar("srv/evil", f"TOKEN={TOKEN}\n")


def test_two_blobs_that_claim_one_diff_id(tmp_path: Path) -> None:
    image = docker_archive(tmp_path / "x.tar", [CLEAN, EVIL], [diff_id(CLEAN)] * 2)
    report = scan([image], SETTINGS)
    assert [path for _, path in found(report)] == ["srv/evil"]
    assert any("layer 1 has the wrong diffID" in p.message for p in report.problems)


@pytest.mark.parametrize("cache", [False, True])
def test_a_claim_across_images(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cache: bool) -> None:
    monkeypatch.setenv("DLINT_CACHE_DIR", str(tmp_path / "cache"))
    clean = docker_archive(tmp_path / "clean.tar", [CLEAN], [diff_id(CLEAN)])
    evil = docker_archive(tmp_path / "evil.tar", [EVIL], [diff_id(CLEAN)])
    settings = Settings(enabled=SETTINGS.enabled, use_cache=cache)
    assert [path for _, path in found(scan([clean, evil], settings))] == ["srv/evil"]
    assert [path for _, path in found(scan([evil, clean], settings))] == ["srv/evil"]


def test_a_layer_of_two_images_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = docker_archive(tmp_path / "one.tar", [EVIL], [diff_id(EVIL)])
    two = docker_archive(tmp_path / "two.tar", [CLEAN, EVIL], [diff_id(CLEAN), diff_id(EVIL)])
    original, seen = layers.read_layer, list[int]()
    monkeypatch.setattr(
        layers,
        "read_layer",
        lambda source, index, *rest, **more: (seen.append(index), original(source, index, *rest, **more))[1],
    )
    assert found(scan([one, two], SETTINGS)) == [("one.tar", "srv/evil"), ("two.tar", "srv/evil")]
    assert seen == [0, 0], "the first of each: the second of the other is known by its bytes"


# --- jobs ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_jobs_is_how_many_layers_are_read_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jobs: int
) -> None:
    image = archive(
        tmp_path,
        "x.tar",
        *({f"srv/{n}": bytes(3 << 20), f"srv/{n}.env": f"TOKEN={TOKEN}\n"} for n in range(6)),
    )
    original, lock, now, most, helpers = layers.read_layer, threading.Lock(), [0], [0], set[str]()
    together = threading.Barrier(jobs)

    def counted(*args: Any, **more: Any) -> Any:
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
        with suppress(threading.BrokenBarrierError):
            together.wait(5)  # as many as may be at it are; six layers are whole rounds
        done = original(*args, **more)
        with lock:
            now[0] -= 1
            helpers.update(t.name for t in threading.enumerate() if t.name.startswith("dlint-inflate"))
        return done

    monkeypatch.setattr(layers, "read_layer", counted)
    report = scan([image], Settings(enabled=SETTINGS.enabled, use_cache=False, jobs=jobs))
    assert [path for _, path in found(report)] == [f"srv/{n}.env" for n in range(6)]
    assert most == [jobs] and (jobs > 1 or not helpers)


def test_one_job_is_one_thread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    image = archive(tmp_path, "x.tar", {"srv/a": b"a line\n" * (1 << 20)})
    started: list[str] = []
    original = threading.Thread.start
    monkeypatch.setattr(
        threading.Thread, "start", lambda self: (started.append(self.name), original(self))[1]
    )
    scan([image], Settings(enabled=SETTINGS.enabled, use_cache=False, jobs=1))
    assert started == []
    scan([image], Settings(enabled=SETTINGS.enabled, use_cache=False, jobs=2))
    assert started == ["dlint-inflate-0"]
