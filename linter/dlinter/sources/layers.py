"""Streams every layer once: inflate, hash, walk the headers, hand the blocks to a consumer.

As long as every core has a layer, one thread does all of it, and a block stays in its core's cache. Where a
core is free, a second thread inflates ahead while the first one hashes, walks and matches: both are busy
though there may be one layer only, and a few blocks are held whatever the image's size.
"""

from __future__ import annotations

import hashlib
import queue
import threading
from collections.abc import Callable, Generator, Iterator

from msgspec import Struct, field

from dlinter.archive.inflate import InflateError, inflate
from dlinter.archive.tar import TarError, TarWalker
from dlinter.finding import Problem
from dlinter.model.image.stream import LayerConsumer, MakeConsumer, Members
from dlinter.sources.blobs import BlobError
from dlinter.sources.digests import algorithm_of, machine_for, text_of
from dlinter.sources.image_config import Blob, ImageSource, compression_of

AHEAD = 6
"""Blocks of 1 MB between the two threads."""
MERGE = 1 << 20
LARGE = MERGE // 4

Progress = Callable[[int, int, str], None]


class LayerRead(Struct):
    """What reading one layer gave. `consumer` is None where the layer could not be begun. `size` is
    uncompressed."""

    index: int
    members: Members = field(default_factory=Members)
    consumer: LayerConsumer | None = None
    problems: list[Problem] = field(default_factory=list)
    size: int = 0
    digest: str = ""
    """Of the blob's bytes as they were read, with its algorithm; "" where it was not read to its end."""


class _End(Exception):
    pass


def read_layer(
    source: ImageSource, index: int, make: MakeConsumer, progress: Callable[[int], None] | None = None, *,
    digest: bool = True,
    spare: Callable[[], bool] = lambda: True,
) -> LayerRead:  # fmt: skip
    """Streams one layer. Never raises: what is wrong is among the problems, and what came before it was
    looked at. Without `digest` the blob's own digest is made only where there is one to compare it with.
    `spare` tells whether a core is free; it is asked before each block."""
    image, blob = source.image, source.layers[index]
    layer = image.layers[index]
    done = LayerRead(index)
    label = f"layer {index}" + (f" ({layer.digest[:19]}…)" if layer.digest else "")

    def problem(message: str) -> None:
        done.problems.append(Problem(f"{label} {message}", image.name))

    checked = algorithm_of(blob.digest)
    compressed, plain = machine_for(blob.digest), machine_for(layer.diff_id)
    try:
        chunks = source.blobs.chunks(blob.name)
        first = next(chunks, b"")
    except BlobError as error:
        problem(f"is missing: {error}")
        return done
    compression, wrong = compression_of(blob, first[:16])
    if wrong:
        problem(wrong)
    if not compression:
        return done
    consumer = done.consumer = make(index, done.members)
    walker, walking = TarWalker(done.members), True
    same = compression == "plain"
    # Of a plain layer blob and content are the same bytes: one machine does for both, where both are asked
    # for the same algorithm.
    digest = (digest or bool(checked)) and not (same and compressed.name == plain.name)

    def pull() -> Iterator[bytes]:
        chunk = first
        while chunk:
            if digest:
                compressed.update(chunk)
            if progress is not None:
                progress(len(chunk))
            yield chunk
            chunk = next(chunks, b"")

    blocks = _ahead(_merged(inflate(pull(), compression)), spare, f"dlint-inflate-{index}")
    failure = ""
    try:
        while True:
            try:
                block = next(blocks, b"")
            except (InflateError, BlobError) as error:
                failure = str(error)
                break
            if not block:
                break
            offset, done.size = done.size, done.size + len(block)
            if walking:
                try:
                    walker.feed(block)
                except TarError as error:
                    problem(str(error))
                    walking = False
            plain.update(block)
            consumer.feed(block, offset)
        consumer.finish()
    finally:
        blocks.close()
    if failure:
        problem(failure)
        return done
    if walking:
        try:
            walker.finish()
        except TarError as error:
            problem(str(error))
    stored = compressed if digest else plain if same else None
    done.digest = _verify(blob, layer.diff_id, stored, plain, problem)
    return done


def _ahead(blocks: Iterator[bytes], spare: Callable[[], bool], name: str) -> Generator[bytes, None, None]:
    """The blocks, made by the caller's thread while there is no spare core, and from then on by a thread of
    their own."""
    while not spare():
        block = next(blocks, None)
        if block is None:
            return
        yield block
    made: queue.Queue[bytes | BaseException] = queue.Queue(AHEAD)
    stop = threading.Event()

    def produce() -> None:
        end: BaseException = _End()
        try:
            for block in blocks:
                made.put(block)
                if stop.is_set():
                    break
        except BaseException as error:
            end = error
        made.put(end)

    thread = threading.Thread(target=produce, name=name, daemon=True)
    thread.start()
    try:
        while not isinstance(got := made.get(), BaseException):
            yield got
        if not isinstance(got, _End):
            raise got
    finally:
        stop.set()
        while thread.is_alive():
            try:
                made.get(timeout=0.05)
            except queue.Empty:
                continue
        thread.join()


def _merged(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """Small blocks put together: a match over 1 MB costs less than over sixteen pieces. What is large enough
    by itself is not copied."""
    held: list[bytes] = []
    size = 0
    for block in blocks:
        if len(block) >= LARGE and (not held or size >= LARGE):
            if held:
                yield held[0] if len(held) == 1 else b"".join(held)
                held, size = [], 0
            yield block
            continue
        held.append(block)
        size += len(block)
        if size >= MERGE:
            yield b"".join(held)
            held, size = [], 0
    if held:
        yield b"".join(held)


def _verify(
    blob: Blob,
    diff_id: str,
    stored: hashlib._Hash | None,
    plain: hashlib._Hash,
    problem: Callable[[str], None],
) -> str:
    given = text_of(stored) if stored is not None else ""
    if blob.digest and not algorithm_of(blob.digest):
        problem("has a digest that cannot be checked: only sha256 and sha512 are supported")
    elif blob.digest and blob.digest != given:
        problem(f"has the wrong digest: its bytes give {given[:19]}…")
    made = text_of(plain)
    if diff_id and not algorithm_of(diff_id):
        problem("has a diffID that cannot be checked: only sha256 and sha512 are supported")
    elif diff_id and diff_id != made:
        problem(f"has the wrong diffID: the config says {diff_id[:19]}…, its content gives {made[:19]}…")
    return given


def digest_of(source: ImageSource, index: int, like: str) -> str:
    """The digest of a layer's blob as it is stored, by the algorithm of `like`; "" where it cannot be
    read."""
    digest = machine_for(like)
    try:
        for chunk in source.blobs.chunks(source.layers[index].name):
            digest.update(chunk)
    except BlobError:
        return ""
    return text_of(digest)
