"""What plain commands write, what is refused, and that nobody trusts a command that the cache does not show."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dlinter.model.cache.keys.commands import Refused, run, simple_commands
from dlinter.model.cache.keys.operations import Exec, ExecMount
from dlinter.model.cache.keys.tree import Entry, Tree
from tests.cache.against import Build, against, tree_of


def operation(script: str, *env: str, user: str = "") -> Exec:
    return Exec(("/bin/sh", "-c", script), env, "/w", user, (ExecMount("/", input=0, output=0),))


def written(script: str, *env: str, tree: Tree | None = None) -> dict[str, str]:
    found = run(operation(script, *env), tree or tree_of({"w/a": "A\n", "w/b": "B\n", "bin/sh": ""}))
    return {path: b"".join(entry.chunks()).decode() if entry.chunks else "/" for path, entry in found.items()}


@pytest.mark.parametrize(
    ("script", "wanted"),
    [
        ("cat a b > c", {"w/c": "A\nB\n"}),
        ("cat a > c && cat c c >> c2;cat c2 > /d", {"w/c": "A\n", "w/c2": "A\nA\n", "d": "A\nA\n"}),
        ('echo "version $V" ${V} > v', {"w/v": "version 1.2 1.2\n"}),
        ("echo '$V  x' a   b >> a", {"w/a": "A\n$V  x a b\n"}),
        ("mkdir m && cp a m && cp b m/c", {"w/m": "/", "w/m/a": "A\n", "w/m/c": "B\n"}),
        ("cat a > /dev/null\necho x > y\n", {"w/y": "x\n"}),
        ("true", {}),
    ],
)
def test_what_is_written(script: str, wanted: dict[str, str]) -> None:
    assert written(script, "V=1.2") == wanted


@pytest.mark.parametrize(
    "script",
    [
        "cat a | sort > c", "cat *", "cat $(ls)", "cat `ls`", "cat a > c || true", "echo -n x > c", r"echo 'a\n' > c", "cat -n a", "cat a 2> c", "cat a &",
        "cat nothing > c", "cat a > no/where", "cat < a > c", "make", "echo $X > c", "echo ${V:-x} > c", "cp -r a b", "mkdir -p x/y", "cat a > c > d", "if true; then cat a; fi",
        "V=2 cat a > c", "echo a > /proc/x", "cat > c", "cat a >", "&& cat a", "(cat a)", "echo {a,b} > c", "echo ~ > c", "! cat a", "echo a# > c; # x", 'echo "a\\b" > c', "echo 'a",
    ],
)  # fmt: skip
def test_what_is_refused(script: str) -> None:
    with pytest.raises(Refused):
        written(script, "V=1.2", "X=a b")


def test_mounts_users_and_other_shells_are_refused() -> None:
    plain = operation("true")
    for other in (
        replace(plain, args=("/bin/bash", "-c", "true")), replace(plain, user="app"), replace(plain, mounts=(*plain.mounts, ExecMount("/m"))),
        replace(plain, args=("true",)),
    ):  # fmt: skip
        with pytest.raises(Refused):
            simple_commands(other)


def test_a_file_keeps_its_owner_and_mode() -> None:
    tree = tree_of({"w/a": ("A", 0o600)})
    found = run(operation("echo b > a && echo c > d"), tree)
    assert [oct(entry.mode) for entry in found.values()] == ["0o600", "0o644"]


TEXT = "FROM registry.example/base:1 AS build\nWORKDIR /w\nCOPY src ./\nRUN cat a b > out\nFROM scratch\nCOPY --from=build /w/out /out\n"


def build(layer: dict[str, str], **files: str) -> Build:
    """A cache whose RUN wrote `layer`; each layer's file list stands for itself and all below it."""
    return Build(TEXT, {"src/a": "A\n", "src/b": "B\n", "src/c": "C\n", **{f"src/{k}": v for k, v in files.items()}}, outputs={4: layer})


def test_entries_are_not_shared_between_trees() -> None:
    tree = tree_of({"w/a": "A"})
    other = tree.copy()
    other.add("w/a", Entry("0", 0o644))
    assert tree.entries["w/a"].size == 1


def test_nothing_is_trusted_that_the_cache_does_not_show() -> None:
    # In this cache the results have one layer each: no RUN can be repeated on what is below it.
    found = against(build({"w/out": "A\nB\n"}, c="other"), build({"w/out": "A\nB\n"}))
    assert found[4].hit is False
    assert found[6].hit is None
    assert "line 4 is rebuilt" in found[6].why
