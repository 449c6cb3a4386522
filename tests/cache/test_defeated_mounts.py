"""A fix that adds a mount takes out all that would empty it in the same step, or leaves the mount out."""

from __future__ import annotations

import pytest

from dlinter.finding import Result
from dlinter.fix import apply
from dlinter.model.text import Text
from dlinter.packs import load_rules
from dlinter.policy.settings import Settings
from dlinter.testing.examiner import ExampleExaminer


def _fixed(source: str) -> str:
    """The file with the fix of install-without-cache-mount."""
    found = [r for r in _results(source) if r.rule.id == "install-without-cache-mount" and r.finding.fix]
    assert found and found[0].finding.fix is not None and found[0].location.text is not None
    return apply(found[0].location.text, found[0].finding.fix.edits).data.decode()


def _results(source: str) -> list[Result]:
    return EXAMINER.results(Text(source.encode(), "Dockerfile"))


EXAMINER = ExampleExaminer.of(
    load_rules(), Settings(enabled=frozenset({"install-without-cache-mount", "cache-mount-defeated"}))
)
APT = "FROM debian:12\nRUN apt-get update && \\\n    apt-get install -y curl && \\\n"


@pytest.mark.parametrize(
    "source",
    [
        APT + "    # tidy up\n    rm -rf /var/lib/apt/lists/*\n",
        APT + "    # tidy up\n\n    # twice\n    rm -rf /var/lib/apt/lists/* && \\\n    # more\n    apt-get "
            "clean\n",
        APT + "    apt-get clean && rm -rf /var/lib/apt/lists/* /tmp/* /var/tmp/*\n",
        APT + "    rm -rf \\\n      /var/lib/apt/lists/* \\\n      /tmp/*\n",
        APT + "    # lists\n    find /var/lib/apt -type f -delete\n",
        ("FROM debian:12\nRUN set -ex; apt-get update; apt-get install -y curl; \\\n  # tidy\n  rm -rf "
        "/var/lib/apt/lists/*; echo done\n"),
        ("FROM debian:12\nRUN <<EOF\nset -e\napt-get update\napt-get install -y curl  # a tool\n# tidy up\n"
        "rm -rf /var/lib/apt/lists/*\necho done\nEOF\n"),
        ("FROM debian:12\nRUN <<EOF\nset -e\napt-get update\napt-get install -y curl\ncat >/etc/x <<X\nx\nX\n"
        "rm -rf /var/lib/apt/lists/*\nEOF\n"),
        ("FROM debian:12\nRUN (apt-get update && apt-get install -y curl) && rm -rf /var/lib/apt/lists/* ; "
        "echo done\n"),
        ("FROM debian:12\nRUN apt-get update && apt-get install -y curl && if true; then rm -rf "
        "/var/lib/apt/lists/*; fi\n"),
        ("FROM python:3.13\nRUN pip install flask \\\n    # tidy\n    && rm -rf /root/.cache/pip \\\n       "
        "/tmp/*\n"),
    ],
)
def test_no_mount_is_emptied_by_its_own_step(source: str) -> None:
    fixed = _fixed(source)
    assert "--mount=type=cache" in fixed
    assert [r.message for r in _results(fixed) if r.rule.id == "cache-mount-defeated"] == []


def test_what_else_is_deleted_stays_and_what_follows_hangs_on_the_same() -> None:
    assert _fixed(APT + "    apt-get clean && rm -rf /var/lib/apt/lists/* /tmp/* /var/tmp/*\n").endswith(
        "apt-get install -y curl && rm -rf /tmp/* /var/tmp/*\n"
    )
    mixed = _fixed(
        "FROM debian:12\nRUN (apt-get update && apt-get install -y curl) && rm -rf /var/lib/apt/lists/* ; "
        "echo done\n"
    )
    assert mixed.endswith("apt-get install -y curl) ; echo done\n") and "/var/lib/apt," in mixed


@pytest.mark.parametrize(
    "end",
    [
        "if true; then rm -rf /var/lib/apt/lists/*; fi\n",
        "if rm -rf /var/lib/apt/lists/* && true; then echo a; fi\n",
        "case x in x) rm -rf /var/lib/apt/lists/* ;; esac\n",
        "for f in a; do rm -rf /var/lib/apt/lists/*; done\n",
    ],
)
def test_a_command_that_stands_alone_stays_and_its_folder_gets_no_mount(end: str) -> None:
    fixed = _fixed(f"FROM debian:12\nRUN apt-get update && apt-get install -y curl && {end}")
    assert fixed.endswith(end) and "target=/var/cache/apt," in fixed and "target=/var/lib/apt" not in fixed


def test_the_body_of_a_heredoc_stays() -> None:
    fixed = _fixed(
        "FROM debian:12\nRUN <<EOF\nset -e\napt-get update\napt-get install -y curl\ncat >/etc/x <<X\nx\nX\n"
        "rm -rf /var/lib/apt/lists/*\nls\nEOF\n"
    )
    assert "cat >/etc/x <<X\nx\nX\nls\nEOF\n" in fixed


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("ln -s /usr/lib/$(uname -m)-linux-gnu/x /usr/lib/x \\\n    && rm -rf /var/lib/apt/lists/*\n",
            "ln -s /usr/lib/$(uname -m)-linux-gnu/x /usr/lib/x\n"),
        (("if [ -f /x ]; then apt-get install -y vim; fi \\\n    # tidy\n    && apt-get clean && "
            "rm -rf /var/lib/apt/lists/*\n"), "if [ -f /x ]; then apt-get install -y vim; fi\n"),
        ("(echo a; echo b) && rm -rf /var/lib/apt/lists/* && echo c\n", "(echo a; echo b) && echo c\n"),
        ("if [ -f /x ]; then apt-get install -y vim && apt-get clean && rm -rf /var/lib/apt/lists/*; fi\n",
            "if [ -f /x ]; then apt-get install -y vim; fi\n"),
        ("case x in x) echo a && rm -rf /var/lib/apt/lists/* ;; y) echo b ;; esac\n",
            "case x in x) echo a ;; y) echo b ;; esac\n"),
        ("if true; then rm -rf /var/lib/apt/lists/* && echo a; fi\n", "if true; then echo a; fi\n"),
        ("echo \"$(date)\"; rm -rf /var/lib/apt/lists/*; echo c\n", "echo \"$(date)\"; echo c\n"),
    ],
)
def test_a_command_behind_a_group_or_a_substitution_is_cut_whole(before: str, after: str) -> None:
    assert _fixed(f"FROM debian:12\nRUN apt-get update && apt-get install -y curl && {before}").endswith(
        f"apt-get install -y curl && {after}"
    )


@pytest.mark.parametrize(
    "run",
    [
        'if [ "$D" = 1 ]; then apt-get update && apt-get install -y gdb; fi',
        "if ! command -v gdb; then apt-get update && apt-get install -y gdb; fi",
        "! command -v gdb && apt-get update && apt-get install -y gdb",
        "while ! apt-get install -y gdb; do sleep 1; done",
    ],
)
def test_what_keeps_the_mount_full_stands_above_a_condition(run: str) -> None:
    fixed = _fixed(f"FROM debian:12\nARG D\nRUN {run}\n")
    assert f"rm -f /etc/apt/apt.conf.d/docker-clean && {run}\n" in fixed
