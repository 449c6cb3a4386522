"""What people install holds no secret of theirs: 0 findings at `error` or `warning` on the packages of this
machine."""

from __future__ import annotations

import os
import sysconfig
import time
from pathlib import Path

import pytest

from dlinter.model.image.stream import FILE, Members
from dlinter.packs import load_rules
from dlinter.secrets.layer import LayerScanner
from dlinter.secrets.searcher import Engine

SECONDS = 4.0
FOLDERS = (
    sysconfig.get_path("stdlib"),
    "/usr/lib/python3",
    "/usr/share/perl",
    "/usr/share/ca-certificates",
    "/usr/share/nodejs",
)


@pytest.mark.parametrize("folder", FOLDERS)
def test_installed_packages(folder: str) -> None:
    """Scanned as one layer, for at most `SECONDS`: file by file, in order. What was installed beside the
    standard library is not asked."""
    root = Path(folder)
    if not root.is_dir():
        pytest.skip(f"{folder} is not on this machine")
    members = Members()
    scanner = LayerScanner(Engine(load_rules(("dlinter_rules",)).detectors), members)
    at, end = 0, time.monotonic() + SECONDS
    for name in sorted(os.path.join(d, f) for d, _, files in os.walk(root) for f in files):
        path = Path(name)
        if time.monotonic() > end:
            break
        if "site-packages" in name or path.is_symlink() or not path.is_file() or not os.access(path, os.R_OK):
            continue
        data = b"\0" * 512 + path.read_bytes()
        if not 512 < len(data) < 8 << 20:
            continue
        members.add(name.lstrip("/").encode("utf-8", "surrogateescape"), FILE, len(data) - 512, at + 512)
        scanner.feed(data, at)
        at += len(data)
    scanner.finish()
    assert [
        (f.path, f.inner, f.candidate.line, f.candidate.detector)
        for f in scanner.found
        if not f.candidate.sieved
    ] == []
