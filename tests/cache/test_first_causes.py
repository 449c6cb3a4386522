"""The first cause of a step's rebuild in a commit: what it needs itself, an edit, then the first place that
brings something."""

from __future__ import annotations

import pytest

from dlinter.model.cache.build_cache import cache_of
from dlinter.model.cache.causes import Cause, CauseKind, Changes, first_cause, summed, told
from dlinter.model.dockerfile.reader import read
from dlinter.model.facts.facts import Facts
from dlinter.model.text import Text

SOURCE = "FROM a:1 AS s\nCOPY x /x\nFROM b:1\nCOPY a b c d /\nCOPY --from=s /x /x\nRUN y\nCOPY z /\n"
STEPS = cache_of(Facts(read(Text(SOURCE.encode(), "Dockerfile")))).steps
BASE, COPY, STAGE, RUN, LAST = (next(s.at for s in STEPS if s.line == line) for line in (3, 4, 5, 6, 7))
ABOVE = [BASE, COPY, STAGE, RUN]


def wants_a(path: str) -> bool:
    return path == "a"


@pytest.mark.parametrize(
    ("changes", "wants", "used", "cause"),
    [
        (Changes(), True, (), None),
        (Changes(), False, (), None),
        (Changes(files={COPY: ["b", "a"]}), True, (), Cause(CauseKind.NEEDED, RUN, "manifests")),
        (Changes(arrived={STAGE: ["a"]}), True, (), Cause(CauseKind.NEEDED, RUN, "manifests")),
        (Changes(files={COPY: ["b"]}), True, (), Cause(CauseKind.OTHER, COPY, "a, b, c …")),
        (Changes(files={COPY: ["b"]}), False, (), Cause(CauseKind.FILES, COPY, "a, b, c …")),
        (Changes(files={COPY: ["b"]}, edited=[RUN]), True, (), Cause(CauseKind.EDIT, RUN)),
        (Changes(files={COPY: ["a"]}, edited=[RUN]), True, (), Cause(CauseKind.NEEDED, RUN, "manifests")),
        (Changes(edited=[BASE, RUN]), True, (), Cause(CauseKind.BASE, BASE)),
        (Changes(arrived={STAGE: ["b"]}), True, (), Cause(CauseKind.STAGE, STAGE, "s")),
        (Changes(files={COPY: ["b"]}, arrived={STAGE: ["b"]}), True, (),
            Cause(CauseKind.OTHER, COPY, "a, b, c …")),
        (Changes(arguments={RUN: "X"}), True, ("X",), Cause(CauseKind.NEEDED, RUN, "X")),
        (Changes(arguments={RUN: "X"}), True, ("Y",), Cause(CauseKind.ARGUMENT, RUN, "X")),
        (Changes(arguments={COPY: "X"}), True, ("X",), Cause(CauseKind.ARGUMENT, COPY, "X")),
        (Changes(git=[COPY]), True, (), Cause(CauseKind.GIT, COPY, ".git")),
        (Changes(git=[COPY], files={RUN: ["b"]}), True, (), Cause(CauseKind.GIT, COPY, ".git")),
        (Changes(files={LAST: ["a"]}, edited=[LAST]), True, (), None),
    ],
)
def test_the_first_cause(changes: Changes, wants: bool, used: tuple[str, ...], cause: Cause | None) -> None:
    assert first_cause(STEPS[RUN], ABOVE, STEPS, changes, wants_a if wants else None, used) == cause


def test_a_copy_needs_what_it_takes() -> None:
    above = [*ABOVE, LAST]
    assert first_cause(STEPS[LAST], above, STEPS, Changes(files={LAST: ["z"], COPY: ["b"]}), None) == Cause(
        CauseKind.NEEDED, LAST, "files"
    )
    assert first_cause(STEPS[LAST], above, STEPS, Changes(files={COPY: ["b"]}), None) == Cause(
        CauseKind.OTHER, COPY, "a, b, c …"
    )
    assert first_cause(STEPS[RUN], ABOVE, STEPS, Changes(files={RUN: ["b"]}), None) == Cause(
        CauseKind.FILES, RUN, ""
    )
    assert first_cause(
        STEPS[RUN], ABOVE, STEPS, Changes(files={COPY: ["a"]}), wants_a, needs="sources"
    ) == Cause(CauseKind.NEEDED, RUN, "sources")


def test_causes_in_words() -> None:
    causes = [
        (Cause(CauseKind.NEEDED, 3, "manifests"), 1), (Cause(CauseKind.NEEDED, 3, "X"), 2),
        (Cause(CauseKind.EDIT, 1), 3), (Cause(CauseKind.EDIT, 2), 4), (Cause(CauseKind.BASE, 0), 5),
        (Cause(CauseKind.OTHER, 1, "a"), 6),
        (Cause(CauseKind.FILES, 1, "a"), 7), (Cause(CauseKind.ARGUMENT, 1, "X"), 8),
        (Cause(CauseKind.STAGE, 1, "s"), 9), (Cause(CauseKind.GIT, 1, ".git"), 10),
    ]  # fmt: skip
    assert summed(causes) == {
        "its manifests": 1, "argument X, which it uses": 2, "edits": 7, "base": 5, "other files of a": 6,
        "files of a": 7, "argument X": 8, "files by way of stage s": 9, ".git": 10,
    }  # fmt: skip
    assert [told(STEPS[at]) for at in (COPY, LAST, RUN)] == ["a, b, c …", "z", ""]
    three = cache_of(Facts(read(Text(b"FROM a\nCOPY a b a c /\n", "Dockerfile")))).steps[-1]
    assert told(three) == "a, b, c"
