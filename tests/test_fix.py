"""Fixes in passes: which are made together, which wait, which are refused, and that the rest is never held
up."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlinter.finding import (
    Edit,
    Finding,
    Fix,
    Location,
    Reason,
    Result,
    RuleInfo,
    Safety,
    Severity,
    Suppression,
)
from dlinter.fix import LINES, PASSES, TRIES, Fixed, apply, diff, fix_text
from dlinter.model.text import Span, Text

INFO = RuleInfo("rule", "family", "summary", "doc", Severity.WARNING)


def result(
    text: Text, edits: Sequence[tuple[int, int, str]], name: str, *, safety: Safety = Safety.SAFE,
    suppressed: bool = False, files: tuple[tuple[str, str], ...] = (),
) -> Result:  # fmt: skip
    fix = Fix(f"fix {name}", tuple(Edit(Span(a, b), new) for a, b, new in edits), safety, files)
    by = Suppression(Reason.IGNORE) if suppressed else None
    return Result(INFO, Severity.WARNING, Location("Dockerfile", text), Finding(None, name, fix), name, by)


def words(pattern: str, new: Callable[[re.Match[str]], str]) -> Callable[[Text], list[Result]]:
    """A lint with a fix for each match, whose fingerprint is the match's text."""

    def lint(text: Text) -> list[Result]:
        found = re.finditer(pattern, text.data.decode())
        return [result(text, [(m.start(), m.end(), new(m))], m[0]) for m in found]

    return lint


def once(*fixes: tuple[str, list[tuple[int, int, str]]]) -> Callable[[Text], list[Result]]:
    """A lint that has these fixes for the first text and none for any other."""
    first: list[Text] = []

    def lint(text: Text) -> list[Result]:
        first.append(text)
        return [result(text, edits, name) for name, edits in fixes] if text.data == first[0].data else []

    return lint


def well(before: Text, after: Text, edits: Sequence[Edit]) -> str:
    return ""


def fixed_of(
    data: bytes, lint: Callable[[Text], list[Result]], reads: object = well, unsafe: bool = False
) -> Fixed:
    return fix_text(Text(data), lint, reads, unsafe=unsafe)  # type: ignore[arg-type]


def test_edits_are_made_in_order_of_place_and_equal_ones_once() -> None:
    edits = [
        Edit(Span(4, 5), "Z"),
        Edit(Span(0, 1), "xyz"),
        Edit(Span(2, 2), "+"),
        Edit(Span(0, 1), "xyz"),
        Edit(Span(5, 6), ""),
    ]
    assert apply(Text(b"abcdefg"), edits).data == b"xyzb+cdZg"
    assert apply(Text(b"ab"), []).data == b"ab"


def test_an_insertion_comes_before_what_replaces_the_text_behind_it() -> None:
    assert apply(Text(b"ab"), [Edit(Span(1, 2), "X"), Edit(Span(1, 1), "+")]).data == b"a+X"


def test_replacements_are_written_with_the_line_ends_of_the_file() -> None:
    edit = Edit(Span(3, 3), "x\ny\r\n")
    assert apply(Text(b"a\r\nb"), [edit]).data == b"a\r\nx\r\ny\r\nb"
    assert apply(Text(b"aa\nb"), [edit]).data == b"aa\nx\ny\r\nb"


def test_bytes_that_are_no_utf8_survive() -> None:
    assert (
        apply(Text(b"\xff."), [Edit(Span(1, 2), b"\xfe".decode("utf-8", "surrogateescape"))]).data
        == b"\xff\xfe"
    )


def test_all_fixes_of_a_pass_that_touch_no_other_are_made_at_once() -> None:
    asked: list[bytes] = []
    lint = words(r"[a-z]+", lambda m: m[0].upper())

    def counting(text: Text) -> list[Result]:
        asked.append(text.data)
        return lint(text)

    fixed = fixed_of(b"one two three", counting)
    assert fixed.text.data == b"ONE TWO THREE"
    assert fixed.applied == [("rule", "fix one"), ("rule", "fix two"), ("rule", "fix three")]
    assert asked == [b"one two three", b"ONE TWO THREE"]
    assert fixed.changed and not fixed.endless and not fixed.refused


def test_clashing_edits_are_not_joined_but_wait_for_the_next_pass() -> None:
    """Both would write into `bc`: made together they would give a text that neither of them means."""
    fixed = fixed_of(b"abcd", once(("first", [(0, 3, "X")]), ("second", [(2, 4, "Y")])))
    assert fixed.text.data == b"Xd"
    assert fixed.applied == [("rule", "fix first")]


@pytest.mark.parametrize(
    ("first", "second", "together"),
    [
        ((0, 2, "X"), (2, 4, "Y"), True),  # side by side
        ((0, 2, "X"), (1, 3, "Y"), False),  # a byte in common
        ((0, 4, "X"), (1, 2, "Y"), False),  # inside
        ((1, 2, "X"), (0, 4, "Y"), False),  # around
        ((1, 3, "X"), (1, 3, "Y"), False),  # the same place, another text
        ((1, 3, "X"), (1, 3, "X"), True),  # the same edit
        ((2, 2, "X"), (2, 2, "Y"), False),  # two insertions at one place
        ((2, 2, "X"), (1, 3, "Y"), False),  # an insertion inside of a replacement
        ((1, 3, "X"), (2, 2, "Y"), False),
        ((1, 1, "X"), (1, 3, "Y"), True),  # an insertion before a replacement
        ((3, 3, "X"), (1, 3, "Y"), True),  # and after it
        ((0, 3, "X"), (2, 4, "Y"), False),
        ((0, 1, "X"), (3, 4, "Y"), True),
    ],
)
def test_which_edits_can_be_made_together(
    first: tuple[int, int, str], second: tuple[int, int, str], together: bool
) -> None:
    fixed = fixed_of(b"abcd", once(("first", [first]), ("second", [second])))
    assert len(fixed.applied) == (2 if together else 1)


SPANS = st.tuples(st.integers(0, 30), st.integers(0, 4)).map(lambda s: (s[0], s[0] + s[1]))


@given(st.lists(st.tuples(SPANS, st.sampled_from("XY")), max_size=25))
def test_the_choice_is_what_asking_every_pair_gives(given_: list[tuple[tuple[int, int], str]]) -> None:
    data = bytes(range(97, 123)) * 2
    fixes = [(f"{number}", [(a, b, new)]) for number, ((a, b), new) in enumerate(given_)]
    fixed = fixed_of(data, once(*fixes))
    chosen: list[tuple[str, Edit]] = []
    for name, [(a, b, new)] in fixes:
        edit = Edit(Span(a, b), new)
        if all(edit == other or not edit.span.overlaps(other.span) for _, other in chosen):
            chosen.append((name, edit))
    assert fixed.applied == [("rule", f"fix {name}") for name, _ in chosen]
    assert fixed.text.data == apply(Text(data), [edit for _, edit in chosen]).data


def test_a_fix_is_made_as_a_whole_or_not_at_all() -> None:
    fixed = fixed_of(b"abcdef", once(("first", [(0, 1, "X")]), ("second", [(0, 1, "Y"), (4, 5, "Y")])))
    assert fixed.text.data == b"Xbcdef"


def test_one_bad_fix_among_41_stops_none_of_the_others() -> None:
    """It used to cost a pass for each of the others: after 25 passes "fixes undo each other" was said, and 15
    were missing."""
    lines = [f"line{number:02}" for number in range(41)]
    reads = lambda before, after, edits: "no" if b"LINE20" in after.data else ""  # noqa: E731
    fixed = fixed_of(" ".join(lines).encode(), words(r"line\d+", lambda m: m[0].upper()), reads)
    assert fixed.text.data == " ".join(line if line == "line20" else line.upper() for line in lines).encode()
    assert fixed.refused == [("rule", "fix line20", "no")]
    assert len(fixed.applied) == 40
    assert not fixed.endless


def test_many_bad_fixes_are_all_named_and_cost_few_readings() -> None:
    asked = 0

    def reads(before: Text, after: Text, edits: Sequence[Edit]) -> str:
        nonlocal asked
        asked += 1
        return "no" if re.search(rb"LINE\d*00\b", after.data) else ""

    lines = [f"line{number:04}" for number in range(1000)]
    fixed = fixed_of(" ".join(lines).encode(), words(r"line\d+", lambda m: m[0].upper()), reads)
    assert [title for _, title, _ in fixed.refused] == [
        f"fix line{number:04}" for number in range(0, 1000, 100)
    ]
    assert len(fixed.applied) == 990
    assert asked < 250


def test_a_refused_fix_is_not_tried_again_and_takes_no_other_with_it() -> None:
    """`abcd` clashes with the bad one and waits for the second pass, in which the bad one is there again."""
    tried = 0

    def lint(text: Text) -> list[Result]:
        found = [result(text, [(0, 2, "X")], "bad")]
        return [*found, result(text, [(1, 3, "Y")], "good")] if b"Y" not in text.data else found

    def reads(before: Text, after: Text, edits: Sequence[Edit]) -> str:
        nonlocal tried
        tried += b"X" in after.data
        return "no" if b"X" in after.data else ""

    fixed = fixed_of(b"abcd", lint, reads)
    assert fixed.text.data == b"aYd"
    assert (fixed.refused, tried) == ([("rule", "fix bad", "no")], 1)


def test_what_reads_well_alone_but_not_beside_another_waits() -> None:
    reads = lambda before, after, edits: "no" if len(edits) > 1 else ""  # noqa: E731
    fixed = fixed_of(b"one two three", words(r"[a-z]+", lambda m: m[0].upper()), reads)
    assert fixed.text.data == b"ONE TWO THREE"
    assert not fixed.refused


def test_the_reader_gets_the_text_before_the_pass_and_all_edits() -> None:
    seen: list[tuple[bytes, bytes, int]] = []

    def reads(before: Text, after: Text, edits: Sequence[Edit]) -> str:
        seen.append((before.data, after.data, len(edits)))
        return ""

    fixed_of(b"one two", words(r"[a-z]+", lambda m: m[0].upper()), reads)
    assert seen == [(b"one two", b"ONE TWO", 2)]


def test_fixes_that_undo_each_other_end_at_the_limit_and_say_so() -> None:
    passes = 0

    def lint(text: Text) -> list[Result]:
        nonlocal passes
        passes += 1
        return [result(text, [(0, 1, "b" if text.data == b"a" else "a")], f"{passes}")]

    fixed = fixed_of(b"a", lint)
    assert fixed.endless
    assert passes == len(fixed.applied) == PASSES == 25
    assert fixed.left == 0
    assert fixed.text.data in (b"a", b"b")


def test_unsafe_fixes_are_made_where_they_are_asked_for() -> None:
    def lint(text: Text) -> list[Result]:
        return [result(text, [(0, 1, "X")], "one", safety=Safety.UNSAFE)] if text.data == b"a" else []

    assert fixed_of(b"a", lint).text.data == b"a"
    assert not fixed_of(b"a", lint).changed and fixed_of(b"a", lint).left == 1
    made = fixed_of(b"a", lint, unsafe=True)
    assert made.text.data == b"X" and made.left == 0


def test_suppressed_results_are_not_fixed() -> None:
    assert not fixed_of(b"a", lambda text: [result(text, [(0, 1, "X")], "one", suppressed=True)]).changed
    unsafe = fixed_of(
        b"a", lambda text: [result(text, [(0, 1, "X")], "one", suppressed=True, safety=Safety.UNSAFE)]
    )
    assert not unsafe.changed and unsafe.left == 0


def test_a_fix_that_changes_nothing_is_not_counted_and_ends() -> None:
    fixed = fixed_of(b"a\r\nb", lambda text: [result(text, [(0, 1, "a"), (1, 3, "\n")], "same")])
    assert not fixed.changed and not fixed.endless and not fixed.refused


@pytest.mark.parametrize(
    ("edits", "why"),
    [
        ([(0, 3, "X"), (2, 4, "Y")], "its edits overlap"),
        ([(1, 1, "X"), (1, 1, "Y")], "its edits overlap"),
        ([(0, 5, "X")], "an edit is outside of the file"),
        ([(-1, 1, "X")], "an edit is outside of the file"),
        ([(3, 2, "X")], "an edit is outside of the file"),
    ],
)
def test_a_fix_that_can_never_be_made_is_refused(edits: list[tuple[int, int, str]], why: str) -> None:
    fixed = fixed_of(b"abcd", lambda text: [result(text, edits, "bad")])
    assert fixed.refused == [("rule", "fix bad", why)]
    assert fixed.text.data == b"abcd"


def test_an_edit_may_end_where_the_file_ends() -> None:
    assert fixed_of(b"abcd", once(("end", [(0, 4, "X"), (4, 4, "\n")]))).text.data == b"X\n"


@pytest.mark.parametrize(("lines", "passes"), [(LINES + 1, 1), (LINES // 4, 3), (LINES // 30, PASSES)])
def test_a_long_file_has_few_passes_and_what_is_left_is_said(lines: int, passes: int) -> None:
    """One fix a pass, without end: the file is looked at once for each, and once more."""
    asked: list[Text] = []

    def lint(text: Text) -> list[Result]:
        asked.append(text)
        return [result(text, [(0, 0, "a")], str(len(asked)))]

    fixed = fixed_of(b"\n" * lines, lint)
    assert len(fixed.applied) == passes
    assert (fixed.cut, fixed.endless) == (passes < PASSES, passes == PASSES)
    if fixed.cut:
        assert len(asked) == passes + 1 and asked[-1] is fixed.text


def test_a_long_file_whose_fixes_all_end_is_not_called_cut() -> None:
    fixed = fixed_of(b"\n" * LINES + b"one two", words(r"[a-z]+", lambda m: m[0].upper()))
    assert fixed.text.data.endswith(b"ONE TWO") and not fixed.cut


def test_bad_fixes_of_a_long_file_are_tried_so_often_only_and_good_ones_stay() -> None:
    """Every second of a thousand fixes reads badly, each with another one."""
    data = b"\n" * 50_000 + b"".join(b"%d " % n for n in range(1000, 2000))
    tried: list[int] = []

    def reads(before: Text, after: Text, edits: Sequence[Edit]) -> str:
        tried.append(len(edits))
        return "bad" if re.search(rb"\d*[13579]a", after.data) else ""

    fixed = fixed_of(data, words(r"\d+", lambda m: f"{m[0]}a"), reads)
    assert fixed.cut and len(tried) <= 2 * TRIES
    assert not re.search(rb"\d*[13579]a", fixed.text.data)
    short = fixed_of(data[50_000:50_100], words(r"\d+(?!a)\b", lambda m: f"{m[0]}a"), reads)
    assert not short.cut and short.text.data.count(b"a") == 10


def test_files_beside_are_collected_once_and_the_fix_is_not_made_again() -> None:
    def lint(text: Text) -> list[Result]:
        return [
            result(text, [], "one", files=((".dockerignore", "a\n"),)),
            result(text, [], "two", files=((".dockerignore", "b\n"),)),
            result(text, [], "three", files=((".dockerignore", "a\n"),)),
        ]  # fmt: skip

    fixed = fixed_of(b"a", lint)
    assert fixed.files == {".dockerignore": "a\nb\n"}
    assert [title for _, title in fixed.applied] == ["fix one", "fix two", "fix three"]
    assert not fixed.endless


def test_the_diff_names_both_files_and_a_missing_line_end() -> None:
    told = diff(Text(b"a\nb", "x/Dockerfile"), Text(b"a\nc\n", "x/Dockerfile"))
    assert (
        told
        == "--- a/x/Dockerfile\n+++ b/x/Dockerfile\n@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n"
            "+c\n"
    )
    assert diff(Text(b"a"), Text(b"a")) == ""
