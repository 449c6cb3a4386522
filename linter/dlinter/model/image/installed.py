"""Packages that an image has, by the databases of their managers: dpkg, apk, rpm, and what pip and npm leave
behind."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

_DPKG = re.compile(r"(?:^|/)var/lib/dpkg/(?:status$|status\.d/[^/.]+$)")
_APK = re.compile(r"(?:^|/)(?:lib|usr/lib)/apk/db/installed$")
_RPM = re.compile(r"(?:^|/)(?:var/lib/rpm|usr/lib/sysimage/rpm|usr/share/rpm)/rpmdb\.sqlite$")
_PIP = re.compile(
    r"(?:^|/)(?:site|dist)-packages/([A-Za-z0-9][A-Za-z0-9._]*)-([0-9][^/-]*)\.(?:dist|"
    r"egg)-info(?:/(?:METADATA|PKG-INFO))?$"
)
_NPM = re.compile(r"(?:^|/)node_modules/((?:@[^/]+/)?[^/@.][^/]*)/package\.json$")
LARGEST_MANIFEST = 1 << 20
"""Bytes of the largest `package.json` that is read."""

Installed = dict[tuple[str, str], str]
"""(manager, name) → version; several of one name are joined by commas."""


def is_database(path: str) -> bool:
    """Whether a file is a whole database: a later one takes the place of an earlier one."""
    return bool(_DPKG.search(path) or _APK.search(path) or _RPM.search(path))


def is_manifest(path: str) -> bool:
    """Whether a file is about one package."""
    return bool(_PIP.search(path) or _NPM.search(path))


def needs_content(path: str) -> bool:
    """Whether the content says the version; of pip's the folder does."""
    return is_database(path) or bool(_NPM.search(path))


def packages_of(path: str, data: bytes) -> Iterator[tuple[str, str, str]]:
    """Manager, name, version of what a file says is installed."""
    if match := _PIP.search(path):
        yield "pip", match[1].lower().replace("_", "-"), match[2]
    elif match := _NPM.search(path):
        version = _npm(data)
        if version:
            yield "npm", match[1], version
    elif _DPKG.search(path):
        yield from _stanzas(data, "dpkg", b"Package: ", b"Version: ")
    elif _APK.search(path):
        yield from _stanzas(data, "apk", b"P:", b"V:")
    elif _RPM.search(path):
        from dlinter.model.image.shipped import rpm_blobs, rpm_version

        for blob in rpm_blobs(data):
            name, version = rpm_version(blob)
            if name:
                yield "rpm", name, version


def _npm(data: bytes) -> str:
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        return ""
    version = document.get("version") if isinstance(document, dict) else None
    return version if isinstance(version, str) else ""


def _stanzas(data: bytes, manager: str, name: bytes, version: bytes) -> Iterator[tuple[str, str, str]]:
    """deb822 and apk's list: fields at the begin of lines, an empty line after each package."""
    package = number = ""
    for line in (*data.split(b"\n"), b""):
        if line.startswith(name):
            package = line[len(name) :].decode("utf-8", "replace").strip()
        elif line.startswith(version):
            number = line[len(version) :].decode("utf-8", "replace").strip()
        elif not line.strip():
            if package:
                yield manager, package, number
            package = number = ""
