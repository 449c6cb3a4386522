"""Images of uncommon size: many members, many layers, one large file. Slow; run by `pytest -m slow
tests/fuzz/test_sizes.py`."""

from __future__ import annotations

import hashlib
import io
import json
import os
import subprocess
import sys
import tarfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

PEAK = 300 << 10
"""kB that a scan may take."""
_PEAK_OF_CHILD = (
    "import resource, subprocess, sys; r = subprocess.run(sys.argv[1:]); "
    "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr); sys.exit(r.returncode)"
)
SECRET = ("glpat-" + "x7Kq2LmXv4RzWp7Yb3Nc").encode()


def member(name: str, content: bytes = b"", size: int | None = None) -> bytes:
    info = tarfile.TarInfo(name)
    info.size = len(content) if size is None else size
    return info.tobuf(tarfile.GNU_FORMAT) + content + b"\0" * (-len(content) % 512)


def save(folder: Path, layers: Sequence[Iterator[bytes]]) -> Path:
    """A docker archive of layers given as pieces of their tars."""
    names, diff_ids = [], []
    image = folder / "image.tar"
    with tarfile.open(image, "w") as archive:

        def add(name: str, data: bytes) -> None:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))

        for number, pieces in enumerate(layers):
            digest, path = hashlib.sha256(), folder / "layer"
            with path.open("wb") as out:
                for piece in pieces:
                    out.write(piece)
                    digest.update(piece)
            names.append(f"{number}/layer.tar")
            diff_ids.append(f"sha256:{digest.hexdigest()}")
            archive.add(path, names[-1])
        config = {
            "architecture": "amd64",
            "os": "linux",
            "config": {},
            "rootfs": {"type": "layers", "diff_ids": diff_ids},
            "history": [{"created_by": "RUN x"}] * len(names),
        }
        add("config.json", json.dumps(config).encode())
        add(
            "manifest.json",
            json.dumps([{"Config": "config.json", "RepoTags": ["a:b"], "Layers": names}]).encode(),
        )
    return image


def scanned(image: Path) -> tuple[list[str], int]:
    """The results about secrets, and the peak memory in kB."""
    command = [sys.executable, "-c", _PEAK_OF_CHILD, sys.executable, "-m", "dlinter", "scan", "--no-cache",
        "--format", "json", str(image)]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, "NO_COLOR": "1"}
    )
    assert done.returncode == 1, done.stderr
    return [json.dumps(r) for r in json.loads(done.stdout)["results"] if "secret" in r["rule"]], int(
        done.stderr.split()[-1]
    )


@pytest.mark.slow
def test_a_million_members(tmp_path: Path) -> None:
    def layer() -> Iterator[bytes]:
        for number in range(1_000_000):
            yield member(f"usr/share/data/d{number // 1000}/file-{number}.txt", b"some text %d" % number)
        yield member("srv/token", SECRET) + b"\0" * 1024

    lines, peak = scanned(save(tmp_path, [layer()]))
    assert len(lines) == 1 and "srv/token" in lines[0]
    assert peak < PEAK


@pytest.mark.slow
def test_ten_thousand_layers(tmp_path: Path) -> None:
    def layer(number: int) -> Iterator[bytes]:
        yield member(f"d/f{number}", SECRET if number == 5000 else b"text")
        yield member("d/same", b"%d" % number)
        if number == 9999:
            yield member("d/.wh.f5000")
        yield b"\0" * 1024

    lines, peak = scanned(save(tmp_path, [layer(number) for number in range(10_000)]))
    assert any("d/f5000" in line and "deleted" in line for line in lines), lines
    assert peak < PEAK


@pytest.mark.slow
def test_one_large_file(tmp_path: Path) -> None:
    size, piece = 1 << 30, os.urandom(1 << 20)

    def layer() -> Iterator[bytes]:
        yield member("var/large.bin", size=size)
        for _ in range((size >> 20) - 1):
            yield piece
        yield piece[: -len(SECRET) - 1] + b"\n" + SECRET
        yield b"\0" * 1024

    lines, peak = scanned(save(tmp_path, [layer()]))
    assert len(lines) == 1 and "var/large.bin" in lines[0]
    assert peak < PEAK
