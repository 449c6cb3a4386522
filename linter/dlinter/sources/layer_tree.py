"""The layers of a cache's result as one tree of files with modes, owners and digests (OCI image spec,
layer.md). Nothing is unpacked to disk.

Owners and extended attributes are in the keys, which `dlinter.archive.tar` passes over: so `tarfile` reads
the headers here."""

from __future__ import annotations

import hashlib
import io
import tarfile
from collections.abc import Iterator, Sequence
from functools import partial

from msgspec import Struct, field

from dlinter.archive.inflate import InflateError, inflate, told_by_magic
from dlinter.model.cache.keys.tree import (
    BLOCK,
    CHARACTER,
    FIFO,
    FILE,
    FOLDER,
    SYMLINK,
    Entry,
    Tree,
    Unreadable,
)
from dlinter.model.cache.manifest import CacheLayer
from dlinter.sources.blobs import CHUNK, BlobError
from dlinter.sources.cache_manifest import CacheSource
from dlinter.values import replace

LARGEST = 4 << 30
"""Uncompressed bytes of all layers of one cache that are read to find out what a stage holds."""
KEPT, KEPT_ALL = 64 << 10, 32 << 20
"""Bytes of a file that is kept, for a plain command may read it, and of all of them."""
MOST_FILES = 400_000
"""Files of all layers of one cache that are held: each takes half a kilobyte."""
_KINDS = {
    tarfile.REGTYPE: FILE, tarfile.AREGTYPE: FILE, tarfile.CONTTYPE: FILE, tarfile.GNUTYPE_SPARSE: FILE,
    tarfile.DIRTYPE: FOLDER,
    tarfile.SYMTYPE: SYMLINK, tarfile.CHRTYPE: CHARACTER, tarfile.BLKTYPE: BLOCK, tarfile.FIFOTYPE: FIFO,
}  # fmt: skip
_WHITEOUT, _OPAQUE = ".wh.", ".wh..wh..opq"
_XATTR = "SCHILY.xattr."


class _Layer(Struct):
    """What one layer does: entries in order, what it takes away, and which folders it empties first."""

    entries: list[tuple[str, Entry | str]] = field(default_factory=list)
    """A path and its entry, or the path that it is a hard link to."""
    removed: list[str] = field(default_factory=list)
    opaque: list[str] = field(default_factory=list)


class LayerTrees(Struct):
    """Trees of a cache's results; each layer is read once."""

    source: CacheSource
    left: int = LARGEST
    files: int = MOST_FILES
    kept: int = KEPT_ALL
    _layers: dict[str, _Layer] = field(default_factory=dict)

    def tree(self, chain: Sequence[CacheLayer]) -> Tree:
        """The files of a chain of layers, lowest first. Raises Unreadable."""
        tree = Tree(root=Entry(FOLDER, 0o755))
        for layer in chain:
            self._put(tree, self._layer(layer))
        return tree

    def layer(self, layer: CacheLayer) -> Tree:
        """The files of one layer alone. Raises Unreadable."""
        return self.tree((layer,))

    def _layer(self, layer: CacheLayer) -> _Layer:
        if layer.blob not in self._layers:
            try:
                self._layers[layer.blob] = self._read(layer.blob)
            except BlobError as error:
                raise Unreadable(f"a layer of the cache is not there: {error}") from None
            except InflateError as error:
                raise Unreadable(f"a layer of the cache is damaged: {error}") from None
            except (tarfile.TarError, ValueError, EOFError, RecursionError):
                raise Unreadable("a layer of the cache is not a tar, or damaged") from None
        return self._layers[layer.blob]

    def _read(self, blob: str) -> _Layer:
        chunks = self.source.blob(blob)
        first = next(chunks, b"")
        stored = hashlib.sha256(first)

        def pull() -> Iterator[bytes]:
            yield first
            for chunk in chunks:
                stored.update(chunk)
                yield chunk

        stream = _Stream(self._counted(inflate(pull(), told_by_magic(first[:16]))))
        made = _Layer()
        with tarfile.open(fileobj=stream, mode="r|", errorlevel=1) as archive:
            for member in archive:
                self._member(archive, member, made)
        while stream.read(CHUNK):
            pass
        if blob.startswith("sha256:") and stored.hexdigest() != blob[7:]:
            raise Unreadable("a layer of the cache has the wrong digest")
        return made

    def _counted(self, blocks: Iterator[bytes]) -> Iterator[bytes]:
        for block in blocks:
            self.left -= len(block)
            if self.left < 0:
                raise Unreadable(
                    f"the layers of the cache have more than {LARGEST >> 30} GB: what the stage holds is not "
                    "looked at"
                )
            yield block

    def _member(self, archive: tarfile.TarFile, member: tarfile.TarInfo, made: _Layer) -> None:
        self.files -= 1
        if self.files < 0:
            raise Unreadable(
                f"the layers of the cache have more than {MOST_FILES:,} files: what the stage holds is not "
                "looked at"
            )
        path = "/".join(part for part in member.name.split("/") if part not in ("", "."))
        if ".." in path.split("/"):
            return
        folder, _, name = path.rpartition("/")
        if name == _OPAQUE:
            made.opaque.append(folder)
            return
        if name.startswith(_WHITEOUT):
            made.removed.append(f"{folder}/{name[4:]}" if folder else name[4:])
            return
        if member.islnk():
            made.entries.append(
                (path, "/".join(part for part in member.linkname.split("/") if part not in ("", ".")))
            )
            return
        kind = _KINDS.get(member.type)
        if kind is None:
            return
        xattrs = {
            key[len(_XATTR) :]: value.encode("utf-8", "surrogateescape")
            for key, value in member.pax_headers.items()
            if key.startswith(_XATTR)
        }
        device = (member.devmajor, member.devminor) if kind in (CHARACTER, BLOCK) else (0, 0)
        link = member.linkname if kind == SYMLINK else ""
        entry = Entry(kind, member.mode & 0o7777, member.uid, member.gid, member.size, link, device, xattrs)
        if kind == FILE and (content := archive.extractfile(member)) is not None:
            machine, plain = hashlib.sha256(entry.header()), hashlib.sha256()
            kept: bytes | None = b""
            while chunk := content.read(CHUNK):
                machine.update(chunk)
                plain.update(chunk)
                kept = kept + chunk if kept is not None and member.size <= min(KEPT, self.kept) else None
            if kept is not None:
                self.kept -= len(kept)
                entry.chunks = partial(_once, kept)
            entry.known, entry.bytes_digest = f"sha256:{machine.hexdigest()}", plain.hexdigest()
        made.entries.append((path, entry))

    @staticmethod
    def _put(tree: Tree, layer: _Layer) -> None:
        for folder in layer.opaque:
            tree.clear(folder)
        for path in layer.removed:
            tree.remove(path)
        for path, entry in layer.entries:
            if isinstance(entry, str):
                target = tree.entries.get(entry)
                if target is not None:
                    tree.add(path, target)
            else:
                tree.add(path, replace(entry))


def _once(data: bytes) -> tuple[bytes, ...]:
    return (data,)


class _Stream(io.RawIOBase):
    """Blocks as a file that is read forwards."""

    def __init__(self, blocks: Iterator[bytes]) -> None:
        super().__init__()
        self._blocks = blocks
        self._rest = b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        parts, wanted = list[bytes](), size if size >= 0 else 1 << 60
        while wanted:
            if not self._rest:
                self._rest = next(self._blocks, b"")
                if not self._rest:
                    break
            part, self._rest = self._rest[:wanted], self._rest[wanted:]
            wanted -= len(part)
            parts.append(part)
        return b"".join(parts)
