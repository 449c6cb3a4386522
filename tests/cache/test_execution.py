"""What plain commands write, what is refused, and what a presumption may and may not claim."""

from __future__ import annotations

import pytest

from dlinter.model.cache.keys.commands import Refused
from dlinter.model.cache.keys.execution import Execution
from dlinter.model.cache.keys.operations import TMPFS, Exec, ExecMount
from dlinter.model.cache.keys.tree import FILE, SYMLINK, Entry, Unreadable
from tests.cache.against import Build, against, hits, tree_of

ROOT = ExecMount("/", input=0, output=0)


def execution(
    script: str,
    *,
    env: tuple[str, ...] = ("NAME=value", "SPLIT=a b"),
    mounts: tuple[ExecMount, ...] = (),
    user: str = "",
    open_: bool = False,
) -> Execution:
    tree = tree_of({"w/a": "A", "w/run": ("R", 0o755), "w/d/x": "X"})
    return Execution(Exec(("/bin/sh", "-c", script), env, "/w", user, (ROOT, *mounts)), tree, open=open_)


@pytest.mark.parametrize(
    ("script", "path", "data", "mode"),
    [
        ("echo one two > o", "w/o", b"one two\n", 0o644),
        ("echo -n $NAME >> a", "w/a", b"Avalue", 0o644),
        ("cat a 'd/x' > o", "w/o", b"AX", 0o644),
        ("set -e; sleep 1 && mkdir -p e/f && cat a > e/f/o", "w/e/f/o", b"A", 0o644),
        ("cp run d", "w/d/run", b"R", 0o755),
        ("cp -r d e", "w/e/x", b"X", 0o644),
        ("mv d e && cd e && echo y > x", "w/e/x", b"y\n", 0o644),
        ("printf 'a\\tb\\n' > o", "w/o", b"a\tb\n", 0o644),
        ("printf %s \"$SPLIT\" > o", "w/o", b"a b", 0o644),
        ("touch o && chmod 0600 o", "w/o", b"", 0o600),
        ("chmod +x a", "w/a", b"A", 0o755),
        (": > run", "w/run", b"", 0o755),
    ],
)  # fmt: skip
def test_what_plain_commands_write(script: str, path: str, data: bytes, mode: int) -> None:
    done = execution(script)
    done.run()
    entry = done.made.entries[path]
    assert (b"".join(entry.chunks() if entry.chunks else ()), entry.mode, entry.uid) == (data, mode, 0)


def test_links_and_removals() -> None:
    done = execution("ln -s a l && rm -rf d && rm -f nothing")
    done.run()
    assert done.made.entries["w/l"].kind == SYMLINK and done.made.entries["w/l"].link == "a"
    assert "w/d/x" not in done.made.entries and done.removed == {"w/d", "w/d/x"}


@pytest.mark.parametrize(
    "script",
    [
        "make", "cat a | sort > o", "cat * > o", "echo $SPLIT > o", "echo a\\\\n > o", "echo -e a > o",
        "cat missing > o", "cp d e", "mkdir d", "ln a b", "chmod u+s a",
        "chmod -x a", "mkdir -m 700 e", "cp --sparse a b", "echo $(date) > o", "echo a > nowhere/o",
        "cat a > d", "make; echo a > o", "cp a a b",
        "cat a > c || true", "cat a 2> c", "cat a &", "cat < a > c", "echo ${V:-x} > c", "cat a > c > d",
        "if true; then cat a; fi", "V=2 cat a > c", "echo a > /proc/x",
        "cat > c", "cat a >", "&& cat a", "(cat a)", "echo {a,b} > c", "echo ~ > c", "! cat a",
        "echo a# > c; # x", 'echo "a\\b" > c', "echo 'a", "cat `ls`",
    ],
)  # fmt: skip
def test_what_is_not_understood_is_refused(script: str) -> None:
    with pytest.raises(Refused):
        execution(script).run()


def test_what_is_written_to_a_mount_does_not_stay() -> None:
    done = execution("cat a > /store/x && cat /store/x > o", mounts=(ExecMount("/store", TMPFS),))
    done.run()
    assert set(done.written) == {"w/o"} and "store/x" not in done.made.entries


def test_bytes_that_are_not_known_make_files_that_are_not_known() -> None:
    done = execution("cat /etc/release a > o && cp o p && echo b > q", open_=True)
    done.run()
    with pytest.raises(Unreadable):
        done.made.entries["w/p"].digest()
    assert done.made.entries["w/q"].digest().startswith("sha256:")


def test_a_user_is_taken_by_number_and_only_for_a_presumption() -> None:
    with pytest.raises(Refused):
        execution("echo a > o", user="1000").run()
    done = execution("echo a > o", user="1000:7", open_=True)
    done.run()
    assert (done.made.entries["w/o"].uid, done.made.entries["w/o"].gid) == (1000, 7)


TEXT = """\
FROM registry.example/base:1 AS build
ARG VERSION=1
WORKDIR /w
COPY src ./src
RUN sleep 1 && mkdir -p out && cat src/a.txt > out/a && echo fixed > out/b
FROM registry.example/run:1
COPY --from=build /w/out/a /a
COPY --from=build /w/out/b /b
RUN make
"""
OUT = Entry(FILE, 0o644)
OLD = Build(TEXT, {"src/a.txt": "a", "src/other": "1"}, outputs={5: {"w/out/a": "a", "w/out/b": "fixed\n"}})


@pytest.mark.parametrize("inline", [False, True])
def test_a_rebuilt_run_of_plain_commands_hits_by_what_it_makes(inline: bool) -> None:
    """The rebuilt RUN writes the files that the cache's build took; a second COPY that stands on the first is
    found, too."""
    new = Build(TEXT, {"src/a.txt": "a", "src/other": "2"})
    assert hits(new, OLD, inline=inline)[-3:] == "hhh"


def test_a_presumption_never_claims_a_miss() -> None:
    """The base image is in no cache, so what the commands find there is not known."""
    new = Build(TEXT, {"src/a.txt": "b", "src/other": "2"})
    found = against(new, OLD, inline=True)
    assert [found[line].hit for line in (5, 7, 8)] == [False, None, None]
    assert "line 5 is rebuilt" in found[7].why


def test_a_stage_of_nearly_two_thousand_rebuilt_steps() -> None:
    steps = "".join(f"RUN echo {n} > /w/{n % 7}\n" for n in range(1990))
    text = (
        f"FROM registry.example/base:1 AS build\nWORKDIR /w\nCOPY a .\n{steps}FROM scratch\nCOPY "
        "--from=build /w/3 /3\n"
    )
    found = against(Build(text, {"a": "new"}), Build(text, {"a": "old"}, outputs={1993: {"w/3": "1984\n"}}))
    assert found[1995].hit is True
