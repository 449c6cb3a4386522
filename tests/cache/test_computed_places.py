"""A dependency whose place more than a text says: what an install needs is not known."""

from __future__ import annotations

import pytest

from dlinter.model.cache.demand import demands
from tests.cache.test_proven_kinds import facts_of

GEM = 'source "https://gems.example"\ngem "core", '


def known(run: str, files: dict[str, str]) -> bool:
    text = f"FROM x:1\nWORKDIR /app\nCOPY . .\nRUN {run}\n"
    facts = facts_of(text, {**files, "lib/core/a": "", "src/a": ""})
    return any(d.needed.certain and not d.builds for d in facts.once(demands).values())


@pytest.mark.parametrize(
    ("place", "is_known"),
    [('path: "lib/core"', True), (":path => 'lib/core'", True), ('path: library("core")', False),
        (":path => CORE", False), ('path: "#{lib}/core"', False), ('"1.0"  # path: x', True)],
)  # fmt: skip
def test_gems(place: str, is_known: bool) -> None:
    assert known("bundle install", {"Gemfile": f"{GEM}{place}\n", "Gemfile.lock": ""}) == is_known


@pytest.mark.parametrize(
    ("place", "is_known"),
    [('includeBuild("lib/core")', True), ("includeBuild 'lib/core'", True),
        ("includeBuild(file(core))", False), ("includeBuild core", False)],
)  # fmt: skip
def test_builds_of_gradle(place: str, is_known: bool) -> None:
    files = {"settings.gradle": f"{place}\n", "build.gradle": "", "gradlew": ""}
    assert known("gradle dependencies", files) == is_known
