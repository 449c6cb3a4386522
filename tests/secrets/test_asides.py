"""Secrets beside the contents of files: names, targets of links, extended attributes, in layers and in
archives inside them."""

from __future__ import annotations

import base64
import io
import json
import os
import tarfile
import time
import zipfile
from pathlib import Path

import pytest

from dlinter.cli import main
from dlinter.model.image.stream import FOLDER, Members
from dlinter.model.secret import Basis
from dlinter.secrets.asides import Asides, _counts
from dlinter.secrets.scanner import Found
from dlinter.testing.images import Link, Recipe, docker_blobs, write_tar

from .layers import engine, github_token, scan

TOKENS = [github_token(n) for n in range(900, 912)]


def special(
    *,
    name: str = "",
    link: str = "",
    xattr: str = "",
    folder: str = "",
    comment: str = "",
    prefix: str = "SCHILY.xattr.",
) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for kind, path, target, pax in (
            (tarfile.REGTYPE, name, "", {}), (tarfile.SYMTYPE, "srv/link", link, {}),
            (tarfile.DIRTYPE, folder, "", {}),
            (tarfile.REGTYPE, "srv/x", "", {f"{prefix}user.note": xattr}),
            (tarfile.REGTYPE, "srv/c", "", {"comment": comment}),
        ):  # fmt: skip
            if path and (target or path != "srv/link") and all(pax.values()):
                info = tarfile.TarInfo(path)
                info.type, info.linkname, info.pax_headers = kind, target, pax
                tar.addfile(info)
    return out.getvalue()


def image_of(tmp_path: Path, layer: bytes) -> Path:
    files = docker_blobs(Recipe(layers=({"srv/nothing": "x"},)))
    manifest = json.loads(files["manifest.json"])
    files[manifest[0]["Layers"][0]] = layer
    path = tmp_path / "image.tar"
    with path.open("wb") as out:
        write_tar(files, out)
    return path


def reported(path: Path, capsys: pytest.CaptureFixture[str], *options: str) -> list[dict[str, object]]:
    main.main(["scan", "--format", "json", *options, str(path)])
    out, err = capsys.readouterr()
    assert not any(token in out + err for token in TOKENS)
    return [r for r in json.loads(out)["results"] if r["rule"].startswith("secret-")]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"name": f"srv/{TOKENS[0]}.txt"}, "in the name of a file"),
        ({"folder": f"srv/{TOKENS[0]}"}, "in the name of a file"),
        ({"link": f"/opt/{TOKENS[0]}"}, "in the target of a link"),
        ({"link": f"https://api.example/?access_token={TOKENS[0]}"}, "in the target of a link"),
        ({"xattr": TOKENS[0]}, "in the extended attribute `user.note` of a file"),
        ({"xattr": base64.b64encode(TOKENS[0].encode()).decode(), "prefix": "LIBARCHIVE.xattr."},
            "in the extended attribute `user.note` of a file"),
        ({"comment": f"made with {TOKENS[0]}"}, "in the comment of a file"),
    ],
)
def test_beside_a_files_content(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], given: dict[str, str], said: str
) -> None:
    for layer in (special(**given), docker_tar(special(**given))):
        (found,) = reported(image_of(tmp_path, layer), capsys, "--no-cache")
        assert said in str(found["message"]) and found["severity"] == "error"


def docker_tar(data: bytes) -> bytes:
    """A layer with an archive in it."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        info = tarfile.TarInfo("opt/inner.tar")
        info.size = len(data)
        tar.addfile(info, io.BytesIO(data))
    return out.getvalue()


def test_names_in_a_zip() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(f"a/{TOKENS[1]}.txt", "x")
        archive.writestr(f"b/{TOKENS[2]}/", "")
    found = scan({"srv/a.zip": out.getvalue()}).found
    # The zip's own list of its names, behind its files, is text that is found, too.
    assert sorted((f.part, f.candidate.secret.reveal()) for f in found if f.part) == sorted(
        ("name", TOKENS[n]) for n in (1, 2)
    )
    assert {f.path for f in found} == {"srv/a.zip"}


def test_a_name_is_not_remembered(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The names and links of a layer go into the cache as they are: such a layer does not."""
    monkeypatch.setenv("DLINT_CACHE_DIR", str(tmp_path / "cache"))
    for n, layer in enumerate(
        (special(name=f"srv/{TOKENS[3]}"), special(link=f"/x/{TOKENS[4]}"), special(xattr=TOKENS[5]))
    ):
        path = image_of(tmp_path / str(n) if (tmp_path / str(n)).mkdir() is None else tmp_path, layer)
        first, second = reported(path, capsys), reported(path, capsys)
        assert [r["fingerprint"] for r in first] == [r["fingerprint"] for r in second] and len(first) == 1


def test_the_fingerprint_of_a_name_has_no_secret(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The path of the finding has the preview in the secret's place."""
    (found,) = reported(image_of(tmp_path, special(name=f"srv/{TOKENS[6]}/a")), capsys, "--no-cache")
    assert str(found["image"]["path"]).startswith("srv/ghp_…")  # type: ignore[index]


def test_deleted_names_and_folders_are_one_finding(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "image.tar"
    recipe = Recipe(
        layers=(
            {f"srv/{TOKENS[7]}/{n}": "x" for n in range(20)},
            {f"srv/{TOKENS[7]}": None, "opt/l": Link("srv/a")},
        )
    )
    with path.open("wb") as out:
        write_tar(docker_blobs(recipe), out)
    rules = sorted(str(r["rule"]) for r in reported(path, capsys, "--no-cache"))
    # the whiteout of the second layer names it once more
    assert rules == ["secret-in-deleted-file", "secret-in-layer"]


@pytest.mark.skipif(not hasattr(os, "setxattr"), reason="no extended attributes here")
def test_attributes_of_a_folder_on_disk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "tree").mkdir()
    file = tmp_path / "tree" / "a.txt"
    file.write_text("x")
    try:
        os.setxattr(file, "user.note", TOKENS[8].encode())
    except OSError:
        pytest.skip("this file system has no extended attributes")
    (found,) = reported(tmp_path / "tree", capsys, "--no-cache")
    assert "extended attribute `user.note`" in str(found["message"])


def test_what_the_kernel_writes_is_left() -> None:
    data = special(xattr=TOKENS[9], prefix="SCHILY.xattr.security.")
    assert scan({"a.tar": data}).found == []


def test_a_million_names_take_a_second() -> None:
    members = Members()
    for n in range(400_000):
        members.add(b"usr/lib/python3/dist-packages/package%d/module_%d.py" % (n % 500, n), FOLDER, 0, 0)
    members.paths[399_000] = f"srv/{TOKENS[10]}\nnext".encode()
    found: list[Found] = []
    began = time.process_time()
    asides = Asides(engine(), found.append)
    for at in range(0, 400_000, 1000):
        asides.members(members, at, at + 1000)
    asides.finish()
    assert time.process_time() - began < 5
    assert [(f.part, f.candidate.secret.reveal()) for f in found] == [("name", TOKENS[10])]


def test_names_are_lines_however_the_first_begins() -> None:
    """The first name looks like a program's head, and a program has no lines."""
    members = Members()
    for name in (b"\x7fELF/name", f"srv/{TOKENS[0]}".encode(), b"srv/last"):
        members.add(name, FOLDER, 0, 0)
    found: list[Found] = []
    asides = Asides(engine(), found.append)
    asides.members(members, 0, 3)
    asides.finish()
    assert [f.path for f in found] == [f"srv/{TOKENS[0]}"]


@pytest.mark.parametrize(
    ("basis", "confidence", "line", "counts"),
    [
        (Basis.FORMAT, "high", b"srv/x", True), (Basis.URL, "medium", b"srv/x", True),
        (Basis.FORMAT, "low", b"srv/x", False), (Basis.FORMAT, "low", b"srv/x?a=b", False),
        (Basis.NAME, "low", b"index.html?token=x", True), (Basis.NAME, "low", b"token-x", False),
        (Basis.NAME, "high", b"token-x", False),
    ],
)  # fmt: skip
def test_what_counts_in_a_name(basis: Basis, confidence: str, line: bytes, counts: bool) -> None:
    """What is of a format, or is given to a name."""
    assert _counts(basis, confidence, line) is counts


def test_each_attribute_is_told_by_its_own_name() -> None:
    found: list[Found] = []
    asides = Asides(engine(), found.append)
    tokens = [github_token(n) for n in range(2000, 2060)]
    for number, token in enumerate(tokens):
        asides.attribute("srv/x", "", b"user.a%d" % number, token.encode())
    asides.finish()
    assert [(f.part, f.candidate.secret.reveal()) for f in found] == [
        (f"attribute user.a{n}", t) for n, t in enumerate(tokens)
    ]
