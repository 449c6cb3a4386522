"""Programs that run programs, scripts in words, dialects, heredocs, and the place of every word."""

from __future__ import annotations

import pytest

from dlinter.model.dockerfile import Cmd, Entrypoint, Healthcheck, Onbuild, Run
from dlinter.model.dockerfile.reader import read
from dlinter.model.facts.facts import Facts
from dlinter.model.shell import Command, Script
from dlinter.model.text import Text

SCRIPTS = (Run, Cmd, Entrypoint, Healthcheck, Onbuild)


def scripts(source: str) -> list[Script]:
    facts = Facts(read(Text(source.encode())))
    return [facts.script(i) for i in facts.dockerfile.instructions if isinstance(i, SCRIPTS)]


def commands(shell: str) -> tuple[Command, ...]:
    return scripts(f"FROM a\nRUN {shell}\n")[0].commands


@pytest.mark.parametrize(
    ("shell", "expected", "wrappers"),
    [
        ("sudo -u x a -b", "a -b", "sudo"),
        ("sudo --user=x -ux a", "a", "sudo"),
        ('sudo -E env FOO="b c" apt-get install', "apt-get install", "sudo env"),
        ("doas -u x a", "a", "doas"),
        ("env -i -u X A=1 b c", "b c", "env"),
        ("A=1 sudo B=2 env C=3 d", "d", "sudo env"),
        ("time -f %E a", "a", "time"),
        ("nice -n 10 a", "a", "nice"),
        ("nice -10 a", "a", "nice"),
        ("ionice -c2 -n 7 a", "a", "ionice"),
        ("nohup a &", "a", "nohup"),
        ("exec a b", "a b", "exec"),
        ("command a b", "a b", "command"),
        ("builtin cd x", "cd x", "builtin"),
        ("timeout -k 5 30s a b", "a b", "timeout"),
        ("xargs -r -n 1 rm -f", "rm -f", "xargs"),
        ("xargs -I {} cp {} x", "cp {} x", "xargs"),
        ("gosu x a", "a", "gosu"),
        ("su-exec x a", "a", "su-exec"),
        ("chroot --userspec=x /y a", "a", "chroot"),
        ("tini -g -- a", "a", "tini"),
        ("busybox wget x", "wget x", "busybox"),
        ("setarch x86_64 a", "a", "setarch"),
        ("/usr/bin/sudo -- a", "a", "sudo"),
        ("setsid -w a b", "a b", "setsid"),
        ("chronic a b", "a b", "chronic"),
        ("xvfb-run -a -s '-screen 0' a b", "a b", "xvfb-run"),
        ("dbus-run-session -- a b", "a b", "dbus-run-session"),
        ("setpriv --reuid=x --clear-groups a b", "a b", "setpriv"),
        ("runuser -u x -- a b", "a b", "runuser"),
        ("runuser -l x -c 'a b'", "a b", "runuser -c"),
        ("flock -w 5 /lock a b", "a b", "flock"),
        ("flock /lock -c 'a b'", "a b", "flock -c"),
        ("flock /lock cc -c x.c", "cc -c x.c", "flock"),
        ("runuser -u x -- cc -c x.c", "cc -c x.c", "runuser"),
        ("taskset -c 0-3 a b", "a b", "taskset"),
        ("strace -f -o x a b", "a b", "strace"),
        ("sh -c 'a b'", "a b", "sh -c"),
        ("/bin/bash -lc 'a b'", "a b", "bash -c"),
        ("bash -euxo pipefail -c 'a b'", "a b", "bash -c"),
        ("bash -o pipefail -c 'a b'", "a b", "bash -c"),
        ("bash --norc -O extglob -c 'a b'", "a b", "bash -c"),
        ("sudo su - x -c 'a b'", "a b", "sudo su -c"),
        ("su -c 'a b' x", "a b", "su -c"),
        ("eval 'a b'", "a b", "eval"),
        ("eval a b", "a b", "eval"),
        ("sudo -u x bash -c 'a b'", "a b", "sudo bash -c"),
        ("sh -c \"sh -c 'a b'\"", "a b", "sh -c sh -c"),
        ('sh -c "bash -c \\"a b\\""', "a b", "sh -c bash -c"),
        ("xargs sh -c 'a {}'", "a {}", "xargs sh -c"),
    ],
)
def test_wrappers_are_taken_off(shell: str, expected: str, wrappers: str) -> None:
    (command,) = commands(shell)
    assert " ".join(w.value for w in command.argv) == expected
    assert " ".join(command.wrappers) == wrappers
    text = f"FROM a\nRUN {shell}\n"
    first = command.wrapper_words[0]
    assert text[first.span.start : first.span.end] == first.text
    assert text[command.argv[0].span.start : command.argv[0].span.end] == command.argv[0].text


@pytest.mark.parametrize(
    "shell",
    [
        "runuser x", "flock 9", "sudo", "env", "env A=1", "exec > log", "command -v a", "xargs",
        "bash script.sh", "bash -x script.sh a", "sh", "eval",
        'eval "$A"', "eval $A b", "su x", "find . -name x", "bash -c 'a'\"'b'\"", "xsudo a", "sh -c",
    ],
)  # fmt: skip
def test_nothing_to_take_off(shell: str) -> None:
    command = commands(shell)[0]
    assert command.wrappers == () and command.argv[0].value == shell.split()[0]


def test_find() -> None:
    found = commands(r"find . -name x -exec a + {} \; -execdir sudo b {} + -delete")
    assert [[w.value for w in c.argv] for c in found[1:]] == [["a", "+", "{}"], ["b", "{}"]]
    assert [c.wrappers for c in found] == [(), ("find -exec",), ("find -exec", "sudo")]
    assert found[0].name == "find"
    inner = commands(r"find . -exec sh -c 'a; b' \;")
    assert [c.name for c in inner] == ["find", "a", "b"]


def test_a_substitution_of_the_outer_shell_is_told_once() -> None:
    found = commands('bash -c "$(curl x)" && b')
    assert [c.name for c in found] == ["", "curl", "b"]
    assert found[1].context == ("substitution",) and found[0].operator == "&&"
    # Escaped, it is the inner shell's.
    found = commands('bash -c "echo \\$(curl x)"')
    assert [(c.name, c.context) for c in found] == [("echo", ("sh -c",)), ("curl", ("sh -c", "substitution"))]


def test_scripts_in_scripts_end() -> None:
    shell = "a"
    for depth in range(12):
        shell = "eval " + "'" + shell.replace("'", "'\\''") + "'"
        # Each level makes four characters of a quote: the script is soon longer than any that Linux starts a
        # shell with.
        assert bool(commands(shell)) == (len(shell) <= 131_071), depth


# --- forms and dialects -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "dialect", "names"),
    [
        ("RUN a b && c", "sh", ["a", "c"]),
        ("RUN --mount=type=cache,target=/x --network=none a", "sh", ["a"]),
        ('CMD ["a", "b c"]', "exec", ["a"]),
        ('CMD ["sh", "-c", "a \\"b\\" && c"]', "exec", ["a", "c"]),
        ('ENTRYPOINT ["/bin/bash", "-lc", "exec a"]', "exec", ["a"]),
        ('CMD ["sudo", "a"]', "exec", ["a"]),
        ('RUN ["a;b", "$c"]', "exec", ["a;b"]),
        ("CMD []", "sh", []),
        ("HEALTHCHECK --interval=5s CMD a || exit 1", "sh", ["a", "exit"]),
        ('HEALTHCHECK CMD ["a", "-f"]', "exec", ["a"]),
        ("HEALTHCHECK NONE", "sh", []),
        ("ONBUILD RUN a && b", "sh", ["a", "b"]),
        ("ONBUILD COPY a b", "sh", []),
        ("RUN <<EOF\na b\nc\nEOF", "sh", ["a", "c"]),
        ("RUN <<-EOF\n\ta b\n\tc\n\tEOF", "sh", ["a", "c"]),
        ("RUN <<EOF\n#!/usr/bin/env bash\na\nEOF", "bash", ["a"]),
        ("RUN <<EOF\n#!/bin/bash -e\na\nEOF", "bash", ["a"]),
        ("RUN <<EOF\n#!/usr/bin/env -S python3 -u\nimport x\nEOF", "python3", []),
        ("RUN <<EOF\n#!/usr/bin/perl\nx;\nEOF", "perl", []),
        ("RUN <<EOF bash -e\na\nEOF", "bash", ["a"]),
        ("RUN bash <<EOF\na\nEOF", "bash", ["a"]),
        ("RUN <<EOF python3\nimport x\nEOF", "sh", ["python3"]),
        ("RUN cat <<EOF > f && y\na\nEOF", "sh", ["cat", "y"]),
        ("RUN <<EOF cat > f\na\nEOF", "sh", ["cat"]),
        ("RUN <<A cat && <<B cat > x\n1\nA\n2\nB", "sh", ["cat", "cat"]),
        ('SHELL ["/bin/bash", "-o", "pipefail", "-c"]\nRUN a', "bash", ["a"]),
        ('SHELL ["/bin/bash", "-c"]\nSHELL ["/bin/ash", "-c"]\nRUN a', "ash", ["a"]),
        ('RUN a\nSHELL ["/bin/bash", "-c"]', "sh", ["a"]),
        ('SHELL ["pwsh", "-c"]\nRUN Get-Thing | Select', "powershell", []),
        ('SHELL ["cmd", "/S", "/C"]\nRUN dir', "cmd", []),
        ('SHELL ["C:\\\\Windows\\\\System32\\\\powershell.exe", "-c"]\nRUN a', "powershell", []),
        ('SHELL ["bash", "-c"]\nRUN ["a", "b"]', "exec", ["a"]),
        ('SHELL ["pwsh", "-c"]\nRUN <<EOF\n#!/bin/sh\na\nEOF', "sh", ["a"]),
        ('SHELL ["bash", "-c"]\nHEALTHCHECK CMD a', "bash", ["a"]),
    ],
)
def test_forms_and_dialects(source: str, dialect: str, names: list[str]) -> None:
    (script,) = scripts(f"FROM x\n{source}\n")
    assert (script.dialect, [c.name for c in script.commands]) == (dialect, names)
    assert script.posix == (dialect in ("sh", "bash", "ash", "exec"))


@pytest.mark.parametrize(
    ("source", "dialects"),
    [
        ('FROM x AS a\nSHELL ["bash", "-c"]\nFROM a\nRUN a\n', ["bash"]),
        ('FROM x AS a\nSHELL ["bash", "-c"]\nFROM a AS b\nFROM b\nRUN a\nSHELL ["ash", "-c"]\nRUN b\n',
            ["bash", "ash"]),
        ('FROM x AS a\nSHELL ["bash", "-c"]\nFROM x\nRUN a\n', ["sh"]),
        ("FROM mcr.microsoft.com/windows/servercore:1 AS a\nRUN dir\nFROM a\nRUN dir\n", ["cmd", "cmd"]),
        ("FROM --platform=windows/amd64 x\nRUN dir\n", ["cmd"]),
        ('FROM mcr.microsoft.com/windows/nanoserver:1\nSHELL ["bash", "-c"]\nRUN a\n', ["bash"]),
    ],
)
def test_the_shell_of_a_stage_is_inherited(source: str, dialects: list[str]) -> None:
    assert [s.dialect for s in scripts(source)] == dialects


def test_heredocs_inside_a_script() -> None:
    source = (
        "FROM a\nRUN <<EOF\ncat <<X > f && y\nhello $(z)\nX\nb\ncat <<'Y' | c\n$(no)\nY\na && cat <<Z | d > "
        "g && e\nZ\nlast\nEOF\n"
    )
    (script,) = scripts(source)
    assert not script.errors
    assert [c.name for c in script.commands] == ["cat", "y", "z", "b", "cat", "c", "a", "cat", "d", "e",
        "last"]
    by_name = {c.name: c for c in script.commands}
    assert by_name["z"].context == ("substitution",)
    cats = [c for c in script.commands if c.name == "cat"]
    assert [[r.operator for r in c.redirects] for c in cats] == [[">", "<<"], ["<<"], ["<<"]]
    assert [c.operator for c in cats] == ["&&", "|", "|"]
    assert cats[1].pipeline == by_name["c"].pipeline != cats[2].pipeline == by_name["d"].pipeline
    assert [(r.operator, r.target and r.target.value) for r in by_name["d"].redirects] == [(">", "g")]
    assert (by_name["d"].operator, by_name["e"].before, by_name["b"].before, by_name["last"].before) == (
        "&&",
        "&&",
        ";",
        ";",
    )
    assert [source[c.outer.start : c.outer.end] for c in cats] == ["cat <<X > f", "cat <<'Y'", "cat <<Z"]


# --- places -------------------------------------------------------------------------------------------------


def marked(source: str) -> list[tuple[str, str]]:
    data = source.encode()
    return [
        (w.value, data[w.span.start : w.span.end].decode())
        for s in scripts(source)
        for c in s.commands
        for w in c.argv
    ]


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("FROM a\nRUN a \\\n  b \\\n # it's\n\n && cu\\\nrl\n",
            [("a", "a"), ("b", "b"), ("curl", "cu\\\nrl")]),
        ("FROM a\r\nRUN a \\\r\n  b \\\r\n # c\r\n\r\n && c d\\\r\ne\r\n",
            [("a", "a"), ("b", "b"), ("c", "c"), ("de", "d\\\r\ne")]),
        ("# escape=`\nFROM a\nRUN a `\n # c\n\n  in`\nstall \"x`\n y\"\n",
            [("a", "a"), ("install", "in`\nstall"), ("x y", '"x`\n y"')]),
        ("FROM a\nRUN a \\  \n  b\n", [("a", "a"), ("b", "b")]),
        ('FROM a\nRUN a "c\\\n# no\nd"\n', [("a", "a"), ("cd", '"c\\\n# no\nd"')]),
        ("FROM a\nONBUILD RUN a \\\n && b\n", [("a", "a"), ("b", "b")]),
        (
            'FROM a\nRUN a && \\\n sh -c "b \\\n # x\n c\\\nd \\"e\\\n f\\""\n',
            [("a", "a"), ("b", "b"), ("cd", "c\\\nd"), ("e f", '\\"e\\\n f\\"'[1:])],
        ),
        ("FROM a\nRUN sh -c \"sh -c 'a b'\"\n", [("a", "a"), ("b", "b")]),
        ('FROM a\nCMD ["sh", "-c", \\\n "a \\"b c\\" && d"]\n', [("a", "a"), ("b c", '"b c\\"'), ("d", "d")]),
        ("FROM a\nRUN <<-EOF\n\ta 'b\n\tc'\n\tEOF\n", [("a", "a"), ("b\nc", "'b\n\tc'")]),
        ("\ufeffFROM a\nRUN é 日本\n", [("é", "é"), ("日本", "日本")]),
        ("FROM a\nHEALTHCHECK --interval=1s \\\n CMD a \\\n b\n", [("a", "a"), ("b", "b")]),
    ],
)
def test_every_word_points_at_the_file(source: str, words: list[tuple[str, str]]) -> None:
    assert marked(source) == words
