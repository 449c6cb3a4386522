"""A package excuses a secret only where everybody has the same file: the user's own wheel, deb, apk, rpm, npm
and gem packages stay errors."""

from __future__ import annotations

import base64
import hashlib
import json
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from dlinter.cli import main
from dlinter.model.image.shipped import Shipped
from dlinter.testing.images import Recipe, docker_blobs, write_tar

from .layers import github_token, password
from .test_shipped import header

TOKEN = github_token(77)
CODE = f'TOKEN = "{TOKEN}"\n'.encode()
SITE = "usr/local/lib/python3.12/site-packages"


def scanned(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], files: Mapping[str, bytes]
) -> tuple[int, list[tuple[str, str, str]]]:
    """Exit code, and (path, severity, message) of each finding."""
    path = tmp_path / "image.tar"
    with path.open("wb") as out:
        write_tar(docker_blobs(Recipe(layers=(files,))), out)
    code = main.main(["scan", "--no-cache", "--format", "json", str(path)])
    out_, _ = capsys.readouterr()
    assert TOKEN not in out_
    results = json.loads(out_)["results"]
    return code, sorted(
        (r["image"]["path"], r["severity"], r["message"]) for r in results if r["rule"].startswith("secret-")
    )


def record(rows: Mapping[str, bytes]) -> bytes:
    lines = [
        f"{path},sha256={base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b'=').decode()},"
        f"{len(data)}"
        for path, data in rows.items()
    ]
    return "\n".join(lines).encode()


def wheel(name: str, path: str, data: bytes = CODE, site: str = SITE) -> dict[str, bytes]:
    return {
        f"{site}/{path}": data,
        f"{site}/{name}-1.0.dist-info/RECORD": record({path: data}),
        f"{site}/{name}-1.0.dist-info/METADATA": b"Name: x\n",
    }


def deb(name: str, path: str, source: str = "") -> dict[str, bytes]:
    status = (
        f"Package: {name}\nStatus: install ok installed\n"
        + (f"Source: {source}\n" if source else "")
        + "Version: 1\n\n"
    )
    sums = f"{hashlib.md5(CODE, usedforsecurity=False).hexdigest()}  {path}\n"
    return {
        "var/lib/dpkg/status": status.encode(),
        f"var/lib/dpkg/info/{name}.md5sums": sums.encode(),
        path: CODE,
    }


def apk(name: str, path: str, origin: str = "") -> dict[str, bytes]:
    folder, _, file = path.rpartition("/")
    digest = base64.b64encode(hashlib.sha1(CODE, usedforsecurity=False).digest()).decode()
    text = f"P:{name}\nV:1\no:{origin or name}\nF:{folder}\nR:{file}\nZ:Q1{digest}\n"
    return {"lib/apk/db/installed": text.encode(), path: CODE}


def rpm(tmp_path: Path, name: str, path: str, vendor: str = "", *, signed: bool = False) -> dict[str, bytes]:
    folder, _, file = path.rpartition("/")
    tags: dict[int, tuple[int, list[str] | list[int]]] = {
        1000: (6, [name]), 1116: (4, [0]), 1117: (8, [file]), 1118: (8, [f"/{folder}/"]),
        1035: (8, [hashlib.sha256(CODE).hexdigest()]), 5011: (4, [8]),
    }  # fmt: skip
    if vendor:
        tags[1011] = (6, [vendor])
    if signed:
        tags[268] = (4, [1])
    database = tmp_path / f"{name}.sqlite"
    with sqlite3.connect(database) as connection:
        connection.execute("CREATE TABLE Packages (hnum INTEGER PRIMARY KEY, blob BLOB NOT NULL)")
        connection.execute("INSERT INTO Packages VALUES (1, ?)", (header(tags),))
    connection.close()
    return {"usr/lib/sysimage/rpm/rpmdb.sqlite": database.read_bytes(), path: CODE}


def test_public_packages_are_notes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for files, package in (
        (wheel("tornado", "tornado/test/a.py"), "tornado"),
        (wheel("PyYAML", "yaml/a.py"), "PyYAML"),
        (wheel("tornado", "tornado/a.py", site="root/app/.venv/lib/python3.12/site-packages"), "tornado"),
        (deb("perl-modules-5.40", "usr/share/perl/5.40/a.pm", "perl"), "perl-modules-5.40"),
        (deb("openssl", "usr/lib/ssl/a.pem"), "openssl"),
        (apk("py3-requests", "usr/lib/python3.12/a.py"), "py3-requests"),
        (apk("libcrypto3", "usr/lib/a.txt", "openssl"), "libcrypto3"),
        (rpm(tmp_path, "gnutls", "usr/share/a.txt", "Fedora Project", signed=True), "gnutls"),
    ):  # fmt: skip
        code, findings = scanned(tmp_path, capsys, files)
        assert [severity for _, severity, _ in findings] == ["note"], files.keys()
        assert findings[0][2].endswith(f", shipped by {package}")
        assert code == 0


def test_own_packages_are_errors_that_name_the_package(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for files, package in (
        (wheel("acme_billing", "acme_billing/settings.py"), "package acme_billing"),
        (deb("acme-billing", "usr/share/acme/settings.py"), "package acme-billing"),
        (apk("acme-billing", "usr/share/acme/settings.py"), "package acme-billing"),
        (rpm(tmp_path, "acme-billing", "usr/share/acme/settings.py"), "package acme-billing"),
        (rpm(tmp_path, "acme-signed", "usr/share/acme/settings.py", "Acme", signed=True),
            "package acme-signed"),
        (rpm(tmp_path, "acme-unsigned", "usr/share/acme/settings.py", "Fedora Project"),
            "package acme-unsigned"),
        ({"srv/app/node_modules/@acme/billing/index.js": CODE,
            "srv/app/node_modules/@acme/billing/package.json": b"{}"}, "npm package @acme/billing"),
        ({"srv/app/node_modules/express/index.js": CODE}, "npm package express"),
        ({"usr/local/bundle/gems/acme-billing-1.2.0/lib/acme.rb": CODE}, "gem package acme-billing"),
    ):  # fmt: skip
        code, findings = scanned(tmp_path, capsys, files)
        assert [severity for _, severity, _ in findings] == ["error"], package
        assert findings[0][2].endswith(f", brought by the {package}")
        assert code == 1


NAMED = b'module.exports = { password: "' + password(21).encode() + b'" };\n'
"""A secret that only its name tells."""


def npm_record(folder: str, **about: object) -> dict[str, bytes]:
    entry = {"version": "1.0.0", "resolved": "https://packages.example/express/-/express-1.0.0.tgz", **about}
    entry = {key: value for key, value in entry.items() if value is not None}
    text = json.dumps({"lockfileVersion": 3, "packages": {"node_modules/express": entry}})
    return {f"{folder}/node_modules/.package-lock.json": text.encode()}


def place(path: str, record: Mapping[str, bytes]) -> str:
    """Whose a file is by its place, "" where that says nothing."""
    known = Shipped()
    for name, data in record.items():
        known.add(name, data)
    by = known.by_place(path)
    assert by is None or (by.public and not by.proven)
    return by.package if by is not None else ""


def test_what_a_name_tells_in_the_folder_of_a_public_package(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """npm and RubyGems keep no digests: the list of public packages and the place lower what is found by its
    name, no token of an unmistakable format, and no file of credentials."""
    folder = "srv/node_modules/express"
    files = {f"{folder}/a.js": NAMED, f"{folder}/b.js": CODE, **npm_record("srv"),
        f"{folder}/.env": f"DB_PASSWORD={password(22)}\n".encode(),
        "srv/node_modules/acme-billing/a.js": NAMED}  # fmt: skip
    code, findings = scanned(tmp_path, capsys, files)
    assert [(path, severity, message.rpartition(", ")[2]) for path, severity, message in findings] == [
        ("srv/node_modules/acme-billing/a.js", "warning", "brought by the npm package acme-billing"),
        (f"{folder}/.env", "warning", "brought by the npm package express"),
        (f"{folder}/a.js", "note", "shipped by npm package express"),
        (f"{folder}/b.js", "error", "brought by the npm package express"),
    ]
    assert code == 1


@pytest.mark.parametrize(
    ("path", "package"),
    [
        ("srv/node_modules/express/lib/a.js", "npm package express"),
        ("srv/node_modules/x/node_modules/@babel/core/a.js", "npm package @babel/core"),
        ("srv/node_modules/.pnpm/@babel+core@7.0.0/node_modules/@babel/core/a.js", "npm package @babel/core"),
        ("usr/local/bundle/gems/rails-7.1.0/lib/a.js", "gem package rails"),
        ("srv/node_modules/acme-billing/a.js", ""),
        ("srv/node_modules/util/a.js", ""),
        ("srv/node_modules/.pnpm/express@file+..+own/node_modules/express/a.js", ""),
        ("srv/node_modules/.pnpm/git.example+own+express@0a1b/node_modules/express/a.js", ""),
        ("usr/local/bundle/bundler/gems/rails-1a2b3c/a.js", ""),
        ("srv/gems/rails/a.js", ""),
    ],
)
def test_places_of_public_packages(path: str, package: str) -> None:
    assert place(path, {}) == package


@pytest.mark.parametrize(
    ("about", "public"),
    [
        ({}, True),
        ({"resolved": None, "integrity": "sha512-x"}, True),
        ({"resolved": None, "inBundle": True}, True),
        ({"resolved": None}, False),
        ({"resolved": "file:../own"}, False),
        ({"resolved": "git+ssh://git.example/x.git"}, False),
        ({"resolved": "https://host.example/x.tgz"}, False),
        ({"link": True}, False),
        ({"name": "@acme/own"}, False),
    ],
)
def test_npm_says_what_came_from_elsewhere(about: dict[str, object], public: bool) -> None:
    assert bool(place("srv/node_modules/express/a.js", npm_record("srv", **about))) is public
    assert place("srv/node_modules/ms/a.js", npm_record("srv", **about))


@pytest.mark.parametrize(
    "text", [b"[]", b"{", b'{"packages": 1}', b'{"packages": {"node_modules/x": 1}}', b"[" * 9999]
)
def test_a_broken_record_of_npm(text: bytes) -> None:
    known = Shipped()
    assert known.add("srv/node_modules/.package-lock.json", text) == 0
    assert known.by_place("srv/node_modules/express/a.js") is not None


@pytest.mark.parametrize(
    "url",
    [
        '{"dir_info": {}, "url": "file:///src"}',
        '{"vcs_info": {"vcs": "git"}, "url": "https://git.example/x"}',
        "{}",
    ],
)
def test_a_public_name_from_elsewhere(tmp_path: Path, capsys: pytest.CaptureFixture[str], url: str) -> None:
    """The user's own fork of `requests`, installed from a folder, a file or a repository."""
    files = {
        **wheel("requests", "requests/a.py"),
        f"{SITE}/requests-1.0.dist-info/direct_url.json": url.encode(),
    }
    code, findings = scanned(tmp_path, capsys, files)
    assert (code, [f[1] for f in findings]) == (1, ["error"])


@pytest.mark.parametrize(
    ("path", "real"),
    [
        ("../../../../../srv/app/settings.py", "srv/app/settings.py"),
        ("/srv/app/settings.py", "srv/app/settings.py"),
    ],
)
def test_a_record_speaks_of_its_own_folder_only(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], path: str, real: str
) -> None:
    code, findings = scanned(
        tmp_path, capsys, {real: CODE, f"{SITE}/requests-1.0.dist-info/RECORD": record({path: CODE})}
    )
    assert (code, [f[:2] for f in findings]) == (1, [(real, "error")])


@pytest.mark.parametrize("path",
    ["etc/app.conf", "root/a.txt", "home/me/.config/a.txt", "opt/app/a.py", "srv/a.py", "var/lib/a.txt",
        "usr/local/share/a.txt", "usr/share/app/.env", "usr/lib/app/credentials.json"])
def test_files_of_one_system_are_nobodys(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], path: str
) -> None:
    for files in (
        deb("openssl", path),
        apk("openssl", path),
        rpm(tmp_path, "openssl", path, "Fedora Project", signed=True),
    ):
        code, findings = scanned(tmp_path, capsys, files)
        assert (code, [f[:2] for f in findings]) == (1, [(path, "error")])


def test_a_wheel_with_an_env_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for path in ("tornado/.env", "tornado/.aws/config", "tornado/id_rsa"):
        code, findings = scanned(tmp_path, capsys, wheel("tornado", path))
        assert (code, [f[1] for f in findings]) == (1, ["error"])


def test_the_value_of_an_own_package_in_its_cached_archive(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What stands in a public package's file is excused in the archive that apt keeps, too; what stands in an
    own one's is not."""
    from ..images.containers import ar, tar

    for name, path, level in (
        ("openssl", "usr/share/a.txt", "note"),
        ("acme", "usr/share/acme.txt", "error"),
    ):
        archive = ar({"debian-binary": b"2.0\n", "data.tar": tar({path: CODE})})
        code, findings = scanned(
            tmp_path, capsys, {**deb(name, path), f"var/cache/apt/archives/{name}.deb": archive}
        )
        assert [f[1] for f in findings] == [level, level]
        assert code == (level == "error")


def test_a_wheel_that_pip_installed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """pip itself writes where it came from."""
    source = tmp_path / "src"
    (source / "requests").mkdir(parents=True)
    (source / "requests" / "__init__.py").write_bytes(CODE)
    (source / "pyproject.toml").write_text(
        '[build-system]\nrequires = []\nbuild-backend = "back"\nbackend-path = ["."]\n'
    )
    (source / "back.py").write_text(
        f"import zipfile\nRECORD = {record({'requests/__init__.py': CODE}).decode()!r}\n"
        "def build_wheel(folder, config_settings=None, metadata_directory=None):\n"
        "    with zipfile.ZipFile(folder + '/requests-9-py3-none-any.whl', 'w') as z:\n"
        "        z.write('requests/__init__.py')\n"
        "        z.writestr('requests-9.dist-info/METADATA', 'Metadata-Version: 2.1\\nName: "
        "requests\\nVersion: 9\\n')\n"
        "        z.writestr('requests-9.dist-info/WHEEL', 'Wheel-Version: 1.0\\nGenerator: "
        "x\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n')\n"
        "        z.writestr('requests-9.dist-info/RECORD', RECORD)\n"
        "    return 'requests-9-py3-none-any.whl'\n"
    )
    site = tmp_path / "site-packages"
    done = subprocess.run(
        [sys.executable, "-m", "pip", "install", "-q", "--no-index", "--no-deps", "--no-compile",
            "--disable-pip-version-check", "--target", str(site), str(source)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        pytest.skip(f"pip does not install here: {done.stderr[-200:]}")
    files = {
        f"usr/lib/python3/{p.relative_to(tmp_path)}": p.read_bytes() for p in site.rglob("*") if p.is_file()
    }
    code, findings = scanned(tmp_path, capsys, files)
    assert (code, [f[1] for f in findings]) == (1, ["error"])
    assert findings[0][2].endswith(", brought by the package requests")


def test_dlints_own_package_is_public() -> None:
    """Its bytecode holds the examples of detectors joined: an image with dlint installed has notes, not
    errors."""
    from dlinter.model.image.public_packages import names

    assert "dlinter" in names("pypi")
