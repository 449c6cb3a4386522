"""Whether a folder would belong to another user in a fixed file: the first instruction that names it
decides."""

from __future__ import annotations

import pytest

from dlinter.model.cache.proof.owners import another_owner
from tests.cache.test_proven_kinds import facts_of

FILES = {"a.js": "", "LICENSE": "", "src/x": ""}
COPY = "COPY --chown=node . /app\n"


def owner(before: str, after: str, extra: int | None = None) -> str:
    return another_owner(facts_of(before, FILES), facts_of(after, FILES), extra)


def swapped(first: str, second: str, head: str = "") -> str:
    """Why two instructions may not change places, as far as owners of folders go."""
    return owner(f"FROM a:1\n{head}{first}\n{second}\n", f"FROM a:1\n{head}{second}\n{first}\n")


ROOT, NODE = "`/app` would belong to `root`, not to `node`", "`/app` would belong to `node`, not to `root`"


@pytest.mark.parametrize(
    ("copy", "why"),
    [
        ("COPY --chown=node . /app", ROOT), ("ADD --chown=node . /app", ROOT),
        ("COPY --chown=node:users . /app", ROOT), ("COPY --chown=node . /app/", ROOT),
        ("COPY --chown=$U . /app", "`/app` would belong to `root`, not to `$U`"),
        ("COPY . /app", ""), ("COPY --chmod=755 . /app", ""), ("COPY --chown=0 . /app", ""),
        ("COPY --chown=root:node . /app", ""), ("COPY --chown=:node . /app", ""),
        ("COPY --chown=node . /other", ""),
        ("COPY --chown=node . /app$X", ""), ("COPY --chown=node . /app/?", ""),
        ("COPY --chown=node a.js", ""),
        # of a file the folder above it
        ("COPY --chown=node a.js /app/b.js", ROOT), ("COPY --chown=node a.js /app", ""),
        ("COPY --chown=node a.js /app/", ROOT), ("COPY --chown=node a.js /app/.", ROOT),
        ("COPY --chown=node a.js b.js /app", ROOT), ("COPY --chown=node src /app", ROOT),
        ("COPY --chown=node src/ /app", ROOT), ("COPY --chown=node ./ /app", ROOT),
        ("COPY --chown=node a.js /app/b/c.js", ROOT),
    ],
)  # fmt: skip
def test_what_a_copy_makes_is_for_its_user(copy: str, why: str) -> None:
    assert swapped(copy, "WORKDIR /app") == why
    assert swapped("WORKDIR /app", copy) == (NODE.replace("node", "$U") if "$U" in why else why and NODE)


@pytest.mark.parametrize(
    ("workdir", "head", "why"),
    [
        ("WORKDIR /app", "", ROOT), ("WORKDIR /x/../app", "", ROOT), ("WORKDIR /app/b", "", ROOT),
        ("WORKDIR app", "WORKDIR /\n", ROOT), ("WORKDIR b", "WORKDIR /app\n", ""),
        ("WORKDIR app", "", ""), ("WORKDIR app", "WORKDIR $X\n", ""),
        ("WORKDIR app", "WORKDIR /\nWORKDIR $X\n", ""), ("WORKDIR /app", "WORKDIR $X\n", ROOT),
        ("WORKDIR /app", "USER node\n", ""), ("WORKDIR /app", "USER other\n",
            "`/app` would belong to `other`, not to `node`"),
        ("WORKDIR /app", "USER root:node\n", ROOT), ("WORKDIR", "", ""),
        ("RUN mkdir -p /app", "", ROOT), ("RUN a && mkdir /srv /app/b", "", ROOT),
        ("RUN mkdir -p /app", "USER node\n", ""), ("RUN mkdir -p app", "", ""), ("RUN mkdir $X/app", "", ""),
        ("RUN mkdir /app/$X", "", ""), ("RUN touch /app/b", "", ""), ("RUN mkdir /x/../app", "", ROOT),
    ],
)  # fmt: skip
def test_what_else_makes_a_folder_makes_it_for_the_user_in_force(workdir: str, head: str, why: str) -> None:
    assert swapped(COPY.rstrip("\n"), workdir, head) == why


def test_a_folder_that_is_made_for_root_is_root_s() -> None:
    before = "FROM a:1\nCOPY . /app\nUSER node\nWORKDIR /app\n"
    assert owner(before, "FROM a:1\nUSER node\nWORKDIR /app\nCOPY . /app\n") == NODE
    assert owner("FROM a:1\nCOPY . /\nWORKDIR /\n", "FROM a:1\nUSER node\nWORKDIR /\nCOPY . /\n") == ""


def test_a_folder_that_is_not_made_any_more_has_no_other_owner() -> None:
    assert owner(f"FROM a:1\n{COPY}", "FROM a:1\nWORKDIR /srv\n") == ""
    assert owner("FROM a:1\nWORKDIR /srv\nUSER node\nWORKDIR /b\n", f"FROM a:1\n{COPY}") == ""


def test_folders_of_the_stages_that_a_stage_starts_from() -> None:
    base = "FROM a:1 AS x\nWORKDIR /app\nFROM {} AS b\nRUN y\nFROM b\n"
    below, above = f"{COPY}USER node\nWORKDIR /app\n", f"USER node\nWORKDIR /app\n{COPY}"
    for start in ("x", "a:1"):
        assert owner(base.format(start) + below, base.format(start) + above) == ""
    first = f"FROM a:1 AS x\n{COPY}FROM x\nWORKDIR /app\n"
    assert owner(first, "FROM a:1 AS x\nFROM x\nWORKDIR /app\n" + COPY) == ROOT


PARTED = ("FROM z AS z\nFROM a:1 AS b\n", "FROM z AS z\nFROM a:1 AS n\nFROM n AS b\n")


def test_stages_below_a_new_one_are_compared_with_themselves() -> None:
    before, after = f"{PARTED[0]}{COPY}WORKDIR /app\n", f"{PARTED[1]}WORKDIR /app\n{COPY}"
    assert owner(before, after, 1) == ROOT
    assert owner(before, f"{PARTED[1]}{COPY}WORKDIR /app\n", 1) == ""
    above = PARTED[0].replace("z AS z\n", f"z AS z\n{COPY}WORKDIR /app\n")
    fixed = PARTED[1].replace("z AS z\n", f"z AS z\nWORKDIR /app\n{COPY}")
    assert owner(above, fixed, 1) == ROOT
    later = f"{PARTED[0]}FROM b\n{COPY}WORKDIR /app\n"
    assert owner(later, f"{PARTED[1]}FROM b\nWORKDIR /app\n{COPY}", 1) == ROOT


def test_a_stage_that_is_gone_is_not_compared() -> None:
    assert owner(f"FROM a:1\nFROM b\n{COPY}WORKDIR /app\n", "FROM a:1\n") == ""
    assert owner(f"FROM a:1\n{COPY}WORKDIR /app\n", f"FROM a:1\nWORKDIR /app\n{COPY}", 0) == ""
