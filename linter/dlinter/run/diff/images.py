"""Two images, instruction by instruction: which layers differ, and in what files; packages, configuration,
history, sizes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from difflib import SequenceMatcher

from dlinter.model.difference.images import File, FileDifference, ImageDifference, LayerDifference, Package
from dlinter.model.difference.values import is_hidden
from dlinter.model.image import Image
from dlinter.model.image.filesystem import OPAQUE, WHITEOUT
from dlinter.model.image.flat import instruction_of
from dlinter.model.image.installed import (
    LARGEST_MANIFEST,
    Installed,
    is_database,
    is_manifest,
    needs_content,
    packages_of,
)
from dlinter.model.masks import CUT
from dlinter.sources.build_json import BuildLogError
from dlinter.sources.image_config import ImageSource
from dlinter.sources.layer_files import LayerFiles, layer_files
from dlinter.sources.records.open import Input

MOST_FILES = 1_000
"""Differing files of one layer that are kept."""
_KEPT_ALL = 128 << 20
"""Bytes of databases of packages that are held at once."""
_VOLATILE = re.compile(
    r"(?:^|/)(?:var/log/.*|var/cache/ldconfig/aux-cache|var/lib/dpkg/status-old|"
    r"var/lib/systemd/catalog/database|etc/(?:hostname|hosts|resolv\.conf|machine-id)|"
    r".*__pycache__/.*\.pyc|root/\.(?:bash_history|wget-hsts)|tmp/.*)$"
)
"""Files that hold times or names of the machine: two builds never have the same."""


def compare_images(old: Input, new: Input, build: int, *, semantic: bool) -> ImageDifference:
    """The difference of the images of two inputs: the chosen ones, of the same platform where there are
    several."""
    other = new.images[min(max(build, 1), len(new.images)) - 1]
    same = [i for i in old.images if i.image.platform == other.image.platform]
    one = (same or old.images)[0]
    if build and len(old.images) >= build:
        one = old.images[build - 1]
    return _compare(one, other, semantic=semantic)


class _Reader:
    """Layers of one image, read when they are asked for."""

    def __init__(self, source: ImageSource) -> None:
        self.source, self._held = source, 0
        self._read: dict[int, LayerFiles] = {}

    def files(self, index: int) -> LayerFiles:
        if index not in self._read:
            self._read[index] = layer_files(self.source, index, self._keep)
        return self._read[index]

    def _keep(self, path: str, size: int) -> bool:
        wanted = (
            needs_content(path)
            and (is_database(path) or size <= LARGEST_MANIFEST)
            and self._held + size <= _KEPT_ALL
        )
        self._held += size if wanted else 0
        return wanted

    def packages(self, indexes: Sequence[int]) -> tuple[Installed, bool]:
        """What the databases of these layers say, the last one of each path; and whether there is any."""
        databases: dict[str, bytes] = {}
        found: Installed = {}
        for index in indexes:
            read = self.files(index)
            for path, file in read.files.items():
                if is_database(path) and path in read.content:
                    databases[path] = read.content[path]
                elif is_manifest(path) and file.kind in ("file", "folder"):
                    databases[path] = read.content.get(path, b"")
        for path in sorted(databases):
            for manager, name, version in packages_of(path, databases[path]):
                known = found.get((manager, name), "")
                versions = sorted({*known.split(", "), version} - {""})
                found[manager, name] = ", ".join(versions)
        return found, bool(databases)


def _compare(one: ImageSource, other: ImageSource, *, semantic: bool) -> ImageDifference:
    left, right = _Reader(one), _Reader(other)
    layers: list[LayerDifference] = []
    old_read, new_read = list[int](), list[int]()
    for before, after in _paired(one.image, other.image):
        if before is not None and after is not None and _same(one.image, before, other.image, after):
            layers.append(_row(one.image, other.image, before, after, same=True))
            continue
        then, now = _both(left, before, right, after)
        old_read += [before] if before is not None else []
        new_read += [after] if after is not None else []
        differing = list(_files(then.files, now.files, semantic=semantic))
        kinds = Counter(how for f in differing for how in f.how)
        problem = then.problem or now.problem
        layers.append(_row(one.image, other.image, before, after, differing, dict(kinds), problem))
    packages = tuple(_packages(left, right, old_read, new_read))
    history = () if semantic else tuple(_history(one.image, other.image))
    return ImageDifference(
        one.image.digest, other.image.digest, sum(x.size for x in one.image.layers),
        sum(x.size for x in other.image.layers), tuple(layers), packages,
        tuple(_config(one.image, other.image)), history,
    )  # fmt: skip


def _both(
    left: _Reader, before: int | None, right: _Reader, after: int | None
) -> tuple[LayerFiles, LayerFiles]:
    """The files of both sides of a pair, read at the same time: inflating and hashing run without the
    interpreter's lock."""
    if before is None or after is None:
        return left.files(before) if before is not None else LayerFiles(), right.files(
            after
        ) if after is not None else LayerFiles()
    with ThreadPoolExecutor(1) as beside:
        now = beside.submit(right.files, after)
        return left.files(before), now.result()


def _same(one: Image, before: int, other: Image, after: int) -> bool:
    a, b = one.layers[before], other.layers[after]
    return bool(a.diff_id and a.diff_id == b.diff_id) or bool(a.digest and a.digest == b.digest)


def _instruction(image: Image, index: int) -> str:
    history = image.layers[index].history
    keyword, rest = instruction_of(history) if history is not None else ("", "")
    return " ".join(f"{keyword} {rest}".split()) or f"layer {index}"


def _row(
    one: Image, other: Image, before: int | None, after: int | None,
    differing: Sequence[FileDifference] = (), kinds: Mapping[str, int] | None = None,
    problem: str = "", *, same: bool = False,
) -> LayerDifference:  # fmt: skip
    old, new = (
        one.layers[before] if before is not None else None,
        other.layers[after] if after is not None else None,
    )
    text = _instruction(other, after) if after is not None else _instruction(one, before or 0)
    order = sorted(differing, key=lambda f: (f.how == ("time",), f.path))
    return LayerDifference(
        text, (old.digest or old.diff_id) if old else "", (new.digest or new.diff_id) if new else "", same,
        old.size if old else None, new.size if new else None,
        len(differing), tuple(order[:MOST_FILES]), kinds or {}, problem,
    )  # fmt: skip


def _paired(one: Image, other: Image) -> Iterator[tuple[int | None, int | None]]:
    """Layers that belong together: those of the same instruction in order, else those at the same place
    between them."""
    if len(one.layers) > 2_000 or len(other.layers) > 2_000:
        raise BuildLogError(
            f"{one.name if len(one.layers) > 2_000 else other.name} has more than 2,000 layers"
        )
    then, now = (
        [_instruction(one, x.index) for x in one.layers],
        [_instruction(other, x.index) for x in other.layers],
    )
    for tag, a, b, c, d in SequenceMatcher(None, then, now, autojunk=False).get_opcodes():
        if tag == "insert":
            yield from ((None, j) for j in range(c, d))
        elif tag == "delete":
            yield from ((i, None) for i in range(a, b))
        else:
            for step in range(max(b - a, d - c)):
                yield a + step if a + step < b else None, c + step if c + step < d else None


def _files(old: Mapping[str, File], new: Mapping[str, File], *, semantic: bool) -> Iterator[FileDifference]:
    for path in sorted({*old, *new}):
        then, now = old.get(path), new.get(path)
        if gone := _whiteout(path):
            if then is None or now is None:
                yield FileDifference(gone, ("deleted",) if then is None else ("no longer deleted",))
            continue
        if semantic and _VOLATILE.search(path):
            continue
        if then is None:
            yield FileDifference(path, ("added",), None, now.size if now else None)
        elif now is None:
            yield FileDifference(path, ("removed",), then.size, None)
        else:
            how = tuple(_how(then, now, semantic=semantic))
            if how:
                yield FileDifference(path, how, then.size, now.size)


def _whiteout(path: str) -> str:
    """What a whiteout deletes (OCI image spec, layer.md), `folder/*` for an opaque one; "" for a file."""
    folder, _, name = path.rpartition("/")
    if not name.startswith(WHITEOUT.decode()):
        return ""
    gone = "*" if name == OPAQUE.decode() else name.removeprefix(WHITEOUT.decode())
    return f"{folder}/{gone}" if folder else gone


def _how(then: File, now: File, *, semantic: bool) -> Iterator[str]:
    if then.kind != now.kind:
        yield "kind"
    elif then.digest != now.digest:
        yield "content"
    if then.link != now.link:
        yield "link"
    if then.mode != now.mode:
        yield "mode"
    if then.owner != now.owner:
        yield "owner"
    if not semantic and then.time != now.time:
        yield "time"


def _packages(
    left: _Reader, right: _Reader, old_read: Sequence[int], new_read: Sequence[int]
) -> Iterator[Package]:
    (then, any_then), (now, any_now) = left.packages(old_read), right.packages(new_read)
    if any_then != any_now:  # the other image has them in a layer that both share
        then, now = (
            left.packages(range(len(left.source.image.layers)))[0],
            right.packages(range(len(right.source.image.layers)))[0],
        )
    for manager, name in sorted({*then, *now}):
        old, new = then.get((manager, name)), now.get((manager, name))
        if old != new:
            yield Package(manager, name, old, new)


def _config(one: Image, other: Image) -> Iterator[tuple[str, str | None, str | None]]:
    a, b = one.config, other.config
    then, now = _pairs(a.env), _pairs(b.env)
    for name in dict.fromkeys([*then, *now]):
        if then.get(name) != now.get(name):
            yield f"env {name}", *_masked(name, then.get(name), now.get(name))
    for name in dict.fromkeys([*a.labels, *b.labels]):
        if a.labels.get(name) != b.labels.get(name):
            yield f"label {name}", *_masked(name, a.labels.get(name), b.labels.get(name))
    for field in ("entrypoint", "cmd", "healthcheck", "onbuild", "shell", "user", "workdir", "exposed_ports",
        "volumes", "stop_signal"):
        old, new = getattr(a, field), getattr(b, field)
        if old != new:
            yield field, _shown(old), _shown(new)
    if one.platform != other.platform:
        yield "platform", one.platform, other.platform


def _masked(name: str, *values: str | None) -> tuple[str | None, str | None]:
    """Both values of a variable, or marks in place of them where its name says that they are secret."""
    old, new = (None if v is None else CUT if is_hidden(name) else v for v in values)
    return old, new


def _pairs(env: Sequence[str]) -> dict[str, str]:
    return {name: value for name, _, value in (entry.partition("=") for entry in env)}


def _shown(value: object) -> str | None:
    text = (
        value
        if isinstance(value, str)
        else " ".join(map(str, value))
        if isinstance(value, tuple)
        else str(value)
    )
    return text or None


def _history(one: Image, other: Image) -> Iterator[tuple[str | None, str | None]]:
    """Commands that differ. Times differ in every build and are not counted."""
    then, now = [h.created_by for h in one.history], [h.created_by for h in other.history]
    for tag, a, b, c, d in SequenceMatcher(None, then, now, autojunk=False).get_opcodes():
        if tag != "equal":
            for step in range(max(b - a, d - c)):
                yield then[a + step] if a + step < b else None, now[c + step] if c + step < d else None
