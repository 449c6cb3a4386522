"""False findings: a Debian with compilers and run times, then with packages of PyPI and npm in it. It holds
no secret: each `error` and `warning` is a false one.

    python bench/clean_images.py FOLDER [--peers]

Needs root, debootstrap, and the package indexes that apt, pip and npm of this machine are set to. FOLDER/root
is made once and used again; the packages go into it in a second layer, kept apart in FOLDER/packages. The
peers are given the two folders.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tarfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from scan import program, write_image

DEBIAN = "ca-certificates python3 python3-pip nodejs npm gcc default-jdk-headless openssl curl git"
PYPI = (
    "numpy", "pandas", "scipy", "scikit-learn", "django", "flask", "fastapi", "requests", "boto3",
    "cryptography", "paramiko", "sqlalchemy",
    "google-cloud-storage", "azure-identity", "scrapy", "jupyter", "pytest", "twisted",
)  # fmt: skip
NPM = (
    "express", "react", "next", "aws-sdk", "@aws-sdk/client-s3", "stripe", "lodash", "webpack", "typescript",
    "jsonwebtoken", "passport", "mongoose",
)  # fmt: skip


def made(folder: Path) -> list[Path]:
    """The two layers as folders; one that broke off when it was made is made anew."""
    return [_whole(folder / "root", _debian), _whole(folder / "packages", _packages)]


def _whole(folder: Path, fill: Callable[[Path], None]) -> Path:
    if not folder.exists():
        unfinished = folder.with_name(f"{folder.name}.unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        fill(unfinished)
        unfinished.rename(folder)
    return folder


def _debian(root: Path) -> None:
    subprocess.run(
        ["debootstrap", "--variant=minbase", "bookworm", str(root)], check=True, stdout=subprocess.DEVNULL
    )
    # a JRE asks for it when it is set up
    subprocess.run(["mount", "-t", "proc", "proc", str(root / "proc")], check=True)
    try:
        install = f"DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends {DEBIAN}"
        subprocess.run(["chroot", str(root), "sh", "-c", install], check=True, stdout=subprocess.DEVNULL)
    finally:
        subprocess.run(["umount", str(root / "proc")], check=True)


def _packages(folder: Path) -> None:
    site, app = folder / "usr/local/lib/python3.11/site-packages", folder / "srv/app"
    app.mkdir(parents=True)
    subprocess.run([sys.executable, "-m", "pip", "install", "-q", "--target", str(site), *PYPI], check=True)
    (app / "package.json").write_text("{}")
    subprocess.run(["npm", "install", "--silent", *NPM], cwd=app, check=True)


def image(folder: Path, layers: list[Path]) -> Path:
    """A docker archive of the layers, each a folder."""
    tars = [folder / f"{layer.name}.tar" for layer in layers]
    for tar, layer in zip(tars, layers, strict=True):
        with tarfile.open(tar, "w") as out:
            out.add(layer, ".")
    path = write_image(folder, tars, tars, "docker", "plain")
    for tar in tars:
        tar.unlink()
    return path


def counted(path: Path) -> Counter[str]:
    command = [sys.executable, "-m", "dlinter", "scan", "--no-cache", "--exit-zero", "--format", "json",
        str(path)]
    report = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return Counter(f["severity"] for f in report["results"] if f["rule"].startswith("secret-"))


def peer_counts(folder: Path, layers: list[Path]) -> dict[str, int]:
    found = {}
    if (tool := program("kingfisher")) is not None:
        done = subprocess.run(
            [tool, "scan", "-n", "--format", "jsonl", *map(str, layers)],
            capture_output=True,
            text=True,
            check=False,
        )
        found["kingfisher"] = sum(
            line.startswith("{") and '"rule"' in line for line in done.stdout.splitlines()
        )
    if (tool := program("betterleaks")) is not None:
        report = folder / "betterleaks.jsonl"
        total = 0
        for layer in layers:
            subprocess.run([tool, "auto", str(layer), f"--output={report}"], capture_output=True, check=False)
            total += sum(1 for line in report.open() if line.strip())
        found["betterleaks"] = total
    return found


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--peers", action="store_true")
    args = parser.parse_args()
    args.folder.mkdir(parents=True, exist_ok=True)
    layers = made(args.folder)
    for title, some in (("base", layers[:1]), ("with packages", layers)):
        path = image(args.folder, some)
        count = counted(path)
        told = {"dlint error": count["error"], "warning": count["warning"], "note": count["note"]}
        told |= peer_counts(args.folder, some) if args.peers else {}
        print(
            f"{title}, {path.stat().st_size / 1e9:.1f} GB: "
            + ", ".join(f"{name} {number}" for name, number in told.items()),
            flush=True,
        )


if __name__ == "__main__":
    main()
