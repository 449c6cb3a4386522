"""One alert for several findings on a line: their fixes are one where all edits can be made together, else
each its own."""

from __future__ import annotations

import pytest

from dlinter.finding import Edit, Finding, Fix, Location, Result, RuleInfo, Safety, Severity
from dlinter.model.text import Span, Text
from dlinter.report.grouping import Group

TEXT = Text(b"FROM abcdefgh\n")
INFO = RuleInfo("r", "f", "s", "d", Severity.WARNING)


def result(name: str, *edits: tuple[int, int, str], safety: Safety = Safety.SAFE) -> Result:
    fix = Fix(name, tuple(Edit(Span(a, b), new) for a, b, new in edits), safety) if edits else None
    return Result(
        INFO, Severity.WARNING, Location("Dockerfile", TEXT, Span(0, 4)), Finding(Span(0, 4), name, fix), name
    )


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        ((0, 2, "X"), (2, 4, "Y"), True),
        ((0, 2, "X"), (1, 3, "Y"), False),
        ((1, 3, "Y"), (0, 2, "X"), False),
        ((0, 4, "X"), (1, 2, "Y"), False),
        ((2, 2, "X"), (2, 2, "Y"), False),
        ((1, 3, "X"), (1, 3, "Y"), False),
        ((2, 2, "X"), (2, 4, "Y"), True),
        ((0, 1, "X"), (3, 4, "Y"), True),
    ],
)
def test_clashing_edits_are_not_joined(
    first: tuple[int, int, str], second: tuple[int, int, str], joined: bool
) -> None:
    one, other = result("one", first), result("other", second)
    fixes = Group((one, other)).fixes
    if joined:
        (fix,) = fixes
        assert fix.title == "one; other"
        assert {(e.span.start, e.span.end, e.replacement) for e in fix.edits} == {first, second}
    else:
        assert fixes == (one.finding.fix, other.finding.fix)


def test_one_fix_is_not_that_of_a_group_with_a_finding_that_has_none() -> None:
    one, two = result("one", (0, 1, "X")), result("two", (2, 3, "Y"))
    assert len(Group((one, two, result("none"))).fixes) == 2
    assert len(Group((one, one)).fixes) == 1


def test_a_joined_fix_is_as_unsafe_as_its_parts() -> None:
    safe, unsafe = result("one", (0, 1, "X")), result("two", (2, 3, "Y"), safety=Safety.UNSAFE)
    assert [f.safety for f in Group((safe, unsafe)).fixes] == [Safety.UNSAFE]
    assert [f.safety for f in Group((safe, result("two", (2, 3, "Y")))).fixes] == [Safety.SAFE]
