from __future__ import annotations

import json
from pathlib import Path

import pytest

from dlinter.finding import Finding, Location, Reason, Result, RuleInfo, Severity
from dlinter.model.dockerfile.reader import read
from dlinter.model.place import Exposure, ImagePlace
from dlinter.model.text import Span, Text
from dlinter.packs import RuleSet
from dlinter.policy.baseline import Baseline, dump_baseline, load_baseline
from dlinter.policy.case import Case
from dlinter.policy.chain import CHAIN, apply
from dlinter.policy.errors import ConfigError
from dlinter.policy.file_ignores import read_ignores
from dlinter.policy.ignores import Ignores
from dlinter.policy.settings import Settings
from dlinter.values import replace

TEXT = Text(b"FROM a\nRUN b\n")


def _result(
    rule: str = "one",
    start: int = 0,
    path: str = "Dockerfile",
    fingerprint: str = "f:1",
    aliases: tuple[str, ...] = (),
) -> Result:
    info = RuleInfo(rule, "cache", "x", "x", Severity.WARNING, aliases)
    span = Span(start, start + 1)
    return Result(info, Severity.WARNING, Location(path, TEXT, span), Finding(span, f"m {rule}"), fingerprint)


def test_the_order_of_the_steps() -> None:
    assert [step.__name__ for step in CHAIN] == [
        "severity",
        "per_file_ignores",
        "ignores",
        "baseline",
        "dedupe",
        "sort",
    ]


def test_nothing_vanishes_and_the_input_stays() -> None:
    results = [_result("two", 7, fingerprint="b"), _result("one", 0, fingerprint="a")]
    before = list(results)
    settings = Settings(per_file_ignores=(("Dockerfile", frozenset({"one"})),))
    done = apply(results, Case(settings, baseline=Baseline(frozenset({"b"}))))
    assert results == before
    assert [(r.rule.id, r.suppressed_by and r.suppressed_by.reason) for r in done] == [
        ("one", Reason.IGNORE),
        ("two", Reason.BASELINE),
    ]


def test_configured_severity() -> None:
    [result] = apply([_result()], Case(Settings(severities={"one": Severity.NOTE})))
    assert result.severity is Severity.NOTE


def test_check_error_true_raises_buildkits_checks_unless_configured() -> None:
    results = [_result("one", aliases=("buildkit:X",)), _result("two", 1)]
    case = Case(Settings(), Ignores(error=True))
    assert [str(r.severity) for r in apply(results, case)] == ["error", "warning"]
    case = Case(Settings(severities={"one": Severity.NOTE}), Ignores(error=True))
    assert [str(r.severity) for r in apply(results, case)] == ["note", "warning"]


def test_per_file_ignores_are_relative_to_the_configuration(tmp_path: Path) -> None:
    settings = Settings(per_file_ignores=(("sub/*", frozenset({"one"})),), root=str(tmp_path))
    inside, outside = (
        _result(path=str(tmp_path / "sub" / "Dockerfile")),
        _result(path=str(tmp_path / "Dockerfile")),
    )
    done = apply([inside, outside], Case(settings))
    assert [r.suppressed_by is not None for r in done] == [False, True]


def test_the_first_suppression_stays() -> None:
    source = Text(b"# dlint: ignore-file[one] why\nFROM a\n")
    ignores = read_ignores(read(source), RuleSet(()))
    assert ignores.entries and not ignores.entries[0].names[0].rules
    case = Case(
        Settings(per_file_ignores=(("*", frozenset({"one"})),)), ignores, Baseline(frozenset({"f:1"}))
    )
    [result] = apply([_result()], case)
    assert result.suppressed_by is not None
    assert result.suppressed_by.justification == "per-file-ignores `*`"


def test_duplicates_leave_one_and_the_order_is_by_place() -> None:
    results = [
        _result("two", 7),
        _result("one", 7),
        _result("one", 0),
        _result("one", 7, fingerprint="g"),
        _result("one", 0, "A"),
    ]
    done = apply(results, Case(Settings()))
    assert [(r.location.path, r.location.span and r.location.span.start, r.rule.id) for r in done] == [
        ("A", 0, "one"), ("Dockerfile", 0, "one"), ("Dockerfile", 7, "one"), ("Dockerfile", 7, "two"),
    ]  # fmt: skip


def test_in_an_image_the_configuration_is_first_then_the_layers_paths_and_lines() -> None:
    def found(
        layer: int | None, path: str = "", line: int | None = None, history: int | None = None
    ) -> Result:
        place = ImagePlace("i", Exposure.LAYER_FILE, layer=layer, path=path, line=line, history=history)
        return replace(
            _result(fingerprint=f"{layer}{path}{line}{history}"),
            location=Location("i", TEXT, None, image=place),
        )

    wanted = [
        found(None, history=1),
        found(None, history=2),
        found(0, "a", 1),
        found(0, "a", 2),
        found(0, "b", 1),
        found(1, "a", 1),
    ]
    assert apply(wanted[::-1], Case(Settings())) == wanted
    # What has no line (a file's name, a whole file) comes before what has one, and what is of no step before
    # what is of one.
    wanted = [found(None), found(None, history=1), found(0, "a"), found(0, "a", 1)]
    for order in (wanted, wanted[::-1]):
        assert apply([replace(r, fingerprint=str(9 - wanted.index(r))) for r in order], Case(Settings())) == [
            replace(r, fingerprint=str(9 - at)) for at, r in enumerate(wanted)
        ]


@pytest.mark.parametrize(
    ("fail_on", "expected"), [(Severity.NOTE, True), (Severity.WARNING, True), (Severity.ERROR, False),
        (None, False)]
)
def test_fails(fail_on: Severity | None, expected: bool) -> None:
    assert Settings(fail_on=fail_on).fails([_result()]) is expected


def test_suppressed_results_do_not_fail() -> None:
    settings = Settings(per_file_ignores=(("*", frozenset({"one"})),), fail_on=Severity.NOTE)
    assert not settings.fails(apply([_result()], Case(settings)))


def test_baseline_round_trip_without_lines(tmp_path: Path) -> None:
    text = dump_baseline([_result("two", 7, fingerprint="b"), _result("one", 0, fingerprint="a")])
    assert text == dump_baseline([_result("one", 5, fingerprint="a"), _result("two", 9, fingerprint="b")])
    assert json.loads(text)["results"][0] == {"fingerprint": "a", "path": "Dockerfile", "rule": "one"}
    assert text.startswith('{\n  "results": [\n    {\n      "fingerprint": "a",\n') and text.endswith(
        '\n  ],\n  "version": 1\n}\n'
    )
    path = tmp_path / "b.json"
    path.write_text(text)
    assert load_baseline(str(path)).fingerprints == {"a", "b"}
    assert load_baseline("") == Baseline()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "is not JSON"),
        ("[]", "is not a dlint baseline"),
        ('{"version": 2}', "of version 1"),
        ('{"version": 1}', "`results` is a list"),
        ('{"version": 1, "results": [{}]}', "with a `fingerprint`"),
    ],
)
def test_a_broken_baseline_is_an_error(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "b.json"
    path.write_text(text)
    with pytest.raises(ConfigError, match=message):
        load_baseline(str(path))
    with pytest.raises(ConfigError, match="no such file; `dlint baseline"):
        load_baseline(str(tmp_path / "absent"))
