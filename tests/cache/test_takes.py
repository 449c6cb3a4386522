"""`Local.takes` tells from a path alone what `BuildContext.matched_by` tells of the files that are there; and
every real Dockerfile has its steps."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlinter.model.cache.build_cache import cache_of
from dlinter.model.cache.change import Change
from dlinter.model.cache.inputs import local
from dlinter.model.dockerfile.context import BuildContext
from dlinter.model.dockerfile.reader import read
from dlinter.model.facts.facts import Facts
from dlinter.model.text import Text

NAMES = ("a", "b", "ab", "a.js", "b.txt", ".x", "src")
PATHS = st.lists(st.sampled_from(NAMES), min_size=1, max_size=4).map("/".join)
PARTS = (*NAMES, "*", "a*", "*.js", "?", "[ab]", "**", ".", "..", "")
SOURCES = st.lists(st.sampled_from(PARTS), min_size=1, max_size=3).map("/".join)
IGNORED = st.lists(st.sampled_from(("a", "*.js", "**/b", "!a/b", "src/*", "!**/a.js", "b.txt")), max_size=3)
EXCLUDED = st.lists(st.sampled_from(("b", "*.js", "**/b.txt", "src", "!a.js")), max_size=2)


def files_of(paths: list[str]) -> dict[str, str]:
    """Without those that would be a file and a folder at once."""
    return {p: "" for p in paths if not any(o.startswith(p + "/") for o in paths)}


@settings(max_examples=1500, derandomize=True)
@given(st.lists(PATHS, max_size=12, unique=True), SOURCES, EXCLUDED, st.booleans(), IGNORED)
def test_takes_is_what_is_matched(
    paths: list[str], source: str, exclude: list[str], parents: bool, ignored: list[str]
) -> None:
    context = BuildContext.of({**files_of(paths), ".dockerignore": "\n".join(ignored)})
    takes = local(source, exclude, parents).takes
    all_files = [*files_of(paths), ".dockerignore", "Dockerfile"]
    told = {p for p in all_files if takes(p) and not context.ignored(p)}
    assert told == set(context.matched_by(source, exclude, parents))


@pytest.mark.skipif(
    "DLINT_CORPORA" not in os.environ, reason="DLINT_CORPORA names no folder of real Dockerfiles"
)
def test_every_real_dockerfile_has_its_steps() -> None:
    files = sorted(p for p in Path(os.environ["DLINT_CORPORA"], "real").rglob("*") if p.is_file())
    assert len(files) > 500
    for path in files:
        facts = Facts(read(Text(path.read_bytes(), path.name)))
        cache = cache_of(facts)
        for step in cache.steps:
            assert all(p < step.at for p in step.parents), path
            assert all(t < step.at for s in step.stages for t in s.tip), path
            cache.requirement(step)
        every = cache.rebuilt(Change(instructions=frozenset(i.index for i in facts.dockerfile.instructions)))
        assert [r.step.at for r in every] == [s.at for s in cache.steps], path
        for change in (
            Change.of_paths("src/main.c"),
            Change.of_bases(),
            Change.of_args("VERSION"),
            Change.of_remotes(),
        ):
            found = cache.rebuilt(change)
            if change.bases:
                # an image that moved may have the same layers: `marks` is told what is rebuilt, not why
                continue
            sure, maybe = cache.marks(
                [r.step.at for r in found if r.certain], [r.step.at for r in found if not r.certain]
            )
            assert sure == {r.step.at for r in found if r.certain} and maybe == {
                r.step.at for r in found if not r.certain
            }, path
            assert all(r.reasons for r in found), path
