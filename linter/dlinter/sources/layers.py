"""Streams every layer once: inflate, hash, walk the headers, hand the blocks to a consumer.

One thread inflates and hashes while another walks and matches: both cores are busy though there may be one layer only, and a
few blocks are held whatever the image's size.
"""

from __future__ import annotations

import hashlib
import queue
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from dlinter.finding import Problem
from dlinter.model.image.stream import LayerConsumer, MakeConsumer, Members
from dlinter.sources.blobs import BlobError
from dlinter.sources.image import Blob, ImageSource, compression_of
from dlinter.sources.inflate import InflateError, inflate
from dlinter.sources.tar_reader import TarError, TarWalker

AHEAD = 6
"""Blocks of 1 MB between the two threads."""
MERGE = 1 << 20

Progress = Callable[[int, int, str], None]


@dataclass(slots=True)
class LayerRead:
    """What reading one layer gave. `consumer` is None where the layer could not be begun. `size` is uncompressed."""

    index: int
    members: Members = field(default_factory=Members)
    consumer: LayerConsumer | None = None
    problems: list[Problem] = field(default_factory=list)
    size: int = 0
    complete: bool = False
    digest: str = ""
    """Of the blob's bytes as they were read, with its algorithm; "" where it was not read to its end."""


class _End(Exception):
    pass


def read_layer(source: ImageSource, index: int, make: MakeConsumer, progress: Callable[[int], None] | None = None) -> LayerRead:
    """Streams one layer. Never raises: what is wrong is among the problems, and what came before it was looked at."""
    image, blob = source.image, source.layers[index]
    layer = image.layers[index]
    done = LayerRead(index)
    label = f"layer {index}" + (f" ({layer.digest[:19]}…)" if layer.digest else "")

    def problem(message: str) -> None:
        done.problems.append(Problem(f"{label} {message}", image.name))

    compressed, plain = hashlib.sha256(), hashlib.sha256()
    try:
        chunks = source.blobs.chunks(blob.name)
        first = next(chunks, b"")
    except BlobError as error:
        problem(f"is missing: {error}")
        return done
    compression, wrong = compression_of(blob, first[:8])
    if wrong:
        problem(wrong)
    if not compression:
        return done
    consumer = done.consumer = make(index, done.members)
    walker, walking = TarWalker(done.members), True
    blocks: queue.Queue[bytes | BaseException] = queue.Queue(AHEAD)
    stop = threading.Event()
    same = compression == "plain"

    def pull() -> Iterator[bytes]:
        chunk = first
        while chunk:
            if not same:
                compressed.update(chunk)
            if progress is not None:
                progress(len(chunk))
            yield chunk
            chunk = next(chunks, b"")

    def produce() -> None:
        end: BaseException = _End()
        try:
            for block in _merged(inflate(pull(), compression)):
                plain.update(block)
                blocks.put(block)
                if stop.is_set():
                    break
        except (InflateError, BlobError) as error:
            end = error
        except BaseException as error:
            end = error
        blocks.put(end)

    thread = threading.Thread(target=produce, name=f"dlint-inflate-{index}", daemon=True)
    thread.start()
    failure: BaseException = _End()
    try:
        while True:
            block = blocks.get()
            if isinstance(block, BaseException):
                failure = block
                break
            offset, done.size = done.size, done.size + len(block)
            if walking:
                try:
                    walker.feed(block)
                except TarError as error:
                    problem(str(error).removeprefix("the layer ").replace("the tar ", ""))
                    walking = False
            consumer.feed(block, offset)
        consumer.finish()
    finally:
        stop.set()
        while thread.is_alive():
            try:
                blocks.get(timeout=0.05)
            except queue.Empty:
                continue
        thread.join()
    if not isinstance(failure, (_End, InflateError, BlobError)):
        raise failure
    if not isinstance(failure, _End):
        problem(str(failure))
        return done
    if walking:
        try:
            walker.finish()
        except TarError as error:
            problem(str(error).replace("the tar ", ""))
    done.digest = _verify(blob, layer.diff_id, compressed, plain, same, problem)
    done.complete = not done.problems
    return done


def _merged(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """Small blocks put together: a match over 1 MB costs less than over sixteen pieces."""
    held: list[bytes] = []
    size = 0
    for block in blocks:
        if not held and len(block) >= MERGE // 2:
            yield block
            continue
        held.append(block)
        size += len(block)
        if size >= MERGE:
            yield b"".join(held)
            held, size = [], 0
    if held:
        yield b"".join(held)


def _verify(blob: Blob, diff_id: str, compressed: object, plain: object, same: bool, problem: Callable[[str], None]) -> str:
    given: str = "sha256:" + (plain if same else compressed).hexdigest()  # type: ignore[attr-defined]
    if blob.digest.startswith("sha256:") and blob.digest != given:
        problem(f"has the wrong digest: its bytes give {given[:19]}…")
    made = "sha256:" + plain.hexdigest()  # type: ignore[attr-defined]
    if diff_id.startswith("sha256:") and diff_id != made:
        problem(f"has the wrong diffID: the config says {diff_id[:19]}…, its content gives {made[:19]}…")
    return given


def digest_of(source: ImageSource, index: int) -> str:
    """The digest of a layer's blob as it is stored; "" where it cannot be read."""
    digest = hashlib.sha256()
    try:
        for chunk in source.blobs.chunks(source.layers[index].name):
            digest.update(chunk)
    except BlobError:
        return ""
    return f"sha256:{digest.hexdigest()}"
