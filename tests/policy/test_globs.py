from __future__ import annotations

import pytest

from dlinter.policy.globs import compile_glob, matches, relative


@pytest.mark.parametrize(
    ("glob", "path", "expected"),
    [
        ("Dockerfile", "Dockerfile", True),
        ("Dockerfile", "a/b/Dockerfile", True),
        ("Dockerfile", "a/Dockerfile.dev", False),
        ("Dockerfile.*", "a/Dockerfile.dev", True),
        ("tests", "tests/x/Dockerfile", True),
        ("tests/", "a/tests/Dockerfile", True),
        ("tests/*", "tests/Dockerfile", True),
        ("tests/*", "a/tests/Dockerfile", False),
        ("tests/*/Dockerfile", "tests/a/b/Dockerfile", False),
        ("tests/**/Dockerfile", "tests/Dockerfile", True),
        ("tests/**/Dockerfile", "tests/a/b/Dockerfile", True),
        ("**/Dockerfile", "Dockerfile", True),
        ("./a/Dockerfile", "a/Dockerfile", True),
        ("/Dockerfile", "a/Dockerfile", False),
        ("/Dockerfile", "Dockerfile", True),
        ("Dockerfile.[ab]", "Dockerfile.b", True),
        ("Dockerfile.[!ab]", "Dockerfile.b", False),
        ("a+b(c)", "a+b(c)", True),
        ("Dockerfile.?", "Dockerfile.12", False),
        ("a?/x", "ab/x", True),
        ("a*c/x", "abbc/x", True),
        ("a*c/x", "abbd/x", False),
        ("a**z", "a/b/z", True),
        ("a**z", "a/b/y", False),
        ("x/a*c", "x/abbd", False),
        ("x/*a", "x/b", False),
        ("x/?b", "x/ac", False),
        ("x/[ab]c", "x/ad", False),
        ("xa**/b", "xa/b", True),
        ("xa**/b", "xac", False),
        ("x/**/b", "x/ab", False),
        ("[ab]c/x", "bc/x", True),
    ],
)
def test_glob(glob: str, path: str, expected: bool) -> None:
    assert matches((glob,), path) is expected


def test_an_empty_glob_is_refused() -> None:
    with pytest.raises(ValueError, match="empty"):
        compile_glob("/")


def test_a_glob_that_is_longer_than_a_path_is_refused() -> None:
    assert compile_glob("a" * 4096)
    with pytest.raises(ValueError, match="more than 4096 characters"):
        compile_glob("a" * 4097)


def test_relative_uses_forward_slashes_and_leads_out() -> None:
    assert relative("/a/b/c", "/a") == "b/c"
    assert relative("/a/x", "/a/b") == "../x"
