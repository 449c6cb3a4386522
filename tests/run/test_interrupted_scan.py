"""Ctrl-C ends a scan soon, also one whose threads are in the middle of layers that take minutes."""

from __future__ import annotations

import os
import random
import signal
import string
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

from tests.system import cpu_seconds

from dlinter.testing.images import Recipe, docker_blobs, write_tar


def test_sigint_in_dense_layers(tmp_path: Path) -> None:
    chooser = random.Random(5)
    layers = []
    for layer in range(4):
        lines = ("".join(chooser.choices(string.ascii_letters + string.digits, k=20)) for _ in range(60_000))
        layers.append({f"{layer}.js": "".join(f'password{n} = "{value}"; ' for n, value in enumerate(lines))})
    path = tmp_path / "dense.tar"
    with path.open("wb") as out:
        write_tar(docker_blobs(Recipe(layers=layers)), out)
    command = [sys.executable, "-m", "dlinter", "scan", str(path)]
    # A job in the background of a shell without job control ignores Ctrl-C, and so do its children.
    listens = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        preexec_fn=listens,
    ) as run:
        while cpu_seconds(run.pid) < 2.5:  # past the imports and the prefilter
            assert run.poll() is None, "the image is not dense enough for this test"
            time.sleep(0.05)
        run.send_signal(signal.SIGINT)
        start = time.monotonic()
        try:
            run.communicate(timeout=60)
        finally:
            run.kill()
        assert time.monotonic() - start < 30
        assert run.returncode == 130
