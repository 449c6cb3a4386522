from __future__ import annotations

import io
import subprocess
import sys

import pytest

from dlinter.cli.progress import Progress


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class _Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def _draw(monkeypatch: pytest.MonkeyPatch, stream: io.StringIO, after: float, quiet: bool = False) -> str:
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setenv("TERM", "xterm")
    clock = _Clock()
    with Progress(quiet=quiet, color=True, clock=clock) as progress:
        clock.now += after
        progress(10, 100, "image.tar")
        progress(50, 100, "image.tar")
    return stream.getvalue()


def test_a_long_scan_on_a_terminal_has_a_bar_that_is_taken_away(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = _draw(monkeypatch, _Terminal(), 1.5)
    assert "image.tar" in drawn
    assert "\x1b[2K" in drawn[-20:]


def test_a_short_scan_a_pipe_and_quiet_have_none(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _draw(monkeypatch, _Terminal(), 0.5) == ""
    assert _draw(monkeypatch, io.StringIO(), 1.5) == ""
    assert _draw(monkeypatch, _Terminal(), 1.5, quiet=True) == ""


def test_what_is_over_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", stream := _Terminal())
    clock = _Clock()
    with Progress(quiet=False, color=True, files=True, clock=clock) as progress:
        clock.now += 5
        progress(1, 1, "Dockerfile")
    assert stream.getvalue() == ""


def test_files_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", stream := _Terminal())
    monkeypatch.setenv("TERM", "xterm")
    clock = _Clock()
    with Progress(quiet=False, color=True, files=True, clock=clock) as progress:
        clock.now += 5
        progress(3, 40, "a/Dockerfile")
    assert "3/40" in stream.getvalue() and "a/Dockerfile" in stream.getvalue()


def test_rich_is_not_imported_before_it_draws() -> None:
    code = (
        "import sys; from dlinter.cli.progress import Progress; Progress(quiet=False, color=True)(1, 2); "
        "print('rich' in sys.modules)"
    )
    env = {"PYTHONPATH": ":".join(p for p in sys.path if p)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=env, check=True)
    assert done.stdout == "False\n"
