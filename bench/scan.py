"""`dlint scan` beside kingfisher, betterleaks and the floor (inflate and hash with the same libraries), in one run.

    python bench/scan.py [--size GB] [--layout docker|oci] [--compression gzip|zstd|plain] [--small] [--runs N] [--folder F] [--no-peers]

The image is made at run time from this machine's files under the folders of `--from`: some layers of different sizes, with a few
fake secrets. Peers that cannot read the archive are given its layers extracted to a folder, which is not counted as their time.
Peak memory is that of the whole process tree, sampled. A folder named with `--folder` is kept and used again.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import os
import random
import shutil
import statistics
import string
import subprocess
import sys
import tarfile
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

MB = 1 << 20
LAYERS = (0.45, 0.25, 0.15, 0.1, 0.05)
"""Shares of an image's bytes: one big layer and some smaller ones, as of a base and what is put on it."""


def program(name: str) -> str | None:
    beside = Path(sys.executable).with_name(name)
    return str(beside) if beside.exists() else shutil.which(name)


# --- the image ----------------------------------------------------------------------------------------------------------


def files(roots: list[str]) -> Iterator[Path]:
    for root in roots:
        for folder, folders, names in os.walk(root):
            folders.sort()
            for name in sorted(names):
                path = Path(folder, name)
                if path.is_file() and not path.is_symlink():
                    yield path


def secret() -> bytes:
    return ("glpat-" + "".join(random.choices(string.ascii_letters + string.digits, k=20))).encode()


def write_layers(folder: Path, total: int, roots: list[str], small: bool) -> list[Path]:
    """The layers as plain tars; `small` makes 100,000 files of 2 to 8 KB of them."""
    source, done = files(roots), []
    if small:
        total = 100_000 * 5 * 1024
    number = 0
    for index, share in enumerate(LAYERS):
        target, size = folder / f"layer{index}.tar", 0
        with tarfile.open(target, "w", format=tarfile.GNU_FORMAT) as tar:
            while size < total * share:
                path = next(source, None)
                if path is None:
                    source = files(roots)
                    path = next(source)
                try:
                    data = path.read_bytes()
                except OSError:
                    continue
                if not data or len(data) > 200 * MB:
                    continue
                pieces = [data[at : at + 2048 + (at % 6000)] for at in range(0, len(data), 8192)] if small else [data]
                for piece in pieces:
                    number += 1
                    if size >= total * share:
                        break
                    info = tarfile.TarInfo(f"d{index}/{number % 500}/{number}{path.suffix}")
                    info.size = len(piece)
                    tar.addfile(info, io.BytesIO(piece))
                    size += len(piece)
            for place in ("etc/app.conf", "srv/.env"):
                data = b"debug = true\ntoken = " + secret() + b"\n"
                info = tarfile.TarInfo(f"{place}{index}")
                info.size = len(data)
                tar.addfile(info, io.BytesIO(data))
        done.append(target)
    return done


def compressed(path: Path, compression: str) -> Path:
    if compression == "plain":
        return path
    target = path.with_suffix(f".{compression}")
    with path.open("rb") as source, target.open("wb") as out:
        if compression == "gzip":
            from isal import igzip

            with igzip.IGzipFile(fileobj=out, mode="wb", compresslevel=2, mtime=0) as stream:
                shutil.copyfileobj(source, stream, MB)
        else:
            import zstandard

            zstandard.ZstdCompressor(level=3).copy_stream(source, out)
    return target


def sha(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def write_image(folder: Path, layers: list[Path], blobs: list[Path], layout: str, compression: str) -> Path:
    """A `docker save` tar with blobs by digest, or an OCI archive."""
    diff_ids, digests = [f"sha256:{sha(p)}" for p in layers], [sha(p) for p in blobs]
    history = [{"created_by": f"COPY part{n} / # buildkit"} for n in range(len(layers))]
    config = json.dumps(
        {"architecture": "amd64", "os": "linux", "config": {}, "rootfs": {"type": "layers", "diff_ids": diff_ids}, "history": history}
    ).encode()
    target = folder / f"image-{layout}-{compression}.tar"
    with tarfile.open(target, "w") as tar:

        def add(name: str, data: bytes) -> None:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))

        for blob, digest in zip(blobs, digests, strict=True):
            tar.add(blob, f"blobs/sha256/{digest}")
        name = hashlib.sha256(config).hexdigest()
        add(f"blobs/sha256/{name}", config)
        if layout == "docker":
            entry = {"Config": f"blobs/sha256/{name}", "RepoTags": ["bench:1"], "Layers": [f"blobs/sha256/{d}" for d in digests]}
            add("manifest.json", json.dumps([entry]).encode())
            return target
        suffix = {"gzip": "+gzip", "zstd": "+zstd", "plain": ""}[compression]
        manifest = json.dumps(
            {
                "schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json",
                "config": {"mediaType": "application/vnd.oci.image.config.v1+json", "digest": f"sha256:{name}", "size": len(config)},
                "layers": [
                    {"mediaType": f"application/vnd.oci.image.layer.v1.tar{suffix}", "digest": f"sha256:{d}", "size": b.stat().st_size}
                    for d, b in zip(digests, blobs, strict=True)
                ],
            }
        ).encode()  # fmt: skip
        digest = hashlib.sha256(manifest).hexdigest()
        add(f"blobs/sha256/{digest}", manifest)
        add("oci-layout", b'{"imageLayoutVersion": "1.0.0"}')
        index = {"schemaVersion": 2, "manifests": [{"mediaType": "application/vnd.oci.image.manifest.v1+json", "digest": f"sha256:{digest}", "size": len(manifest)}]}
        add("index.json", json.dumps(index).encode())
    return target


# --- running ------------------------------------------------------------------------------------------------------------


def tree_memory(pid: int) -> int:
    """Resident bytes of a process and all below it."""
    todo, total = [pid], 0
    while todo:
        at = todo.pop()
        try:
            total += int(Path(f"/proc/{at}/statm").read_text().split()[1]) * 4096
            for task in Path(f"/proc/{at}/task").iterdir():
                todo += [int(child) for child in (task / "children").read_text().split()]
        except (OSError, IndexError, ValueError):
            continue
    return total


def run(argv: list[str], environment: dict[str, str], accepted: tuple[int, ...]) -> tuple[float, float]:
    """Wall seconds and peak MB."""
    began = time.perf_counter()
    process = subprocess.Popen(argv, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment)
    peak = 0
    errors: list[bytes] = []
    assert process.stderr is not None
    reader = threading.Thread(target=lambda: errors.append(process.stderr.read()), daemon=True)  # type: ignore[union-attr]
    reader.start()
    while process.poll() is None:
        peak = max(peak, tree_memory(process.pid))
        time.sleep(0.02)
    took = time.perf_counter() - began
    reader.join()
    if process.returncode not in accepted:
        raise SystemExit(f"{argv[0]}: exit {process.returncode}: {errors[0].decode(errors='replace')[-400:]}")
    return took, peak / MB


def floor(blobs: list[Path], compression: str) -> float:
    """Inflates and hashes every layer, two at a time, with the libraries that dlint uses: seconds."""
    from dlinter.archive.inflate import inflate

    def one(path: Path) -> None:
        whole, plain = hashlib.sha256(), hashlib.sha256()

        def chunks() -> Iterator[bytes]:
            with path.open("rb", buffering=0) as stream:
                while chunk := stream.read(MB):
                    if compression != "plain":
                        whole.update(chunk)
                    yield chunk

        for block in inflate(chunks(), compression):
            plain.update(block)

    began = time.perf_counter()
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(one, blobs))
    return time.perf_counter() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", type=float, default=1.6, help="uncompressed GB")
    parser.add_argument("--layout", choices=("docker", "oci"), default="docker")
    parser.add_argument("--compression", choices=("gzip", "zstd", "plain"), default="gzip")
    parser.add_argument("--small", action="store_true", help="100,000 small files")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--from", dest="roots", nargs="+", default=["/usr/lib", "/usr/share", "/usr/bin"])
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--no-peers", action="store_true")
    options = parser.parse_args()
    keep = options.folder is not None
    folder = options.folder or Path(tempfile.mkdtemp(prefix="dlint-bench-"))
    folder.mkdir(parents=True, exist_ok=True)
    try:
        measure(options, folder)
    finally:
        if not keep:
            shutil.rmtree(folder)


def measure(options: argparse.Namespace, folder: Path) -> None:
    layers = sorted(folder.glob("layer*.tar"))
    if not layers:
        layers = write_layers(folder, int(options.size * 1e9), options.roots, options.small)
    blobs = [p if (p := layer.with_suffix(f".{options.compression}")).exists() else compressed(layer, options.compression) for layer in layers]
    image = folder / f"image-{options.layout}-{options.compression}.tar"
    if not image.exists():
        write_image(folder, layers, blobs, options.layout, options.compression)
    content = folder / "content"
    if not options.no_peers and not content.exists():
        for layer in layers:
            with tarfile.open(layer) as tar:
                tar.extractall(content / layer.stem, filter="data")
    size = sum(layer.stat().st_size for layer in layers)
    print(f"{image.name}: {size / 1e9:.2f} GB uncompressed, {image.stat().st_size / 1e9:.2f} GB stored, {len(layers)} layers", flush=True)
    with tempfile.TemporaryDirectory() as cache:
        environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"} | {"XDG_CACHE_HOME": cache}
        dlint, kingfisher, betterleaks = program("dlint"), program("kingfisher"), program("betterleaks")
        assert dlint is not None, "dlint is not installed"
        run([dlint, "scan", str(image)], environment, (0, 1))  # compiles the database, fills the page cache
        commands: dict[str, tuple[list[str], tuple[int, ...]]] = {"dlint scan --no-cache": ([dlint, "scan", "--no-cache", str(image)], (0, 1))}
        if kingfisher and not options.no_peers:
            commands["kingfisher scan -n (extracted)"] = ([kingfisher, "scan", "-n", str(content)], (0, 200, 205))
        if betterleaks and not options.no_peers:
            commands["betterleaks (extracted)"] = ([betterleaks, "auto", str(content)], (0, 1))
        times: dict[str, list[float]] = {}
        peaks: dict[str, float] = {}
        for _ in range(options.runs):
            times.setdefault("floor: inflate + sha256, two threads", []).append(floor(blobs, options.compression))
            for label, (argv, accepted) in commands.items():
                took, peak = run(argv, environment, accepted)
                times.setdefault(label, []).append(took)
                peaks[label] = max(peaks.get(label, 0), peak)
        run([dlint, "scan", str(image)], environment, (0, 1))
        took, peaks["dlint scan, second time"] = run([dlint, "scan", str(image)], environment, (0, 1))
        times["dlint scan, second time"] = [took]
    own = statistics.median(times["dlint scan --no-cache"])
    for label, each in times.items():
        median = statistics.median(each)
        memory = f"{peaks[label]:6.0f} MB" if label in peaks else " " * 9
        print(f"  {label:38} {median:7.2f} s  {median / own:6.2f} × dlint  {size / median / 1e6:7.0f} MB/s  {memory}")


if __name__ == "__main__":
    main()
