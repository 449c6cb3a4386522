"""What decides findings is in the hash: each field of a detector, and each file of the code."""

from __future__ import annotations

import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from dlinter.detectors.detector import Detector
from dlinter.model.secret import Basis
from dlinter.secrets import origin
from dlinter.secrets.origin import TESTS, code_of, rules_hash
from dlinter.secrets.searcher import Engine
from dlinter.values import replace

from .layers import detectors, engine


def right(secret: str) -> bool:
    return len(secret) > 3


def expires(secret: str) -> float | None:
    return None


def also_right(secret: str) -> bool:
    return len(secret) > 4


def reads(text: str) -> tuple[()]:
    return ()


ONE = Detector(
    id="one",
    provider="One",
    title="one",
    pattern="one_[a-z]{8}",
    keywords=("one_",),
    matches=("x",),
    validate=right,
)
OTHER: dict[str, Any] = {
    "id": "other", "provider": "Other", "title": "other", "pattern": "one_[a-z]{9}", "keywords": ("one",),
    "ignore_case": True, "boundary": False,
    "validate": also_right, "min_entropy": 0.5, "confidence": "low", "security_severity": 7.0, "pair": "two",
    "multiline": True,
    "prefilter": "one_", "then": "x", "paths": "x", "anchors": (("one_", 1),),
    "basis": Basis.NAME, "expires": expires,
    "password": str.upper,
    "rotate": "elsewhere", "by_path": True, "accepts": right, "reach": 77, "loose_of": ("two",),
    "self_made": True, "reader": reads,
}  # fmt: skip


@pytest.mark.parametrize("name", Detector.__struct_fields__)
def test_each_field_counts(name: str) -> None:
    """A new field has to be put into OTHER, or into TESTS where only the detector's own tests read it."""
    if name in TESTS:
        assert name in ("matches", "misses", "source")
        return
    assert rules_hash([replace(ONE, **{name: OTHER[name]})]) != rules_hash([ONE])


def test_a_validation_counts_with_what_it_closes_over() -> None:
    def longer_than(size: int) -> Any:
        return lambda secret: len(secret) > size

    def shorter(secret: str, size: int) -> bool:
        return len(secret) < size

    hashes = {
        rules_hash([replace(ONE, validate=v)])
        for v in (None, longer_than(3), longer_than(4), partial(shorter, size=3), partial(shorter, size=4))
    }
    assert len(hashes) == 5


def test_detectors_their_order_and_the_prefilter_count() -> None:
    two = replace(ONE, id="two")
    assert len({rules_hash([ONE]), rules_hash([ONE, two]), rules_hash([two, ONE]), rules_hash([]),
        rules_hash([ONE], "literals")}) == 5
    assert (
        engine().rules_hash()
        == engine().rules_hash()
        != Engine(detectors("github"), use_cache=False).rules_hash()
    )


def package(folder: Path, name: str, **files: str) -> None:
    (folder / name).mkdir()
    for file, text in {"__init__": "", **files}.items():
        (folder / name / f"{file}.py").write_text(text)


@pytest.mark.parametrize("change", ["content", "one more", "one less", "below"])
def test_each_file_of_the_code_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str) -> None:
    name = f"dlint_origin_{change.replace(' ', '_')}"
    monkeypatch.syspath_prepend(str(tmp_path))
    package(tmp_path, name, a="A = 1\n", b="B = 1\n")
    package(tmp_path / name, "below", c="C = 1\n")
    monkeypatch.setattr(origin, "PACKAGES", (name,))
    before = rules_hash([])
    if change == "one less":
        (tmp_path / name / "b.py").unlink()
    else:
        file = {"content": "a", "one more": "d", "below": "below/c"}[change]
        (tmp_path / name / f"{file}.py").write_text("A = 2\n")
    assert rules_hash([]) != before


def test_the_package_of_a_validation_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A third party's pack: what its checks import from beside them decides, too."""
    monkeypatch.syspath_prepend(str(tmp_path))
    package(
        tmp_path,
        "dlint_third_party",
        rule="def check(secret: str) -> bool:\n    return True\n",
        helper="A = 1\n",
    )
    import importlib

    detector = replace(ONE, validate=importlib.import_module("dlint_third_party.rule").check)
    before = rules_hash([detector])
    (tmp_path / "dlint_third_party" / "helper.py").write_text("A = 2\n")
    assert rules_hash([detector]) != before


def test_code_that_cannot_be_read_is_not_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    assert code_of("no_such_package_at_all") == ""
    monkeypatch.setattr(origin, "PACKAGES", ("no_such_package_at_all",))
    assert rules_hash([ONE]) == ""


def test_the_hash_is_that_of_every_process() -> None:
    code = (
        "from dlinter.packs import load_rules; from dlinter.secrets.origin import rules_hash; "
        "print(rules_hash(load_rules().detectors))"
    )
    said = {
        subprocess.run([sys.executable, "-c", f"import sys; sys.path[:0] = {sys.path!r}; {code}"],
            env={"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(said) == 1 and len(said.pop().strip()) == 32
