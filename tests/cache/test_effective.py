"""What a fix is said to save where a step is rebuilt for certain in one file, and maybe in the other."""

from __future__ import annotations

from collections import Counter
from types import SimpleNamespace
from typing import Any

import pytest

from dlinter.model.cache.proof.savings import Replay, effective


@pytest.mark.parametrize(
    ("old", "new", "most"),
    [
        ((89, 5), (0, 94), 89),  # `COPY --link --from`: what it takes may differ as often as before
        ((10, 50), (60, 0), 10),  # the same content, seen better
        ((0, 38), (0, 14), 0), ((38, 0), (14, 0), 14), ((5, 0), (0, 9), 9), ((40, 0), (0, 10), 10),
    ],
)  # fmt: skip
def test_what_was_certain_and_is_maybe_is_no_saving(
    old: tuple[int, int], new: tuple[int, int], most: int
) -> None:
    def replay(counts: tuple[int, int]) -> Replay:
        return Replay(Counter({0: counts[0]}), Counter({0: counts[1]}))

    step: Any = SimpleNamespace(at=0)
    assert effective(replay(old), replay(new), step, step) == most
