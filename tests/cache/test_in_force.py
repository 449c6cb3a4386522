"""What is in force at a place of a stage, and whether it stays so when instructions change places: one
question at a time."""

from __future__ import annotations

import pytest

from dlinter.model.cache.in_force import State, closes, same_ends, state_at
from dlinter.model.dockerfile import Instruction
from tests.cache.test_proven_kinds import facts_of


def instructions(lines: str) -> list[Instruction]:
    """Of a stage, without its FROM."""
    return list(facts_of(f"FROM a:1\n{lines}", {}).dockerfile.instructions[1:])


def state(lines: str, line: int = 0) -> State:
    """Before a line of a file, the last one where none is named."""
    facts = facts_of(lines, {})
    found = facts.dockerfile.instructions
    until = next((i for i in found if i.first_line == line), found[-1])
    stage = facts.stage_of(until)
    assert stage is not None
    return state_at(stage, until, facts)


SHELL = 'SHELL ["/bin/bash", "-c"]\n'


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ("", State()), ("USER node\n", State(user="node")), ("USER node\nUSER root\n", State(user="root")),
        ("USER 0\n", State(user="root")), ("USER root:root\n", State(user="root")),
        ("USER 0:0\n", State(user="root")), ("USER root:node\n", State(user="root:node")),
        (SHELL, State(shell="/bin/bash -c")), ("WORKDIR /a\n", State(folder=("/a",))),
        ("WORKDIR /a/\n", State(folder=("/a",))), ("WORKDIR /\n", State(folder=("/",))),
        ("WORKDIR a\nWORKDIR b\n", State(folder=("a", "b"))),
        ("WORKDIR a\nWORKDIR /b\n", State(folder=("/b",))),
        ("WORKDIR /a\nWORKDIR b/\n", State(folder=("/a", "b"))), ("RUN x\nENV A=1\nCOPY a b\n", State()),
        (f"WORKDIR /a\nUSER node\n{SHELL}RUN x\n", State("node", "/bin/bash -c", ("/a",))),
        (f"{SHELL}USER node\nWORKDIR /a\n", State("node", "/bin/bash -c", ("/a",))),
    ],
)  # fmt: skip
def test_the_user_the_shell_and_the_folder(lines: str, found: State) -> None:
    assert state(f"FROM a:1\n{lines}RUN last\n") == found
    assert state(f"FROM a:1 AS x\n{lines}FROM x\nRUN last\n") == found, "those of the base as well"
    assert state(f"FROM a:1 AS x\n{lines}FROM b:1\nRUN last\n") == State()


def test_what_comes_later_is_not_in_force_yet() -> None:
    lines = "FROM a:1 AS x\nUSER one\nUSER two\nFROM x AS y\nWORKDIR /a\nFROM y\nRUN z\n"
    assert state(lines, 2) == State()
    assert state(lines, 3) == State(user="one")
    assert state(lines, 5) == State(user="two")
    assert state(lines) == State(user="two", folder=("/a",))


@pytest.mark.parametrize(
    ("lines", "user"),
    [
        ("RUN apt-get install -y git\n", "root"), ("RUN a && apk add git\n", "root"),
        ("RUN sudo apt-get install -y git\n", ""), ("RUN if true; then apk add git; fi\n", ""),
        ("RUN npm ci\n", ""), ("RUN (apk add git)\n", ""), ("USER node\nRUN apk add git\n", "node"),
        ("RUN apk add git\nUSER node\n", "node"),
    ],
)  # fmt: skip
def test_a_base_image_whose_user_installs_packages_is_root_s(lines: str, user: str) -> None:
    assert state(f"FROM a:1\n{lines}RUN last\n").user == user


NODE = State(user="node", folder=("/a",))


def may(new: State, start: State, tail: str = "", rest: str = "", old: State | None = None) -> bool:
    return closes(new, start, start if old is None else old, instructions(tail), instructions(rest))


@pytest.mark.parametrize(
    ("new", "start", "may_follow"),
    [
        (NODE, NODE, True), (State("root"), State("node"), False), (State(folder=("/a",)), State(), False),
        (State(folder=("/a", "b")), State(folder=("/a",)), False),
        (State(shell="/bin/bash -c"), State(), True),
        (State(shell="/bin/bash -o pipefail -c"), State(), True),
        (State(), State(shell="/bin/sh -ec"), True), (State(shell="ash -xeo pipefail"), State(), True),
        (State(shell="/usr/bin/dash -c"), State(shell="/bin/sh -c"), True),
        (State(shell="/bin/bash -lc"), State(), False), (State(), State(shell="/bin/bash -lc"), False),
        (State(shell="/bin/zsh -c"), State(), False), (State(shell="/opt/sh -c"), State(), False),
        (State(shell="/bin/bash -c /x"), State(), False),
        (State(shell="zsh -c"), State(shell="zsh -c"), True),
    ],
)  # fmt: skip
def test_where_the_rest_of_the_base_can_follow(new: State, start: State, may_follow: bool) -> None:
    assert may(new, start, old=new) is may_follow


@pytest.mark.parametrize(
    ("tail", "rest", "same"),
    [
        ("", "", True), ("ENV A=1\n", "RUN x\nCOPY a b\n", True), ("USER node\n", "", False),
        ("USER node\n", "USER root\n", True), ("WORKDIR /a\n", "WORKDIR /b\n", True),
        ("WORKDIR /a\n", "WORKDIR b\n", False), (SHELL, SHELL, True), (SHELL, "", False),
        ("USER node\n", "RUN x\nUSER root\n", False), (SHELL, f"RUN x\n{SHELL}", False),
        ("WORKDIR /a\n", "RUN x\nWORKDIR /b\n", False), ("WORKDIR /a\n", "WORKDIR /b\nRUN x\n", True),
        ("WORKDIR /a\n", "COPY a b\nWORKDIR /b\n", False), ("WORKDIR /a\n", "ADD a b\nWORKDIR /b\n", False),
        ("WORKDIR /a\n", "WORKDIR c\nWORKDIR /b\n", False), ("WORKDIR /a\n", "ENV A=1\nWORKDIR /b\n", True),
        ("USER node\n", "COPY a b\nUSER root\n", True), ("USER node\n", "WORKDIR b\nUSER root\n", True),
    ],
)  # fmt: skip
def test_what_comes_below_has_what_it_had(tail: str, rest: str, same: bool) -> None:
    """`tail` follows `new`, which `old` has passed before: at its end both have to be alike."""
    start = State("root", "/bin/bash -c" if "SHELL" in rest and "RUN" not in rest else "", ("/r",))
    assert may(start, start, tail, rest) is same


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        (["CMD a\n"], ["CMD a\n"], True), (["CMD a\n"], ["CMD b\n"], False), (["CMD a\n"], [""], False),
        (["CMD a\nCMD b\n"], ["CMD b\n"], True), (["CMD a\n", "CMD b\n"], ["CMD b\n"], True),
        (["ENTRYPOINT a\n"], ["ENTRYPOINT b\n"], False), (["STOPSIGNAL 9\n"], ["STOPSIGNAL 15\n"], False),
        (["STOPSIGNAL 9\n"], [""], False), (["HEALTHCHECK CMD a\n"], ["HEALTHCHECK NONE\n"], False),
        (["HEALTHCHECK --retries=1 CMD a\n"], ["HEALTHCHECK --retries=2 CMD a\n"], False),
        (["HEALTHCHECK --retries=1 CMD a\n"], ["HEALTHCHECK --retries=1 CMD a\n"], True),
        (["ENV A=1\n"], ["RUN x\n"], True), ([""], [], True),
        # ENTRYPOINT takes away a CMD of its base, and no other
        (["CMD a\n", "ENTRYPOINT b\n"], ["ENTRYPOINT b\n"], True),
        (["CMD a\nENTRYPOINT b\n"], ["ENTRYPOINT b\n"], False),
        (["CMD a\nENTRYPOINT b\n"], ["ENTRYPOINT b\nCMD a\n"], True),
        (["CMD a\n", "ENTRYPOINT b\nCMD a\n"], ["CMD a\nENTRYPOINT b\n"], True),
        (["CMD a\n", "CMD c\nENTRYPOINT b\n"], ["CMD c\nENTRYPOINT b\n"], True),
        (["CMD a\n", "ENTRYPOINT b\n", "CMD a\n"], ["CMD a\nENTRYPOINT b\n"], True),
    ],
)  # fmt: skip
def test_what_the_image_starts(one: list[str], two: list[str], same: bool) -> None:
    first, second = ([instructions(stage) for stage in stages] for stages in (one, two))
    assert same_ends(first, second) is same
    assert same_ends(second, first) is same
