"""Files for other frontends: told of once, never linted as Dockerfiles, searched for secrets."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from dlinter.model.dockerfile.reader import read
from dlinter.model.frontend import Frontend, foreign_frontend
from dlinter.model.text import Text
from dlinter.packs import RegistryError, load_frontends, load_rules
from dlinter.policy.settings import Settings
from dlinter.run.session import Examiner

YAML = b"# syntax=dhi.io/build:2-alpine\nname: A\nRUN: [x\ncontents:\n  packages: [curl]\n"


def foreign(source: bytes, *known: Frontend) -> Frontend | None:
    return foreign_frontend(read(Text(source)), lambda: known)


@pytest.mark.parametrize(
    "syntax",
    [
        "docker/dockerfile:1", "docker/dockerfile", "docker.io/docker/dockerfile:1.4@sha256:" + "0" * 64,
        "docker/dockerfile-upstream:master",
    ],
)  # fmt: skip
def test_dockers_own_frontend_reads_dockerfiles_whatever_they_look_like(syntax: str) -> None:
    def load() -> tuple[Frontend, ...]:
        raise AssertionError("nothing has to be loaded for Docker's own")

    assert foreign_frontend(read(Text(f"# syntax={syntax}\nname: x\n".encode())), load) is None


def test_a_known_frontend_decides() -> None:
    yaml = Frontend(("own.example/*",), "YAML")
    own = Frontend(("own.example:5000/file",), "a Dockerfile", dockerfile=True)
    assert foreign(b"# syntax=own.example/a:1\nFROM alpine\n", yaml, own) is yaml
    assert foreign(b"# syntax=own.example:5000/file:1\nname: x\n", yaml, own) is None
    assert foreign(b"# syntax=own.example:5000/file@sha256:ab\nname: x\n", yaml, own) is None


def test_of_an_unknown_frontend_the_file_decides() -> None:
    assert foreign(b"# syntax=other.example/f:1\nFROM alpine\nINCLUDE x\n") is None
    found = foreign(b"# syntax=other.example/f:1\nname: x\n")
    assert found is not None and found.images == ("other.example/f",)
    assert foreign(b"name: x\n") is None


def test_rules_about_instructions_stay_silent_and_secrets_are_found() -> None:
    rules = load_rules()
    examiner = Examiner.of(rules, Settings(enabled=frozenset(r.id for r in rules.rules)))
    outcome = examiner.lint(Text(YAML))
    assert not outcome.problems
    assert [(r.rule.id, r.severity.value) for r in outcome.results] == [("not-a-dockerfile", "note")]
    token = "ghp_" + "T9sKq2LmXv4RzWp7Yb3NcHd8JfGk1A4BvYMx"
    found = examiner.lint(Text(YAML + f"  token: {token}\n".encode())).results
    assert {r.rule.id for r in found} == {"not-a-dockerfile", "secret-in-text"}
    assert not any(token in r.message for r in found)


def test_a_package_adds_frontends_by_entry_point(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    meta = tmp_path / "own-1.dist-info"
    meta.mkdir()
    (meta / "entry_points.txt").write_text(
        "[dlint.rules]\na = no_such\n[dlint.frontends]\nown = own_frontends\n"
    )
    (tmp_path / "own_frontends.py").write_text(
        "from dlinter.model.frontend import Frontend\nFRONTENDS = (Frontend(('own.example/f',), 'TOML'),)\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    found = load_frontends(["dlinter_rules"], [str(tmp_path)])
    assert found[0].reads == "TOML"
    assert any(f.matches("dhi.io/build") for f in found)


def test_a_module_without_frontends_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    meta = tmp_path / "bad-1.dist-info"
    meta.mkdir()
    (meta / "entry_points.txt").write_text("[dlint.frontends]\nbad = bad_frontends\n")
    (tmp_path / "bad_frontends.py").write_text("FRONTENDS = ['x']\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(RegistryError, match="`bad_frontends` has no `FRONTENDS`"):
        load_frontends([], [str(tmp_path)])
    sys.modules.pop("bad_frontends", None)
