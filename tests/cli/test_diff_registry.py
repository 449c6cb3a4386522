"""`dlint diff` of two references: a registry on loopback."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from tests.cli.conftest import Run

from dlinter.testing.images import Recipe, digest, oci_blobs


class _Registry(ThreadingHTTPServer):
    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.found: dict[str, bytes] = {}

    def push(self, tag: str, recipe: Recipe) -> str:
        """Puts an image under a tag; its reference."""
        blobs = oci_blobs([recipe])
        for name, data in blobs.items():
            if name.startswith("blobs/"):
                for kind in ("blobs", "manifests"):
                    self.found[f"/v2/app/{kind}/{digest(data)}"] = data
        first = json.loads(blobs["index.json"])["manifests"][0]["digest"]
        self.found[f"/v2/app/manifests/{tag}"] = self.found[f"/v2/app/manifests/{first}"]
        return f"127.0.0.1:{self.server_port}/app:{tag}"


class _Handler(BaseHTTPRequestHandler):
    server: _Registry

    def log_message(self, *args: Any) -> None: ...

    def do_GET(self) -> None:
        data = self.server.found.get(self.path)
        self.send_response(404 if data is None else 200)
        self.send_header("Content-Length", str(len(data or b"")))
        self.end_headers()
        self.wfile.write(data or b"")


@pytest.fixture
def registry() -> Iterator[_Registry]:
    server = _Registry()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def test_references_on_both_sides(run: Run, registry: _Registry) -> None:
    history = ["RUN /bin/sh -c make base # buildkit", "COPY app /app # buildkit"]
    old = registry.push("1", Recipe(layers=[{"base": "same"}, {"app/a": "1"}], created_by=history))
    new = registry.push("2", Recipe(layers=[{"base": "same"}, {"app/a": "22"}], created_by=history))
    done = run("diff", old, new)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("the images differ in 1 of 2 layers, first by `COPY app /app`") and "/app/a" in done.stdout
    assert run("diff", old, old).returncode == 0
    missing = run("diff", old, new.replace(":2", ":3"))
    assert (missing.returncode, missing.stdout, missing.stderr.count("\n")) == (2, "", 1)
