"""Which instruction of a fixed file is which of the file before: a step that was moved, edited, cut in two or
written again, and one that is not there any more."""

from __future__ import annotations

import pytest

from dlinter.model.cache.proof.pairs import pairs_of, parted
from dlinter.model.dockerfile.nodes import Dockerfile
from dlinter.model.dockerfile.reader import read
from dlinter.model.text import Text


def file(source: str) -> Dockerfile:
    return read(Text(source.encode(), "Dockerfile"))


def pairs(before: str, after: str) -> tuple[list[tuple[int, int]], int | None]:
    """Lines before and after of the same instruction, and the line of the first RUN that is gone."""
    found, lost = pairs_of(file(before), file(after))
    return sorted((b.first_line, a.first_line) for b, a in found), lost.first_line if lost else None


def of_stage(before: str, after: str) -> tuple[list[tuple[int, int]], int | None]:
    """As `pairs`, of what stands below a FROM."""
    found, lost = pairs(f"FROM a\n{before}", f"FROM a\n{after}")
    return [pair for pair in found if pair != (1, 1)], lost


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ("COPY x /\nRUN a\n", "RUN a\nCOPY x /\n", [(2, 3), (3, 2)]),
        ("RUN a\nRUN a\n", "RUN a\nCOPY x /\nRUN a\n", [(2, 2), (3, 4)]),
        ("RUN a\nCOPY x /\n", "RUN --mount=type=cache,target=/c a\nCOPY --link x /\n", [(2, 2), (3, 3)]),
        ("RUN a\nRUN b\n", "RUN c\nRUN d\n", [(2, 2), (3, 3)]),
        ("RUN a\nRUN b\n", "RUN a && b\n", [(2, 2), (3, 2)]),
        ("RUN a\nRUN b\nRUN c\n", "RUN b\nRUN d\nRUN e\n", [(2, 3), (3, 2), (4, 4)]),
        ("COPY x /\n", "COPY y /\n", []),
        ("ENV A=1\n", "env A=1\n", [(2, 2)]),
        ("RUN <<E\na\nE\nRUN <<E\nb\nE\n", "RUN <<E\nb\nE\nRUN <<E\na\nE\n", [(2, 5), (5, 2)]),
    ],
)  # fmt: skip
def test_the_same_words_are_the_same_step_and_edited_ones_are_told_by_their_order(
    before: str, after: str, found: list[tuple[int, int]]
) -> None:
    assert of_stage(before, after) == (found, None)


@pytest.mark.parametrize(
    ("before", "after", "gone"),
    [
        ("RUN a\nRUN b\n", "RUN a\n", 3), ("RUN a\nRUN b\n", "COPY x /\n", 2),
        ("RUN a\nRUN b\nRUN c\n", "RUN d\nRUN e\n", 2), ("RUN a\n", "RUN b\nRUN c\n", 2),
        ("COPY x /\n", "", None),
    ],
)  # fmt: skip
def test_a_run_that_is_not_there_any_more_is_named(before: str, after: str, gone: int | None) -> None:
    assert of_stage(before, after)[1] == gone


def test_the_first_of_two_that_are_gone_is_named() -> None:
    assert pairs("FROM a\nRUN x\nFROM b\nRUN y\n", "FROM a\nFROM b\n") == ([(1, 1), (3, 2)], 2)


def test_stages_are_compared_each_with_its_own() -> None:
    one = "ARG V=1\nFROM a\nRUN x\nFROM b\nRUN x\n"
    assert pairs(one, one.replace("RUN x", "RUN y", 1)) == ([(n, n) for n in range(1, 6)], None)
    assert pairs(one, one.replace("ARG V=1\n", "") + "ARG V=1\n")[0] == [(2, 1), (3, 2), (4, 3), (5, 4)]
    assert pairs(one, f"{one}FROM c\n") == ([], 3), "other stages: nothing is told"
    assert pairs("FROM a\nCOPY x /\n", "FROM a\nFROM b\n") == ([], None), "no RUN is lost"


@pytest.mark.parametrize(
    ("whole", "first", "rest"),
    [
        ("a && b", "a", "b"), ("a; b", "a", "b"), ("a && b && c", "a && b", "c"),
        ("a && b && c", "a", "b && c"), ("a || b && c", "a || b", "c"), ("a \\\n && b", "a", "b"),
        ("cd x && a && b", "cd x && a", "cd x && b"), ("export A=1 && a && b", "export A=1 && a",
            "export A=1 && b"),
        ("set -e; cd x; a; b", "set -e; cd x; a", "set -e; cd x; b"), ("set -e; cd x; a; b",
            "set -e; cd x; a", "cd x; b"),
        ("cd x && cd y && a && b", "cd x && cd y && a", "cd x && cd y && b"),
        ("a && b && x clean", "a && x clean", "b"), ("a && b && x clean", "a && x clean", "b && x clean"),
        ("a; b; x clean", "a; x clean", "b; x clean"), ("a && b && rm -rf /c", "a && rm -rf /c", "b"),
        ("a && b && x -y -m pip cache purge", "a && x -y -m pip cache purge", "b"),
        ("a && b && x clean && y clean", "a && x clean && y clean", "b"),
        ("a && b && x clean && y clean", "a && y clean", "b && x clean && y clean"),
        ("a && b && x clean && c && y clean", "a && x clean && y clean", "b && x clean && c && y clean"),
        ("if [ a ]; then b && c; fi", "if [ a ]; then b; fi", "if [ a ]; then c; fi"),
        ("if [ a ]; then b && c \\\n fi", "if [ a ]; then b; fi", "if [ a ]; then c; fi"),
        ("a if then b && c fi", "a if then b", "c fi"),
        ("<<E\na\n\n# note\nb \\\nc\nE", "<<E\na\nE", "b c"), ("<<E\na\nb\nE", "<<E\na\nE", "<<E\nb\nE"),
    ],
)  # fmt: skip
def test_a_step_that_is_two_now(whole: str, first: str, rest: str) -> None:
    second = 3 + first.count("\n")
    assert of_stage(f"RUN {whole}\n", f"RUN {first}\nRUN {rest}\n") == ([(2, 2), (2, second)], None)
    between = "COPY x /\nRUN other\n"
    found, lost = of_stage(f"RUN {whole}\nRUN other\n", f"RUN {first}\n{between}RUN {rest}\n")
    assert (2, 2) in found
    assert (2, second + 2) in found
    assert lost is None


@pytest.mark.parametrize(
    ("whole", "first", "rest"),
    [
        pytest.param("a && b", "b", "a", id="another order"),
        pytest.param("a && b && c", "a", "c", id="one is missing"),
        pytest.param("a || b", "a", "b", id="joined otherwise"),
        pytest.param("a && b c", "a && b", "c", id="in the middle of a command"),
        pytest.param("a && b", "a", "b c", id="more than there was"),
        pytest.param("a && b", "a", "c b", id="another command that ends alike"),
        pytest.param("cd x && a && b", "cd x && a", "cd y && b", id="another folder"),
        pytest.param("cd x && a && b", "cd x && a", "a && b", id="a command that works is repeated"),
        pytest.param("A=1 && a && b", "A=1 && a", "A=1 && b", id="a variable of the shell"),
        pytest.param("set -e; cd x; a; b", "set -e; cd x; a", "cd x; set -e; b", id="state in another order"),
        pytest.param("cd x && a && cd y && b", "cd x && a", "cd y && cd y && b", id="state of the second"),
        pytest.param("a && b && x clean", "a; x clean", "b", id="cleaning that is joined otherwise"),
        pytest.param("a && b && x clean", "a && x clean -f", "b", id="other cleaning"),
        pytest.param("a && b && x cleaner", "a && x cleaner", "b", id="no cleaning"),
        pytest.param("a && b && x clean && y clean", "a && y clean && x clean", "b && x clean && y clean",
            id="cleaning in another order"),
        pytest.param("a && b && x clean && c && y clean", "a && x clean && y clean", "b && c",
            id="cleaning in the middle is gone"),
        pytest.param("a && x clean", "a && x clean", "x clean", id="the second one does nothing else"),
        pytest.param("if [ a ]; then b && c; fi", "if [ a ]; then b; fi", "if [ d ]; then c; fi",
            id="another condition"),
        pytest.param("if [ a ]; then b && c; fi", "if [ a ]; then b; fi", "c", id="no condition"),
        pytest.param("b && c", "if [ a ]; then b; fi", "if [ a ]; then c; fi", id="a new condition"),
        pytest.param("if [ a ]; then b && if c; then d; fi; fi", "if [ a ]; then b; fi",
            "if [ a ]; then if c; then d; fi; fi", id="a condition in it"),
    ],
)  # fmt: skip
def test_two_steps_that_are_not_the_one_before(whole: str, first: str, rest: str) -> None:
    found = pairs_of(file(f"FROM a\nRUN {whole}\n"), file(f"FROM a\nRUN {first}\nRUN {rest}\n"))[0]
    assert len({id(after) for before, after in found if before.first_line == 2}) < 2


def test_as_much_cleaning_as_is_looked_at() -> None:
    for count, known in ((6, True), (7, False)):
        cleaning = " && ".join(f"x{n} clean" for n in range(count))
        found = of_stage(f"RUN a && b && {cleaning}\n", f"RUN a && {cleaning}\nRUN b\n")[0]
        assert (found == [(2, 2), (2, 3)]) is known


def test_several_steps_that_are_cut() -> None:
    after = "RUN a\nRUN c\nRUN b\nRUN d\n"
    assert of_stage("RUN a && b\nRUN c && d\n", after) == ([(2, 2), (2, 4), (3, 3), (3, 5)], None)
    after = "RUN a\nRUN b\nRUN e\nRUN d\n"  # what is left is told by its order
    assert of_stage("RUN a && b\nRUN c\nRUN d\n", after) == ([(2, 2), (2, 3), (3, 4), (4, 5)], None)


BASE = "FROM z AS z\nRUN z\nFROM a AS b\nRUN b\nCOPY x /\nENV A=1\n"
OTHERS = "FROM b AS t\nRUN t\nFROM b AS u\nRUN u\n"
FIRST = "FROM z AS z\nRUN z\nFROM a AS b-base\nRUN b\nFROM b-base AS b\nCOPY x /\nENV A=1\n"
AGAIN = "COPY x /\nENV A=1\n"


def test_a_stage_that_is_parted_is_both_of_them() -> None:
    after = f"{FIRST}FROM b-base AS t\nRUN t\n{AGAIN}FROM b AS u\nRUN u\n"
    assert parted(file(BASE + OTHERS), file(after)) == 1
    assert pairs(BASE + OTHERS, after) == (
        [(1, 1), (2, 2), (4, 4), (5, 6), (5, 10), (6, 7), (6, 11), (8, 9), (9, 12), (10, 13)], None,
    )  # fmt: skip


def test_each_stage_that_has_the_rest_again_is_told_of_it() -> None:
    after = f"{FIRST}FROM b-base AS t\nRUN t\n{AGAIN}FROM b-base AS u\nRUN u\nCOPY x /\n"
    assert pairs(BASE + OTHERS, after) == (
        [(1, 1), (2, 2), (4, 4), (5, 6), (5, 10), (5, 14), (6, 7), (6, 11), (8, 9), (10, 13)], None,
    )  # fmt: skip


def test_an_instruction_of_its_own_is_not_one_of_the_base() -> None:
    own = "FROM b AS t\nENV A=1\nRUN t\n"
    after = f"{FIRST}FROM b-base AS t\nENV A=1\nRUN t\nCOPY x /\n"
    assert (8, 9) in pairs(BASE + own, after)[0]
    assert (6, 9) not in pairs(BASE + own, after)[0]


@pytest.mark.parametrize(
    "after",
    [
        pytest.param("FROM a AS n\nFROM a AS b\nCOPY x /\nFROM b AS t\nRUN t\n", id="not its base"),
        pytest.param("FROM a AS n\nFROM n AS c\nCOPY x /\nFROM c AS t\nRUN t\n", id="another name"),
        pytest.param("FROM a AS m\nFROM m AS n\nFROM n AS b\nCOPY x /\nFROM b AS t\nRUN t\n", id="two more"),
        pytest.param("FROM a AS b\nCOPY x /\nFROM b AS t\nRUN t\nFROM t AS n\n", id="below all"),
        pytest.param("FROM a AS b\nCOPY x /\nFROM b AS t\nRUN t\n", id="none"),
        pytest.param("FROM b AS t\nRUN t\n", id="one less"),
    ],
)  # fmt: skip
def test_which_stage_is_no_first_part(after: str) -> None:
    assert parted(file("FROM a AS b\nCOPY x /\nFROM b AS t\nRUN t\n"), file(after)) is None


def test_names_of_stages_are_the_same_in_either_case() -> None:
    after = "FROM a AS n\nFROM n AS B\nCOPY x /\nFROM n AS T\nRUN t\nCOPY x /\n"
    assert parted(file("FROM a AS b\nCOPY x /\nFROM b AS t\nRUN t\n"), file(after)) == 0
