"""The layers of a cache's result are one tree, with whiteouts, links, owners and extended attributes; damage
is one line."""

from __future__ import annotations

import gzip
import hashlib
import io
import tarfile
from collections.abc import Iterator

import pytest

from dlinter.model.cache.keys.tree import Unreadable
from dlinter.model.cache.manifest import CacheLayer
from dlinter.sources.blobs import BlobError, Blobs
from dlinter.sources.cache_manifest import CacheSource
from dlinter.sources.layer_tree import LayerTrees


class Memory(Blobs):
    def __init__(self) -> None:
        self.found: dict[str, bytes] = {}

    def names(self) -> list[str]:
        return list(self.found)

    def size(self, name: str) -> int:
        return len(self.found[name])

    def chunks(self, name: str) -> Iterator[bytes]:
        if name not in self.found:
            raise BlobError(f"`{name}` is not there")
        yield self.found[name]

    def add(self, *members: tarfile.TarInfo, data: bytes = b"", compress: bool = True) -> CacheLayer:
        stream = io.BytesIO()
        with tarfile.open(fileobj=stream, mode="w", format=tarfile.PAX_FORMAT) as archive:
            for member in members:
                if member.isreg():
                    member.size = len(data)
                archive.addfile(member, io.BytesIO(data) if member.isreg() else None)
        blob = gzip.compress(stream.getvalue()) if compress else stream.getvalue()
        digest = hashlib.sha256(blob).hexdigest()
        self.found[f"blobs/sha256/{digest}"] = blob
        return CacheLayer(f"sha256:{digest}")


def member(
    name: str, kind: bytes = tarfile.REGTYPE, mode: int = 0o644, link: str = "", uid: int = 0, **pax: str
) -> tarfile.TarInfo:
    found = tarfile.TarInfo(name)
    found.type, found.mode, found.linkname, found.uid, found.pax_headers = (
        kind,
        mode,
        link,
        uid,
        {k.replace("_", "."): v for k, v in pax.items()},
    )
    return found


def test_layers_become_one_tree() -> None:
    blobs = Memory()
    low = blobs.add(
        member("a/", tarfile.DIRTYPE, 0o700),
        member("a/x"),
        member("a/y"),
        member("b/z"),
        member("b/sub/w"),
        data=b"low",
    )
    high = blobs.add(
        member("a/.wh.x"), member("b/.wh..wh..opq"), member("b/new"),
        member("hard", tarfile.LNKTYPE, link="a/y"), member("soft", tarfile.SYMTYPE, link="a/y"),
        member("./a/owned", uid=5, SCHILY_xattr_user_k="v"), member("../out"), data=b"high", compress=False,
    )  # fmt: skip
    tree = LayerTrees(CacheSource("x", (), blobs)).tree((low, high))
    assert sorted(tree.entries) == ["", "a", "a/owned", "a/y", "b", "b/new", "hard", "soft"]
    assert (tree.entries["a"].mode, tree.entries["b"].mode, tree.entries["a/owned"].uid) == (0o700, 0o755, 5)
    assert tree.entries["hard"].digest() == tree.entries["a/y"].digest()
    assert tree.follow("soft", last=True) == "a/y"
    # The digest of a file as BuildKit makes it: its header without name and time, the extended attributes,
    # the bytes.
    head = b"namemode420uid5gid0size4typeflag0linknameunamegnamedevmajor0devminor0user.kv"
    assert tree.entries["a/owned"].digest() == "sha256:" + hashlib.sha256(head + b"high").hexdigest()


def test_what_is_damaged_is_not_read() -> None:
    blobs = Memory()
    layer = blobs.add(member("a"), data=b"x" * 2000)
    name = f"blobs/sha256/{layer.blob[7:]}"
    trees = LayerTrees(CacheSource("x", (), blobs))
    with pytest.raises(Unreadable, match="is not there"):
        trees.tree((CacheLayer("sha256:" + "0" * 64),))
    for data, said in (
        (blobs.found[name][:-30], "damaged"),
        (b"no tar at all", "damaged|not a tar"),
        (gzip.compress(b"x" * 2000), "not a tar"),
    ):
        blobs.found[name] = data
        with pytest.raises(Unreadable, match=said):
            LayerTrees(CacheSource("x", (), blobs)).tree((layer,))
    other = blobs.add(member("b"), data=b"y")
    blobs.found[name] = blobs.found[f"blobs/sha256/{other.blob[7:]}"]
    with pytest.raises(Unreadable, match="wrong digest"):
        trees.tree((layer,))


def test_limits() -> None:
    blobs = Memory()
    layer = blobs.add(*(member(str(n)) for n in range(20)), data=b"x" * 1000)
    with pytest.raises(Unreadable, match="more than 4 GB"):
        LayerTrees(CacheSource("x", (), blobs), left=5000).tree((layer,))
    with pytest.raises(Unreadable, match="files"):
        LayerTrees(CacheSource("x", (), blobs), files=10).tree((layer,))
    with pytest.raises(Unreadable, match="without its layers"):
        LayerTrees(CacheSource("x", ())).tree((layer,))
