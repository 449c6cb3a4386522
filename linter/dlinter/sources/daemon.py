"""An image of a Docker or Podman daemon, over its unix socket (Docker Engine API, `GET /images/{name}/get`;
Podman has the same).

The daemon writes `manifest.json` last, so the archive is put into an unnamed temporary file; memory stays
small.
"""

from __future__ import annotations

import http.client
import os
import socket
from collections.abc import Callable
from pathlib import Path
from tempfile import mkstemp
from typing import BinaryIO, cast
from urllib.parse import quote

from dlinter.sources.blobs import CHUNK, BlobError

FIRST_BYTE = 120.0
"""Seconds a daemon has for its first answer: it may pack the image first."""


class UnixConnection(http.client.HTTPConnection):
    """HTTP over a unix socket."""

    def __init__(self, path: str, timeout: float = FIRST_BYTE) -> None:
        super().__init__("localhost", timeout=timeout)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self._path)


def sockets(kind: str) -> list[str]:
    """Where the daemon may listen, the most likely place first."""
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    if kind == "podman":
        given = os.environ.get("CONTAINER_HOST", "")
        rest = [f"{runtime}/podman/podman.sock"] if runtime else []
        rest.append("/run/podman/podman.sock")
    else:
        given = os.environ.get("DOCKER_HOST", "")
        rest = ["/var/run/docker.sock", *([f"{runtime}/docker.sock"] if runtime else [])]
    if given:
        if not given.startswith("unix://"):
            raise BlobError(
                f"{'CONTAINER_HOST' if kind == 'podman' else 'DOCKER_HOST'} is not a unix socket, and only "
                "those are supported"
            )
        return [given.removeprefix("unix://")]
    return rest


def daemon_archive(kind: str, name: str) -> BinaryIO:
    """The image as an archive in a temporary file. Raises BlobError."""
    places = sockets(kind)
    path = next((p for p in places if Path(p).exists()), None)
    if path is None:
        raise BlobError(f"no {kind} daemon: there is no socket `{places[0]}`")
    connection = UnixConnection(path, FIRST_BYTE)
    try:
        connection.request("GET", f"/images/{quote(name, safe='/:@')}/get", headers={"Host": "localhost"})
        response = connection.getresponse()
        if response.status == 404:
            raise BlobError(f"the {kind} daemon has no image `{name}`")
        if response.status != 200:
            raise BlobError(f"the {kind} daemon answers {response.status}")
        return spooled(response.read, response.getheader("Content-Length", "") or "")
    except PermissionError:
        raise BlobError(f"the {kind} daemon's socket `{path}` may not be used by this user") from None
    except (OSError, http.client.HTTPException) as error:
        raise BlobError(
            f"the {kind} daemon breaks off: {getattr(error, 'strerror', None) or type(error).__name__}"
        ) from None
    finally:
        connection.close()


def spooled(read: Callable[[int], bytes], length: str = "") -> BinaryIO:
    """A stream as an unnamed temporary file. Raises BlobError where fewer bytes come than said."""
    number, path = mkstemp(prefix="dlint-")
    file, size = os.fdopen(number, "w+b", buffering=0), 0
    Path(path).unlink()
    try:
        while chunk := read(CHUNK):
            file.write(chunk)
            size += len(chunk)
        if length.isdigit() and size < int(length):
            raise BlobError(f"the stream is cut off after {size} of {length} bytes")
        file.seek(0)
    except BaseException:
        file.close()
        raise
    return cast(BinaryIO, file)
