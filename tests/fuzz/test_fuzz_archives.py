"""Damaged archives of every kind through the whole scan: no exception, no hang, bounded memory, one line for
each problem."""

from __future__ import annotations

import gzip
import io
import json
import os
import random
import resource
import tarfile
import time
import zipfile
from collections.abc import Callable
from contextlib import redirect_stderr
from pathlib import Path
from typing import Any

import pytest

from dlinter.cli.terminal import tell_problems
from dlinter.packs import load_rules
from dlinter.policy.settings import Settings
from dlinter.run.scan.images import scan
from dlinter.testing.images import Recipe, compress, digest, docker_blobs, layer_tar, oci_blobs, write_tar

pytestmark = pytest.mark.slow
SECONDS = float(os.environ.get("DLINT_FUZZ_SECONDS", "20"))
RULES = load_rules(["dlinter_rules"])
SETTINGS = Settings(enabled=frozenset(RULES.by_id))
MEMORY = 300 << 20
TOKEN = "ghp_" + "T9sKq2LmXv4RzWp7Yb3NcHd8JfGk1A4BvYMx"
Files = dict[str, bytes]


def _zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("a/b.txt", "c.txt"):
            archive.writestr(name, f"token = {TOKEN}\n" * 20)
    return out.getvalue()


def _contents() -> dict[str, str | bytes | None]:
    inner = layer_tar({"deep/token.txt": f"token = {TOKEN}\n", "n" * 150: "long"})
    return {
        "srv/.env": f"TOKEN={TOKEN}\n", "opt/app.jar": _zip(), "opt/data.tar": inner,
        "opt/data.tar.gz": compress(inner, "gzip"),
        "opt/data.tar.zst": compress(inner, "zstd"),
        "opt/config.json": json.dumps({"auths": {"registry.example": {"auth": "eDp5"}}}),
        "d/" * 60 + "deep": "x", "bin/tool": b"\x7fELF" + bytes(500),
    }  # fmt: skip


def _seeds() -> list[Files]:
    layers = (_contents(), {"srv/.env": None})
    seeds = [oci_blobs([Recipe(layers=layers, compression=c)]) for c in ("none", "gzip", "zstd")]
    return [
        *seeds,
        docker_blobs(Recipe(layers=layers)),
        docker_blobs(Recipe(layers=layers, compression="gzip")),
    ]


def _bytes(rng: random.Random, data: bytes) -> bytes:
    """A few bytes changed, cut out, doubled, or the end cut off."""
    out = bytearray(data)
    for _ in range(rng.randint(1, 8)):
        at, length = rng.randrange(len(out) + 1), rng.choice((1, 2, 8, 64, 512))
        kind = rng.randrange(5)
        if kind == 0:
            out[at : at + length] = rng.randbytes(length)
        elif kind == 1:
            del out[at : at + length]
        elif kind == 2:
            out[at:at] = out[at : at + length]
        elif kind == 3:
            out[at : at + length] = rng.choice((b"\xff", b"\0", b"7", b"\x80")) * length
        elif rng.random() < 0.3:
            del out[at:]
    return bytes(out)


_ODD: tuple[Any, ...] = (None, True, -1, 1 << 70, 1.5, "", "x\0y\n", "sha256:" + "0" * 64,
    "../../etc/passwd", [], {}, [[]], [None], {"": {}}, "blobs/sha256/..")


def _json(rng: random.Random, data: bytes) -> bytes:
    """A value somewhere replaced by one of another kind, or the whole nested deep."""
    value = json.loads(data)
    at = value
    for _ in range(rng.randint(0, 5)):
        keys = list(at) if isinstance(at, dict) else list(range(len(at))) if isinstance(at, list) else []
        if not keys:
            break
        key = rng.choice(keys)
        if rng.random() < 0.4 or not isinstance(at[key], (dict, list)):
            at[key] = rng.choice(_ODD)
            break
        at = at[key]
    if rng.random() < 0.05:
        return b"[" * 100_000 + json.dumps(value).encode()
    return json.dumps(value).encode()


def _whole(rng: random.Random, files: Files) -> bytes:
    """The archive itself is damaged, plain or compressed."""
    out = io.BytesIO()
    write_tar(files, out)
    packed = compress(out.getvalue(), rng.choice(("none", "none", "gzip", "zstd")))
    return _bytes(rng, packed)


def _metadata(rng: random.Random, files: Files) -> bytes:
    """The JSON is damaged, and the digests are made right again."""
    changed = dict(files)
    name = rng.choice([n for n, d in files.items() if d[:1] in b"{["])
    changed[name] = _json(rng, files[name])
    if name.startswith("blobs/"):
        old, new = name[-64:], digest(changed[name])[7:]
        changed[f"blobs/sha256/{new}"] = changed.pop(name)
        changed = {
            n: d.replace(old.encode(), new.encode()) if d[:1] in b"{[" else d for n, d in changed.items()
        }
    out = io.BytesIO()
    write_tar(changed, out)
    return out.getvalue()


def _inside(rng: random.Random, files: Files) -> bytes:
    """Files of a layer are damaged: the archives inside the image."""
    contents = {
        n: _bytes(rng, d if isinstance(d, bytes) else d.encode()) if d and rng.random() < 0.7 else d
        for n, d in _contents().items()
    }
    out = io.BytesIO()
    write_tar(docker_blobs(Recipe(layers=(contents,), compression=rng.choice(("none", "gzip", "zstd")))), out)
    return out.getvalue()


@pytest.mark.parametrize("damage", [_whole, _metadata, _inside], ids=lambda d: d.__name__)
def test_fuzz(tmp_path: Path, damage: Callable[[random.Random, Files], bytes]) -> None:
    seeds, path, start = _seeds(), tmp_path / "fuzz.tar", time.monotonic()
    first = int(os.environ.get("DLINT_FUZZ_SEED", "0"))
    # warm: Hyperscan's database
    scan([str(_written(path, _whole(random.Random(0), seeds[0])))], SETTINGS, None, None, RULES)
    before, seed = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024, first
    while time.monotonic() - start < SECONDS:
        rng = random.Random(seed)
        data = damage(rng, rng.choice(seeds))
        _written(path, data)
        began = time.monotonic()
        try:
            report = scan([str(path)], SETTINGS, None, None, RULES)
        except Exception as error:
            raise AssertionError(f"seed {seed}: {type(error).__name__}") from error
        took = time.monotonic() - began
        assert took < 2 + len(data) / 1e6, f"seed {seed}: {took:.1f} s for {len(data)} bytes"
        rules = [p for p in report.problems if p.rule]
        assert not rules, f"seed {seed}: {rules}"
        assert TOKEN not in str(report.problems), f"seed {seed}"
        with redirect_stderr(io.StringIO()) as told:
            tell_problems(report.problems)
        lines = told.getvalue().splitlines()
        assert len(lines) == len(report.problems) and all(line.isprintable() for line in lines), (
            f"seed {seed}"
        )
        seed += 1
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 - before
    assert grown < MEMORY, f"{grown >> 20} MB more after {seed - first} inputs"
    assert seed - first > SECONDS, "too few inputs to mean anything"


def _written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def _image_of(path: Path, blob: bytes, diff_id: str = "") -> Path:
    """A docker archive of one layer, given as stored."""
    config = json.dumps(
        {"rootfs": {"type": "layers", "diff_ids": [diff_id] if diff_id else []}, "history": []}
    ).encode()
    manifest = json.dumps([{"Config": "c.json", "Layers": ["l.tar"]}]).encode()
    with path.open("wb") as out:
        write_tar({"c.json": config, "l.tar": blob, "manifest.json": manifest}, out)
    return path


@pytest.mark.parametrize("kind", ["gzip", "zstd"])
def test_a_bomb_ends_at_the_limit(tmp_path: Path, kind: str) -> None:
    """A layer of 3 GB of zeros, a thousandth of it packed."""
    info = tarfile.TarInfo("zeros")
    info.size = 3 << 30
    out = io.BytesIO()
    if kind == "gzip":
        with gzip.GzipFile(fileobj=out, mode="wb", compresslevel=9) as packed:
            packed.write(info.tobuf())
            for _ in range(3 << 6):
                packed.write(bytes(16 << 20))
    else:
        import zstandard

        with zstandard.ZstdCompressor(level=1).stream_writer(out, closefd=False) as stream:
            stream.write(info.tobuf())
            for _ in range(3 << 6):
                stream.write(bytes(16 << 20))
    report = scan([str(_image_of(tmp_path / "bomb.tar", out.getvalue()))], SETTINGS, None, None, RULES)
    assert any("-fold: stopped after" in p.message for p in report.problems), report.problems
