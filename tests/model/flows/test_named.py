"""Which instructions name a variable: by an index, the same as one search for each name."""

from __future__ import annotations

import re

import pytest

from dlinter.model.dockerfile.nodes import Arg, Instruction
from dlinter.model.dockerfile.reader import read
from dlinter.model.facts.facts import Facts
from dlinter.model.flows.named import named_after
from dlinter.model.text import Text

SOURCE = """FROM a
RUN $A
ARG A B-C
RUN $A
ARG D=$A
RUN $AB ${AB} ${A
ENV E=${A:-x$D} F=$$A
LABEL g=$Aé h=${Aé} i=${A}
RUN $B-C ${B-C} \\$D ${#D}
ONBUILD RUN echo $D
FROM b
RUN $A $D
"""


@pytest.mark.parametrize("name", ["A", "AB", "B", "D", "B-C", "Aé"])
def test_the_index_has_what_a_search_finds(name: str) -> None:
    facts = Facts(read(Text(SOURCE.encode())))
    expression = re.compile(rf"\$(?:{re.escape(name)}\b|\{{{re.escape(name)}[^A-Za-z0-9_])")

    def searched(after: Instruction) -> list[int]:
        return [
            i.index for i in facts.dockerfile.instructions if i.index > after.index
            and i.stage == after.stage and not isinstance(i, Arg)
            and expression.search(facts.text.slice(i.span))
        ]  # fmt: skip

    for after in facts.dockerfile.instructions:
        assert [i.index for i in named_after(name, after, facts)] == searched(after)


def test_no_instruction_is_read_again_for_each_name(monkeypatch: pytest.MonkeyPatch) -> None:
    sliced: list[object] = []
    slice_of = Text.slice
    monkeypatch.setattr(Text, "slice", lambda text, span: (sliced.append(span), slice_of(text, span))[1])
    facts = Facts(read(Text(("FROM a\n" + "".join(f"ARG T{n}\nRUN $T{n}\n" for n in range(50))).encode())))
    args = [i for i in facts.dockerfile.instructions if isinstance(i, Arg)]
    assert [len(named_after(a.pairs[0].key.value, a, facts)) for a in args] == [1] * 50
    assert len(sliced) < 200
