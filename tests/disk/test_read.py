"""What is no regular file, too large, or outside of the repository is refused at once, with the reason."""

from __future__ import annotations

import os
import socket
import time
from pathlib import Path

import pytest

from dlinter.disk.links import leads_out
from dlinter.disk.read import RefusedFile, read_small, unread


def test_a_regular_file(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x" * 100)
    assert read_small(tmp_path / "a", 100) == b"x" * 100
    with pytest.raises(RefusedFile, match="is larger than the limit of 0 KB"):
        read_small(tmp_path / "a", 99)
    with pytest.raises(FileNotFoundError):
        read_small(tmp_path / "b")


def test_what_is_no_file_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "zero").symlink_to("/dev/zero")
    (tmp_path / "folder").mkdir()
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "socket"))
        began = time.monotonic()
        for name, what in (
            ("pipe", "a named pipe"),
            ("zero", "a device"),
            ("folder", "a folder"),
            ("socket", "a socket"),
        ):
            with pytest.raises(RefusedFile) as caught:
                read_small(tmp_path / name)
            assert unread(caught.value) == f"is not read: it is {what}, not a regular file"
        assert time.monotonic() - began < 60


def test_a_file_without_a_size_is_read_up_to_the_limit() -> None:
    assert read_small("/proc/self/status", 1 << 20).startswith(b"Name:")
    with pytest.raises(RefusedFile, match="larger than the limit"):
        read_small("/proc/self/status", 10)


def test_a_pipe_of_the_shell_is_read() -> None:
    out, into = os.pipe()
    os.write(into, b"FROM a\n")
    os.close(into)
    assert read_small(f"/dev/fd/{out}") == b"FROM a\n"
    os.close(out)


def test_links_that_lead_out(tmp_path: Path) -> None:
    repo, outside = tmp_path / "repo", tmp_path / "outside"
    (repo / ".git").mkdir(parents=True)
    (repo / "sub").mkdir()
    outside.mkdir()
    for folder in (repo, outside):
        (folder / "file").write_text("x")
    for name, target in (
        ("in", "file"), ("sub/up", "../file"), ("out", outside / "file"), ("folder", outside),
        ("twice", "out"), ("relative", "../outside/file"),
        ("back", "../repo/file"), ("round", "round"), ("dangling", outside / "none"),
    ):  # fmt: skip
        (repo / name).symlink_to(target)
    assert {n for n in ("in", "sub/up", "out", "folder/file", "twice", "relative", "back", "file",
        "dangling") if leads_out(str(repo / n))} == {
        "out", "folder/file", "twice", "relative", "dangling",
    }  # fmt: skip
    with pytest.raises(RefusedFile, match="leads out of the repository"):
        read_small(repo / "out", within="")
    assert read_small(repo / "in", within="") == b"x"
    with pytest.raises(OSError):
        read_small(repo / "round", within="")
    (outside / "mine").symlink_to(repo / "file")
    assert not leads_out(str(outside / "mine")) and leads_out(str(outside / "mine"), str(outside))
