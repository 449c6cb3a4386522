"""`dlint layers`: what is remembered of layers, by size, and that it can be limited and cleared."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dlinter.cli.main import main
from dlinter.run.scan import memory
from dlinter.run.scan.memory import LayerCache
from dlinter.secrets.own_folder import OwnFolder


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> LayerCache:
    monkeypatch.setenv("DLINT_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.delenv(memory.VARIABLE, raising=False)
    return LayerCache(OwnFolder(tmp_path / "cache"))


def kept(cache: LayerCache, count: int) -> list[int]:
    return [number for number in range(count) if cache.get(f"sha256:{number}", "r") is not None]


def layers(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, object]:
    capsys.readouterr()
    assert main(["layers", "--format", "json", *words]) == 0
    told: dict[str, object] = json.loads(capsys.readouterr().out)
    return told


def test_more_layers_than_4000_are_kept_while_they_are_small(
    cache: LayerCache, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(20):
        assert cache.put(f"sha256:{number}", "r", (), (), b"x" * 1000)
    told = layers(capsys)
    assert (told["layers"], told["limit"]) == (20, memory.LIMIT) and 20_000 < int(str(told["bytes"])) < 25_000


def test_the_limit_is_by_size_and_those_used_last_stay(
    cache: LayerCache, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter(range(1, 1000))
    monkeypatch.setattr("dlinter.run.scan.memory.time.time", lambda: float(next(clock)))
    for number in range(10):
        cache.put(f"sha256:{number}", "r", (), (), b"x" * 10_000)
    assert cache.get("sha256:0", "r") is not None  # used just now
    told = layers(capsys, "--limit", "45kB")
    assert (told["layers"], told["limit"]) == (4, 45_000)
    assert kept(cache, 10) == [0, 7, 8, 9]
    cache.put("sha256:10", "r", (), (), b"x" * 10_000)
    assert int(str(layers(capsys)["bytes"])) <= 45_000 and 10 in kept(cache, 11)
    monkeypatch.setenv(memory.VARIABLE, "0")
    cache.put("sha256:11", "r", (), (), b"x")
    assert not kept(cache, 12)


def test_clear_makes_the_file_small_and_keeps_the_limit(
    cache: LayerCache, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    for number in range(30):
        cache.put(f"sha256:{number}", "r", (), (), b"x" * 100_000)
    layers(capsys, "--limit", "1GB")
    large = (tmp_path / "cache" / memory.FILE).stat().st_size
    told = layers(capsys, "--clear")
    assert (told["layers"], told["bytes"], told["limit"]) == (0, 0, 10**9)
    assert (tmp_path / "cache" / memory.FILE).stat().st_size < large / 20
    assert main(["layers"]) == 0 and "0 layers, 0 bytes of at most 1.0 GB" in capsys.readouterr().out


@pytest.mark.parametrize("text", ["many", "-1", "10QB", ""])
def test_a_limit_that_is_not_a_size(text: str, capsys: pytest.CaptureFixture[str], cache: LayerCache) -> None:
    assert main(["layers", f"--limit={text}"]) == 2 and "--limit" in capsys.readouterr().err
