"""How long `dlint fleet report` takes, and what memory, on a store of 50,000 images and 100,000 findings that
is made here.

    python bench/fleet_report.py [--images 50000] [--findings 100000] [--store fleet.sqlite]

The images are of a tree of bases: 40 roots, 400 bases over them, the rest over these, 10 layers each.
Findings are of 2,000 secrets, most of them in layers of bases.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import resource
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from dlinter.fleet.store import Store

HOST = "registry.example"


def name(*parts: object) -> str:
    return "sha256:" + hashlib.sha256(repr(parts).encode()).hexdigest()


def make(path: Path, images: int, findings: int) -> None:
    """A store as `plan` and `scan` leave it."""
    dice = random.Random(15)
    with Store(path, write=True, create=True) as store, store.transaction() as database:
        for run, (kind, began) in enumerate(
            [("plan", 1.75e9), ("scan", 1.751e9), ("plan", 1.76e9), ("scan", 1.761e9)], 1
        ):
            database.execute(
                "INSERT INTO runs (id, kind, began, ended) VALUES (?, ?, ?, ?)",
                (run, kind, began, began + 9000),
            )
        layers: dict[str, int] = {}
        stacks: list[list[str]] = []
        secret_layers: dict[str, list[int]] = {}
        total = 0
        held = [0] * (images + 1)
        for number in range(1, images + 1):
            if number <= 40:
                stack = [name("root", number, n) for n in range(4)]
            elif number <= 440:
                stack = [*stacks[(number - 41) % 40], *(name("base", number, n) for n in range(2))]
            else:
                stack = [
                    *stacks[40 + dice.randrange(min(400, number - 41))],
                    *(name("app", number // 3 if n < 2 else number, n) for n in range(4)),
                ]
            stacks.append(stack) if number <= 440 else None
            repository = f"team-{number % 97}/app-{number % 1164}"
            tag = f"v{number}"
            database.execute(
                "INSERT INTO images (id, name, host, repository, tag, digest, platform, kind, size, state, "
                "first_run, scan_run, first_seen, scanned, document) "
                "VALUES (?, ?, ?, ?, ?, ?, 'linux/amd64', 'registry', 1000, ?, 1, 2, 1.75e9, 1.751e9, x'')",
                (number, f"{HOST}/{repository}:{tag}", HOST, repository, tag, name("image", number),
                    "failed" if number % 1000 == 7 else "scanned"),
            )
            chain = hashlib.sha256()
            for position, layer in enumerate(stack):
                if layer not in layers:
                    layers[layer] = len(layers) + 1
                    database.execute(
                        "INSERT INTO layers (id, digest, diff_id, size, state, scan_run, scanned) VALUES "
                        "(?, ?, ?, ?, ?, 2, 1.751e9)",
                        (layers[layer], layer, layer, dice.randrange(1 << 12, 1 << 26),
                            "failed" if number % 1000 == 7 and position == len(stack) - 1 else "scanned"),
                    )
                    if dice.random() < (0.2 if number <= 440 else 0.004):
                        secret_layers[layer] = [dice.randrange(2000)]
                chain.update(layer.encode())
                database.execute(
                    "INSERT INTO image_layers VALUES (?, ?, ?, ?, ?)",
                    (number, position, layers[layer], layer, chain.hexdigest()[:32]),
                )
            at = 0
            for position, layer in enumerate(stack):
                for secret in secret_layers.get(layer, ()):
                    _finding(database, number, at, layers[layer], position, layer, secret, number % 50 == 0)
                    at, total = at + 1, total + 1
            held[number] = at
            if number % 1000 == 7:
                database.execute(
                    "INSERT INTO problems (run_id, stage, layer_id, kind, level, message) VALUES "
                    "(4, 'layer', ?, 'gone', 'error', 'the registry has it no more')", (layers[stack[-1]],)
                )
        number = 0
        while total < findings:  # the rest is in the environment of every third image
            number = number + 3 if number + 3 <= images else number % 3 + 1
            _finding(database, number, held[number], None, None, "", held[number] % 2, False)
            held[number], total = held[number] + 1, total + 1
        print(f"{images:,} images, {len(layers):,} layers, {total:,} findings", file=sys.stderr)


def _finding(
    database: object,
    image: int,
    at: int,
    layer: int | None,
    position: int | None,
    digest: str,
    secret: int,
    new: bool,
) -> None:
    place = {"path": "", "key": "",
        "place": {"image": "", "exposure": "layer file" if layer else "env",
            **({"layer": position} if layer else {}), "digest": digest, "created_by": "COPY . /srv",
            "path": "srv/.env"}, "rotate": "revoke it"}
    database.execute(  # type: ignore[attr-defined]
        "INSERT INTO findings (image_id, number, rule, severity, fingerprint, message, exposure, layer_id, "
        "position, path, line, visibility, detector, title, preview, identity, first_run, first_seen, place) "
        "VALUES (?, ?, 'secret-in-layer', 'error', ?, ?, ?, ?, ?, ?, 3, 'visible', 'github-token', 'GitHub "
        "token', ?, ?, ?, ?, ?)",
        (
            image, at, f"{hashlib.sha256(repr((secret, at)).encode()).hexdigest()[:20]}:1",
            f"GitHub token in layer, secret {secret}", place["place"]["exposure"], layer,
            position,  # type: ignore[index]
            "srv/.env" if layer else "TOKEN", "ghp_… (40 characters)", f"{secret:08x}", 4 if new else 2,
            1.761e9 if new else 1.751e9, json.dumps(place),
        ),
    )  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--images", type=int, default=50_000)
    parser.add_argument("--findings", type=int, default=100_000)
    parser.add_argument("--store", type=Path)
    args = parser.parse_args()
    with TemporaryDirectory() as folder:
        store = args.store or Path(folder, "fleet.sqlite")
        if not store.exists():
            make(store, args.images, args.findings)
        owners = Path(folder, "OWNERS")
        owners.write_text("".join(f"/team-{n}/ @team-{n}\n" for n in range(90)))
        for options in (
            ["--format=text"],
            ["--format=html"],
            ["--format=json"],
            ["--format=jsonl"],
            ["--format=prometheus"],
            ["--format=sarif", "--by=repository"],
            ["--export=csv"],
            ["--export=parquet"],
        ):
            options = [
                f"{option}={folder}/tables" if option.startswith("--export") else option for option in options
            ]
            began, out = time.perf_counter(), Path(folder, "out")
            with out.open("wb") as target:
                process = subprocess.Popen([sys.executable, "-m", "dlinter", "fleet", "report", str(store),
                    "--since=last", f"--owners={owners}", "-q", *options], stdout=target)
                _, status, usage = os.wait4(process.pid, 0)
            took = time.perf_counter() - began
            print(
                f"{' '.join(options).replace(folder, ''):30} {took:6.1f} s "
                f"{usage.ru_utime + usage.ru_stime:6.1f} s CPU {usage.ru_maxrss / 1024:6.0f} MB "
                f"{out.stat().st_size / 1e6:7.1f} MB written, exit {os.waitstatus_to_exitcode(status)}"
            )
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


if __name__ == "__main__":
    main()
