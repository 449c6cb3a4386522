"""Every real file (`DLINT_CORPORA`), every rule, all fixes: none makes a file unreadable, they end, a second
run changes nothing, and what an independent reader reads stays whole."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest

from dlinter.finding import Result
from dlinter.fix import fix_text
from dlinter.model.dockerfile.reader import read
from dlinter.model.text import Text
from dlinter.packs import load_rules
from dlinter.policy.settings import Settings
from dlinter.run.rereads import reads_for
from dlinter.testing import ExampleExaminer

CORPORA = Path(os.environ.get("DLINT_CORPORA") or "/nonexistent")
pytestmark = pytest.mark.skipif(not CORPORA.is_dir(), reason="DLINT_CORPORA is not set: no corpora to read")

PARTS = 4


@pytest.mark.parametrize("part", range(PARTS))
def test_fixes(part: int, capsys: pytest.CaptureFixture[str]) -> None:
    rules = load_rules()
    enabled = frozenset(r.id for r in rules.rules) - {"shellcheck"}  # it has no fix, and is another program
    examiner = ExampleExaminer.of(rules, Settings(enabled=enabled))
    files = sorted((CORPORA / "real").glob("*/Dockerfile"))[part::PARTS]
    assert len(files) > 100
    applied: dict[bool, Counter[str]] = {False: Counter(), True: Counter()}
    changed, wrong = Counter[bool](), []
    for path in files:
        text = Text(path.read_bytes(), "Dockerfile")
        before = read(text)
        known: dict[bytes, list[Result]] = {}

        def results(text: Text, known: dict[bytes, list[Result]] = known) -> list[Result]:
            """The same text is met again: before unsafe fixes as before safe ones, after the last pass, and
            in the second run."""
            if text.data not in known:
                known[text.data] = examiner.results(text)
            return known[text.data]

        for unsafe in (False, True):
            fixed = fix_text(text, results, reads_for(text), unsafe=unsafe)
            applied[unsafe].update(rule for rule, _ in fixed.applied)
            changed[unsafe] += fixed.changed
            after = read(fixed.text)
            more = Counter(e.message for e in after.errors) - Counter(e.message for e in before.errors)
            again = fix_text(fixed.text, results, reads_for(fixed.text), unsafe=unsafe)
            for what in (
                f"new errors {list(more)[:2]}" * bool(more),
                "endless" * fixed.endless,
                f"changes again by {again.applied[:3]}" * again.changed,
            ):
                if what:
                    wrong.append((path.parent.name, unsafe, what, fixed.refused[:2]))
            spans = [s for r in results(fixed.text) for s in (r.finding.span,) if s is not None]
            if any(not 0 <= s.start <= s.end <= len(fixed.text.data) for s in spans):
                wrong.append((path.parent.name, unsafe, "a span outside of the text", []))
    with capsys.disabled():
        for unsafe, kind in ((False, "safe"), (True, "safe and unsafe")):
            print(
                f"\n{kind} fixes: {sum(applied[unsafe].values())} applied in {changed[unsafe]}/{len(files)} "
                f"files; {dict(applied[unsafe].most_common(5))}"
            )
        print(f"{len(wrong)} files damaged")
    assert not wrong, wrong[:10]
    assert min(sum(a.values()) for a in applied.values()) > 20
