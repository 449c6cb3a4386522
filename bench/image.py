"""Builds the image of dlint's own Dockerfile, and uses it: `python bench/image.py FOLDER`.

Needs root, buildah, debootstrap, and the package indexes that apt and pip of this machine are set to. No
registry of images is asked: what stands in for the base `python:3.13-slim` is Debian 12 with its Python 3.11,
made once as FOLDER/base and named like it. So the size of the base and its Python are not those of a release;
the instructions, the venv and what runs in it are. Debian's buildah knows no `COPY --link`, which is left
out.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BASE = "docker.io/library/python:3.13-slim"
IMAGE = "localhost/dlint:bench"
USER = "65532:65532"


def _base(folder: Path) -> Path:
    """A root file system with Python, made once."""
    root = folder / "base"
    if not root.exists():
        unfinished = folder / "base.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        packages = "--include=python3,python3-venv,ca-certificates"
        subprocess.run(
            ["debootstrap", "--variant=minbase", packages, "bookworm", str(unfinished)],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        for path in (
            *unfinished.glob("var/cache/apt/archives/*.deb"),
            *unfinished.glob("var/lib/apt/lists/*Packages*"),
        ):
            path.unlink()
        unfinished.rename(root)
    return root


class Buildah:
    """buildah with a storage of its own, which needs neither a daemon nor overlayfs."""

    def __init__(self, folder: Path) -> None:
        self._options = [
            "--storage-driver",
            "vfs",
            "--root",
            str(folder / "storage"),
            "--runroot",
            str(folder / "run"),
        ]

    def __call__(self, command: str, *args: str) -> str:
        done = subprocess.run(
            ["buildah", *self._options, command, *args], capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise SystemExit(
                f"buildah {command} failed with {done.returncode}\n{done.stdout[-2000:]}\n"
                f"{done.stderr[-4000:]}"
            )
        return done.stdout.strip()


def _named(buildah: Buildah, root: Path) -> None:
    """The root file system as an image of the base's name."""
    container = buildah("from", "scratch")
    buildah("add", container, str(root), "/")
    buildah("config", "--cmd", "python3", container)
    buildah("commit", "--rm", container, BASE)


def _pip_of_this_machine(folder: Path) -> list[str]:
    """Options of `buildah build` by which pip inside finds what pip finds here, without a trace in the
    image."""
    settings = folder / "pip.conf"
    certificates = "/etc/ssl/certs/ca-certificates.crt"
    settings.write_text(f"[global]\ncert = {certificates}\ntimeout = 180\n")
    return [f"--volume={certificates}:{certificates}:ro", f"--volume={settings}:/etc/pip.conf:ro"]


def _build(buildah: Buildah, folder: Path) -> float:
    """Seconds."""
    dockerfile = folder / "Dockerfile"
    dockerfile.write_text((ROOT / "Dockerfile").read_text().replace("COPY --link ", "COPY "))
    start = time.monotonic()
    buildah(
        "build", "--isolation", "chroot", "--network", "host", "--pull-never", "--tag", IMAGE,
        *_pip_of_this_machine(folder),
        "--file", str(dockerfile), str(ROOT),
    )  # fmt: skip
    return time.monotonic() - start


def _runs(buildah: Buildah, folder: Path) -> None:
    """The image as its user sees it: an unprivileged user without a home, a folder that is read only, a
    read-only root would do too."""
    work = folder / "work"
    work.mkdir(exist_ok=True)
    (work / "Dockerfile").write_text("FROM alpine:3.20\nWORKDIR app\n")
    subprocess.run(
        [sys.executable, str(ROOT / "examples" / "leaky_image.py"), str(work / "leaky.tar")],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    work.chmod(0o755)
    (work / "leaky.tar").chmod(0o644)
    container = buildah("from", "--pull-never", IMAGE)
    try:
        for words, codes in (
            (["dlint", "--version"], (0,)), (["dlint", "lint", "--isolated"], (1,)),
            (["dlint", "scan", "--isolated", "leaky.tar"], (1,)),
            (["docker-dlint", "docker-cli-plugin-metadata"], (0,)),
        ):  # fmt: skip
            script = f"{' '.join(words)}; code=$?; echo \"code $code, user $(id -u)\"; exit 0"
            mount = f"{work}:/work:ro"
            out = buildah("run", "--isolation", "chroot", "--user", USER, "--volume", mount, container, "sh",
                "-c", script)
            last = out.splitlines()[-1]
            print(f"  {' '.join(words):<44} {last}")
            assert last in {f"code {code}, user {USER.split(':')[0]}" for code in codes}, out
    finally:
        buildah("rm", container)


def _looks_at_itself(buildah: Buildah, folder: Path) -> None:
    """dlint's own words on the image, its Dockerfile tied to the layers."""
    archive = folder / "dlint.tar"
    archive.unlink(missing_ok=True)
    buildah("push", IMAGE, f"oci-archive:{archive}")
    print(f"  archive: {archive.stat().st_size / 1e6:.0f} MB compressed")
    env = {
        **os.environ,
        "PYTHONPATH": f"{ROOT / 'linter'}{os.pathsep}{ROOT / 'rules'}",
        "DLINT_CACHE_DIR": str(folder / "cache"),
    }
    for words in (["lint", "--select", "all", "Dockerfile"],
        ["scan", "--select", "all", "--statistics", "--fail-on", "never", "--dockerfile", "Dockerfile",
            str(archive)]):
        done = subprocess.run(
            [sys.executable, "-m", "dlinter", *words],
            cwd=ROOT,
            env=env,
            capture_output=True,
            text=True,
            check=False,
        )
        print(
            f"  dlint {words[0]} --select all: exit {done.returncode}",
            *done.stdout.splitlines()[-12:],
            *done.stderr.splitlines()[-3:],
            sep="\n    ",
        )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    root = _base(folder)
    buildah = Buildah(folder)
    if BASE not in buildah("images", "--format", "{{.Name}}:{{.Tag}}"):
        _named(buildah, root)
    print(f"built in {_build(buildah, folder):.0f} s", flush=True)
    _runs(buildah, folder)
    _looks_at_itself(buildah, folder)


if __name__ == "__main__":
    main()
