"""`.gitignore` lines as `git check-ignore` understands them."""

from __future__ import annotations

import random
import subprocess
from pathlib import Path

import pytest

from dlinter.sources.git_patterns import GitPatterns

LINES = [
    "a", "/a", "a/", "a/b", "/a/b/", "*.c", "*", "!a", "!*/", "**/a", "a/**", "a/**/b", "**", "**/", "/**",
    "a**b", "**a", "a**", "*a*b", "[ab]", "[!a]", "[^a]b",
    "[a-c]x", "[]a]", "[!]a]", "[a", "a[", "\\a", "\\*", "\\!a", "\\#a", "#a", "a\\", "a ", "a\\ ", "a  ",
    " a", "[[:alpha:]]", "[[:digit:]x]", "[[:no:]]", "a?b", "?", "a//b",
    "/", "!", "a/b/**/c", "**/b/**", "*/b", "/*", "/*/", "[a-]", "[-a]", "[\\]]", "[b-a]", "a.b", "*.*",
    "a/*/c", "***", "a***b", "a/***", "!a/b", "a\r", "[/]", "a[/]b", "[!b]a",
]  # fmt: skip
PATHS = ["a", "b", "c", "x", "1", "]", "-", "*", "!a", "#a", "a ", " a", "ab", "axb", "ax", "a.b", "a.c",
    "a b", "a[", "a]", "\\"]


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    """Two repositories: in one the paths are files, in the other folders."""
    for name in ("files", "folders"):
        subprocess.run(["git", "init", "-q", str(tmp_path / name)], check=True)
    return tmp_path


def by_git(repo: Path, paths: list[str]) -> dict[str, bool | None]:
    """What git's last matching line says of each path; folders end in `/`."""
    folders = [p.rstrip("/") for p in paths if p.endswith("/")]
    for path in folders:
        (repo / "folders" / path).mkdir(parents=True, exist_ok=True)
    files = _ask(repo / "files", [p for p in paths if not p.endswith("/")])
    return files | {f"{p}/": v for p, v in _ask(repo / "folders", folders).items()}


def _ask(repo: Path, paths: list[str]) -> dict[str, bool | None]:
    if not paths:
        return {}
    done = subprocess.run(
        ["git", "-c", f"core.excludesFile={repo}/none", "-C", str(repo), "check-ignore", "-v", "-n", "-z",
            "--no-index", "--stdin"],
        input="\0".join(paths).encode() + b"\0", capture_output=True, check=False,
    )  # fmt: skip
    fields = done.stdout.decode().split("\0")[:-1]
    found: dict[str, bool | None] = {}
    for at in range(0, len(fields), 4):
        _, line, pattern, path = fields[at : at + 4]
        found[path] = (not pattern.startswith("!")) if line else None
    return found


def compare(repo: Path, lines: list[str], paths: list[str]) -> None:
    for name in ("files", "folders"):
        (repo / name / ".gitignore").write_bytes("\n".join(lines).encode() + b"\n")
    patterns = GitPatterns(lines)
    wanted = by_git(repo, paths)
    mine: dict[str, bool | None] = {}
    for path in paths:
        # git looks at the folders above, too, and stops at one that is ignored
        parts, decided = path.rstrip("/").split("/"), None
        for count in range(1, len(parts)):
            decided = patterns.decides("/".join(parts[:count]), True)
            if decided:
                break
        mine[path] = True if decided else patterns.decides(path.rstrip("/"), path.endswith("/"))
    assert {p: bool(v) for p, v in mine.items()} == {p: bool(v) for p, v in wanted.items()}, lines


@pytest.mark.parametrize("line", LINES)
def test_one_line(repo: Path, line: str) -> None:
    compare(repo, [line], [*PATHS, *(f"{p}/" for p in PATHS),
        *(f"{p}/{q}" for p in ("a", "b") for q in PATHS), "a/b/c", "a/x/b", "a/x/y/b", "a/b/x/c", "x/a/b",
        "b/c/a/"])


@pytest.mark.parametrize("seed", range(40))
def test_several_lines(repo: Path, seed: int) -> None:
    chance = random.Random(seed)
    units = ["a", "b", "/", "*", "**", "?", "[ab]", "[!a]", "!", ".", "\\", "**/", "/**", "c"]
    lines = ["".join(chance.choices(units, k=chance.randint(1, 5))) for _ in range(4)]
    paths = [
        "/".join("".join(chance.choices("abc.", k=chance.randint(1, 3))) for _ in range(chance.randint(1, 4)))
        for _ in range(60)
    ]
    paths = [p for p in paths if not {"..", "."} & set(p.split("/"))]
    compare(repo, lines, [*paths, *(f"{p}/" for p in paths)])


def test_plain_names_and_globs_keep_their_order() -> None:
    patterns = GitPatterns(["a", "!*", "b", "*b", "!b", "c/"])
    assert [patterns.decides(p, False) for p in ("a", "b", "xb", "c")] == [False, False, True, False]
    assert patterns.decides("x/c", True) is True and GitPatterns(["a"]).decides("b", False) is None
    assert not GitPatterns(["", "# x"])
