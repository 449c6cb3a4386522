"""Images of registries: the reader against a real one (Debian's `docker-registry`), and against a small one
that misbehaves."""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from dlinter.sources.image_config import Opened
from dlinter.sources.layers import read_layer
from dlinter.sources.open import open_image
from dlinter.sources.reference import loose_reference, reference_of
from dlinter.testing.images import Recipe, digest, oci_blobs, write_folder

PASSWORD = "not-" + os.urandom(6).hex()
FILES = {"srv/a.txt": "hello\n", "srv/big": os.urandom(3_000_000)}
RECIPE = Recipe(
    layers=(FILES, {"srv/a.txt": None}), created_by=("COPY . /srv", "RUN rm /srv/a.txt"), compression="gzip"
)


class Nothing:
    def feed(self, block: bytes, offset: int) -> None: ...
    def finish(self) -> None: ...


def read_all(opened: Opened) -> tuple[list[str], list[str]]:
    """Paths of all layers of all images, and messages of all problems."""
    paths, problems = [], [p.message for p in opened.problems]
    for source in opened.images:
        for index in range(len(source.layers)):
            done = read_layer(source, index, lambda index, members: Nothing())
            paths += [done.members.path(i) for i in range(len(done.members))]
            problems += [p.message for p in done.problems]
    opened.close()
    return paths, problems


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(autouse=True)
def _no_own_credentials(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path / "docker"))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    monkeypatch.delenv("REGISTRY_AUTH_FILE", raising=False)


# --- names --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "wanted"), [
    ("registry.example/app", ("registry.example", "app", "latest", "")),
    ("registry.example/a/b:1.2", ("registry.example", "a/b", "1.2", "")),
    ("localhost:5000/app@sha256:" + "a" * 64, ("localhost:5000", "app", "", "sha256:" + "a" * 64)),
    ("localhost/app", ("localhost", "app", "latest", "")),
    ("[::1]:5000/app:x", ("[::1]:5000", "app", "x", "")),
])  # fmt: skip
def test_references(text: str, wanted: tuple[str, str, str, str]) -> None:
    found = loose_reference(text)
    assert found is not None and (found.host, found.name, found.tag, found.digest) == wanted


@pytest.mark.parametrize("text",
    ["image.tar", "out/image.tar", "alpine", "alpine:3", "./a.b/c", "/a.b/c", "a.b/C", "a.b/c@sha256:12",
        "a.b/../c", "user:pw@registry.example/x"])
def test_no_references(text: str) -> None:
    assert loose_reference(text) is None


def test_short_names_need_a_prefix() -> None:
    found = reference_of("alpine:3", hub=True)
    assert found is not None and (found.name, found.tag) == ("library/alpine", "3")


def test_an_existing_folder_is_no_registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "build.d").mkdir()
    assert [p.message for p in open_image("build.d/image.tar").problems] == ["there is no such file"]


# --- a real registry ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """`localhost:PORT` of a registry with `app:1`, one image, and `app:many`, an index of two."""
    program, skopeo = shutil.which("docker-registry"), shutil.which("skopeo")
    if not program or not skopeo:
        pytest.skip("docker-registry or skopeo is not installed")
    folder, port = tmp_path_factory.mktemp("registry"), free_port()
    (folder / "config.yml").write_text(
        f"version: 0.1\nlog: {{level: error}}\nstorage: {{filesystem: {{rootdirectory: {folder}/data}}}}\n"
        f"http: {{addr: 127.0.0.1:{port}}}\n"
    )
    server = subprocess.Popen(
        [program, "serve", str(folder / "config.yml")], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        for _ in range(1200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        other = Recipe(layers=({"srv/arm": "x"},), architecture="arm64", tag="arm")
        for tag, recipes in (("1", [RECIPE]), ("many", [RECIPE, other])):
            write_folder(oci_blobs(recipes), folder / tag)
            wanted = ["--all"] if tag == "many" else []
            source = f"oci:{folder / tag}" if tag == "1" else f"oci:{_as_index(folder / tag)}"
            subprocess.run(
                [skopeo, "--insecure-policy", "copy", "-q", "--dest-tls-verify=false", *wanted, source,
                    f"docker://127.0.0.1:{port}/app:{tag}"],
                check=True, capture_output=True, timeout=60,
            )  # fmt: skip
        yield f"127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(10)


def _as_index(folder: Path) -> Path:
    """The layout's two manifests behind one index, as a multi-platform image has them."""
    data = (folder / "index.json").read_bytes()
    (folder / "blobs" / "sha256" / digest(data)[7:]).write_bytes(data)
    entry = {
        "mediaType": "application/vnd.oci.image.index.v1+json",
        "digest": digest(data),
        "size": len(data),
    }
    (folder / "index.json").write_text(json.dumps({"schemaVersion": 2, "manifests": [entry]}))
    return folder


def test_a_real_registry(registry: str) -> None:
    opened = open_image(f"{registry}/app:1")
    assert [s.image.tags for s in opened.images] == [("1",)]
    name = f"{registry}/app@{opened.images[0].image.digest}"
    assert read_all(opened) == (["srv/a.txt", "srv/big", "srv/.wh.a.txt"], [])
    assert read_all(open_image(name)) == (["srv/a.txt", "srv/big", "srv/.wh.a.txt"], [])


def test_an_index_of_platforms(registry: str) -> None:
    opened = open_image(f"{registry}/app:many")
    assert [s.image.platform for s in opened.images] == ["linux/amd64", "linux/arm64"]
    assert "srv/arm" in read_all(opened)[0]


def test_unknown_names(registry: str) -> None:
    assert [p.message for p in open_image(f"{registry}/app:none").problems] == [
        f"{registry} has no `none` of `app`"
    ]
    assert "has no `latest` of `none`" in open_image(f"{registry}/none").problems[0].message


def test_no_registry_there() -> None:
    port = free_port()
    assert [p.message for p in open_image(f"127.0.0.1:{port}/app").problems] == [
        "127.0.0.1: connection refused"
    ]


# --- one that misbehaves ------------------------------------------------------------------------------------


class Registry(ThreadingHTTPServer):
    """Serves one image by digest and as `app:1`. Attributes say what it does wrong."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.files = {
            f"sha256:{n[-64:]}": d for n, d in oci_blobs([RECIPE]).items() if n.startswith("blobs/")
        }
        index = json.loads(oci_blobs([RECIPE])["index.json"])
        self.top = index["manifests"][0]["digest"]
        self.auth = ""  # "", "bearer" or "basic"
        self.user, self.password = "someone", PASSWORD
        self.cut = 0  # so many answers of blobs are cut off after a third
        self.ranges = True
        self.asked: list[str] = []
        self.host = f"127.0.0.1:{self.server_address[1]}"


class Handler(BaseHTTPRequestHandler):
    server: Registry

    def log_message(self, *args: Any) -> None: ...

    def do_POST(self) -> None:
        form = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self._json(
            {"access_token": "granted"} if f"refresh_token={PASSWORD}" in form else {},
            200 if PASSWORD in form else 401,
        )

    def do_GET(self) -> None:
        server, path = self.server, self.path
        server.asked.append(f"{path} {self.headers.get('Range', '')}".strip())
        known = "Basic " + base64.b64encode(f"{server.user}:{server.password}".encode()).decode()
        if path.startswith("/token?"):
            ok = self.headers.get("Authorization") == known and "scope=repository%3Aapp%3Apull" in path
            self._json({"token": "granted"} if ok else {}, 200 if ok else 401)
            return
        wanted = {"bearer": "Bearer granted", "basic": known}.get(server.auth)
        if wanted and self.headers.get("Authorization") != wanted:
            self.send_response(401)
            bearer = (
                f'Bearer realm="http://{server.host}/token",service="registry.example",scope="repository:app:'
                'pull"'
            )
            self.send_header("WWW-Authenticate", bearer if server.auth == "bearer" else 'Basic realm="x"')
            self.end_headers()
            return
        name = re.sub(r"/v2/app/(manifests|blobs)/", "", path)
        data = server.files.get(server.top if name == "1" else name)
        if data is None:
            self.send_error(404)
            return
        self._blob(data, cut="/blobs/" in path and len(data) > 100_000)

    def _blob(self, data: bytes, *, cut: bool) -> None:
        begin = re.match(r"bytes=(\d+)-", self.headers.get("Range", ""))
        at = int(begin[1]) if begin and self.server.ranges else 0
        self.send_response(206 if at else 200)
        if at:
            self.send_header("Content-Range", f"bytes {at}-{len(data) - 1}/{len(data)}")
        self.send_header("Content-Length", str(len(data) - at))
        self.end_headers()
        if cut and self.server.cut:
            self.server.cut -= 1
            self.wfile.write(data[at : at + (len(data) - at) // 3])
            self.close_connection = True
            return
        self.wfile.write(data[at:])

    def _json(self, value: object, status: int) -> None:
        data = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


@pytest.fixture
def fake() -> Iterator[Registry]:
    server = Registry()
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


def config(tmp_path: Path, value: object) -> None:
    (tmp_path / "docker").mkdir(exist_ok=True)
    (tmp_path / "docker" / "config.json").write_text(json.dumps(value))


def login(fake: Registry, password: str = PASSWORD) -> dict[str, Any]:
    return {"auths": {fake.host: {"auth": base64.b64encode(f"{fake.user}:{password}".encode()).decode()}}}


ALL = ["srv/a.txt", "srv/big", "srv/.wh.a.txt"]


@pytest.mark.parametrize("auth", ["", "bearer", "basic"])
def test_logins(fake: Registry, tmp_path: Path, auth: str) -> None:
    fake.auth = auth
    config(tmp_path, login(fake))
    assert read_all(open_image(f"{fake.host}/app:1")) == (ALL, [])


@pytest.mark.parametrize("auth", ["bearer", "basic"])
@pytest.mark.parametrize("wrong", [True, False])
def test_refused(fake: Registry, tmp_path: Path, auth: str, wrong: bool) -> None:
    fake.auth = auth
    if wrong:
        config(tmp_path, login(fake, "wrong" + PASSWORD))
    messages = [p.message for p in open_image(f"{fake.host}/app:1").problems]
    assert len(messages) == 1 and "refuses access (401)" in messages[0] and PASSWORD not in messages[0]


def test_an_identity_token(fake: Registry, tmp_path: Path) -> None:
    fake.auth = "bearer"
    config(tmp_path, {"auths": {f"https://{fake.host}/v1/": {"identitytoken": PASSWORD}}})
    assert read_all(open_image(f"{fake.host}/app:1")) == (ALL, [])


@pytest.mark.parametrize("where", ["credHelpers", "credsStore"])
def test_credential_helpers(
    fake: Registry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    fake.auth = "basic"
    helper = tmp_path / "docker-credential-ours"
    answer = json.dumps({"ServerURL": fake.host, "Username": fake.user, "Secret": PASSWORD})
    helper.write_text(
        f"#!{sys.executable}\nimport sys\nok = sys.argv[1:] == ['get'] and sys.stdin.read() == "
        f"{fake.host!r}\nprint({answer!r} if ok else 'credentials not found')\nsys.exit(not ok)\n"
    )
    helper.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    config(tmp_path, {where: {fake.host: "ours"} if where == "credHelpers" else "ours"})
    assert read_all(open_image(f"{fake.host}/app:1")) == (ALL, [])


def test_a_missing_or_failing_helper_is_told(
    fake: Registry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake.auth = "basic"
    config(tmp_path, {"credsStore": "absent"})
    assert [p.message for p in open_image(f"{fake.host}/app:1").problems] == [
        "the credential helper `docker-credential-absent` is not installed"
    ]
    helper = tmp_path / "docker-credential-absent"
    helper.write_text(f"#!{sys.executable}\nimport sys\nprint({PASSWORD!r})\nsys.exit(3)\n")
    helper.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    assert [p.message for p in open_image(f"{fake.host}/app:1").problems] == [
        "the credential helper `docker-credential-absent` fails with exit code 3"
    ]


@pytest.mark.parametrize("ranges", [True, False])
def test_a_cut_connection_is_taken_up_again(fake: Registry, ranges: bool) -> None:
    fake.cut, fake.ranges = 3, ranges
    assert read_all(open_image(f"{fake.host}/app:1")) == (ALL, [])
    assert fake.cut == 0 and sum("bytes=" in a for a in fake.asked) == 3


def test_a_connection_that_is_always_cut_ends(fake: Registry) -> None:
    fake.cut, fake.ranges = 10**6, False
    _, problems = read_all(open_image(f"{fake.host}/app:1"))
    assert len(problems) == 1 and re.search(r"is cut after \d+ bytes, 5 times in a row", problems[0]), (
        problems
    )


def test_wrong_digests(fake: Registry) -> None:
    big = max(fake.files, key=lambda d: len(fake.files[d]))
    fake.files[big] = fake.files[big][:-8] + bytes(8)
    _, problems = read_all(open_image(f"{fake.host}/app:1"))
    assert any("layer 0" in p and ("digest" in p or "gzip" in p) for p in problems)
    fake.files[fake.top] = fake.files[fake.top] + b" "
    opened = open_image(f"{fake.host}/app@{fake.top}")
    assert any("has the wrong digest" in p.message for p in opened.problems)


def test_a_blob_longer_than_said(fake: Registry) -> None:
    big = max(fake.files, key=lambda d: len(fake.files[d]))
    fake.files[big] += bytes(5_000_000)
    _, problems = read_all(open_image(f"{fake.host}/app:1"))
    assert any("has more bytes than the" in p for p in problems), problems
