"""An image of a daemon: `docker-daemon:NAME`, `podman:NAME`."""

from __future__ import annotations

from dlinter.sources.blobs import Blobs, TarBlobs
from dlinter.sources.image_config import Opened
from dlinter.sources.opener import Opener

_DAEMONS = {"docker-daemon": "docker", "podman": "podman"}


def _claims(name: str) -> bool:
    kind, _, rest = name.partition(":")
    return kind in _DAEMONS and bool(rest) and not rest.isdigit()  # `podman:5000` is a host with a port


def _blobs(opened: Opened, name: str) -> Blobs | None:
    from dlinter.sources.daemon import daemon_archive

    kind, _, rest = name.partition(":")
    return TarBlobs(daemon_archive(_DAEMONS[kind], rest))


OPENER = Opener(order=30, claims=_claims, blobs=_blobs)
