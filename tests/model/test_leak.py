"""Where the value of an ARG ends."""

from __future__ import annotations

import pytest

from dlinter.model.cache.leak import Where, leak_of, told_leak
from dlinter.model.dockerfile import Arg
from dlinter.model.dockerfile.reader import read
from dlinter.model.facts.facts import Facts
from dlinter.model.text import Text


@pytest.mark.parametrize(
    ("source", "where", "line"),
    [
        ("FROM a\nARG T\nRUN x\n", Where.HISTORY, 3),
        ("FROM a\nARG T\nRUN x $T\n", Where.HISTORY, 3),
        ("FROM a\nRUN x\nARG T\n", Where.NOWHERE, 0),
        ("FROM a\nARG T\nCOPY a /a\n", Where.NOWHERE, 0),
        ("FROM a\nARG T\nENV TOKEN=$T\n", Where.CONFIG, 3),
        ("FROM a\nARG T\nRUN x\nLABEL token=$T\n", Where.CONFIG, 4),
        ("FROM a AS b\nARG T\nRUN x\nFROM c\nCOPY --from=b /a /a\n", Where.CACHE, 3),
        ("FROM a AS b\nARG T\nENV TOKEN=$T\nRUN x\nFROM c\nCOPY --from=b /a /a\n", Where.CACHE, 4),
        ("FROM a AS b\nARG T\nRUN x\nFROM b\n", Where.HISTORY, 3),
        ("FROM a AS b\nARG T\nFROM b\nRUN x\n", Where.HISTORY, 4),
        ("FROM a AS b\nARG T\nRUN x\nFROM c\n", Where.NOWHERE, 0),  # the stage is not built
        ("ARG T\nFROM a\nRUN x\n", Where.NOWHERE, 0),  # not declared in the stage
        ("ARG T\nFROM a\nARG T\nRUN x\n", Where.HISTORY, 4),
        ("FROM a\nARG T\nARG T=x\nRUN y\n", Where.NOWHERE, 0),  # another one hides it
        ("FROM a\nARG T\nWORKDIR /$T\n", Where.HISTORY, 3),
    ],
)
def test_where_it_ends(source: str, where: Where, line: int) -> None:
    facts = Facts(read(Text(source.encode())))
    arg = next(i for i in facts.dockerfile.instructions if isinstance(i, Arg))
    leak = leak_of(arg, "T", facts)
    assert (leak.where, leak.by.first_line if leak.by is not None else 0) == (where, line)
    assert (str(line) in told_leak(leak, facts)) is (where is not Where.NOWHERE)
