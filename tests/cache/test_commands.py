"""The words of plain commands, what is refused, and that nobody trusts a command that the cache does not
show. What they write: `test_execution.py`."""

from __future__ import annotations

import pytest

from dlinter.model.cache.keys.commands import Refused, Simple, commands_of, names_of
from dlinter.model.cache.keys.copying import taken_files
from dlinter.model.cache.keys.operations import CopyFiles, Exec, ExecMount
from dlinter.model.cache.keys.tree import Entry
from dlinter.values import replace
from tests.cache.against import Build, against, tree_of


def operation(script: str, *env: str) -> Exec:
    return Exec(("/bin/sh", "-c", script), env, "/w", "", (ExecMount("/", input=0, output=0),))


@pytest.mark.parametrize(
    ("script", "wanted"),
    [
        ("cat a b > c", (Simple(("cat", "a", "b"), "c"),)),
        ("cat a>c", (Simple(("cat", "a"), "c"),)),
        ("a && b;c\nd", (Simple(("a",)), Simple(("b",)), Simple(("c",)), Simple(("d",)))),
        ("> c cat a", (Simple(("cat", "a"), "c"),)),
        ("a >> b && c > d && e", (Simple(("a",), "b", append=True), Simple(("c",), "d"), Simple(("e",)))),
        ("echo 'a  $V'b\"c $V ${V}\"", (Simple(("echo", "a  $Vbc 1.2 1.2")),)),
        ("echo $V${V}x $NONE", None),
        ("echo \"$NONE\" ''", (Simple(("echo", "", "")),)),
        ("echo a\t b;", (Simple(("echo", "a", "b")),)),
        ("", ()),
        ("echo 1> c", None),
        ("echo a1> c", (Simple(("echo", "a1"), "c"),)),
        ("echo 1 > c", (Simple(("echo", "1"), "c"),)),
        ("a & b", None),
        ("a&b", None),
        ("a&&b", (Simple(("a",)), Simple(("b",)))),
        ("&& a", None),
        ("a >", None),
        ("a > ;", None),
        ("a > && b", None),
        ("a > > b", None),
        ("a > b > c", None),
        ("a >> b >> c", None),
        ("> c", (Simple((), "c"),)),
        ("a | b", None),
        ("a 'b", None),
        ('a "b', None),
        ('a "b\\"', None),
        ('a "`b`"', None),
        ('a "$(b)"', None),
        ('a "${V:-x}"', None),
        ("a $", None),
        ("a $(b)", None),
        ("a ${V:-x}", None),
        ("a $BLANKS", None),
        ("a *", None),
        ("a ~", None),
        ("a {b,c}", None),
        ("a # b", None),
        ("! a", None),
        ("(a)", None),
        ("a < b", None),
    ],
)
def test_the_words_of_commands(script: str, wanted: tuple[Simple, ...] | None) -> None:
    run = operation(script, "V=1.2", "BLANKS=a b")
    if wanted is None:
        with pytest.raises(Refused):
            commands_of(run)
    elif script == "> c":
        with pytest.raises(Refused):  # a redirection without a command
            commands_of(replace(run, args=("/bin/sh", "-c", "> c;")))
        assert commands_of(run) == ()
    else:
        assert commands_of(run) == wanted


def test_a_command_without_a_shell_is_one() -> None:
    for args in (
        ("cat", "a", ">", "b"),
        ("/bin/bash", "-c", "a; b"),
        ("/bin/sh", "-c"),
        ("/bin/sh", "-c", "a; b", "x"),
    ):
        assert commands_of(replace(operation(""), args=args)) == (Simple(args),)


def test_names_and_flags_of_commands() -> None:
    assert (Simple(("/usr/bin/cp", "-ra", "x", "-r")).name, Simple(("cp", "-ra", "x", "-r")).flags) == (
        "cp",
        "ar",
    )
    assert (Simple(("echo", "-"),).flags, Simple(("-x", "y")).flags) == ("-", "")
    assert names_of(commands_of(operation("sleep 1; true; cp -r a b && /bin/mkdir c"))) == {"cp r", "mkdir "}


TEXT = (
    "FROM registry.example/base:1 AS build\nWORKDIR /w\nCOPY src ./\nRUN cat a b > out\nFROM scratch\nCOPY "
    "--from=build /w/out /out\n"
)


def build(layer: dict[str, str], **files: str) -> Build:
    """A cache whose RUN wrote `layer`; each layer's file list stands for itself and all below it."""
    return Build(
        TEXT,
        {"src/a": "A\n", "src/b": "B\n", "src/c": "C\n", **{f"src/{k}": v for k, v in files.items()}},
        outputs={4: layer},
    )


def test_entries_are_not_shared_between_trees() -> None:
    tree = tree_of({"w/a": "A"})
    other = tree.copy()
    other.add("w/a", Entry("0", 0o644))
    assert tree.entries["w/a"].size == 1


def test_plain_commands_of_posix_do_what_they_say() -> None:
    # What the rebuilt RUN writes is looked for among the contents that the cache's build took.
    found = against(build({"w/out": "A\nB\n"}, c="other"), build({"w/out": "A\nB\n"}))
    assert [found[line].hit for line in (3, 4, 6)] == [False, False, True]
    found = against(build({"w/out": "other\n"}, c="other"), build({"w/out": "other\n"}))
    assert [found[line].hit for line in (3, 4, 6)] == [False, False, False]


def test_nothing_is_trusted_that_the_cache_does_not_show() -> None:
    new, old = (
        build({"w/out": "x"}, c="other").with_("cat a b > out", "tac a"),
        build({"w/out": "x"}).with_("cat a b > out", "tac a"),
    )
    found = against(new, old)
    assert [found[line].hit for line in (4, 6)] == [False, None]
    assert "line 4 is rebuilt" in found[6].why


def test_a_wildcard_does_not_name_the_root() -> None:
    """`COPY * /x/` puts what is in a folder into `/x/`, not the folder."""
    assert sorted(
        path for _, path in taken_files(CopyFiles("/*", "/x/"), tree_of({"d/a": "A", "e": "E"}))
    ) == ["x", "x/a", "x/e"]
