"""Two images compared: files by instruction, packages, configuration, history; what always differs left out
when asked."""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from dlinter.model.difference.images import ImageDifference
from dlinter.model.image.installed import packages_of
from dlinter.report.difference_text import image_lines
from dlinter.run.diff.images import compare_images
from dlinter.sources.records.open import opened
from dlinter.testing.images import Recipe, docker_blobs, write_tar

HISTORY = ("RUN /bin/sh -c apt-get install -y jq # buildkit", "COPY app /app # buildkit")
STATUS = "Package: jq\nStatus: install ok installed\nVersion: {}\n\nPackage: libc6\nVersion: 2.36\n\n"


def image(path: Path, layers: list[Mapping[str, str]], **more: object) -> str:
    recipe = Recipe(layers=layers, created_by=HISTORY[: len(layers)], **more)  # type: ignore[arg-type]
    with path.open("wb") as out:
        write_tar(docker_blobs(recipe), out)
    return str(path)


def compared(old: str, new: str, *, semantic: bool = False) -> ImageDifference:
    with opened(old) as one, opened(new) as other:
        return compare_images(one, other, 0, semantic=semantic)


def test_the_step_comes_first_then_its_files(tmp_path: Path) -> None:
    old = image(
        tmp_path / "old.tar",
        [{"var/lib/dpkg/status": STATUS.format("1.6"), "usr/bin/jq": "one"}, {"app/a": "1", "app/b": "same"}],
        env=["A=1"],
    )
    new = image(
        tmp_path / "new.tar",
        [
            {"var/lib/dpkg/status": STATUS.format("1.7"), "usr/bin/jq": "two"},
            {"app/a": "1", "app/b": "same", "app/c": "3"},
        ],
        env=["A=2"],
    )
    found = compared(old, new)
    assert [(x.instruction, x.same, x.count) for x in found.layers] == [
        ("RUN apt-get install -y jq", False, 2),
        ("COPY app /app", False, 1),
    ]
    assert [(f.path, f.how) for x in found.layers for f in x.files] == [
        ("usr/bin/jq", ("content",)),
        ("var/lib/dpkg/status", ("content",)),
        ("app/c", ("added",)),
    ]
    assert [(p.manager, p.name, p.old, p.new) for p in found.packages] == [("dpkg", "jq", "1.6", "1.7")]
    assert found.config == (("env A", "1", "2"),)
    lines = list(image_lines(found))
    assert "  RUN apt-get install -y jq: 2 files (2 content)" in lines and "      dpkg jq 1.6 → 1.7" in lines


def test_equal_images(tmp_path: Path) -> None:
    layers: list[Mapping[str, str]] = [{"a": "1"}, {"b": "2"}]
    found = compared(image(tmp_path / "old.tar", layers), image(tmp_path / "new.tar", layers))
    assert found.same and all(x.same for x in found.layers)


def layer(entries: list[tuple[str, bytes, dict[str, int]]]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for name, data, more in entries:
            info = tarfile.TarInfo(name)
            info.size, info.mode = len(data), 0o644
            for key, value in more.items():
                setattr(info, key, value)
            tar.addfile(info, io.BytesIO(data))
    return out.getvalue()


def docker(path: Path, entries: list[tuple[str, bytes, dict[str, int]]]) -> str:
    """A docker archive of one layer."""
    import hashlib

    data = layer(entries)
    config = {
        "architecture": "amd64", "os": "linux", "config": {},
        "rootfs": {"type": "layers", "diff_ids": [f"sha256:{hashlib.sha256(data).hexdigest()}"]},
        "history": [{"created_by": "COPY . /app # buildkit"}],
    }  # fmt: skip
    files = {
        "layer.tar": data,
        "config.json": json.dumps(config).encode(),
        "manifest.json": json.dumps(
            [{"Config": "config.json", "RepoTags": None, "Layers": ["layer.tar"]}]
        ).encode(),
    }
    with tarfile.open(path, "w") as tar:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return str(path)


def test_content_mode_owner_and_time_apart(tmp_path: Path) -> None:
    big = bytes(range(256)) * 20_000  # over several blocks
    names: list[tuple[str, bytes, dict[str, int]]] = [
        ("app/mode", b"x", {}),
        ("app/owner", b"x", {}),
        ("app/time", b"x", {}),
        ("app/big", big, {}),
        ("var/log/a.log", b"1", {}),
    ]
    changed: list[tuple[str, bytes, dict[str, int]]] = [
        ("app/mode", b"x", {"mode": 0o755}), ("app/owner", b"x", {"uid": 1000}),
        ("app/time", b"x", {"mtime": 5}), ("app/big", big[:-1] + b"!", {}), ("var/log/a.log", b"2", {}),
    ]  # fmt: skip
    old, new = docker(tmp_path / "old.tar", names), docker(tmp_path / "new.tar", changed)
    found = {f.path: f.how for f in compared(old, new).layers[0].files}
    assert found == {
        "app/mode": ("mode",),
        "app/owner": ("owner",),
        "app/time": ("time",),
        "app/big": ("content",),
        "var/log/a.log": ("content",),
    }
    left = {f.path: f.how for f in compared(old, new, semantic=True).layers[0].files}
    assert left == {"app/mode": ("mode",), "app/owner": ("owner",), "app/big": ("content",)}


@pytest.mark.parametrize(
    ("path", "data", "expected"),
    [
        ("lib/apk/db/installed", b"C:Q1\nP:musl\nV:1.2.5-r0\n\nP:zlib\nV:1.3\n",
            [("apk", "musl", "1.2.5-r0"), ("apk", "zlib", "1.3")]),
        ("usr/lib/python3/site-packages/Foo_Bar-1.2.dist-info/METADATA", b"", [("pip", "foo-bar", "1.2")]),
        ("app/node_modules/@a/b/package.json", b'{"version": "3.1.0"}', [("npm", "@a/b", "3.1.0")]),
        ("app/node_modules/c/package.json", b"[" * 100_000, []),
        ("var/lib/dpkg/status", STATUS.format("1").encode(),
            [("dpkg", "jq", "1"), ("dpkg", "libc6", "2.36")]),
    ],
)  # fmt: skip
def test_packages(path: str, data: bytes, expected: list[tuple[str, str, str]]) -> None:
    assert list(packages_of(path, data)) == expected


def test_a_whiteout_is_what_it_deletes(tmp_path: Path) -> None:
    base = {"a/b": "x", "a/c": "y", "e/f": "z"}
    old = image(tmp_path / "old.tar", [base, {"a/.wh.b": "", "d": "1"}])
    new = image(tmp_path / "new.tar", [base, {"a/.wh.c": "", "e/.wh..wh..opq": "", "d": "1"}])
    found = compared(old, new)
    assert [(f.path, f.how) for x in found.layers for f in x.files] == [
        ("a/b", ("no longer deleted",)),
        ("a/c", ("deleted",)),
        ("e/*", ("deleted",)),
    ]
    assert ".wh." not in "\n".join(image_lines(found)) and "      deleted   /a/c" in image_lines(found)
