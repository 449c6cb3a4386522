"""Every real file (`DLINT_CORPORA`), every rule, all fixes: none makes a file unreadable, they end, a second run changes nothing, and
what an independent reader reads stays whole."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest

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
@pytest.mark.parametrize("unsafe", [False, True], ids=["safe", "unsafe"])
def test_fixes(part: int, unsafe: bool, capsys: pytest.CaptureFixture[str]) -> None:
    rules = load_rules()
    enabled = frozenset(r.id for r in rules.rules) - {"shellcheck"}  # it has no fix, and is another program
    examiner = ExampleExaminer.of(rules, Settings(enabled=enabled))
    applied: Counter[str] = Counter()
    changed, wrong = 0, []
    files = sorted((CORPORA / "real").glob("*/Dockerfile"))[part::PARTS]
    assert len(files) > 100
    for path in files:
        text = Text(path.read_bytes(), "Dockerfile")
        before = read(text)
        fixed = fix_text(text, examiner.results, reads_for(text), unsafe=unsafe)
        applied.update(rule for rule, _ in fixed.applied)
        changed += fixed.changed
        after = read(fixed.text)
        more = Counter(e.message for e in after.errors) - Counter(e.message for e in before.errors)
        again = fix_text(fixed.text, examiner.results, reads_for(fixed.text), unsafe=unsafe)
        for what in (f"new errors {list(more)[:2]}" * bool(more), "endless" * fixed.endless, f"changes again by {again.applied[:3]}" * again.changed):
            if what:
                wrong.append((path.parent.name, what, fixed.refused[:2]))
        spans = [s for r in examiner.results(fixed.text) for s in (r.finding.span,) if s is not None]
        if any(not 0 <= s.start <= s.end <= len(fixed.text.data) for s in spans):
            wrong.append((path.parent.name, "a span outside of the text", []))
    with capsys.disabled():
        kind = "safe and unsafe" if unsafe else "safe"
        print(f"\n{kind} fixes: {sum(applied.values())} applied in {changed}/{len(files)} files, {len(wrong)} files damaged; {dict(applied.most_common(5))}")
    assert not wrong, wrong[:10]
    assert sum(applied.values()) > 20
