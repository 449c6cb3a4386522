"""Layers for tests: tars made in memory, their members read by the standard library, secrets made at run
time."""

from __future__ import annotations

import io
import random
import string
import tarfile
import zlib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

import dlinter_rules.detectors as pack
from dlinter.detectors.checksums import crc32_base62
from dlinter.detectors.detector import Detector
from dlinter.model.image.stream import FILE, OTHER, Members
from dlinter.packs import load_detectors
from dlinter.secrets.layer import LayerScanner
from dlinter.secrets.scanner import Found
from dlinter.secrets.searcher import Engine

from ..images.containers import tar

ALNUM = string.ascii_letters + string.digits


def detectors(*modules: str) -> tuple[Detector, ...]:
    names = modules or tuple(sorted(m.name for m in iter_modules(pack.__path__)))
    return tuple(d for name in names for d in import_module(f"{pack.__name__}.{name}").DETECTORS)


@cache
def engine(*, literals: bool = False) -> Engine:
    """A few providers are enough here; every detector has its own tests."""
    return Engine(detectors("generic", "keys", "files", "github", "aws"), literals=literals)


@cache
def whole_engine() -> Engine:
    """Of all detectors. Tests ask for it when they run: at import every process that collects tests would
    compile them."""
    return Engine(load_detectors().detectors)


def github_token(seed: int = 1) -> str:
    """A new token with a right checksum (GitHub, 2021: prefix, 30 characters, CRC-32 in base 62)."""
    body = "".join(random.Random(seed).choices(ALNUM, k=30))
    return "ghp" + "_" + body + crc32_base62(body)


def password(seed: int = 1, size: int = 18) -> str:
    chooser = random.Random(f"password {seed}")
    return "".join(chooser.choices(ALNUM, k=size - 3)) + "7kQ"


def members_of(stream: bytes) -> Members:
    members = Members()
    with tarfile.open(fileobj=io.BytesIO(stream)) as archive:
        for info in archive:
            members.add(info.name.encode(), FILE if info.isreg() else OTHER, info.size, info.offset_data)
    return members


def scan(
    files: Mapping[str, bytes], *, block: int = 1 << 20, with_engine: Engine | None = None, spare: int = 0
) -> LayerScanner:
    """A layer of these files, scanned in blocks of `block` bytes with `spare` threads for its archives."""
    stream = tar(files)
    scanner = LayerScanner(with_engine or engine(), members_of(stream), spare=lambda: spare)
    for at in range(0, len(stream), block):
        scanner.feed(stream[at : at + block], at)
    scanner.finish()
    return scanner


def places(found: Iterable[Found], *, sieved: bool = False) -> list[tuple[str, str, int, str]]:
    """(path, inner, line, secret) of what is not sieved, sorted."""
    return sorted(
        (f.path, f.inner, f.candidate.line, f.candidate.secret.reveal()) for f in found if sieved
        or not f.candidate.sieved
    )


def text(secret: str, lines: int = 5) -> bytes:
    """A text with a secret on its line `lines` + 1."""
    return b"just a line of text\n" * lines + f"value {secret} end\n".encode() + b"and one more\n"


def compress_zlib(data: bytes) -> bytes:
    return zlib.compress(data)
