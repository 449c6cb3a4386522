"""Which stages are built by themselves, or may be."""

from __future__ import annotations

import pytest

from dlinter.model.cache.targets import may_be_built, own_command
from dlinter.model.dockerfile.reader import read
from dlinter.model.facts.facts import Facts
from dlinter.model.text import Text

SOURCE = 'FROM a AS Build\nRUN x\nFROM b\nENTRYPOINT ["x"]\nFROM c AS test\nRUN y\nCMD z\nFROM d\n'
COMMANDS = ("", "stage 1 has its own ENTRYPOINT, so it may be a target",
    "stage `test` has its own CMD, so it may be a target", "")  # fmt: skip


@pytest.mark.parametrize(
    ("targets", "whys"),
    [
        ((), COMMANDS),
        (("build",), ("stage `Build` is a target of its own", *COMMANDS[1:])),
        (("0",), ("stage `Build` is a target of its own", *COMMANDS[1:])),
        (("1",), ("", "stage 1 is a target of its own", *COMMANDS[2:])),
        (("",), ("", "", "", "")),
        (("", "test"), ("", "", "stage `test` is a target of its own", "")),
        (("*",), ("stage `Build` is a target of its own", "stage 1 is a target of its own",
            "stage `test` is a target of its own", "stage 3 is a target of its own")),
    ],
)  # fmt: skip
def test_a_stage_is_a_target_where_a_build_file_says_so_or_it_has_a_command(
    targets: tuple[str, ...], whys: tuple[str, ...]
) -> None:
    facts = Facts(read(Text(SOURCE.encode(), "Dockerfile")), load_targets=lambda: frozenset(targets))
    assert tuple(may_be_built(stage, facts) for stage in facts.dockerfile.stages) == whys


def test_the_first_command_of_a_stage_is_its_own() -> None:
    stages = read(Text(SOURCE.encode(), "Dockerfile")).stages
    assert [c.first_line if (c := own_command(s)) else None for s in stages] == [None, 4, 7, None]
