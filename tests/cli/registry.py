"""A registry on loopback for the tests of commands."""

from __future__ import annotations

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from dlinter.testing.images import Recipe, digest, oci_blobs


class Registry(ThreadingHTTPServer):
    """A registry on loopback: manifests by name and tag, blobs by digest."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.found: dict[str, bytes] = {}

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.server_port}"

    def blob(self, name: str, document: Any) -> dict[str, Any]:
        data = json.dumps(document).encode()
        self._hold(name, data)
        return {"digest": digest(data), "size": len(data)}

    def image(self, name: str, manifest: Any) -> str:
        """Puts a manifest under the tag `1`; its digest."""
        held = str(self.blob(name, manifest)["digest"])
        self.found[f"/v2/{name}/manifests/1"] = self.found[f"/v2/{name}/manifests/{held}"]
        return held

    def push(self, tag: str, recipe: Recipe) -> str:
        """Puts an image under a tag; its reference."""
        blobs = oci_blobs([recipe])
        for name, data in blobs.items():
            if name.startswith("blobs/"):
                self._hold("app", data)
        first = json.loads(blobs["index.json"])["manifests"][0]["digest"]
        self.found[f"/v2/app/manifests/{tag}"] = self.found[f"/v2/app/manifests/{first}"]
        return f"{self.host}/app:{tag}"

    def _hold(self, name: str, data: bytes) -> None:
        for kind in ("blobs", "manifests"):
            self.found[f"/v2/{name}/{kind}/{digest(data)}"] = data


class _Handler(BaseHTTPRequestHandler):
    server: Registry

    def log_message(self, *args: Any) -> None: ...

    def do_GET(self) -> None:
        data = self.server.found.get(self.path)
        self.send_response(404 if data is None else 200)
        self.send_header("Content-Length", str(len(data or b"")))
        self.end_headers()
        self.wfile.write(data or b"")
