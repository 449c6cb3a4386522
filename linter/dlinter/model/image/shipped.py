"""Files that a package manager shipped, and whether the package is public: what everybody's package holds
cannot be this user's secret.

Parsers of the package managers' own databases as they lie in an image, bytes in, `path → digest and package`
out, and the questions they answer: is this file byte for byte what the package shipped, and does everybody
have that package? Paths are the image's, without a leading `/`.
"""

from __future__ import annotations

import base64
import binascii
import csv
import hashlib
import json
import re
import struct
from collections.abc import Iterator

from msgspec import Struct, field

from dlinter.model.image.public_packages import is_own_place, is_public, managed

_DPKG_SUMS = re.compile(r"(?:^|/)var/lib/dpkg/(?:info|status\.d)/([^/:]+)(?::[a-z0-9-]+)?\.md5sums$")
_DPKG_STATUS = re.compile(r"(?:^|/)var/lib/dpkg/(?:status$|status\.d/[^/.]+$)")
_APK = re.compile(r"(?:^|/)(?:lib|usr/lib)/apk/db/installed$")
_RPM = re.compile(r"(?:^|/)(?:var/lib/rpm|usr/lib/sysimage/rpm|usr/share/rpm)/rpmdb\.sqlite$")
_RECORD = re.compile(r"(?:^|.*/)([^/]+)\.dist-info/RECORD$")
_DIRECT = re.compile(r"(?:^|.*/)[^/]+\.dist-info/direct_url\.json$")
"""pip writes it where a distribution came from a folder, a file or a repository (PEP 610)."""
_NPM = re.compile(r"(?:^|.*/)node_modules/\.package-lock\.json$")
"""What npm 7 and later installed below that folder (npm, package-lock.json, Hidden Lockfiles)."""
_BYTECODE = re.compile(r"^(.*)__pycache__/([^/]+?)\.[a-z]+-?[0-9]+(?:\.opt-[12])?\.pyc$")
_RPM_ALGORITHMS = {1: "md5", 2: "sha1", 8: "sha256", 9: "sha384", 10: "sha512"}
_RPM_SIGNATURES = (259, 267, 268, 278)
"""Tags of a package's signature: SIGPGP, DSAHEADER, RSAHEADER, OPENPGP (rpm, docs/manual/tags.md)."""
_LARGEST_BLOB = 32 << 20
_STEPS = 5_000
"""Ten thousand instructions of sqlite's machine each: 3,000 packages take three of them."""


class Entry(Struct, frozen=True):
    """What a package shipped at a path: `algorithm` is hashlib's name, `digest` in hex. `ecosystem` and
    `origin` are what `public_packages.is_public` asks for, `folder` the folder of a Python distribution, ""
    for others."""

    package: str
    algorithm: str
    digest: str
    ecosystem: str = ""
    origin: str = ""
    folder: str = ""


class Shipment(Struct, frozen=True):
    """Which package brought a file. `public` says that everybody can have that package, and that only it
    writes there; `proven` that the file is byte for byte what the package holds."""

    package: str
    public: bool
    proven: bool = True

    def __str__(self) -> str:
        return f"shipped by {self.package}"


def is_database(path: str) -> bool:
    """Whether a file of an image is a database that `Shipped.add` reads."""
    return any(p.search(path) for p in (_DPKG_SUMS, _DPKG_STATUS, _APK, _RPM)) or any(
        p.match(path) for p in (_RECORD, _DIRECT, _NPM)
    )


class Shipped(Struct):
    """All that the databases of an image tell. A path may be in several layers' databases: any of them
    counts."""

    entries: dict[str, set[Entry]] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)
    """Debian's binary package → its source package, which the lists of sums do not name."""
    direct: set[str] = field(default_factory=set)
    """Folders of the metadata of Python distributions, and folders of npm packages, that were installed from
    a folder, a file or a repository, or under another name than their own."""

    def add(self, path: str, data: bytes) -> int:
        """Reads a database; the number of files it tells of. One that is damaged tells of what was read
        before the damage."""
        count = 0
        if _DIRECT.match(path):
            self.direct.add(path.rpartition("/")[0])
            return 0
        if _NPM.match(path):
            self.direct.update(npm_elsewhere(path, data))
            return 0
        if _DPKG_STATUS.search(path):
            self.sources.update(dpkg_sources(data))
        for name, entry in entries_of(path, data):
            self.entries.setdefault(name, set()).add(entry)
            count += 1
        return count

    def algorithms(self, path: str) -> tuple[str, ...]:
        """The digests that are needed to judge a file; empty where no package shipped it."""
        return tuple(sorted({e.algorithm for e in self.entries.get(path, ())}))

    def by(self, path: str, data: bytes) -> Shipment | None:
        """The package where the file is what that package shipped, else None."""
        return self.by_digests(path, {a: digest_of(a, data) for a in self.algorithms(path)})

    def by_digests(self, path: str, digests: dict[str, str]) -> Shipment | None:
        """As `by`, from the digests (hex) that `algorithms` asks for. Of several packages a public one."""
        found = [e for e in self.entries.get(path, ()) if digests.get(e.algorithm) == e.digest]
        known = [
            Shipment(e.package, self._is_public(path, e)) for e in sorted(found, key=lambda e: e.package)
        ]
        return min(known, key=lambda s: not s.public, default=None)

    def by_place(self, path: str) -> Shipment | None:
        """The public package in whose folder a file lies, where its manager keeps no digests of files."""
        place = managed(path)
        if place is None or place.folder in self.direct or not place.public:
            return None
        return Shipment(str(place), public=True, proven=False)

    def _is_public(self, path: str, entry: Entry) -> bool:
        origin = entry.origin
        if entry.ecosystem == "debian":
            origin = self.sources.get(entry.package, entry.package)
        elif entry.ecosystem == "pypi" and entry.origin in self.direct:
            return False
        elif entry.ecosystem == "pypi":
            origin = entry.package
        return (
            bool(entry.ecosystem)
            and is_public(entry.ecosystem, origin)
            and is_own_place(entry.ecosystem, entry.folder, path)
        )


def digest_of(algorithm: str, data: bytes) -> str:
    return hashlib.new(algorithm, data, usedforsecurity=False).hexdigest()


def source_of(path: str) -> str:
    """The Python source that a bytecode file was compiled from, "" where it is none: what stands in both and
    is shipped in the source is shipped."""
    match = _BYTECODE.match(path)
    return f"{match.group(1)}{match.group(2)}.py" if match else ""


def entries_of(path: str, data: bytes) -> Iterator[tuple[str, Entry]]:
    """(path, entry) for every file of a database, by the database's own path."""
    if (sums := _DPKG_SUMS.search(path)) is not None:
        yield from dpkg_sums(sums.group(1), data)
    elif _DPKG_STATUS.search(path):
        yield from dpkg_conffiles(data)
    elif _APK.search(path):
        yield from apk_installed(data)
    elif _RPM.search(path):
        yield from rpm_sqlite(data)
    elif (record := _RECORD.match(path)) is not None:
        yield from pip_record(record.group(1), path.removesuffix(f"{record.group(1)}.dist-info/RECORD"), data)


def dpkg_sums(package: str, data: bytes) -> Iterator[tuple[str, Entry]]:
    """`MD5  PATH` a line (deb-md5sums(5))."""
    for line in data.decode("utf-8", "surrogateescape").splitlines():
        digest, _, name = line.partition("  ")
        if len(digest) == 32 and name:
            yield name.removeprefix("./").lstrip("/"), Entry(package, "md5", digest, "debian")


def dpkg_conffiles(data: bytes) -> Iterator[tuple[str, Entry]]:
    """`Conffiles:` of each stanza: ` PATH MD5 [obsolete]` (deb-conffiles(5), dpkg-query(1))."""
    package, inside = "", False
    for line in data.decode("utf-8", "surrogateescape").splitlines():
        if line.startswith("Package:"):
            package, inside = line[8:].strip(), False
        elif line.startswith("Conffiles:"):
            inside = True
        elif inside and line.startswith(" "):
            parts = line.split()
            if len(parts) >= 2 and len(parts[1]) == 32:
                yield parts[0].lstrip("/"), Entry(package, "md5", parts[1], "debian")
        else:
            inside = False


def dpkg_sources(data: bytes) -> Iterator[tuple[str, str]]:
    """`Source: NAME (VERSION)` of each stanza, where it is another one than the package (deb-control(5))."""
    package = ""
    for line in data.decode("utf-8", "surrogateescape").splitlines():
        if line.startswith("Package:"):
            package = line[8:].strip()
        elif line.startswith("Source:") and package and (words := line[7:].split()):
            yield package, words[0]
        elif not line:
            package = ""


def apk_installed(data: bytes) -> Iterator[tuple[str, Entry]]:
    """`P:` package, `o:` its origin, `F:` folder, `R:` file, `Z:Q1` its SHA-1 in base64 (apk-tools,
    apk-package(5), installed database)."""
    package = origin = folder = file = ""
    for line in data.decode("utf-8", "surrogateescape").splitlines():
        kind, value = line[:2], line[2:]
        if kind == "P:":
            package = origin = value
        elif kind == "o:":
            origin = value
        elif kind == "F:":
            folder = value
        elif kind == "R:":
            file = value
        elif kind == "Z:" and value.startswith("Q1"):
            try:
                digest = base64.b64decode(value[2:], validate=True).hex()
            except (binascii.Error, ValueError):
                continue
            yield f"{folder}/{file}" if folder else file, Entry(package, "sha1", digest, "alpine", origin)


def pip_record(distribution: str, folder: str, data: bytes) -> Iterator[tuple[str, Entry]]:
    """`PATH,ALGORITHM=BASE64URL,SIZE` a line, paths relative to the folder of the `.dist-info` (Python
    packaging, Recording installed projects)."""
    name = distribution.partition("-")[0]
    parts = [p for p in folder.split("/") if p]
    for row in _rows(data.decode("utf-8", "replace")):
        if len(row) < 2 or "=" not in row[1]:
            continue
        algorithm, _, text = row[1].partition("=")
        if algorithm not in ("sha256", "sha384", "sha512"):
            continue
        try:
            digest = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).hex()
        except (binascii.Error, ValueError):
            continue
        if len(digest) == hashlib.new(algorithm).digest_size * 2:  # else the text was no digest
            yield (
                _joined(parts, row[0]),
                Entry(name, algorithm, digest, "pypi", f"{folder}{distribution}.dist-info", folder),
            )


def npm_elsewhere(path: str, data: bytes) -> Iterator[str]:
    """The folders of packages that did not come from a registry under their own name: `link`, `name`, an
    address in `resolved` that is not a registry's tarball (`NAME/-/NAME-VERSION.tgz`). npm leaves a
    registry's address out on demand (`omit-lockfile-registry-resolved`); its digest is there all the same."""
    try:
        packages = json.loads(data).get("packages")
    except (ValueError, RecursionError, AttributeError):
        return
    base = path.removesuffix("node_modules/.package-lock.json")
    for folder, about in packages.items() if isinstance(packages, dict) else ():
        if not isinstance(about, dict):
            continue
        resolved = about.get("resolved")
        known = (
            resolved.startswith(("https://", "http://")) and "/-/" in resolved
            if isinstance(resolved, str)
            else "integrity" in about or about.get("inBundle") is True
        )
        if not known or about.get("link") or "name" in about:
            yield f"{base}{folder}"


def _rows(text: str) -> Iterator[list[str]]:
    """The rows of a CSV file of a line each; those that csv refuses (a field of more than 128 KB) are left
    out."""
    for line in text.splitlines():
        try:
            yield from csv.reader((line,))
        except csv.Error:
            continue


def _joined(folder: list[str], relative: str) -> str:
    """A path below a folder, `..` resolved."""
    if relative.startswith("/"):
        return relative.lstrip("/")
    parts = list(folder)
    for part in relative.split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


def rpm_sqlite(data: bytes) -> Iterator[tuple[str, Entry]]:
    """The files of all packages of `rpmdb.sqlite`."""
    for blob in rpm_blobs(data):
        yield from rpm_header(blob)


def rpm_blobs(data: bytes) -> Iterator[bytes]:
    """The headers of `rpmdb.sqlite` (rpm 4.16 and later), read in memory."""
    import sqlite3

    database = sqlite3.connect(":memory:")
    try:
        database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LARGEST_BLOB)
        database.deserialize(data)
        # A view of that name may have no end, and blobs of any size: the database is whatever the image says.
        if database.execute("SELECT type FROM sqlite_master WHERE name = 'Packages'").fetchall() != [
            ("table",)
        ]:
            return
        left = [_STEPS]

        def stop() -> int:
            left[0] -= 1
            return int(left[0] < 0)

        database.set_progress_handler(stop, 10_000)
        for (blob,) in database.execute("SELECT blob FROM Packages"):
            if isinstance(blob, bytes):
                yield blob
    except (sqlite3.Error, MemoryError, OverflowError):  # sqlite refuses no bytes at all with MemoryError
        return
    finally:
        database.close()


def rpm_header(blob: bytes) -> Iterator[tuple[str, Entry]]:
    """The files of one package's header (rpm, docs/manual/format_header.md): entries of tag, type, offset,
    count; then data."""
    tags = _rpm_tags(blob)
    package = _strings(tags, blob, 1000)
    names, folders = _strings(tags, blob, 1117), _strings(tags, blob, 1118)
    digests, indexes = _strings(tags, blob, 1035), _numbers(tags, blob, 1116)
    algorithm = _RPM_ALGORITHMS.get((_numbers(tags, blob, 5011) or [1])[0])
    if not package or algorithm is None:
        return
    vendor = "".join(_strings(tags, blob, 1011)[:1]) if any(tag in tags for tag in _RPM_SIGNATURES) else ""
    for name, index, digest in zip(names, indexes, digests, strict=False):
        if digest and 0 <= index < len(folders):
            yield (folders[index] + name).lstrip("/"), Entry(package[0], algorithm, digest, "rpm", vendor)


def rpm_version(blob: bytes) -> tuple[str, str]:
    """Name and version with release of one package's header (tags 1000 to 1002); "" where it has none."""
    tags = _rpm_tags(blob)
    name, version, release = (next(iter(_strings(tags, blob, tag)), "") for tag in (1000, 1001, 1002))
    return name, f"{version}-{release}" if release else version


_Tags = dict[int, tuple[int, int, int]]


def _rpm_tags(blob: bytes) -> _Tags:
    if len(blob) < 8:
        return {}
    count, size = struct.unpack(">II", blob[:8])
    start = 8 + count * 16
    if start + size > len(blob):
        return {}
    tags: _Tags = {}
    for at in range(8, start, 16):
        tag, kind, offset, number = struct.unpack(">iIiI", blob[at : at + 16])
        tags[tag] = (kind, start + offset, number)
    return tags


def _strings(tags: _Tags, blob: bytes, tag: int) -> list[str]:
    kind, at, count = tags.get(tag, (0, 0, 0))
    out: list[str] = []
    if kind not in (6, 8, 9) or count > 2_000_000:
        return out
    for _ in range(count):
        end = blob.find(b"\0", at)
        if end < 0:
            break
        out.append(blob[at:end].decode("utf-8", "surrogateescape"))
        at = end + 1
    return out


def _numbers(tags: _Tags, blob: bytes, tag: int) -> list[int]:
    kind, at, count = tags.get(tag, (0, 0, 0))
    if kind != 4 or at < 0 or at + 4 * count > len(blob):
        return []
    return list(struct.unpack(f">{count}I", blob[at : at + 4 * count]))
