"""Scripts of a Dockerfile: commands, words with their places, wrappers, dialects, and tree-sitter's misparses mended."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlinter.model.dockerfile import Run
from dlinter.model.dockerfile.reader import read
from dlinter.model.facts import Facts
from dlinter.model.shell import Command, Script
from dlinter.model.text import Text


def scripts(source: str) -> list[Script]:
    facts = Facts(read(Text(source.encode())))
    return [facts.script(i) for i in facts.dockerfile.instructions if facts.script(i).commands or facts.script(i).ranges]


def commands(script: str) -> tuple[Command, ...]:
    """The commands of `RUN script`."""
    (found,) = scripts(f"FROM a\nRUN {script}\n")
    assert not found.errors
    return found.commands


def argv(script: str) -> list[list[str]]:
    return [[w.value for w in c.argv] for c in commands(script)]


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("echo a b", [["echo", "a", "b"]]),
        ("echo 'a b' \"c d\" e\\ f g'h'\"i\"", [["echo", "a b", "c d", "e f", "ghi"]]),
        ('echo "a\\"b" \'a"b\' "a\\$b" \\$c', [["echo", 'a"b', 'a"b', "a$b", "$c"]]),
        ("echo x-$A-$B-$C.tgz", [["echo", "x-$A-$B-$C.tgz"]]),  # `-$` is read as two words
        ("echo >&2 'msg' x", [["echo", "msg", "x"]]),  # the words are read as the redirect's
        ("a && b || c; d & e", [["a"], ["b"], ["c"], ["d"], ["e"]]),
        ("a | b |& c", [["a"], ["b"], ["c"]]),
        ("/usr/bin/apt-get update", [["/usr/bin/apt-get", "update"]]),
        ("echo $(uname -m) `id -u`", [["echo", "$(uname -m)", "`id -u`"], ["uname", "-m"], ["id", "-u"]]),
        ("for x in 1 2; do echo $x; done", [["echo", "$x"]]),
        ("if a; then b; else c; fi", [["a"], ["b"], ["c"]]),
        ("( a; b ) && { c; }", [["a"], ["b"], ["c"]]),
        ("f() { a; }; f", [["a"], ["f"]]),
        ("case $x in y) a;; *) b;; esac", [["a"], ["b"]]),
        ("cat <(sort x) > y", [["cat", "<(sort x)"], ["sort", "x"]]),
        ("[ -f x ] && ! test -d y", [["[", "-f", "x", "]"], ["test", "-d", "y"]]),
    ],
)
def test_words(script: str, words: list[list[str]]) -> None:
    found = argv(script)
    assert sorted(found) == sorted(words)


def test_how_commands_are_joined() -> None:
    found = commands("a && b || c; d | e & f")
    assert [(c.name, c.before, c.operator) for c in found] == [
        ("a", "", "&&"), ("b", "&&", "||"), ("c", "||", ";"), ("d", ";", "|"), ("e", "|", "&"), ("f", "&", ""),
    ]  # fmt: skip
    pipelines = [c.pipeline for c in found]
    assert pipelines[3] == pipelines[4] and len(set(pipelines)) == 5


@pytest.mark.parametrize(
    ("script", "name", "context"),
    [
        ("if a; then b; fi", "b", ("if",)),
        ("while a; do b; done", "b", ("while",)),
        ("for x in y; do b; done", "b", ("for",)),
        ("( b )", "b", ("subshell",)),
        ("echo $(b)", "b", ("substitution",)),
        ("f() { b; }", "b", ("function", "group")),
    ],
)
def test_where_commands_stand(script: str, name: str, context: tuple[str, ...]) -> None:
    (found,) = [c for c in commands(script) if c.name == name]
    assert found.context == context or (set(found.context) <= set(context) and found.context), found.context


def test_assignments_and_redirects() -> None:
    first, second, third = commands("A=1 B='x y' make > out 2>&1; export C=2; D=$(id) && true < in")[:3]
    assert [(a.name, a.value.value if a.value else None, a.exported) for a in first.assignments] == [("A", "1", False), ("B", "x y", False)]
    assert [(r.operator, r.fd, r.target.value if r.target else None) for r in first.redirects] == [(">", "", "out"), (">&", "2", "1")]
    assert [(a.name, a.exported) for a in second.assignments] == [("C", True)]
    assert [a.name for a in third.assignments] == ["D"]


def test_a_redirect_is_the_last_commands_alone() -> None:
    a, b = commands("a && b 2>/dev/null")
    assert not a.redirects and [r.target.value for r in b.redirects if r.target] == ["/dev/null"]
    a, b = commands("a | b > f")
    assert not a.redirects and [r.operator for r in b.redirects] == [">"]


@pytest.mark.parametrize(
    ("script", "inner", "wrappers"),
    [
        ("sudo -E apt-get install x", ["apt-get", "install", "x"], ("sudo",)),
        ("sudo -u root env A=b make", ["make"], ("sudo", "env")),
        ("env -i A=b make all", ["make", "all"], ("env",)),
        ("time -p make", ["make"], ("time",)),
        ("nice -n 5 make", ["make"], ("nice",)),
        ("exec make", ["make"], ("exec",)),
        ("nohup make", ["make"], ("nohup",)),
        ("timeout 5 make", ["make"], ("timeout",)),
        ("xargs -n 1 rm -f", ["rm", "-f"], ("xargs",)),
        ("sh -c 'make all'", ["make", "all"], ("sh -c",)),
        ("bash -lc \"make all\"", ["make", "all"], ("bash -c",)),
        ("eval 'make all'", ["make", "all"], ("eval",)),
    ],
)
def test_wrappers(script: str, inner: list[str], wrappers: tuple[str, ...]) -> None:
    found = [c for c in commands(script) if c.name == inner[0]]
    assert len(found) == 1
    assert [w.value for w in found[0].argv] == inner
    assert len(found[0].wrappers) == len(wrappers)
    assert all(mine.split()[0] == theirs.split()[0] for mine, theirs in zip(found[0].wrappers, wrappers, strict=True)), found[0].wrappers


@pytest.mark.parametrize(
    "source",
    [
        "FROM a\nRUN true && \\\n    # a comment\n\n    sudo -E env FOO=b apt-get install -y \"cur\\\nl\" 'é日本'\n",
        "# escape=`\nFROM a\nRUN true && `\n  apt-get install -y curl 'é日本'\n",
        "FROM a\r\nRUN true && \\\r\n  apt-get install -y curl 'é日本'\r\n",
        "FROM a\nRUN <<EOF\ntrue\napt-get install -y curl 'é日本'\nEOF\n",
        "FROM a\nRUN <<-EOF\n\ttrue\n\tapt-get install -y curl 'é日本'\n\tEOF\n",
        "FROM a\nRUN sh -c 'apt-get install -y curl \"é日本\"'\n",
        'FROM a\nRUN bash -c "apt-get install -y curl \'é日本\'"\n',
        "FROM a\nONBUILD RUN apt-get install -y curl 'é日本'\n",
        'FROM a\nRUN ["apt-get", "install", "-y", "curl", "é日本"]\n',
    ],
)
def test_places_are_places_of_the_file(source: str) -> None:
    data = source.encode()
    (found,) = [c for s in scripts(source) for c in s.commands if c.name == "apt-get"]
    values = {w.value: data[w.span.start : w.span.end].decode() for w in found.argv}
    assert list(values) == ["apt-get", "install", "-y", "curl", "é日本"]
    assert values["apt-get"].strip('"') == "apt-get" and "é日本" in values["é日本"]
    assert values["curl"].replace("\\\n", "").strip("\"'") == "curl"


@pytest.mark.parametrize(
    ("source", "dialect", "names"),
    [
        ("FROM a\nRUN x\n", "sh", ["x"]),
        ('FROM a\nSHELL ["/bin/bash", "-ec"]\nRUN x\n', "bash", ["x"]),
        ('FROM a AS b\nSHELL ["/bin/bash", "-c"]\nFROM b\nRUN x\n', "bash", ["x"]),
        ('FROM a AS b\nSHELL ["/bin/bash", "-c"]\nFROM a\nRUN x\n', "sh", ["x"]),
        ('FROM a\nSHELL ["powershell", "-Command"]\nRUN Get-Item x | Select y\n', "powershell", []),
        ('FROM a\nSHELL ["C:\\\\Windows\\\\pwsh.exe", "-c"]\nRUN Get-Item\n', "powershell", []),
        ("FROM mcr.microsoft.com/windows/nanoserver:1\nRUN dir C:\\\n", "cmd", []),
        ("FROM a\nRUN <<EOF\n#!/usr/bin/env python3\nprint(1)\nEOF\n", "python3", []),
        ("FROM a\nRUN <<EOF\n#!/bin/bash -e\nx\nEOF\n", "bash", ["x"]),
        ("FROM a\nRUN <<EOF bash\nx\nEOF\n", "bash", ["x"]),
        ('FROM a\nRUN ["x", "y"]\n', "exec", ["x"]),
    ],
)
def test_dialects(source: str, dialect: str, names: list[str]) -> None:
    run = [i for i in read(Text(source.encode())).instructions if isinstance(i, Run)][-1]
    facts = Facts(read(Text(source.encode())))
    script = facts.script(facts.dockerfile.instructions[run.index])
    assert script.dialect == dialect
    assert [c.name for c in script.commands] == names
    assert script.posix == (dialect in ("sh", "bash", "exec"))


def test_a_long_list_is_no_deep_recursion() -> None:
    assert len(commands(" && ".join(["true"] * 5000))) == 5000


PIECES = st.sampled_from(
    ["a", "b c", "&&", "||", ";", "|", "&", "$(", ")", "`", "'", '"', "\\", "$x", "${y:-z}", "if", "then", "fi", "for", "do", "done", "{", "}", "(", "<<E", ">", "2>&1", "sh -c", "sudo", "é", "#", "!", "[", "]", "=", "A=b", "*", "case", "esac", ";;", "\n", "\\\n", "eval", "xargs"]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=25))
def test_anything_is_read_with_places_inside_the_text(pieces: list[str]) -> None:
    data = ("FROM a\nRUN " + " ".join(pieces) + "\n").encode()
    facts = Facts(read(Text(data)))
    for instruction in facts.dockerfile.instructions:
        script = facts.script(instruction)
        for command in script.commands:
            spans = [command.span, command.outer, *(w.span for w in (*command.argv, *command.wrapper_words)), *(r.span for r in command.redirects)]
            assert all(0 <= s.start <= s.end <= len(data) for s in spans)
