"""Wildcards match what the plain regular expression matches, and hostile ones take no longer than pattern
times path."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlinter.model.dockerfile.dockerignore import read_ignore
from dlinter.model.dockerfile.globs import translate
from dlinter.model.wildcards import ANY, FOLDERS, ONE, STAR, One, Piece, Plain, Wildcards
from dlinter.policy.globs import compile_glob
from dlinter.sources.git_patterns import GitPatterns

PIECES = st.one_of(
    st.sampled_from([STAR, ANY, FOLDERS, ONE, One("[ab]"), One("[^a]"), One("(?!/)[^a]"), One("(?!)")]),
    st.builds(Plain, st.text("ab/", min_size=1, max_size=2))
)


def expression(pieces: list[Piece]) -> str:
    return "".join(
        p if isinstance(p, str) else p.expression if isinstance(p, One) else re.escape(p.text) for p in pieces
    )


@given(st.lists(PIECES, max_size=7), st.text("ab/", max_size=8), st.booleans())
def test_as_the_regular_expression(pieces: list[Piece], path: str, below: bool) -> None:
    wanted = re.compile(expression(pieces) + ("(?:/.*)?" if below else ""), re.S)
    assert Wildcards(pieces, below=below).fullmatch(path) == (wanted.fullmatch(path) is not None)


HOSTILE = "a" * 250


@pytest.mark.parametrize(
    "unit", ["**a", "*a", "**/", "**/a", "*?", "?*", "[ab]*", "**/*", "a**/", "*a**b", "**/**"]
)
@pytest.mark.parametrize("count", [30, 300])
@pytest.mark.parametrize(
    "path", [f"{HOSTILE}c", "/".join("a" * 100), f"{HOSTILE}/{HOSTILE}/{HOSTILE}/x", "a/" * 400 + "x"]
)
def test_no_pattern_takes_long(unit: str, count: int, path: str) -> None:
    began = time.process_time()
    ignore = read_ignore(unit * count + "b\n")
    ignore.match(path, ())
    compile_glob((unit * count)[:4000] + "b").fullmatch(path)
    GitPatterns([unit * count + "b"]).decides(path, folder=False)
    translate("*a" * count + "b").fullmatch(path.replace("/", "b"))
    assert time.process_time() - began < 3


def test_a_thousand_patterns_over_a_long_path() -> None:
    ignore = read_ignore("\n".join(f"**/{n}*/**/x*y*z" for n in range(1000)))
    began = time.process_time()
    assert not ignore.ignores("/".join(["1" * 20] * 40))
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        # A class of `.dockerignore` may be a slash, which the first star may not pass: the earliest match is
        # not the only one.
        ("*[^a]b*q", "xb/bq", True), ("**/a/**/b", "a/b", True), ("**/a/**/b", "x/a/y/z/b", True),
        ("**/a/**/b", "x/a/y/z/bb", False),
        ("a**b", "ab", True), ("a**b", "ax/b", True), ("a**b", "axb", False), ("**x", "a/bx", True),
        ("a/**", "a/b/c", True), ("a/**", "a", False),
    ],
)  # fmt: skip
def test_docker_patterns(pattern: str, path: str, expected: bool) -> None:
    assert read_ignore(pattern).match(path, ())[0] is expected
