"""Names that are a slip of the pen away from one that is set; parts of a Dockerfile."""

from __future__ import annotations

import pytest

from dlinter.model.dockerfile.reader import read
from dlinter.model.dockerfile.sections import lineage, sections, targets, written
from dlinter.model.facts.facts import Facts
from dlinter.model.facts.undefined import slip_of, undefined_uses
from dlinter.model.text import Text


@pytest.mark.parametrize(
    ("name", "known", "slip"),
    [
        ("PAHT", "PATH", "PATH"),
        ("VERSON", "VERSION", "VERSION"),
        ("VERSIION", "VERSION", "VERSION"),
        ("GO_VERSIOM", "GO_VERSION", "GO_VERSION"),
        ("APP_UID", "APP_GID", ""),
        ("NODE_VERSIONS", "NODE_VERSION", ""),
        ("VERSION1", "VERSION", ""),
        ("VERSION1", "VERSION2", ""),
        ("ABC", "ACB", ""),
        ("PATH", "PATH", ""),
    ],
)
def test_slips(name: str, known: str, slip: str) -> None:
    assert slip_of(name, [known]) == slip


def test_a_slip_is_told_only_where_the_other_name_is_set() -> None:
    source = b"FROM a\nENV X=$VERSON\nENV VERSION=1\nENV Y=$VERSON\n"
    uses = list(undefined_uses(Facts(read(Text(source)))))
    assert [(u.name, u.slip_of, u.certain) for u in uses] == [
        ("VERSON", "", False),
        ("VERSON", "VERSION", False),
    ]


def test_sections_and_targets() -> None:
    dockerfile = read(
        Text(b"ARG a\nFROM x AS one\nRUN a\nFROM one AS two\nfrom y AS three\nFROM z\nCOPY --from=two a b\n")
    )
    assert [len(s) for s in sections(dockerfile)] == [1, 2, 1, 1, 2]
    assert [s.name for s in targets(dockerfile)] == ["three", ""]
    assert [s.name for s in lineage(dockerfile.stages[1], dockerfile)] == ["two", "one"]
    assert [written(dockerfile, s.from_) for s in dockerfile.stages] == ["FROM", "FROM", "from", "FROM"]
    assert [len(s) for s in sections(read(Text(b"RUN a\nRUN b\n")))] == [2]


def test_expose_warns_of_nothing() -> None:
    """BuildKit expands the words of EXPOSE and reports no variable of theirs (`dispatchExpose`)."""
    facts = Facts(read(Text(b"FROM alpine:3.20\nEXPOSE $PROT ${OTHER}/tcp\nWORKDIR /$PROT\n", "Dockerfile")))
    assert [u.name for u in undefined_uses(facts)] == ["PROT"]
