"""Long tests, run by hand: `pytest -m slow tests/fuzz` (`DLINT_FUZZ_SECONDS`, 20 by default, for each fuzz target)."""

from __future__ import annotations

from pathlib import Path

import pytest

HERE = Path(__file__).parent


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if "slow" in str(config.option.markexpr):
        return
    for item in items:
        if HERE in item.path.parents and item.get_closest_marker("slow"):
            item.add_marker(pytest.mark.skip(reason="takes long: run by hand with `-m slow`"))
