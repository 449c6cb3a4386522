"""The rules of the wheel are those of the sources, without secrets of no account that scanners find in
compiled files."""

from __future__ import annotations

import importlib.util
import marshal
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from dlinter.values import replace

ROOT = Path(__file__).parents[2]
MODULES = sorted((ROOT / "rules" / "dlinter_rules" / "detectors").glob("*.py"))


def _hook() -> ModuleType:
    spec = importlib.util.spec_from_file_location("wheel", ROOT / "rules" / "wheel.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _detectors(path: Path, source: str) -> list[Any]:
    names: dict[str, Any] = {
        "__name__": f"dlinter_rules.detectors.{path.stem}",
        "__file__": str(path),
        "__package__": "dlinter_rules.detectors",
    }
    exec(compile(source, str(path), "exec"), names)
    return list(names.get("DETECTORS", ()))


def test_each_module_keeps_its_detectors_and_loses_their_examples() -> None:
    hook, kept, lost = _hook(), 0, 0

    def plain(detector: Any) -> str:  # functions of two runs of a module are not equal
        fields = {name: getattr(detector, name) for name in detector.__struct_fields__}
        return str({name: getattr(value, "__qualname__", value) for name, value in fields.items()})

    for path in MODULES:
        source = path.read_text("utf-8")
        before, after = _detectors(path, source), _detectors(path, hook.without_examples(source))
        assert not any(d.matches or d.misses for d in after), path.name
        assert [plain(replace(d, matches=(), misses=())) for d in before] == [plain(d) for d in after], (
            path.name
        )
        kept, lost = kept + len(after), lost + sum(len(d.matches) + len(d.misses) for d in before)
    assert kept > 600 and lost > 1000


def test_no_sum_of_texts_is_folded_into_one() -> None:
    hook, token = _hook(), "ghp_" + "T9sKq2LmXv4RzWp7Yb3NcHd8JfGk1A4BvYMx"
    sources = {
        path.relative_to(ROOT / "rules"): path.read_text("utf-8")
        for path in sorted((ROOT / "rules" / "dlinter_rules").rglob("*.py"))
    }
    compiled = {
        name: marshal.dumps(compile(hook.of_wheel(name, source), name.name, "exec"))
        for name, source in sources.items()
    }
    assert any(
        token.encode() in marshal.dumps(compile(source, name.name, "exec"))
        for name, source in sources.items()
    )
    assert [str(name) for name, code in compiled.items() if token.encode() in code] == []


@pytest.mark.parametrize(
    ("source", "value"),
    [("'a' + 'b'", "ab"), ("f('é' + 'b' + \n 'c«' 'd', 1)", "ébc«d"), ("('a' + 'b').upper()", "AB"),
        ("'a' + str(1)", "a1")],
)
def test_joined_texts_are_the_same(source: str, value: str) -> None:
    joined = _hook().joined_at_run_time(source)
    assert eval(joined, {"f": lambda text, n: text}) == value
    assert b"ab" not in marshal.dumps(compile(joined, "x", "eval"))


@pytest.mark.parametrize(
    ("source", "left"),
    [
        ("A(\n    a=1,\n    matches=(\n        'ä', ')',\n    ),  # why\n    b=2,\n)\n",
            "A(\n    a=1,\n    # why\n    b=2,\n)\n"),
        ("A(a=1, matches=('x',), misses=('y',))", "A(a=1, )"),
        ("A(matches=('x',))", "A()"),
        ("A(matches=of(1), b='matches=()')", "A(matches=of(1), b='matches=()')"),
    ],
)
def test_what_stands_around_the_examples_stays(source: str, left: str) -> None:
    assert _hook().without_examples(source) == left
