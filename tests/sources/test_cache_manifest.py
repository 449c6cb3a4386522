"""Build caches are read from a folder, a file and an image's config; what is damaged is one clear line."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from dlinter.sources.cache_manifest import CACHE_CONFIG, INLINE_KEY, CacheError, open_cache_source

RECORDS: list[dict[str, Any]] = [
    {"digest": "sha256:a"},
    {"digest": "sha256:b", "inputs": [[{"link": 0, "selector": "sha256:s"}]], "layers": [{"layer": 1}]},
    {"digest": "sha256:c", "inputs": [[{"link": 1}]], "chains": [{"layers": [0, 1]}]},
]


def _blob(folder: Path, data: bytes) -> dict[str, Any]:
    digest = hashlib.sha256(data).hexdigest()
    (folder / "blobs/sha256").mkdir(parents=True, exist_ok=True)
    (folder / "blobs/sha256" / digest).write_bytes(data)
    return {"digest": f"sha256:{digest}", "size": len(data)}


def _folder(folder: Path, records: Any, *, as_index: bool = False) -> Path:
    low = _blob(folder, b"low") | {"annotations": {"containerd.io/uncompressed": "sha256:plain"}}
    high = _blob(folder, b"high")
    layers = [{"blob": low["digest"], "parent": -1}, {"blob": high["digest"], "parent": 0}]
    config = _blob(folder, json.dumps({"layers": layers, "records": records}).encode()) | {
        "mediaType": CACHE_CONFIG
    }
    manifest = {"manifests": [low, high, config]} if as_index else {"config": config, "layers": [low, high]}
    entry = _blob(folder, json.dumps(manifest).encode())
    (folder / "index.json").write_text(json.dumps({"manifests": [entry]}))
    return folder


@pytest.mark.parametrize("as_index", [False, True])
def test_a_local_folder_in_both_forms(tmp_path: Path, as_index: bool) -> None:
    source = open_cache_source(str(_folder(tmp_path, RECORDS, as_index=as_index)))
    (manifest,) = source.manifests
    assert [r.results for r in manifest.records] == [(), ((0, 1),), ((0, 1),)]
    assert manifest.layers[0].diff_id == "sha256:plain"
    assert manifest.roots("sha256:a") == (0,)
    assert manifest.roots("sha256:b") == ()
    assert manifest.linked("sha256:b", 0, 0, "sha256:s") == (1,)
    assert manifest.linked("sha256:b", 0, 0) == ()
    assert b"".join(source.blob(manifest.layers[1].blob)) == b"high"


def test_a_result_whose_blob_the_manifest_does_not_name_is_none(tmp_path: Path) -> None:
    folder = _folder(tmp_path, RECORDS)
    name = json.loads((folder / "index.json").read_text())["manifests"][0]["digest"].partition(":")[2]
    manifest = json.loads((folder / "blobs/sha256" / name).read_text())
    entry = _blob(folder, json.dumps(manifest | {"layers": manifest["layers"][:1]}).encode())
    (folder / "index.json").write_text(json.dumps({"manifests": [entry]}))
    (cache,) = open_cache_source(str(folder)).manifests
    assert [r.results for r in cache.records] == [(), (), ()]


def test_an_inline_cache_has_the_layers_of_its_image(tmp_path: Path) -> None:
    config = {
        "rootfs": {"diff_ids": ["sha256:x", "sha256:y"]},
        INLINE_KEY: base64.b64encode(json.dumps(RECORDS).encode()).decode(),
    }
    file = tmp_path / "config.json"
    file.write_text(json.dumps(config))
    (cache,) = open_cache_source(str(file)).manifests
    assert cache.inline
    assert [layer.diff_id for layer in cache.chain(cache.records[1].results[0])] == ["sha256:x", "sha256:y"]


@pytest.mark.parametrize(
    ("records", "said"),
    [
        ([{"digest": "sha256:a", "inputs": [[{"link": 0}]]}], "records that stand on themselves"),
        ([{"digest": "sha256:a", "inputs": [[{"link": 7}]]}], "record 7, which is not there"),
        ([{"digest": "sha256:a", "inputs": [[]]}], "an input that is empty"),
        ([{"digest": "sha256:a", "layers": [{"layer": 9}]}], "a result whose layer is not there"),
        ([{"inputs": []}], "a record without a digest"),
        ([{"digest": "sha256:a", "inputs": [["x"]]}], "a link that is not one"),
        ("no list", "it has no `records`"),
    ],
)
def test_a_damaged_cache_is_one_line(tmp_path: Path, records: Any, said: str) -> None:
    with pytest.raises(CacheError, match=said):
        open_cache_source(str(_folder(tmp_path, records)))


@pytest.mark.parametrize(
    ("text", "said"),
    [("{", "is not JSON"), ("{}", "is not a cache manifest"), ('{"manifests": []}', "give the config"),
        ("", "empty|not a tar|no image"), ("[" * 100_000, "not a tar|no `index.json`")],
)
def test_a_file_that_is_no_cache(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "cache.json"
    file.write_text(text)
    with pytest.raises(CacheError, match=said):
        open_cache_source(str(file))


def test_layers_that_stand_on_themselves(tmp_path: Path) -> None:
    file = tmp_path / "cache.json"
    file.write_text(
        json.dumps(
            {"layers": [{"blob": "sha256:a", "parent": 1}, {"blob": "sha256:b", "parent": 0}], "records": []}
        )
    )
    with pytest.raises(CacheError, match="layers that stand on themselves"):
        open_cache_source(str(file))
    file.write_text(
        json.dumps({"layers": [{"blob": "sha256:a", "parent": n - 1} for n in range(2000)], "records": []})
    )
    with pytest.raises(CacheError, match="more than 1000 layers"):
        open_cache_source(str(file))
