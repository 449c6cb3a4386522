"""Paths as the platforms want them: relative to the repository, forward slashes."""

from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.parse import quote

from dlinter.finding import Result

_UNSAFE = re.compile(r"[^0-9A-Za-z._-]+")


class Paths:
    """Makes paths relative to `root` (the working folder when None); a symbolic link is given as the file it
    leads to, because code scanning shows no link."""

    def __init__(self, root: Path | None) -> None:
        self._root = os.path.realpath(root or Path.cwd())
        self._known: dict[str, str] = {}

    def relative(self, path: str) -> str:
        """`docker/Dockerfile`. A path outside the repository loses its `..`."""
        known = self._known.get(path)
        if known is None:
            known = self._known[path] = self._relative(path)
        return known

    def _relative(self, path: str) -> str:
        path = path.replace("\\", "/") if os.sep == "\\" else path
        if path in ("", "-"):
            return "stdin"
        try:
            real = os.path.realpath(path)
            inside = os.path.commonpath([real, self._root]) == self._root
        except (OSError, ValueError):  # another drive, or a NUL byte
            real, inside = path, False
        if inside and real != self._root:
            path = os.path.relpath(real, self._root).replace(os.sep, "/")
        parts = [part for part in path.split("/") if part not in ("", ".", "..")]
        return "/".join(parts) or "unknown"

    def absolute(self, relative: str) -> Path:
        """The file that a relative path names."""
        return Path(self._root, relative)

    def uri(self, path: str) -> str:
        """The relative path, percent-encoded: a URI reference without scheme."""
        return encoded(self.relative(path))


def encoded(path: str) -> str:
    """A relative path as a URI reference (RFC 3986): `:` is encoded too, so that no part looks like a
    scheme."""
    return quote(path.encode("utf-8", "surrogateescape"), safe="/-_.~+@")


def image_name(image: str) -> str:
    """What an image is called in a category and a path: without scheme, colon or folders. A reference keeps
    its repository (`registry.example/app:1` → `registry.example-app-1`), a file its name."""
    name = image.replace("\\", "/").rstrip("/")
    if Path(image).exists() or name.endswith((".tar", ".tgz", ".gz", ".zst")):
        name = name.rsplit("/", 1)[-1]
    return _UNSAFE.sub("-", name.rpartition("://")[2]).strip(".-") or "image"


def image_path(result: Result) -> str:
    """A synthetic path for a finding in an image that no Dockerfile line is known for:
    `image.tar/root/.npmrc`."""
    place = result.location.image
    if place is None:
        return f"{image_name(result.location.path)}/image"
    parts = [image_name(place.image)]
    if place.layer is None or not place.path:
        parts.append("config" if place.history is None else "history")
        parts.append(place.exposure.value.replace(" ", "-") if place.history is None else str(place.history))
    parts += [part for part in place.path.split("/") if part not in ("", ".", "..")]
    return "/".join(parts) + (f"!{place.inner}" if place.inner else "")
