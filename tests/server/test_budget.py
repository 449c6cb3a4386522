"""Work that takes too long is given up, and the server goes on."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from dlinter.server.budget import Ended, Late, within
from tests.server.client import PULL, Client


def _busy(seconds: float) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            sum(range(100))
        except Exception:  # as the engine does with a rule that raises
            continue


def test_work_ends_in_time_and_what_follows_is_left_alone() -> None:
    began = time.thread_time()  # the clock jumps where a machine is paused
    with pytest.raises(Late), within(0.2):
        _busy(120)
    assert time.thread_time() - began < 60
    for number in range(100):
        try:
            with within(0.003 * (number % 2)):  # none at all: it is over before the work begins
                _busy(0.003)
        except (Late, Ended):  # Ended: it came in the moment in which `within` ends
            pass
    _busy(0.05)


def test_an_end_that_python_ignored_comes_again() -> None:
    """As when it is raised in `__del__` or in a callback of the garbage collector."""
    last, lost = time.monotonic() + 30, False
    with pytest.raises(Late), within(0.1):
        while time.monotonic() < last:
            try:
                while time.monotonic() < last:
                    pass
            except Ended:
                if lost:
                    raise
                lost = True
    assert lost


def test_the_outer_budget_is_not_taken_for_the_inner_one() -> None:
    with pytest.raises(Late), within(0.1):
        try:
            with within(10):
                _busy(20)
        except Late:
            pytest.fail("the inner budget was not over")
    with within(10):
        with pytest.raises(Late), within(0.1):
            _busy(20)
        _busy(0.05)


def test_a_document_of_too_much_work_is_left_out_and_others_are_answered(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "Dockerfile").write_text("FROM a\n" + "RUN apt-get update && npm ci\n" * 10_000)
    (tmp_path / "Dockerfile.small").write_text("FROM debian:12.1\nADD a.txt /srv/\n")
    with Client(tmp_path, PULL) as client:
        large, small = client.open("Dockerfile"), client.open("Dockerfile.small")
        found = client.request("textDocument/diagnostic", {"textDocument": {"uri": large}})
        assert found["items"] and ("takes longer than 10 seconds" in str(found) or len(found["items"]) > 1)
        assert "add-for-local-files" in str(
            client.request("textDocument/diagnostic", {"textDocument": {"uri": small}})
        )
