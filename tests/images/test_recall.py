"""Everything that is planted is found, at its layer, path and line, and nothing else is."""

from __future__ import annotations

import base64
import bz2
import gzip
import json
import lzma
import py_compile
import shutil
import sqlite3
import subprocess
import tarfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import zstandard

from dlinter.model.image import ImageSecret
from dlinter.model.place import Exposure, Visibility
from dlinter.packs import RuleSet, load_rules
from dlinter.policy.settings import Settings
from dlinter.run.scan.images import scan
from dlinter.testing.images import (
    Content,
    Link,
    Recipe,
    digest,
    docker_blobs,
    oci_blobs,
    write_folder,
    write_tar,
)

from .containers import ar, cpio, rpm, tar, zipped
from .planted import KINDS, Maker


class Planted(NamedTuple):
    """Where a secret is: what a finding must say of it. `layer` and `line` None in the config."""

    secret: str
    exposure: Exposure
    layer: int | None
    path: str
    inner: str = ""
    line: int | None = None
    visibility: Visibility | None = None
    removed_by: int | None = None


class Builder:
    """Layers with their truth."""

    def __init__(self, seed: int) -> None:
        self.make = Maker(seed)
        self.layers: list[dict[str, Content]] = []
        self.truth: list[Planted] = []

    def layer(self) -> dict[str, Content]:
        self.layers.append({})
        return self.layers[-1]

    def planted(self, secret: str, path: str, inner: str = "", line: int | None = 1) -> None:
        self.truth.append(
            Planted(secret, Exposure.LAYER_FILE, len(self.layers) - 1, path, inner, line, Visibility.VISIBLE)
        )

    def file(self, path: str, data: bytes, secret: str) -> None:
        """A file with the secret as it is; its line by counting. A program and a database have none."""
        self.layers[-1][path] = data
        line = data[: data.index(secret.encode())].count(b"\n") + 1
        self.planted(secret, path, line=line if not data.startswith((b"\x7fELF", b"SQLite")) else None)

    def gone(self, secret: str, by: int, *, deleted: bool) -> None:
        """What was planted last as this secret is deleted, or overwritten, by a later layer."""
        at = next(i for i, p in enumerate(self.truth) if p.secret == secret)
        exposure = Exposure.DELETED_FILE if deleted else Exposure.OVERWRITTEN_FILE
        fate = Visibility.DELETED if deleted else Visibility.OVERWRITTEN
        self.truth[at] = self.truth[at]._replace(exposure=exposure, visibility=fate, removed_by=by)


@pytest.fixture(autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """The expressions are compiled once for all tests."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "recall-cache"))


@cache
def rules() -> RuleSet:
    return load_rules(("dlinter_rules",))


def found(image: Path) -> list[Planted]:
    """The findings about secrets."""
    raw: dict[str, str] = {}
    enabled = frozenset(r.id for r in rules().rules if r.subject is ImageSecret)
    report = scan([str(image)], Settings(enabled=enabled), ruleset=rules(), secrets=raw)
    assert report.problems == []
    done = []
    for result in report.results:
        place = result.location.image
        if result.suppressed_by is None and place is not None and result.fingerprint in raw:
            done.append(
                Planted(
                    raw[result.fingerprint], place.exposure, place.layer, place.path, place.inner,
                    place.line, place.visibility, place.removed_by
                )
            )  # fmt: skip
    return done


def compare(got: list[Planted], truth: list[Planted]) -> None:
    """With what is missed, and what is found beside it, by place alone: no secret in an assertion's message
    but made ones."""
    missed = [p for p in truth if p not in got]
    extra = [p for p in got if p not in truth]
    assert (missed, extra) == ([], [])
    assert sorted(map(str, got)) == sorted(map(str, truth))  # each once


def written(folder: Path, recipe: Recipe, form: str) -> Path:
    if form == "docker":
        path = folder / "image.tar"
        with path.open("wb") as out:
            write_tar(docker_blobs(recipe), out)
        return path
    write_folder(oci_blobs([recipe]), folder / "layout")
    return folder / "layout"


@pytest.mark.parametrize("form,compression", [("docker", "none"), ("docker", "gzip"), ("oci", "zstd")])
def test_every_kind_visible_deleted_and_overwritten(tmp_path: Path, form: str, compression: str) -> None:
    built = Builder(sum(map(ord, form + compression)))
    for name in ("shown", "deleted", "overwritten"):
        built.layer()
        for n, kind in enumerate(KINDS):
            line, secret = built.make.line(kind)
            built.file(
                f"srv/{name}/{kind}.env", (f"# {kind}\n" * (n % 7) + line + "\nDEBUG=1\n").encode(), secret
            )
    after = built.layer()
    for kind in KINDS:
        after[f"srv/deleted/{kind}.env"] = None
        after[f"srv/overwritten/{kind}.env"] = "DEBUG=0\n"
    for planted in list(built.truth):
        if planted.layer:
            built.gone(planted.secret, 3, deleted=planted.layer == 1)
    assert len(KINDS) >= 60
    compare(found(written(tmp_path, Recipe(layers=built.layers, compression=compression), form)), built.truth)


def test_a_deleted_folder_and_a_hard_link(tmp_path: Path) -> None:
    built = Builder(11)
    first = built.layer()
    token, other = built.make.github(), built.make.github()
    built.file("opt/app/.npmrc", f"#\n//npm.example/:_authToken={token}\n".encode(), token)
    built.file("opt/keep/token", f"{other}\n".encode(), other)
    first["opt/keep/link"] = Link("opt/keep/token", hard=True)
    first["opt/keep/symbolic"] = Link("/opt/keep/token")
    built.layer()["opt/.wh.app"] = None
    built.gone(token, 1, deleted=True)
    compare(found(written(tmp_path, Recipe(layers=built.layers), "docker")), built.truth)


def archives(inside: Mapping[str, bytes]) -> dict[str, tuple[bytes, str]]:
    """Name → the archive, and the route to its files."""
    plain = tar(inside)
    control = gzip.compress(tar({"control": b"Package: x\n"}))
    return {
        "a.tar": (plain, ""), "a.tar.gz": (gzip.compress(plain), ""), "a.tar.bz2": (bz2.compress(plain), ""),
        "a.tar.xz": (lzma.compress(plain), ""), "a.tar.zst": (zstandard.compress(plain), ""),
        "gnu.tar": (tar(inside, tarfile.GNU_FORMAT), ""), "a.zip": (zipped(dict(inside)), ""),
        "a.jar": (zipped(dict(inside), 0), ""),
        "a-1-py3-none-any.whl": (zipped(dict(inside)), ""), "a.apk": (gzip.compress(plain), ""),
        "a.deb": (ar({"debian-binary": b"2.0\n", "control.tar.gz": control,
            "data.tar.xz": lzma.compress(plain)}), "data.tar.xz!"),
        "a.rpm": (rpm(gzip.compress(cpio(dict(inside)))), "payload!"),
        "rpm-zst.rpm": (rpm(zstandard.compress(cpio(dict(inside)))), "payload!"),
        "deep.tgz": (gzip.compress(tar(
            {"lib/app.war": zipped({"WEB-INF/lib/in.jar": zipped(dict(inside))})})),
            "lib/app.war!WEB-INF/lib/in.jar!"),
    }  # fmt: skip


def test_archives_in_a_layer(tmp_path: Path) -> None:
    built = Builder(12)
    layer = built.layer()
    for name in archives({}):
        token, path = built.make.github(), "etc/app/settings.ini"
        data, route = archives(
            {"README": b"nothing\n", path: f"[app]\nname = x\ntoken = {token}\n".encode()}
        )[name]
        layer[f"opt/{name}"] = data
        built.planted(token, f"opt/{name}", route + path, 3)
    compare(found(written(tmp_path, Recipe(layers=built.layers, compression="gzip"), "oci")), built.truth)


def test_formats_that_hold_text(tmp_path: Path) -> None:
    """sqlite, bytecode, ELF, core dump, UTF-16, base64 and hex, shell history."""
    built, make = Builder(13), Maker(14)
    layer = built.layer()

    token = make.github()
    with sqlite3.connect(tmp_path / "app.db") as base:
        base.execute("create table t (a text)")
        base.executemany("insert into t values (?)", [("row\n",)] * 50 + [(token,)])
    base.close()
    built.file("var/lib/app.db", (tmp_path / "app.db").read_bytes(), token)

    token = make.github()
    (tmp_path / "settings.py").write_text(f"DEBUG = False\nTOKEN = {token!r}\n")
    py_compile.compile(str(tmp_path / "settings.py"), cfile=str(tmp_path / "settings.pyc"))
    built.file("srv/__pycache__/settings.pyc", (tmp_path / "settings.pyc").read_bytes(), token)

    token = make.github()
    elf = b"\x7fELF\x02\x01\x01" + b"\0" * 9 + b"\x03\0\x3e\0" + make.bytes(20_000)
    built.file("usr/bin/app", elf + b"\0GET /\0" + token.encode() + b"\0" + make.bytes(5_000), token)
    token = make.github()
    core = b"\x7fELF\x02\x01\x01" + b"\0" * 9 + b"\x04\0\x3e\0" + make.bytes(9_000)
    built.file(
        "var/core.17", core + f"\0HOME=/\0GITHUB_TOKEN={token}\0PWD=/\0".encode() + make.bytes(4_000), token
    )
    password = make.text("a", 20)
    built.file(
        "var/core.18",
        core + f"\0HOME=/\0DB_PASSWORD={password}\0PWD=/\0".encode() + make.bytes(4_000),
        password,
    )

    for name, encoding in (("le.txt", "utf-16-le"), ("be.txt", "utf-16-be")):
        token = make.github()
        layer[f"etc/{name}"] = "\ufeff".encode(encoding) + f"one\r\ntoken={token}\r\n".encode(encoding)
        built.planted(token, f"etc/{name}", line=2)

    token = make.github()
    layer["etc/secret.yaml"] = (
        "kind: Secret\ndata:\n  config: "
        f"{base64.b64encode(f'[x]{chr(10)}token = {token}{chr(10)}'.encode()).decode()}\n"
    )
    built.planted(token, "etc/secret.yaml", line=3)
    token = make.github()
    layer["etc/dump.hex"] = "dump\n" + f"value {token} of the day\n".encode().hex() + "\n"
    built.planted(token, "etc/dump.hex", line=2)

    password = make.text("a", 16)
    built.file(
        "root/.bash_history",
        f"ls\ncd /srv\nsshpass -p {password} ssh ci@host.example\nexit\n".encode(),
        password,
    )
    password = make.text("a", 16)
    built.file("root/.ash_history", f"ls\nexport DB_PASSWORD={password}\n".encode(), password)
    password = make.text("a", 16)
    built.file("root/.netrc", f"machine host.example\nlogin ci\npassword {password}\n".encode(), password)
    compare(found(written(tmp_path, Recipe(layers=built.layers), "docker")), built.truth)


def git(folder: Path, *words: str) -> str:
    env = {
        "GIT_CONFIG_GLOBAL": "/dev/null",
        "GIT_CONFIG_SYSTEM": "/dev/null",
        "HOME": str(folder),
        "PATH": "/usr/bin:/bin:/usr/local/bin",
    }
    names = ("-c", "user.name=a", "-c", "user.email=a@b.example")
    return subprocess.run(
        ["git", *names, *words], cwd=folder, env=env, check=True, capture_output=True, text=True
    ).stdout


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
@pytest.mark.parametrize("packed", [False, True])
def test_git_objects(tmp_path: Path, packed: bool) -> None:
    """A file that a later commit took away: loose objects say `blob`, those of a pack their id as well."""
    built, work = Builder(15), tmp_path / "work"
    work.mkdir()
    token = built.make.github()
    git(work, "init", "-q")
    (work / "settings.py").write_text(f"DEBUG = 0\n\nTOKEN = '{token}'\n")
    git(work, "add", "-A")
    git(work, "commit", "-q", "-m", "first")
    blob = git(work, "rev-parse", "HEAD:settings.py").strip()
    git(work, "rm", "-q", "settings.py")
    git(work, "commit", "-q", "-m", "second")
    if packed:
        git(work, "gc", "-q", "--aggressive")
    layer = built.layer()
    for path in sorted(work.rglob("*")):
        if path.is_file() and path.stat().st_size:
            layer[f"app/{path.relative_to(work).as_posix()}"] = path.read_bytes()
    holder = (
        next(p for p in layer if p.endswith(".pack")) if packed else f"app/.git/objects/{blob[:2]}/{blob[2:]}"
    )
    built.planted(token, holder, f"blob {blob}" if packed else "blob", 3)
    compare(found(written(tmp_path, Recipe(layers=built.layers), "docker")), built.truth)


def test_config_and_history(tmp_path: Path) -> None:
    make = Maker(16)
    names = ("env", "label", "cmd", "entrypoint", "healthcheck", "onbuild", "history", "argument")
    token = {name: make.github() for name in names}
    password = make.text("a", 18)
    recipe = Recipe(
        layers=({"etc/os-release": "ID=example\n"},),
        created_by=("RUN /bin/sh -c echo done # buildkit",),
        empty_history=(
            (f"RUN /bin/sh -c curl -H 'Authorization: token {token['history']}' https://host.example # "
            "buildkit"),
            f"RUN |1 API_TOKEN={token['argument']} /bin/sh -c make # buildkit",
        ),
        env=("PATH=/bin", f"APP_TOKEN={token['env']}", f"DB_PASSWORD={password}"),
        labels={"example.token": token["label"], "example.version": "1"},
        cmd=("app", "--token", token["cmd"]),
        entrypoint=("run", f"--key={token['entrypoint']}"),
        healthcheck=("CMD-SHELL", f"curl -u x:{token['healthcheck']} http://127.0.0.1/"),
        onbuild=(f"ENV KEY={token['onbuild']}",),
    )
    truth = [
        Planted(token["env"], Exposure.ENV, None, "APP_TOKEN"),
        Planted(password, Exposure.ENV, None, "DB_PASSWORD"),
        Planted(token["label"], Exposure.LABEL, None, "example.token"),
        *(Planted(token[name], Exposure.COMMAND, None, name)
            for name in ("cmd", "entrypoint", "healthcheck", "onbuild")),
        Planted(token["history"], Exposure.HISTORY, None, ""),
        Planted(token["argument"], Exposure.BUILD_ARGUMENT, None, "API_TOKEN"),
    ]  # fmt: skip
    got = [p._replace(line=None) for p in found(written(tmp_path, recipe, "docker"))]
    compare(got, truth)


def test_attestations(tmp_path: Path) -> None:
    """A SLSA provenance of BuildKit with `mode=max` and an SBOM, as BuildKit stores them beside an image."""
    make = Maker(17)
    argument, sbom = make.github(), make.github()
    recipe = Recipe(layers=({"etc/os-release": "ID=example\n"},))
    files = oci_blobs([recipe])
    index: dict[str, Any] = json.loads(files["index.json"])
    frontend = {
        "configSource": {},
        "parameters": {
            "frontend": "dockerfile.v0",
            "args": {"build-arg:NPM_TOKEN": argument, "target": "app"},
        },
    }
    provenance = {"predicateType": "https://slsa.dev/provenance/v0.2", "predicate": {"invocation": frontend}}
    packages = {
        "predicateType": "https://spdx.dev/Document",
        "predicate": {"packages": [{"name": "x", "comment": f"from {sbom}"}]},
    }

    def put(value: object, media: str) -> dict[str, Any]:
        data = json.dumps(value).encode()
        files[f"blobs/sha256/{digest(data)[7:]}"] = data
        return {"mediaType": media, "digest": digest(data), "size": len(data)}

    layers = [put(s, "application/vnd.in-toto+json") for s in (provenance, packages)]
    config = put(
        {"architecture": "unknown", "os": "unknown", "rootfs": {"type": "layers", "diff_ids": []}},
        "application/vnd.oci.image.config.v1+json",
    )
    media = "application/vnd.oci.image.manifest.v1+json"
    about = index["manifests"][0]["digest"]
    manifest = put({"schemaVersion": 2, "mediaType": media, "config": config, "layers": layers}, media)
    manifest["platform"] = {"os": "unknown", "architecture": "unknown"}
    manifest["annotations"] = {
        "vnd.docker.reference.type": "attestation-manifest",
        "vnd.docker.reference.digest": about,
    }
    index["manifests"].append(manifest)
    files["index.json"] = json.dumps(index).encode()
    write_folder(files, tmp_path / "layout")
    got = found(tmp_path / "layout")
    truth = {
        (argument, Exposure.BUILD_ARGUMENT, "NPM_TOKEN"),
        (sbom, Exposure.ATTESTATION, "predicate.packages.comment"),
    }
    assert {(p.secret, p.exposure, p.path) for p in got} == truth
    assert len(got) == 2
