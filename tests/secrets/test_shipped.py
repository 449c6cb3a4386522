"""Databases of package managers, as real tools write them."""

from __future__ import annotations

import base64
import hashlib
import sqlite3
import struct
from pathlib import Path

from dlinter.model.image.shipped import Shipped, is_database, source_of

DATA = b"-----BEGIN something-----\n"
MD5 = hashlib.md5(DATA, usedforsecurity=False).hexdigest()


def test_dpkg() -> None:
    shipped = Shipped()
    assert (
        shipped.add("var/lib/dpkg/info/libx:amd64.md5sums", f"{MD5}  usr/share/doc/x/key.pem\n".encode()) == 1
    )
    status = (
        f"Package: y\nStatus: install ok installed\nConffiles:\n /etc/y.conf {MD5}\n /etc/old {MD5} "
        "obsolete\nDescription: z\n\nPackage: w\n"
    )
    assert shipped.add("var/lib/dpkg/status", status.encode()) == 2
    assert str(shipped.by("usr/share/doc/x/key.pem", DATA)) == "shipped by libx"
    assert str(shipped.by("etc/y.conf", DATA)) == "shipped by y"
    assert shipped.by("etc/y.conf", DATA + b"password=x") is None
    assert shipped.by("etc/none", DATA) is None
    assert shipped.algorithms("etc/y.conf") == ("md5",) and shipped.algorithms("etc/none") == ()


def test_apk() -> None:
    digest = base64.b64encode(hashlib.sha1(DATA, usedforsecurity=False).digest()).decode()
    text = (
        f"P:musl\nV:1\nF:usr/lib\nR:a.pem\na:0:0:644\nZ:Q1{digest}\nF:\nR:top\nZ:Q1{digest}\n\nP:zlib\n"
        f"F:lib\nR:z\nZ:Q1{digest}\n"
    )
    shipped = Shipped()
    assert shipped.add("lib/apk/db/installed", text.encode()) == 3
    assert str(shipped.by("usr/lib/a.pem", DATA)) == "shipped by musl"
    assert str(shipped.by("top", DATA)) == "shipped by musl"
    assert str(shipped.by("lib/z", DATA)) == "shipped by zlib"


def test_pip_record() -> None:
    digest = base64.urlsafe_b64encode(hashlib.sha256(DATA).digest()).rstrip(b"=").decode()
    record = (
        f'x/a.py,sha256={digest},26\n"x/b,c.py",sha256={digest},26\n../../bin/tool,sha256={digest},26\n'
        'x-1.dist-info/RECORD,,\n'
    )
    shipped = Shipped()
    assert shipped.add("usr/lib/python3/site-packages/x-1.0.dist-info/RECORD", record.encode()) == 3
    assert str(shipped.by("usr/lib/python3/site-packages/x/a.py", DATA)) == "shipped by x"
    assert str(shipped.by("usr/lib/python3/site-packages/x/b,c.py", DATA)) == "shipped by x"
    assert str(shipped.by("usr/lib/bin/tool", DATA)) == "shipped by x"


def header(tags: dict[int, tuple[int, list[str] | list[int]]]) -> bytes:
    index, data = b"", b""
    for tag, (kind, values) in tags.items():
        data += b"\0" * (-len(data) % 4)
        index += struct.pack(">iIiI", tag, kind, len(data), len(values))
        data += b"".join(struct.pack(">I", v) if isinstance(v, int) else v.encode() + b"\0" for v in values)
    return struct.pack(">II", len(tags), len(data)) + index + data


def test_rpm(tmp_path: Path) -> None:
    digest = hashlib.sha256(DATA).hexdigest()
    blob = header(
        {
            1000: (6, ["openssl"]),
            1116: (4, [0, 1]),
            1117: (8, ["a.pem", "b.pem"]),
            1118: (8, ["/etc/pki/", "/usr/share/"]),
            1035: (8, [digest, ""]),
            5011: (4, [8]),
        }
    )
    with sqlite3.connect(tmp_path / "rpmdb.sqlite") as database:
        database.execute("CREATE TABLE Packages (hnum INTEGER PRIMARY KEY, blob BLOB NOT NULL)")
        database.execute("INSERT INTO Packages VALUES (1, ?)", (blob,))
        database.execute("INSERT INTO Packages VALUES (2, ?)", (b"\0\0\0\xffjunk",))
    database.close()
    shipped = Shipped()
    assert shipped.add("var/lib/rpm/rpmdb.sqlite", (tmp_path / "rpmdb.sqlite").read_bytes()) == 1
    assert str(shipped.by("etc/pki/a.pem", DATA)) == "shipped by openssl"


def test_damaged_databases_tell_nothing() -> None:
    shipped = Shipped()
    for path in (
        "var/lib/dpkg/info/x.md5sums", "var/lib/dpkg/status", "lib/apk/db/installed",
        "var/lib/rpm/rpmdb.sqlite",
        "usr/lib/python3/x-1.dist-info/RECORD",
    ):  # fmt: skip
        assert is_database(path)
        for data in (b"", b"\0\xff" * 300, b"SQLite format 3\0" + b"\1" * 500, b"a,sha256=???,\nZ:Q1???\n"):
            assert shipped.add(path, data) == 0
    assert not is_database("etc/passwd")


def test_bytecode_has_a_source() -> None:
    assert source_of("usr/lib/x/__pycache__/a.cpython-311.pyc") == "usr/lib/x/a.py"
    assert source_of("x/__pycache__/a.b.cpython-312.opt-1.pyc") == "x/a.b.py"
    assert source_of("usr/lib/x/a.py") == ""
