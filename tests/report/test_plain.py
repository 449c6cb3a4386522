"""What is scanned must not speak to the terminal, to a runner, or to an XML reader."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from dlinter.model.place import Exposure, ImagePlace, Visibility
from dlinter.report.paths import Paths, encoded, image_name
from dlinter.report.plain import clean, clean_path, fate, spot
from dlinter.report.xml_text import attribute, content


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("plain `é` 日本 😀", "plain `é` 日本 😀"),
        ("a\x1b[31mred", "a\\x1b[31mred"),
        ("a\r\nb\tc\x00", "a\\x0d\\x0ab\\x09c\\x00"),
        ("\x9b31m", "\\x9b31m"),
        ("x\u202egpj.exe\u2066", "x\\u202egpj.exe\\u2066"),
        ("line\u2028separator", "line\\u2028separator"),
        ("odd \udcff byte", "odd � byte"),
        ("see ##[error]x", "see ##\\x5berror]x"),
        ("é ##[error]x", "é ##\\x5berror]x"),
    ],
)
def test_clean(raw: str, shown: str) -> None:
    assert clean(raw) == shown
    clean(raw).encode()


def test_a_path_is_no_workflow_command() -> None:
    assert clean_path("::error::x") == "./::error::x"
    assert clean_path("  ::error::x").lstrip().startswith("./")
    assert clean_path("a::b") == "a::b"


def test_xml() -> None:
    odd = "a<b>&\"'\x00\x1b\ufffe\udcff é"
    assert (
        ElementTree.fromstring(f"<x y={attribute(odd)}>{content(odd)}</x>").text == "a<b>&\"'\\x00\\x1b�� é"
    )


def image(**more: object) -> ImagePlace:
    return ImagePlace("app.tar", **{"exposure": Exposure.LAYER_FILE, **more})  # type: ignore[arg-type]


def test_places_in_images() -> None:
    digest = "sha256:" + "ab" * 32
    assert (
        spot(image(layer=3, digest=digest, path="root/.npmrc", line=2))
        == "layer 3 (sha256:abababababab…) /root/.npmrc:2"
    )
    assert spot(image(layer=0, path="/a.tar", inner="b/c")) == "layer 0 /a.tar!b/c"
    assert spot(image(exposure=Exposure.ENV, path="TOKEN")) == "config env TOKEN"
    assert spot(image(exposure=Exposure.HISTORY, history=4)) == "history 4"
    assert spot(image(exposure=Exposure.BUILD_ARGUMENT, history=4, path="TOKEN")) == "history 4 TOKEN"
    assert spot(image(exposure=Exposure.ATTESTATION, path="a.b")) == "attestation a.b"
    assert fate(image(visibility=Visibility.DELETED, removed_by=5)) == "deleted by layer 5"
    assert fate(image(visibility=Visibility.VISIBLE)) == "visible"
    assert fate(image()) == ""


def test_paths_are_the_repository_s(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "Dockerfile").write_text("FROM x")
    (tmp_path / "link").symlink_to("sub/Dockerfile")
    monkeypatch.chdir(tmp_path / "sub")
    paths = Paths(tmp_path)
    assert paths.relative("Dockerfile") == "sub/Dockerfile"
    assert paths.relative("./Dockerfile") == "sub/Dockerfile"
    assert paths.relative(str(tmp_path / "sub" / "Dockerfile")) == "sub/Dockerfile"
    assert paths.relative("../link") == "sub/Dockerfile"  # code scanning shows no links
    assert paths.relative("../../elsewhere/Dockerfile") == "elsewhere/Dockerfile"
    assert paths.relative("a\x00b") == "a\x00b"
    assert paths.relative("-") == "stdin"
    assert paths.uri("é b:c%.Dockerfile") == "sub/%C3%A9%20b%3Ac%25.Dockerfile"
    assert encoded("debian:12/x") == "debian%3A12/x"
    assert encoded("\udcff") == "%FF"


@pytest.mark.parametrize(
    ("image", "name"),
    [
        ("out/app.tar", "app.tar"), ("registry.example/team/app:1.2", "registry.example-team-app-1.2"),
        ("docker://registry.example/app", "registry.example-app"), ("../", "image"),
        ("a b:c.tar", "a-b-c.tar"),
    ],
)  # fmt: skip
def test_names_of_images(image: str, name: str) -> None:
    assert image_name(image) == name
