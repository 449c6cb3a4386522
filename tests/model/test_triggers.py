"""Triggers of ONBUILD have scope and state as the steps they become: after all of their stage, and the
triggers before them."""

from __future__ import annotations

from dlinter.model.cache.build_cache import cache_of
from dlinter.model.dockerfile.nodes import Onbuild, Run
from dlinter.model.dockerfile.reader import read
from dlinter.model.facts.facts import Facts
from dlinter.model.facts.values import user_at, value_at, workdir_at
from dlinter.model.text import Text

SOURCE = """FROM a:1 AS base
WORKDIR /x
ARG ONLY_HERE=1
ONBUILD WORKDIR sub
ONBUILD RUN one
ENV A=1
ONBUILD ENV B=$A-2
ONBUILD RUN two
USER app
FROM base AS child
RUN three
FROM child
RUN four
"""


def facts_of(source: str = SOURCE) -> Facts:
    return Facts(read(Text(source.encode(), "Dockerfile")))


def runs(facts: Facts) -> dict[str, Run]:
    every = [i.trigger if isinstance(i, Onbuild) else i for i in facts.dockerfile.instructions]
    return {r.args[0].value: r for r in every if isinstance(r, Run)}


def test_state_of_a_trigger() -> None:
    facts = facts_of()
    found = runs(facts)
    assert [workdir_at(found[n], facts) for n in ("one", "two", "three", "four")] == ["/x/sub"] * 4
    assert [user_at(found[n], facts) for n in ("one", "two", "three", "four")] == ["app"] * 4


def test_scope_of_a_trigger() -> None:
    facts = facts_of()
    found = runs(facts)
    scope = facts.scope
    # an ENV that comes later in the file is there
    assert [scope.before(found[n]).value("A") for n in ("one", "two")] == ["1", "1"]
    assert [scope.before(found[n]).value("B") for n in ("one", "two")] == [None, "1-2"]
    assert value_at("ONLY_HERE", found["one"], facts) is None  # an ARG is not in the image
    assert value_at("B", found["three"], facts) == "1-2"


def test_the_cache_expands_a_trigger_where_it_runs() -> None:
    facts = facts_of(
        "FROM a:1 AS base\nENV D=one\nONBUILD COPY $D/f ./\nONBUILD ENV D=two\nENV D=three\nWORKDIR /w\nFROM "
        "base\nCOPY $D/g ./\n"
    )
    steps = {s.line: s for s in cache_of(facts).steps}
    assert [i.pattern for i in steps[3].locals] == ["three/f"] and steps[3].target == "/w/"
    assert [i.pattern for i in steps[8].locals] == ["two/g"]


def test_a_user_comes_from_the_stage_below_and_from_no_other() -> None:
    facts = facts_of(
        "ARG B=base\nFROM a:1 AS other\nUSER other\nENV X=1\nFROM a:1 AS base\nUSER app\nFROM $B\nRUN x\n"
    )
    run = runs(facts)["x"]
    assert user_at(run, facts) == "app"
    assert value_at("X", run, facts) is None
