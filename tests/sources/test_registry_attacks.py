"""Registries that want more than they are given: credentials, time, memory. Raw sockets, as no HTTP server
sends such answers."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from dlinter.sources import registry, transport
from dlinter.sources.image_config import Opened
from dlinter.sources.layers import read_layer
from dlinter.sources.open import open_image
from dlinter.sources.transport import TransportError, fetch, is_loopback
from dlinter.testing.images import Recipe, oci_blobs

PASSWORD = "not-" + os.urandom(6).hex()
RECIPE = Recipe(layers=({"srv/a.txt": "hello\n" * 100},), compression="gzip")

Send = Callable[[bytes], None]
Script = Callable[[str, dict[str, str], bytes, Send], None]
"""Path, headers (lower case), body, and how to answer; the connection ends with it."""


class Server:
    """Answers each connection by a script; keeps what it was asked."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.asked: list[tuple[str, dict[str, str], bytes]] = []
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=50)
        self.host = f"127.0.0.1:{self._socket.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with connection, connection.makefile("rb") as lines:
            path = lines.readline().split()[1].decode()
            headers = {}
            while (line := lines.readline().strip()):
                name, _, value = line.decode().partition(": ")
                headers[name.lower()] = value
            body = lines.read(int(headers.get("content-length", 0)))
            self.asked.append((path, headers, body))
            try:
                self.script(path, headers, body, connection.sendall)
            except OSError:
                return  # the client has had enough

    def close(self) -> None:
        self._socket.close()


Serve = Callable[[Script], Server]


@pytest.fixture
def serve() -> Iterator[Serve]:
    servers: list[Server] = []

    def start(script: Script) -> Server:
        servers.append(Server(script))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


@pytest.fixture(autouse=True)
def _own_credentials(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "docker").mkdir()
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path / "docker"))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    monkeypatch.delenv("REGISTRY_AUTH_FILE", raising=False)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Limits that a test can wait for."""
    monkeypatch.setattr(transport, "PATIENCE", 0.5)
    monkeypatch.setattr(transport, "RATE", 1 << 20)
    monkeypatch.setattr(registry, "UNSTATED", 5 << 20)


def reply(data: bytes = b"", status: str = "200 OK", *headers: str) -> bytes:
    return (
        "\r\n".join(
            [f"HTTP/1.1 {status}", f"Content-Length: {len(data)}", "Connection: close", *headers, "", ""]
        ).encode()
        + data
    )


def read_all(opened: Opened) -> tuple[list[str], list[str]]:
    """Paths of all layers of all images, and messages of all problems."""

    class Nothing:
        def feed(self, block: bytes, offset: int) -> None: ...
        def finish(self) -> None: ...

    paths, problems = [], [p.message for p in opened.problems]
    for source in opened.images:
        for index in range(len(source.layers)):
            done = read_layer(source, index, lambda index, members: Nothing())
            paths += [done.members.path(i) for i in range(len(done.members))]
            problems += [p.message for p in done.problems]
    opened.close()
    return paths, problems


def content(algorithm: str = "sha256", *, sized: bool = True) -> tuple[dict[str, bytes], str, str]:
    """What a registry has by digest, the manifest's digest, and the layer's. The whole image by one
    algorithm, its diffID too."""
    files = {f"sha256:{n[-64:]}": d for n, d in oci_blobs([RECIPE]).items() if n.startswith("blobs/")}
    top = json.loads(oci_blobs([RECIPE])["index.json"])["manifests"][0]["digest"]
    manifest = json.loads(files[top])
    named = {d: f"{algorithm}:{hashlib.new(algorithm, files[d]).hexdigest()}" for d in files}
    for descriptor in (manifest["config"], *manifest["layers"]):
        descriptor["digest"] = named[descriptor["digest"]]
        if not sized:
            descriptor.pop("size")
    data = json.dumps(manifest).encode()
    made = f"{algorithm}:{hashlib.new(algorithm, data).hexdigest()}"
    return {named[d]: files[d] for d in files} | {made: data}, made, manifest["layers"][0]["digest"]


def registry_of(
    files: dict[str, bytes], top: str, special: dict[str, Callable[[Send], None]] | None = None
) -> Script:
    def script(path: str, headers: dict[str, str], body: bytes, send: Send) -> None:
        name = path.rpartition("/")[2]
        digest = top if name in ("latest", "1") else name
        if digest in (special or {}) and "/blobs/" in path:
            assert special is not None
            special[digest](send)
            return
        send(reply(files[digest]) if digest in files else reply(b"", "404 Not Found"))

    return script


# --- credentials --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("host", "wanted"), [
    ("localhost", True), ("LOCALHOST", True), ("127.0.0.1", True), ("127.8.8.8", True), ("::1", True),
    ("127.evil.example", False), ("127.0.0.1.evil.example", False),
    ("localhost.evil.example", False), ("0.0.0.0", False), ("10.0.0.1", False), ("", False), ("127.", False),
])  # fmt: skip
def test_what_is_this_machine(host: str, wanted: bool) -> None:
    assert is_loopback(host) is wanted


def test_credentials_stay_at_their_server(serve: Serve) -> None:
    other = serve(lambda path, headers, body, send: send(reply(b"other")))

    def script(path: str, headers: dict[str, str], body: bytes, send: Send) -> None:
        if path == "/away":
            send(reply(b"", "307 Temporary Redirect", f"Location: http://{other.host}/x"))
        elif path == "/here":
            send(reply(b"", "307 Temporary Redirect", "Location: /there"))
        else:
            send(reply(b"own"))

    own = serve(script)
    assert fetch(f"http://{own.host}/away", {"Authorization": "Bearer " + PASSWORD}).body(100) == b"other"
    assert fetch(f"http://{own.host}/here", {"Authorization": "Bearer " + PASSWORD}).body(100) == b"own"
    assert [headers.get("authorization") for _, headers, _ in own.asked] == ["Bearer " + PASSWORD] * 3
    assert len(other.asked) == 1 and "authorization" not in other.asked[0][1]


def test_a_token_service_on_another_host_comes_back_with_credentials_only_there(serve: Serve) -> None:
    """There and back again: credentials that were taken off are not put on again."""

    def away(path: str, headers: dict[str, str], body: bytes, send: Send) -> None:
        send(reply(b"", "302 Found", f"Location: http://{own.host}/back"))

    other = serve(away)
    own = serve(
        lambda path, headers, body, send: send(
            reply(b"done") if path == "/back" else reply(b"", "302 Found", f"Location: http://{other.host}/x")
        )
    )
    assert fetch(f"http://{own.host}/start", {"Authorization": PASSWORD}).body(100) == b"done"
    assert "authorization" in own.asked[0][1] and "authorization" not in own.asked[1][1]


@pytest.mark.parametrize(
    "status", ["301 Moved", "302 Found", "303 See Other", "307 Temporary Redirect", "308 Permanent Redirect"]
)
def test_a_refresh_token_is_sent_to_the_token_service_alone(
    serve: Serve, tmp_path: Path, status: str
) -> None:
    third = serve(lambda path, headers, body, send: send(reply(b'{"access_token": "granted"}')))

    def script(path: str, headers: dict[str, str], body: bytes, send: Send) -> None:
        if path.startswith("/token"):
            send(reply(b"", status, f"Location: http://{third.host}/token"))
        else:
            send(
                reply(
                    b"",
                    "401 Unauthorized",
                    f'WWW-Authenticate: Bearer realm="http://{own.host}/token",service="x"',
                )
            )

    own = serve(script)
    (tmp_path / "docker" / "config.json").write_text(
        json.dumps({"auths": {own.host: {"identitytoken": PASSWORD}}})
    )
    assert [p.message for p in open_image(f"{own.host}/app").problems] == [
        "no token: 127.0.0.1: redirects a request that holds a credential"
    ]
    assert any(PASSWORD.encode() in body for _, _, body in own.asked) and third.asked == []


@pytest.mark.parametrize("name", ["../../tmp/x", "/tmp/x", "a/b"])
def test_a_credential_helper_is_not_run_by_a_path(serve: Serve, tmp_path: Path, name: str) -> None:
    # `docker-credential-` + a path: the folder would have to be called so; both spellings are laid out to be
    # found.
    ran = tmp_path / "ran"
    folder = tmp_path / "docker-credential-a"
    folder.mkdir()
    for program in (folder / "b", tmp_path / "x"):
        program.write_text(f"#!/bin/sh\ntouch {ran}\n")
        program.chmod(0o755)
    own = serve(
        lambda path, headers, body, send: send(
            reply(b"", "401 Unauthorized", 'WWW-Authenticate: Basic realm="x"')
        )
    )
    (tmp_path / "docker" / "config.json").write_text(json.dumps({"credHelpers": {own.host: name}}))
    before = Path.cwd()
    os.chdir(tmp_path)
    try:
        messages = [p.message for p in open_image(f"{own.host}/app").problems]
    finally:
        os.chdir(before)
    assert messages == ["config.json names a credential helper by a path: write its name only"]
    assert not ran.exists()


@pytest.mark.parametrize("location",
    ["http://[::1", "https://[", "http://127.0.0.1:port/", "ftp://a.example/", "file:///etc/passwd",
        "http://a.example/x", "https:///x", "https:"])
def test_redirects_to_odd_places(serve: Serve, location: str) -> None:
    own = serve(
        lambda path, headers, body, send: send(reply(b"", "307 Temporary Redirect", f"Location: {location}"))
    )
    assert [p.message for p in open_image(f"{own.host}/app").problems] == [
        "127.0.0.1: redirects to an unsupported address"
    ]


def test_redirects_without_end(serve: Serve) -> None:
    own = serve(
        lambda path, headers, body, send: send(reply(b"", "307 Temporary Redirect", f"Location: {path}x"))
    )
    assert [p.message for p in open_image(f"{own.host}/app").problems] == ["127.0.0.1: too many redirects"]
    assert len(own.asked) == 5


@pytest.mark.parametrize("challenge",
    ['Bearer realm="http://[::1"', 'Bearer realm="https://a:b:c/"', "Bearer", "Negotiate", "",
        'Bearer realm="ftp://a.example"'])
def test_odd_challenges_are_one_problem(serve: Serve, challenge: str) -> None:
    own = serve(
        lambda path, headers, body, send: send(
            reply(b"", "401 Unauthorized", f"WWW-Authenticate: {challenge}")
        )
    )
    assert len(open_image(f"{own.host}/app").problems) == 1


# --- time and memory ----------------------------------------------------------------------------------------


def _dripped(first: bytes) -> Callable[[Send], None]:
    def send_slowly(send: Send) -> None:
        send(first)
        for _ in range(600):
            send(b"1")
            time.sleep(0.02)

    return send_slowly


def _endless(first: bytes, again: bytes) -> Callable[[Send], None]:
    def send_on(send: Send) -> None:
        send(first)
        block = again * max(1, (1 << 16) // len(again))
        for _ in range(1 << 14):  # 1 GB and more: no test gets there
            send(block)

    return send_on


OK = b"HTTP/1.1 200 OK\r\n"
HOSTILE = {
    "dripped-body": _dripped(OK + b"Content-Length: 500\r\n\r\n"),
    "dripped-status": _dripped(b"HTTP/1.1 200 "),
    "dripped-header": _dripped(OK + b"X: "),
    "dripped-chunk-size": _dripped(OK + b"Transfer-Encoding: chunked\r\n\r\n"),
    "endless-body": _endless(OK + b"\r\n", b"\0"),
    "endless-chunks": _endless(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
    "endless-interim": _endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "endless-header": _endless(OK, b"X: y\r\n"),
    "endless-header-line": _endless(OK + b"X: ", b"y"),
    "endless-chunk-extension": _endless(OK + b"Transfer-Encoding: chunked\r\n\r\n1;", b"y"),
    "endless-trailers": _endless(OK + b"Transfer-Encoding: chunked\r\n\r\n0\r\n", b"X: y\r\n"),
    "negative-chunk": _endless(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"-5\r\nhello\r\n"),
    "negative-length": lambda send: send(OK + b"Content-Length: -7\r\n\r\nhello"),
    "odd-length": lambda send: send(OK + "Content-Length: ٣\r\n\r\nhello".encode()),
    "long-length": lambda send: send(OK + b"Content-Length: " + b"9" * 5000 + b"\r\n\r\nhello"),
    "nothing": lambda send: None,
    "no-http": lambda send: send(b"SSH-2.0-x\r\n\r\n"),
}


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("sized", [True, False], ids=["stated", "unstated"])
@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_layer_is_a_problem(serve: Serve, kind: str, sized: bool) -> None:
    files, top, layer = content(sized=sized)
    own = serve(registry_of(files, top, {layer: HOSTILE[kind]}))
    began = time.monotonic()
    _, problems = read_all(open_image(f"{own.host}/app"))
    assert problems and all("layer 0" in p for p in problems), problems
    assert time.monotonic() - began < 20


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_manifest_or_token_is_a_problem(serve: Serve, kind: str) -> None:
    own = serve(lambda path, headers, body, send: HOSTILE[kind](send))
    assert len(open_image(f"{own.host}/app").problems) == 1

    def script(path: str, headers: dict[str, str], body: bytes, send: Send) -> None:
        if path.startswith("/token"):
            HOSTILE[kind](send)
        else:
            send(
                reply(b"", "401 Unauthorized", f'WWW-Authenticate: Bearer realm="http://{other.host}/token"')
            )

    other = serve(script)
    assert len(open_image(f"{other.host}/app").problems) == 1


def test_a_blob_without_a_stated_size_is_read(serve: Serve) -> None:
    files, top, _ = content(sized=False)
    assert read_all(open_image(f"{serve(registry_of(files, top)).host}/app")) == (["srv/a.txt"], [])


def test_a_size_beyond_all_measure(serve: Serve) -> None:
    files, top, layer = content()
    for size in (10**12, 10**30, 10**5000):
        manifest = json.loads(files[top])
        manifest["layers"][0]["size"] = 0
        data = (
            json.dumps(manifest)
            .replace('"size": 0', f'"size": {"1" + "0" * (len(str(size)) - 1 if size < 10**100 else 4000)}')
            .encode()
        )
        name = "sha256:" + hashlib.sha256(data).hexdigest()
        own = serve(registry_of(files | {name: data}, name, {layer: _endless(OK + b"\r\n", b"\0")}))
        assert read_all(open_image(f"{own.host}/app"))[1]


# --- waiting ------------------------------------------------------------------------------------------------


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    done: list[float] = []
    monkeypatch.setattr(transport, "sleep", done.append)
    return done


@pytest.mark.parametrize("status", ["429 Too Many Requests", "503 Service Unavailable"])
def test_retry_after_is_waited_for(serve: Serve, pauses: list[float], status: str) -> None:
    files, top, _ = content()
    good, asked = registry_of(files, top), [0]

    def script(path: str, headers: dict[str, str], body: bytes, send: Send) -> None:
        asked[0] += 1
        if asked[0] <= 2:
            send(reply(b"", status, "Retry-After: 7"))
        else:
            good(path, headers, body, send)

    assert read_all(open_image(f"{serve(script).host}/app")) == (["srv/a.txt"], [])
    assert pauses == [7, 7]


@pytest.mark.parametrize(
    "header",
    ["Retry-After: 86400", "Retry-After: -5", "Retry-After: soon", "Retry-After: " + "9" * 400, "X: y"],
)
def test_a_long_or_odd_retry_after_is_not(serve: Serve, pauses: list[float], header: str) -> None:
    own = serve(lambda path, headers, body, send: send(reply(b"", "429 Too Many Requests", header)))
    (problem,) = open_image(f"{own.host}/app").problems
    assert problem.message == f"{own.host} takes no more requests for now (429): try again later"
    assert pauses == [] and len(own.asked) == 1


# --- digests ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("algorithm", ["sha256", "sha512"])
def test_both_algorithms_are_verified(serve: Serve, algorithm: str) -> None:
    files, top, layer = content(algorithm)
    own = serve(registry_of(files, top))
    assert read_all(open_image(f"{own.host}/app@{top}")) == (["srv/a.txt"], [])
    files[layer] = files[layer][:-8] + bytes(8)  # the gzip trailer
    _, problems = read_all(open_image(f"{own.host}/app@{top}"))
    assert any("layer 0" in p for p in problems), problems
    files[layer] = files[layer] + b"\0"
    files[top] += b" "
    _, problems = read_all(open_image(f"{own.host}/app@{top}"))
    assert any(f"manifest {top[:19]}… has the wrong digest" in p for p in problems), problems


def test_a_sha512_layer_of_other_bytes(serve: Serve) -> None:
    """The content is that of the diffID, and only the blob's own digest tells."""
    files, top, layer = content("sha512")
    files[layer] = gzip.compress(gzip.decompress(files[layer]), 1)
    manifest = json.loads(files[top])
    manifest["layers"][0]["size"] = len(files[layer])
    data = json.dumps(manifest).encode()
    top = "sha512:" + hashlib.sha512(data).hexdigest()
    _, problems = read_all(open_image(f"{serve(registry_of(files | {top: data}, top)).host}/app@{top}"))
    assert len(problems) == 1 and "has the wrong digest: its bytes give sha512:" in problems[0], problems


# --- start-up -----------------------------------------------------------------------------------------------


def test_urllib3_is_loaded_for_a_registry_only(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM scratch\n")
    code = (
        "import sys; from dlinter.cli.main import main\n"
        "try: main(sys.argv[1:])\n"
        "except SystemExit: pass\n"
        "print('urllib3' in sys.modules, 'http.client' in sys.modules)"
    )
    environment: dict[str, Any] = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", code, "lint", "Dockerfile", "-q"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "False False", done


def test_an_error_says_nothing_of_the_credentials(serve: Serve) -> None:
    own = serve(lambda path, headers, body, send: None)
    with pytest.raises(TransportError) as error:
        fetch(f"http://{own.host}/x", {"Authorization": PASSWORD}, b"refresh_token=" + PASSWORD.encode())
    assert PASSWORD not in str(error.value)


def test_an_answer_in_tiny_pieces_is_given_up(serve: Serve) -> None:
    """A chunk of one byte costs as much as one of a megabyte: 16 million of them are minutes."""
    own = serve(lambda path, headers, body, send: HOSTILE["endless-chunks"](send))
    assert [p.message for p in open_image(f"{own.host}/app").problems] == [
        "the manifest cannot be read: 127.0.0.1: sends its answer in pieces of a few bytes"
    ]
