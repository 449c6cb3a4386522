"""A small registry on loopback for the tests of `dlint fleet`: it counts what is asked for, and misbehaves as
told."""

from __future__ import annotations

import base64
import json
import os
import re
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from dlinter.testing.images import Recipe, digest, oci_blobs

PASSWORD = "not-" + os.urandom(6).hex()


class Registry(ThreadingHTTPServer):
    """Repositories by name: tag → manifest digest. Attributes say what it does wrong."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.host = f"127.0.0.1:{self.server_address[1]}"
        self.blobs: dict[str, bytes] = {}
        self.media: dict[str, str] = {}
        self.tags: dict[str, dict[str, str]] = {}
        self.page = 3
        self.fetched: Counter[str] = Counter()  # blobs by digest
        self.asked: list[str] = []
        # part of a path → answers (status, Retry-After) before it works
        self.refuse: dict[str, list[tuple[int, str]]] = {}
        self.cut: set[str] = set()  # digests whose first answer is cut off
        self.ranges = "yes"  # "yes", "ignored", "416"
        self.storage: Registry | None = None  # blobs are redirected there
        self.lives = 0  # so many requests a token is good for; 0: no login
        self.tokens: dict[str, int] = {}
        self.delay = 0.0
        self.pushed: dict[str, str] = {}  # Harbor's push times by tag

    def push(self, repository: str, tag: str, recipe: Recipe, **change: Any) -> str:
        """An image; `change` replaces parts of its manifest. Its digest."""
        files = oci_blobs([recipe])
        manifest = json.loads(files["index.json"])["manifests"][0]["digest"]
        data = files[f"blobs/sha256/{manifest[7:]}"]
        if change:
            data = json.dumps({**json.loads(data), **change}).encode()
        for name, blob in files.items():
            if name.startswith("blobs/") and not name.endswith(manifest[7:]):
                self.blobs[f"sha256:{name[-64:]}"] = blob
        return self.put(repository, tag, data)

    def put(self, repository: str, tag: str, manifest: bytes) -> str:
        name = digest(manifest)
        self.blobs[name] = manifest
        self.media[name] = json.loads(manifest).get("mediaType", "application/vnd.oci.image.manifest.v1+json")
        self.tags.setdefault(repository, {})[tag] = name
        return name

    @property
    def layers(self) -> set[str]:
        """The digests of all layers of all images."""
        manifests = [json.loads(self.blobs[m]) for tags in self.tags.values() for m in tags.values()]
        return {layer["digest"] for m in manifests for layer in m.get("layers", ())}

    @property
    def fetched_layers(self) -> Counter[str]:
        return Counter({name: count for name, count in self.fetched.items() if name in self.layers})


class Handler(BaseHTTPRequestHandler):
    server: Registry
    protocol_version = "HTTP/1.1"

    def log_message(self, *args: Any) -> None: ...

    def handle(self) -> None:
        try:
            super().handle()
        except OSError:  # the client was killed
            self.close_connection = True

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        server, path = self.server, self.path
        server.asked.append(f"{self.command} {path}")
        for part, answers in server.refuse.items():
            if part in path and answers:
                status, after = answers.pop(0)
                self._send(status, b"", {"Retry-After": after} if after else {})
                return
        if path.startswith("/token"):
            return self._token()
        if server.lives and not self._allowed():
            return
        time.sleep(server.delay)
        url = urlsplit(path)
        query = parse_qs(url.query)
        if url.path == "/v2/_catalog":
            return self._page(sorted(server.tags), "repositories", query, "/v2/_catalog")
        if match := re.fullmatch(r"/v2/(.+)/tags/list", url.path):
            if match[1] not in server.tags:
                return self._send(404, b"{}")
            return self._page(list(server.tags[match[1]]), "tags", query, url.path)
        if url.path.startswith("/api/v2.0/projects/"):
            return self._harbor(url.path, query)
        if match := re.fullmatch(r"/v2/(.+)/manifests/(.+)", url.path):
            name = server.tags.get(match[1], {}).get(match[2], match[2])
            if name not in server.blobs:
                return self._send(404, b"{}")
            return self._send(
                200,
                server.blobs[name],
                {"Docker-Content-Digest": name, "Content-Type": server.media.get(name, "")},
            )
        if match := re.fullmatch(r"/v2/(.+)/blobs/(.+)", url.path):
            return self._blob(match[2])
        self._send(404, b"{}")

    def _blob(self, name: str) -> None:
        server = self.server
        if server.storage is not None:
            return self._send(307, b"", {"Location": f"http://{server.storage.host}{self.path}"})
        data = server.blobs.get(name)
        if data is None:
            return self._send(404, b"{}")
        begin = re.match(r"bytes=(\d+)-", self.headers.get("Range", ""))
        if begin and server.ranges == "416":
            return self._send(416, b"")
        at = int(begin[1]) if begin and server.ranges == "yes" else 0
        if not begin:
            server.fetched[name] += 1
        headers = {"Content-Range": f"bytes {at}-{len(data) - 1}/{len(data)}"} if at else {}
        if name in server.cut:
            server.cut.discard(name)
            self.send_response(200)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data[: len(data) // 2])
            self.close_connection = True
            return
        self._send(206 if at else 200, data[at:], headers)

    def _harbor(self, path: str, query: dict[str, list[str]]) -> None:
        parts = path.split("/")[4:]  # PROJECT, repositories, NAME, artifacts
        project, at = parts[0], int(query.get("page", ["1"])[0])
        size = int(query.get("page_size", ["10"])[0])
        if len(parts) == 2:
            found: list[Any] = [
                {"name": name} for name in sorted(self.server.tags) if name.startswith(f"{project}/")
            ]
        else:
            name = f"{project}/{parts[2].replace('%252F', '/')}"
            by_digest: dict[str, list[str]] = {}
            for tag, manifest in self.server.tags.get(name, {}).items():
                by_digest.setdefault(manifest, []).append(tag)
            found = [
                {"digest": manifest, "push_time": self.server.pushed.get(tags[0]),
                    "tags": [{"name": tag, "push_time": self.server.pushed.get(tag)} for tag in tags if tag]}
                for manifest, tags in by_digest.items()
            ]
        self._send(200, json.dumps(found[(at - 1) * size : at * size]).encode())

    def _page(self, names: list[str], key: str, query: dict[str, list[str]], path: str) -> None:
        last = query.get("last", [""])[0]
        rest = names[names.index(last) + 1 :] if last in names else names
        page = rest[: self.server.page]
        link = (
            {"Link": f'<{path}?n={self.server.page}&last={page[-1]}>; rel="next"'}
            if len(rest) > len(page)
            else {}
        )
        self._send(200, json.dumps({key: page}).encode(), link)

    def _token(self) -> None:
        known = "Basic " + base64.b64encode(f"someone:{PASSWORD}".encode()).decode()
        if self.headers.get("Authorization") != known:
            return self._send(401, b"{}")
        token = os.urandom(8).hex()
        self.server.tokens[token] = self.server.lives
        self._send(200, json.dumps({"token": token}).encode())

    def _allowed(self) -> bool:
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        if self.server.tokens.get(token, 0) > 0:
            self.server.tokens[token] -= 1
            return True
        realm = f'Bearer realm="http://{self.server.host}/token",service="registry.example",scope="x"'
        self._send(401, b"{}", {"WWW-Authenticate": realm})
        return False

    def _send(self, status: int, data: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)


@contextmanager
def serving(port: int = 0) -> Iterator[Registry]:
    server = Registry(port)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


def fill(registry: Registry, tokens: Sequence[str]) -> None:
    """Three bases, and applications on them: secrets in layers (one inherited by several images, one deleted
    later), in the environment, and none."""
    gzip = {"compression": "gzip"}
    debian = {"etc/os-release": "ID=debian\n", "usr/bin/x": b"\x7fELF" + bytes(range(256)) * 400}
    leaky = {"srv/deploy.env": f"GITHUB_TOKEN={tokens[0]}\n"}
    python = {"usr/lib/python3/a.py": "import os\n" * 500}
    registry.push("base/debian", "12",
        Recipe(layers=(debian,), created_by=("ADD rootfs.tar /",), **gzip))  # type: ignore[arg-type]
    registry.push(
        "base/leaky",
        "1",
        Recipe(layers=(debian, leaky), created_by=("ADD rootfs.tar /", "COPY deploy.env /srv/"), **gzip),
    )  # type: ignore[arg-type]
    registry.push("base/python", "3", Recipe(layers=(debian, python), **gzip))  # type: ignore[arg-type]
    for number in range(4):
        own = {"app/main.py": f"print({number})\n" * 200}
        registry.push(
            "team/app", f"1.{number}", Recipe(layers=(debian, leaky, own), env=(f"STAGE=s{number}",), **gzip)
        )  # type: ignore[arg-type]
    registry.push(
        "team/app",
        "deleted",
        Recipe(
            layers=(debian, leaky, {"srv/deploy.env": None}),
            created_by=("ADD", "COPY", "RUN rm /srv/deploy.env"),
            **gzip,
        ),
    )  # type: ignore[arg-type]
    registry.push(
        "team/web",
        "2",
        Recipe(layers=(debian, python, {"app/a.js": "x = 1\n"}), env=(f"API_TOKEN={tokens[1]}",), **gzip),
    )  # type: ignore[arg-type]
    named = {f"srv/{tokens[2]}.txt": "a name that is a secret\n", "srv/b.txt": f"token={tokens[1]}\n"}
    registry.push(
        "team/odd",
        "1",
        Recipe(
            layers=(debian, named),
            labels={"build": f"https://someone:{tokens[3]}@git.example/x"},
            compression="zstd",
        ),
    )
    registry.push("team/clean", "1",
        Recipe(layers=(debian, {"app/clean.py": "pass\n"}), **gzip))  # type: ignore[arg-type]
