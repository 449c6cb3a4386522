"""`dlint diff` of two big images beside one `dlint scan`, and of two records.

    python bench/difference.py [--size GB] [--runs N] [--folder F]

The first image is that of bench/scan.py; in the second one each layer has one file more, so that no layer is
the same and every file of both is read and compared: the worst case. CPU is that of the whole process tree.
Goals (issue 14): two images under twice one scan, two records under 0.3 s.
"""

from __future__ import annotations

import argparse
import io
import os
import resource
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import scan as images


def changed(layer: Path) -> Path:
    """A copy of a layer with one file more."""
    target = layer.with_name(f"new-{layer.name}")
    shutil.copyfile(layer, target)
    with tarfile.open(target, "a") as tar:
        info = tarfile.TarInfo("etc/build")
        info.size = 2
        tar.addfile(info, io.BytesIO(b"2\n"))
    return target


def record(version: str) -> bytes:
    """A build of 40 steps below an argument, as BuildKit records it."""
    from dlinter.testing import records as r

    lines = ["FROM x.example/base:1", f"ARG VERSION={version}", *(f"RUN make part{n}" for n in range(40))]
    ops = [r.Op(r.image("base:1", "a"), [], 1)]
    ops += [r.Op(r.run(f"make part{n}", [f"VERSION={version}"]), [n], n + 3) for n in range(40)]
    return r.archive(r.Record("\n".join(lines), ops, {"build-arg:VERSION": version}))


def timed(argv: list[str], environment: dict[str, str]) -> tuple[float, float]:
    """Wall and CPU seconds."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(
        argv, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment, check=False
    )
    took, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in (0, 1):
        raise SystemExit(f"{argv}: exit {done.returncode}: {done.stderr.decode(errors='replace')[-400:]}")
    return took, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--size", type=float, default=1.5, help="uncompressed GB of each image")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--folder", type=Path, help="kept and used again")
    options = parser.parse_args()
    folder = options.folder or Path(tempfile.mkdtemp(prefix="dlint-bench-"))
    folder.mkdir(parents=True, exist_ok=True)
    try:
        measure(options.size, options.runs, folder)
    finally:
        if options.folder is None:
            shutil.rmtree(folder)


def measure(size: float, runs: int, folder: Path) -> None:
    found = []
    for name in ("old", "new"):
        place = folder / name
        place.mkdir(exist_ok=True)
        if not (place / "image-oci-gzip.tar").exists():
            layers = (
                images.write_layers(place, int(size * 1e9), ["/usr/lib", "/usr/share", "/usr/bin"], False)
                if name == "old"
                else [changed(p) for p in sorted((folder / "old").glob("layer*.tar"))]
            )
            images.write_image(
                place, layers, [images.compressed(layer, "gzip") for layer in layers], "oci", "gzip"
            )
        found.append(str(place / "image-oci-gzip.tar"))
        (folder / f"{name}.dockerbuild").write_bytes(record(name))
    dlint = images.program("dlint")
    assert dlint is not None, "dlint is not installed"
    with tempfile.TemporaryDirectory() as cache:
        environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"} | {
            "XDG_CACHE_HOME": cache
        }
        commands = {
            "scan": [dlint, "scan", "--no-cache", found[1]],
            "diff of images": [dlint, "diff", *found],
            "diff of records": [dlint, "diff", str(folder / "old.dockerbuild"),
                str(folder / "new.dockerbuild")],
        }
        timed(commands["scan"], environment)  # compiles the detectors
        best: dict[str, tuple[float, float]] = {}
        for _ in range(runs):
            for name, argv in commands.items():
                took = timed(argv, environment)
                best[name] = tuple(map(min, zip(took, best.get(name, took),
                    strict=True)))  # type: ignore[assignment]
    for name, (wall, cpu) in best.items():
        print(
            f"{name:16} {wall:6.2f} s wall {cpu:6.2f} s CPU   {wall / best['scan'][0]:5.2f} × "
            f"{cpu / best['scan'][1]:5.2f} × the scan"
        )


if __name__ == "__main__":
    main()
