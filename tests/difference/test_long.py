"""Long builds: thousands of chained steps end in time, and in no recursion."""

from __future__ import annotations

import time

import pytest

from dlinter.model.difference.compare import compare
from dlinter.model.difference.nodes import ContextChanges, Status
from dlinter.model.masks import mapped
from dlinter.testing import records as r
from tests.difference.test_steps import steps

MANY = 1_990


def chain(version: str, edit: str = "") -> tuple[str, list[r.Op]]:
    """A stage of many RUNs whose layers are the same whatever the version, and a COPY out of it."""
    texts = [f"echo step {n}{edit}" for n in range(MANY)]
    file = (
        "FROM node:22 AS b\nARG VERSION=1\n"
        + "".join(f"RUN {t}\n" for t in texts)
        + "FROM alpine:3\nCOPY --from=b /a /a\n"
    )
    ops = [r.Op(r.image("node:22", "a"), line=1, layer="base")]
    ops += [
        r.Op(
            r.run(t, ["PATH=/bin", f"VERSION={version}"]),
            [n],
            n + 3,
            f"[b {n + 2}/{MANY}] RUN {t}",
            layer=f"l{n}",
        )
        for n, t in enumerate(texts)
    ]
    ops.append(r.Op(r.image("alpine:3", "c"), line=MANY + 3, layer="c"))
    ops.append(
        r.Op(r.copy("/a", "/a"), [MANY + 1, MANY], MANY + 4, "[stage-1 2/2] COPY --from=b /a /a", layer="out")
    )
    return file, ops


@pytest.mark.parametrize(
    ("edit", "causes"), [("", 1), (" now", MANY)], ids=["an argument", "each step edited"]
)
def test_many_chained_steps(edit: str, causes: int) -> None:
    old, new = chain("1"), chain("2" if not edit else "1", edit)
    before, after = (
        steps(*old, attrs={"build-arg:VERSION": "1"}),
        steps(*new, attrs={"build-arg:VERSION": "2" if not edit else "1"}),
    )
    start = time.process_time()
    found = compare(before, after, ContextChanges()).difference
    mapped(found, lambda text: text)
    assert time.process_time() - start < 12  # 56 s once, for 2,000
    assert len(found.causes) == causes and found.steps[1].status is Status.REBUILT
    assert not edit or found.steps[MANY].roots == tuple(range(1, MANY + 1))
