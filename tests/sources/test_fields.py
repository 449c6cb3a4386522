"""Secrets in every text around an image: fields of the config, annotations of index, manifest and
descriptors."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dlinter.cli import main
from dlinter.testing.images import Recipe, digest, oci_blobs, write_tar

from ..secrets.layers import github_token

TOKEN = github_token(815)


def layout(*, config: dict[str, Any] | None = None, manifest: dict[str, Any] | None = None,
    index: dict[str, Any] | None = None,
           layer: dict[str, Any] | None = None, entry: dict[str, Any] | None = None) -> dict[str,
               bytes]:  # fmt: skip
    """An OCI layout whose documents get further fields."""
    files = oci_blobs([Recipe(layers=({"a": "b"},), created_by=("RUN x",))])
    top = json.loads(files.pop("index.json"))

    def change(name: str, more: dict[str, Any]) -> dict[str, Any]:
        document = json.loads(files.pop(f"blobs/sha256/{name[7:]}"))
        if (inner := more.pop("config+", None)) is not None:
            document["config"].update(inner)
        if (inner := more.pop("history+", None)) is not None:
            document["history"][0].update(inner)
        document.update(more)
        return document

    def put(document: dict[str, Any]) -> str:
        data = json.dumps(document).encode()
        files[f"blobs/sha256/{digest(data)[7:]}"] = data
        return digest(data)

    wanted = change(top["manifests"][0]["digest"], dict(manifest or {}))
    wanted["config"]["digest"] = put(change(wanted["config"]["digest"], dict(config or {})))
    wanted["layers"][0].update(layer or {})
    top["manifests"][0].update({"digest": put(wanted), **(entry or {})})
    top.update(index or {})
    files["index.json"] = json.dumps(top).encode()
    return files


@pytest.mark.parametrize(
    ("where", "fields", "path"),
    [
        ("config", {"author": f"me {TOKEN}"}, "author"),
        ("config", {"comment": TOKEN}, "comment"),
        ("config", {"config+": {"User": TOKEN}}, "config.User"),
        ("config", {"config+": {"WorkingDir": f"/srv/{TOKEN}"}}, "config.WorkingDir"),
        ("config", {"config+": {"Volumes": {f"/data/{TOKEN}": {}}}}, "config.Volumes"),
        ("config", {"config+": {"ExposedPorts": {TOKEN: {}}}}, "config.ExposedPorts"),
        ("config", {"container_config": {"Env": [f"T={TOKEN}"]}}, "container_config.Env"),
        ("config", {"container_config": {"Cmd": ["/bin/sh", "-c", f"x {TOKEN}"]}}, "container_config.Cmd"),
        ("config", {"history+": {"author": f"{TOKEN}"}}, "comment"),
        ("config", {"history+": {"comment": f"{TOKEN}"}}, "comment"),
        ("manifest", {"annotations": {"org.example.note": TOKEN}}, "manifest annotations.org.example.note"),
        ("manifest", {"annotations": {"db_password": "q7" + "Zw2vLk9TtRx4Bn"}},
            "manifest annotations.db_password"),
        ("layer", {"annotations": {"note": TOKEN}}, "manifest layers.annotations.note"),
        ("layer", {"urls": [f"https://cdn.example/x?access_token={TOKEN}"]}, "manifest layers.urls"),
        ("index", {"annotations": {"note": TOKEN}}, "index annotations.note"),
        ("entry", {"annotations": {"note": TOKEN}}, "index manifests.annotations.note"),
    ],
)
def test_a_secret_in_a_field(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], where: str, fields: dict[str, Any], path: str
) -> None:
    image = tmp_path / "i.tar"
    with image.open("wb") as out:
        write_tar(layout(**{where: fields}), out)
    code = main.main(["scan", "--no-cache", "--format", "json", str(image)])
    text = capsys.readouterr().out
    assert TOKEN not in text and code == 1
    report = json.loads(text)
    assert [r["image"]["path"] for r in report["results"] if r["rule"].startswith("secret-")] == [path]
    assert report["problems"] == []
