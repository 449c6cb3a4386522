"""Every rule alone, a secret in each place of its examples: no format says it, whatever rules about secrets
are off."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from dlinter.finding import Report, Result
from dlinter.model.masks import Masks
from dlinter.model.text import Text
from dlinter.packs import load_rules
from dlinter.report import FORMATS
from dlinter.report.settings import ReportSettings
from dlinter.rule import AnyRule, Bad
from dlinter.run.conceal import Concealer
from dlinter.testing.examiner import ExampleExaminer

from .markers import leaked, password, token

RULES = load_rules()
MARKER, PASSWORD = token(7), password(8)
_WORD = re.compile(r"(?<![A-Za-z0-9_.-])[A-Za-z0-9][A-Za-z0-9_.-]{2,}")
_MOST = 10
"""Places of one example."""


def sources(bad: Bad) -> Iterator[str]:
    """The example with the marker in place of each of its words (not inside of one: no detector
    takes a part of a word for a token), and as the value of a name above its end."""
    assert isinstance(bad.source, str)
    plain = bad.source.replace("«", "").replace("»", "")
    words = list(_WORD.finditer(plain))
    for match in words[:: max(1, len(words) // _MOST)]:
        yield plain[: match.start()] + MARKER + plain[match.end() :]
        yield plain[: match.end()] + "/" + MARKER + plain[match.end() :]
    value = f'ENV DB_PASSWORD="{PASSWORD}"\nRUN cd /srv/{PASSWORD} && echo {PASSWORD}\nWORKDIR {PASSWORD}\n'
    if bad.path == "Dockerfile":
        yield plain + value


def written(results: list[Result], rules: list[AnyRule], root: Path) -> Iterator[tuple[str, str]]:
    report = Concealer(RULES.find_secrets).report(Report(results=results, rules=[r.info for r in rules]))
    for name, write in FORMATS.items():
        for terminal, color in ((False, False), (True, True))[: 2 if name == "text" else 1]:
            out = io.StringIO()
            write.write(
                report, out, ReportSettings(root=root, terminal=terminal, color=color, show_suppressed=True)
            )
            yield name, re.sub(r"\x1b\[[0-9;]*m", "", out.getvalue())


@pytest.mark.parametrize("rule", [r for r in RULES.rules if not r.info.about_images], ids=lambda r: r.id)
def test_no_format_of_a_rule_alone(rule: AnyRule, tmp_path: Path) -> None:
    results: list[Result] = []
    for bad in rule.examples:
        if not isinstance(bad, Bad) or not isinstance(bad.source, str):
            continue
        examiner = ExampleExaminer.alone(rule, bad.options, bad.files or None, bad.history)
        for source in sources(bad):
            results += [
                r for r in examiner.lint(Text(source.encode(), bad.path)).results if r.rule.id == rule.id
            ]
    assert results or rule.id in ("shellcheck",), "no example fires with a marker in it"
    for name, text in written(results[:400], [rule], tmp_path):
        assert leaked(text, [MARKER, PASSWORD]) == [], name


def test_the_markers_are_seen() -> None:
    """The guard guards: without its masks the engine's results would tell."""
    rule = RULES.by_id["relative-workdir"]
    (result,) = ExampleExaminer.alone(rule, {}, None).results(Text(f"FROM a:1\nWORKDIR {MARKER}\n".encode()))
    assert leaked(result.message, [MARKER]) == [] and "ghp_… (40 characters)" in result.message
    masks = Masks.of([])
    assert masks.scrub(f"WORKDIR {MARKER}") == f"WORKDIR {MARKER}" and leaked(f"x{MARKER.upper()}", [MARKER])
