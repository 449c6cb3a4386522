"""`dlint fleet` over a registry on loopback (Debian's docker-registry), with images made at run time from
this machine's files.

    python bench/fleet.py [--images 200] [--bases 40] [--base-mb 6] [--app-mb 1] [--folder F] [--skip dask,kill]

Every base is a layer of its own, every fifth application has a layer with a secret that it shares with
others, and every application one of its own. Measured: plan, local with 1 and 2 processes, dask with 2
workers, a second run, a client killed in the middle and gone on with, and a worker killed. Fetches are what
the registry's access log says, memory is the largest process that reads layers (VmHWM, sampled). All findings
are compared.
"""  # noqa: E501

from __future__ import annotations

import argparse
import hashlib
import io
import json
import os
import random
import re
import shutil
import signal
import socket
import sqlite3
import string
import subprocess
import sys
import tarfile
import tempfile
import time
import urllib.request
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
MB = 1 << 20
_GET = re.compile(r'"GET /v2/[^ ]+/blobs/(sha256:[0-9a-f]{64}) HTTP/[0-9.]+" (?:200|206)')


class Registry:
    """Debian's docker-registry in a folder, and its access log."""

    def __init__(self, folder: Path) -> None:
        program = shutil.which("docker-registry")
        if not program:
            raise SystemExit("bench/fleet.py needs docker-registry: apt-get install docker-registry")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.host, self.log = f"127.0.0.1:{port}", folder / "registry.log"
        (folder / "config.yml").write_text(
            f"version: 0.1\nlog: {{level: error}}\nstorage: {{filesystem: {{rootdirectory: {folder}/data, "
            f"maxthreads: 200}}}}\nhttp: {{addr: 127.0.0.1:{port}}}\n"
        )
        with self.log.open("wb") as out:
            self.process = subprocess.Popen(
                [program, "serve", str(folder / "config.yml")], stdout=out, stderr=subprocess.DEVNULL
            )
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    return
            time.sleep(0.05)
        raise SystemExit("docker-registry does not start")

    def put(self, repository: str, data: bytes) -> dict[str, object]:
        """A blob; its descriptor without the type."""
        digest = "sha256:" + hashlib.sha256(data).hexdigest()
        begun = urllib.request.urlopen(
            urllib.request.Request(f"http://{self.host}/v2/{repository}/blobs/uploads/", b"", method="POST")
        )
        place = begun.headers["Location"]
        place += ("&" if "?" in place else "?") + f"digest={digest}"
        urllib.request.urlopen(
            urllib.request.Request(place, data, {"Content-Type": "application/octet-stream"}, method="PUT")
        ).read()
        return {"digest": digest, "size": len(data)}

    def manifest(
        self, repository: str, tag: str, config: dict[str, object], layers: list[dict[str, object]]
    ) -> None:
        media = "application/vnd.oci.image"
        document = {
            "schemaVersion": 2, "mediaType": f"{media}.manifest.v1+json",
            "config": {"mediaType": f"{media}.config.v1+json", **config},
            "layers": [{"mediaType": f"{media}.layer.v1.tar+gzip", **layer} for layer in layers],
        }  # fmt: skip
        url = f"http://{self.host}/v2/{repository}/manifests/{tag}"
        urllib.request.urlopen(
            urllib.request.Request(
                url,
                json.dumps(document).encode(),
                {"Content-Type": f"{media}.manifest.v1+json"},
                method="PUT",
            )
        ).read()

    def fetches(self, since: int, layers: set[str]) -> Counter[str]:
        """The layers that were fetched since a place of the log."""
        text = self.log.read_bytes()[since:].decode("utf-8", "replace")
        return Counter(digest for digest in _GET.findall(text) if digest in layers)

    @property
    def at(self) -> int:
        return self.log.stat().st_size


def files() -> Iterator[tuple[str, bytes]]:
    """This machine's files, in a fixed order, over and over."""
    paths = [p for folder in ("/usr/lib/python3", "/usr/share/perl", "/usr/lib/x86_64-linux-gnu",
        "/usr/include", "/usr/share/doc") for p in sorted(Path(folder).rglob("*"))]
    paths = [p for p in paths if p.is_file() and not p.is_symlink() and 0 < p.stat().st_size < MB]
    random.Random(1).shuffle(paths)
    number = 0
    while True:
        number += 1
        for path in paths:
            try:
                yield f"opt/r{number}{path}", path.read_bytes()
            except OSError:
                continue


def layer(source: Iterator[tuple[str, bytes]], size: int, more: dict[str, bytes]) -> tuple[bytes, str]:
    """A gzip layer of about so many plain bytes, and its diffID."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for name, data in more.items():
            _add(tar, name, data)
        while out.tell() < size:
            _add(tar, *next(source))
    plain = out.getvalue()
    machine = zlib.compressobj(6, zlib.DEFLATED, 31)
    return machine.compress(plain) + machine.flush(), "sha256:" + hashlib.sha256(plain).hexdigest()


def _add(tar: tarfile.TarFile, name: str, data: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size = len(data)
    tar.addfile(info, io.BytesIO(data))


def token() -> bytes:
    from dlinter.detectors.checksums import crc32_base62

    body = "".join(random.choices(string.ascii_letters + string.digits, k=30))
    return ("GITHUB_TOKEN=" + "ghp_" + body + crc32_base62(body) + "\n").encode()


def fill(registry: Registry, options: argparse.Namespace) -> set[str]:
    """Pushes everything; the digests of all layers."""
    source, all_layers = files(), set[str]()

    def push(repository: str, tag: str, made: list[tuple[bytes, str]]) -> None:
        config = {
            "architecture": "amd64",
            "os": "linux",
            "config": {"Env": ["A=b"]},
            "rootfs": {"type": "layers", "diff_ids": [d for _, d in made]},
            "history": [{"created_by": "COPY"} for _ in made],
        }
        layers = [registry.put(repository, data) for data, _ in made]
        all_layers.update(str(one["digest"]) for one in layers)
        registry.manifest(repository, tag, registry.put(repository, json.dumps(config).encode()), layers)

    bases = [layer(source, int(options.base_mb * MB), {}) for _ in range(options.bases)]
    shared = [layer(source, 0, {f"srv/shared{n}.env": token()}) for n in range(8)]
    for number, base in enumerate(bases):
        push(f"base/b{number}", "1", [base])
    for number in range(options.images - options.bases):
        between = [shared[number // 5 % len(shared)]] if number % 5 == 0 else []
        push(
            f"team{number % 7}/app{number}",
            "1.0",
            [
                bases[number % len(bases)],
                *between,
                layer(source, int(options.app_mb * MB), {"app/number": str(number).encode()}),
            ],
        )
    return all_layers


def run(
    *words: str, kill_after: int = 0, kill_worker: bool = False, path: Path | None = None
) -> tuple[float, int, str]:
    """`dlint fleet …`: seconds, the largest worker's memory in bytes, stdout. `kill_after` layers the client
    is killed, or one of its workers."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT / "linter"), str(ROOT / "rules")])}
    began, largest, killed = time.monotonic(), 0, False
    with tempfile.TemporaryFile("w+") as out:
        client = subprocess.Popen(
            [sys.executable, "-m", "dlinter", "fleet", *words],
            stdout=out,
            stderr=subprocess.STDOUT,
            env=environment,
        )
        while client.poll() is None:
            children = descendants(client.pid)
            largest = max([largest, *(peak(pid) for pid in children)])
            if kill_after and path is not None and not killed and scanned(path) >= kill_after:
                os.kill(children[-1] if kill_worker and children else client.pid, signal.SIGKILL)
                killed = True
            time.sleep(0.1)
        out.seek(0)
        text = out.read()
    if client.returncode not in (0, -9):
        raise SystemExit(f"dlint fleet {' '.join(words)} ends with {client.returncode}:\n{text}")
    return time.monotonic() - began, largest, text


def scanned(path: Path) -> int:
    with sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=30) as database:
        return int(database.execute("SELECT count(*) FROM layers WHERE state = 'scanned'").fetchone()[0])


def descendants(pid: int) -> list[int]:
    """Processes below one that read layers: spawned by multiprocessing, but not its tracker."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents.setdefault(
                    int((entry / "stat").read_text().rpartition(")")[2].split()[1]), []
                ).append(int(entry.name))
            except (OSError, IndexError):
                continue
    found, todo = [], [pid]
    while todo:
        for child in parents.get(todo.pop(), []):
            todo.append(child)
            try:
                if b"resource_tracker" not in Path(f"/proc/{child}/cmdline").read_bytes():
                    found.append(child)
            except OSError:
                continue
    return sorted(found)


def peak(pid: int) -> int:
    try:
        match = re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    except OSError:
        return 0
    return int(match[1]) * 1024 if match else 0


def findings(path: Path) -> str:
    """All findings of a store, sorted, as one digest."""
    with sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True) as database:
        sql = (
            "SELECT i.name, i.platform, f.number, f.rule, f.severity, f.fingerprint, f.message, f.position, "
            "f.path, f.identity, f.suppressed_by, f.place FROM findings f JOIN images i ON i.id = f.image_id"
        )
        rows = sorted(map(repr, database.execute(sql)))
    return f"{len(rows)} {hashlib.sha256(chr(10).join(rows).encode()).hexdigest()[:12]}"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--images", type=int, default=200)
    parser.add_argument("--bases", type=int, default=40)
    parser.add_argument("--base-mb", type=float, default=6.0, help="plain megabytes of a base")
    parser.add_argument("--app-mb", type=float, default=1.0, help="plain megabytes of an application's layer")
    parser.add_argument("--skip", default="", help="dask, kill")
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    sys.path[:0] = [str(ROOT / "linter"), str(ROOT / "rules")]
    random.seed(7)
    folder = options.folder or Path(tempfile.mkdtemp(prefix="dlint-fleet-"))
    folder.mkdir(parents=True, exist_ok=True)
    registry = Registry(folder)
    try:
        measure(registry, folder, fill(registry, options), options)
    finally:
        registry.process.terminate()
        registry.process.wait()
        if options.folder is None:
            shutil.rmtree(folder)


def measure(registry: Registry, folder: Path, layers: set[str], options: argparse.Namespace) -> None:
    plan = folder / "plan.sqlite"
    at = registry.at
    seconds, _, text = run("plan", registry.host, "-o", str(plan))
    print(text.strip())
    print(
        f"plan: {seconds:.1f} s, {options.images / seconds:.0f} images/s, "
        f"{sum(registry.fetches(at, layers).values())} layers fetched",
        flush=True,
    )
    told: dict[str, str] = {}

    def scan(name: str, *words: str, path: Path | None = None, **more: object) -> Path:
        where = path or Path(shutil.copy(plan, folder / f"{name.replace(' ', '-')}.sqlite"))
        at = registry.at
        seconds, memory, _ = run("scan", str(where), *words, path=where, **more)  # type: ignore[arg-type]
        got = registry.fetches(at, layers)
        print(
            f"{name}: {seconds:.1f} s, {options.images / seconds:.1f} images/s, {sum(got.values())} fetches "
            f"of {len(got)} of {len(layers)} unique layers, "
            f"largest worker {memory / MB:.0f} MB, {scanned(where)} layers known, findings "
            f"{findings(where)}", flush=True,
        )  # fmt: skip
        told[name] = findings(where)
        return where

    scan("local 1", "--jobs", "1")
    done = scan("local 2", "--jobs", "2")
    scan("second run", "--jobs", "2", path=done)
    if "dask" not in options.skip:
        scan("dask 2", "--engine", "dask", "--jobs", "2")
    if "kill" not in options.skip:
        scan("worker killed", "--jobs", "2", kill_after=len(layers) // 3, kill_worker=True)
        half = scan("client killed", "--jobs", "2", kill_after=len(layers) // 3)
        told.pop("client killed")
        time.sleep(3)
        scan("gone on with", "--jobs", "2", path=half)
    print("all findings are the same" if len(set(told.values())) == 1 else f"FINDINGS DIFFER: {told}")


if __name__ == "__main__":
    main()
