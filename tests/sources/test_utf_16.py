"""Files of the build context that PowerShell writes are read as pip reads them."""

from __future__ import annotations

from pathlib import Path

import pytest

from dlinter.sources.build_context import load_context


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-16-le"])
def test_utf_16_is_read_by_its_mark(tmp_path: Path, encoding: str) -> None:
    mark = "" if encoding == "utf-16" else "\ufeff"
    (tmp_path / "requirements.txt").write_bytes((mark + "flask==3.0\r\n").encode(encoding))
    (tmp_path / "Dockerfile").write_text("FROM python:3.13\n")
    context = load_context(str(tmp_path / "Dockerfile"), str(tmp_path))
    assert context is not None and context.text("requirements.txt") == "flask==3.0\r\n"


@pytest.mark.parametrize("data", [b"\xff\xfea", b"\xff\xfe\x00\xd8", b"f\0l\0a\0", b"\0\xff\xfe"])
def test_what_is_not_is_binary(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "requirements.txt").write_bytes(data)
    (tmp_path / "Dockerfile").write_text("FROM python:3.13\n")
    context = load_context(str(tmp_path / "Dockerfile"), str(tmp_path))
    assert context is not None and context.text("requirements.txt") is None
