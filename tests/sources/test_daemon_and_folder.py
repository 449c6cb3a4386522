"""Images of a daemon (a small one on a unix socket), plain folders, standard input."""

from __future__ import annotations

import io
import os
import socketserver
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from dlinter.sources.layers import read_layer
from dlinter.sources.open import open_image
from dlinter.testing.images import Recipe, docker_blobs, write_tar

ROOT = Path(__file__).parents[2]


def archive() -> bytes:
    out = io.BytesIO()
    write_tar(docker_blobs(Recipe(layers=({"srv/a": "hello"},))), out)
    return out.getvalue()


class Collect:
    def __init__(self) -> None:
        self.data = bytearray()

    def feed(self, block: bytes, offset: int) -> None:
        self.data += block

    def finish(self) -> None: ...


def paths_and_problems(name: str) -> tuple[list[str], list[str], bytes]:
    opened, paths, data = open_image(name), [], b""
    problems = [p.message for p in opened.problems]
    for source in opened.images:
        for index in range(len(source.layers)):
            seen = Collect()
            done = read_layer(source, index, lambda index, members, seen=seen: seen)  # type: ignore[misc]
            paths += [done.members.path(i) for i in range(len(done.members))]
            problems += [p.message for p in done.problems]
            data += bytes(seen.data)
    opened.close()
    return paths, problems, data


class Daemon(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def address_string(self) -> str:
        return "socket"

    def log_message(self, *args: Any) -> None: ...

    def do_GET(self) -> None:
        if self.path != "/images/example/app:1/get":
            self.send_response(200 if "cut" in self.path else 404)
            self.send_header("Content-Length", "5000" if "cut" in self.path else "0")
            self.end_headers()
            self.wfile.write(b"x" * 100 if "cut" in self.path else b"")
            self.close_connection = True
            return
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        data = archive()
        for at in range(0, len(data), 4000):
            piece = data[at : at + 4000]
            self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
        self.wfile.write(b"0\r\n\r\n")


@pytest.fixture
def daemon(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    path = tmp_path / "d.sock"
    with socketserver.ThreadingUnixStreamServer(str(path), Daemon) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        monkeypatch.setenv("DOCKER_HOST", f"unix://{path}")
        monkeypatch.setenv("CONTAINER_HOST", f"unix://{path}")
        yield
        server.shutdown()


@pytest.mark.parametrize("kind", ["docker-daemon", "podman"])
@pytest.mark.usefixtures("daemon")
def test_an_image_of_a_daemon(kind: str) -> None:
    assert paths_and_problems(f"{kind}:example/app:1")[:2] == (["srv/a"], [])
    assert "daemon has no image `absent`" in paths_and_problems(f"{kind}:absent")[1][0]
    assert (
        "daemon" in paths_and_problems(f"{kind}:cut")[1][0]
        or "cut off" in paths_and_problems(f"{kind}:cut")[1][0]
    )


def test_no_daemon(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/none.sock")
    assert paths_and_problems("docker-daemon:app")[1] == [
        f"no docker daemon: there is no socket `{tmp_path}/none.sock`"
    ]
    monkeypatch.setenv("DOCKER_HOST", "tcp://daemon.example:2375")
    assert paths_and_problems("docker-daemon:app")[1] == [
        "DOCKER_HOST is not a unix socket, and only those are supported"
    ]


@pytest.mark.parametrize("prefix", ["", "dir:"])
def test_a_plain_folder(tmp_path: Path, prefix: str) -> None:
    root = tmp_path / "root"
    (root / "etc").mkdir(parents=True)
    (root / "etc" / "a.conf").write_text("key = value\n" * 100)
    (root / "manifest.json").write_text('{"name": "a web application"}')
    (root / "empty").write_text("")
    (root / ("n" * 120)).mkdir()
    (root / ("n" * 120) / "long").write_text("x" * 600)
    (root / "link").symlink_to("/etc/shadow")
    (root / "loop").symlink_to(".")
    os.mkfifo(root / "fifo")
    Path(os.fsdecode(os.fsencode(root) + b"/bad-\xff")).write_text("bytes")
    paths, problems, data = paths_and_problems(f"{prefix}{root}")
    assert problems == []
    assert sorted(paths) == sorted(
        ["etc/a.conf", "manifest.json", "empty", "n" * 120 + "/long", "link", "loop", "fifo", "bad-\udcff"]
    )
    assert b"key = value\n" * 100 in data and b"a web application" in data


def test_folders_without_files(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert paths_and_problems(f"dir:{tmp_path}/empty")[1] == ["holds no file: no image"]
    assert paths_and_problems(f"dir:{tmp_path}/absent")[1] == ["there is no such folder"]


def from_stdin(feed: Callable[[Path], Any], path: Path) -> str:
    code = (
        "from dlinter.sources.open import open_image\n"
        "o = open_image('-')\n"
        "print([p.message for p in o.problems], [len(s.layers) for s in o.images], sum(len(c) for s in "
        "o.images for b in s.layers for c in s.blobs.chunks(b.name)))"
    )
    env = os.environ | {"PYTHONPATH": str(ROOT / "linter")}
    return subprocess.run(
        [sys.executable, "-c", code],
        env=env,
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
        **feed(path),
    ).stdout.strip()


def test_a_pipe_with_a_name(tmp_path: Path) -> None:
    path = tmp_path / "fifo"
    os.mkfifo(path)
    threading.Thread(target=lambda: path.write_bytes(archive()), daemon=True).start()
    assert paths_and_problems(str(path))[:2] == (["srv/a"], [])


def test_standard_input(tmp_path: Path) -> None:
    path = tmp_path / "image.tar"
    path.write_bytes(archive())
    with path.open("rb") as regular:
        assert from_stdin(lambda p: {"stdin": regular}, path).startswith("[] [1] ")
    with subprocess.Popen(["cat", str(path)], stdout=subprocess.PIPE) as pipe:
        assert from_stdin(lambda p: {"stdin": pipe.stdout}, path).startswith("[] [1] ")
    assert (
        from_stdin(lambda p: {"stdin": subprocess.DEVNULL}, path)
        == "['standard input is empty: no image'] [] 0"
    )
