"""A registry with some images, secrets made at run time, and short ways to run the commands."""

from __future__ import annotations

import json
import os
import random
import string
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from dlinter.cli.main import main
from dlinter.detectors.checksums import crc32_base62
from dlinter.packs import load_rules
from dlinter.policy.settings import Settings
from dlinter.run.scan.images import scan as scan_images
from tests.fleet import processes
from tests.fleet.registry import Registry, fill, serving


def token() -> str:
    body = "".join(random.choices(string.ascii_letters + string.digits, k=30))
    return "ghp_" + body + crc32_base62(body)


@pytest.fixture(scope="session")
def tokens() -> list[str]:
    return [token() for _ in range(4)]


@pytest.fixture(autouse=True)
def _own_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path / "docker"))
    for name in (
        "XDG_RUNTIME_DIR",
        "REGISTRY_AUTH_FILE",
        "JOB_COMPLETION_INDEX",
        "JOB_COMPLETION_COUNT",
        "CI_NODE_INDEX",
        "CI_NODE_TOTAL",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="module")
def quick_processes() -> Iterator[None]:
    """For tests of what a fleet finds and says; those of its processes have them as users have."""
    with processes.quick_processes():
        yield


@pytest.fixture
def registry(tokens: list[str]) -> Iterator[Registry]:
    with serving() as server:
        fill(server, tokens)
        yield server


@pytest.fixture
def fleet(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Runs `dlint fleet …`: exit code, stdout, stderr."""

    def run(*args: object) -> tuple[int, str, str]:
        code = main(["fleet", *map(str, args)])
        out, error = capsys.readouterr()
        return code, out, error

    return run


def told_by_scan(names: list[str]) -> list[str]:
    """The findings of `dlint scan`, image by image, each as one line of JSON, sorted."""
    rules = load_rules()
    settings = Settings(enabled=frozenset(r.id for r in rules.rules if "default" in r.info.sets))
    return sorted(line for name in names for line in _lines(scan_images([name], settings, ruleset=rules)))


def _lines(report: Any) -> list[str]:
    from dlinter.report.formats.json import result_json

    return [json.dumps(result_json(result), sort_keys=True) for result in report.results]


def told_by_fleet(path: Path) -> list[str]:
    """The findings of a store in the same form."""
    from dlinter.fleet.read import Reader, result_of
    from dlinter.report.formats.json import result_json

    rules = {r.id: r.info for r in load_rules().rules}
    with Reader(path) as reader:
        return sorted(
            json.dumps(result_json(result_of(row, rules)), sort_keys=True)
            for row in reader.findings(suppressed=True)
        )


def names_of(registry: Registry) -> list[str]:
    return [
        f"{registry.host}/{repository}:{tag}"
        for repository, tags in sorted(registry.tags.items())
        for tag in tags
    ]


JOBS = os.cpu_count() or 1
