"""What is kept of an earlier run is what this one would derive, and nothing else is believed."""

from __future__ import annotations

from pathlib import Path

import pytest

from dlinter.secrets import derived as module
from dlinter.secrets.derived import derived
from dlinter.secrets.patterns import patterns_of
from dlinter.secrets.prefilter import digest_of, expressions
from dlinter.secrets.searcher import Engine
from dlinter.values import replace

from .layers import detectors


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DLINT_CACHE_DIR", str(tmp_path / "own"))
    return tmp_path / "own"


def test_the_second_run_knows_what_the_first_derived(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = detectors()[::9]
    assert any(d.by_path for d in chosen)
    first = derived(patterns_of(chosen))
    assert first.backs == tuple(p.back for p in patterns_of(chosen))
    assert first.unbroken == tuple(p.unbroken for p in patterns_of(chosen))
    assert first.rests == tuple(p.rest != "" for p in patterns_of(chosen))
    literals = [text for _, text in first.encoded]
    assert first.expressions == digest_of(expressions(patterns_of(chosen), literals))
    alone = derived(patterns_of(chosen), use_cache=False)
    assert (alone.encoded, alone.path_words) == (first.encoded, first.path_words)
    assert not (alone.backs or alone.unbroken or alone.rests or alone.expressions)
    monkeypatch.setattr(module, "_derive", lambda *_, **__: pytest.fail("derived once more"))
    assert derived(patterns_of(chosen)) == first
    assert len(list(folder.glob("derived-*.json"))) == 1


@pytest.mark.parametrize(
    "field", [{"pattern": "q{7}"}, {"prefilter": "q{9}"}, {"ignore_case": True}, {"then": "q"}]
)
def test_another_expression_has_a_file_of_its_own(folder: Path, field: dict[str, object]) -> None:
    (one,) = [d for d in detectors("github") if d.id == "github-personal-access-token"]
    derived(patterns_of([one]))
    other = patterns_of([replace(one, **field)])
    assert derived(other).backs == tuple(p.back for p in other)
    assert len(list(folder.glob("derived-*.json"))) == 2


def test_other_code_has_a_file_of_its_own(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    patterns = patterns_of(detectors("github"))
    derived(patterns)
    monkeypatch.setattr(module, "code_of", lambda name: f"another {name}")
    derived(patterns)
    assert len(list(folder.glob("derived-*.json"))) == 2
    monkeypatch.setattr(module, "code_of", lambda name: "")  # it cannot be read
    derived(patterns)
    assert len(list(folder.glob("derived-*.json"))) == 2


def test_what_somebody_else_wrote_is_not_believed(folder: Path) -> None:
    patterns = patterns_of(detectors("github"))
    first = derived(patterns)
    (file,) = folder.glob("derived-*.json")
    whole = file.read_bytes()
    for damage in (b"", whole[:-1], whole.replace(b'"backs":[', b'"backs":[1,')):
        file.write_bytes(damage)
        assert derived(patterns) == first
        assert file.read_bytes() == whole


def test_the_engine_looks_as_far_back_as_was_derived(folder: Path) -> None:
    first, second, without = [
        Engine(detectors("github"), literals=True, use_cache=cached) for cached in (True, True, False)
    ]
    assert [p._back for p in second.patterns] == [p._back for p in first.patterns]
    assert all(p._back < 0 for p in without.patterns)  # each says it when it is asked
    assert [p.back for p in without.patterns] == [p.back for p in first.patterns]
    assert second.kinds == without.kinds and second._path_words == without._path_words
