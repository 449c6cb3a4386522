r"""The shell in RUN, CMD, ENTRYPOINT, HEALTHCHECK: words, redirects, lists, contexts, wrappers, dialects,
places."""

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


def script(shell: str) -> Script:
    return scripts(f"FROM a\nRUN {shell}\n")[0]


def commands(shell: str) -> tuple[Command, ...]:
    return script(shell).commands


def argvs(shell: str) -> list[list[str]]:
    return [[w.value for w in c.argv] for c in commands(shell)]


# --- words --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "value", "static", "quoted", "variables"),
    [
        ("plain", "plain", True, False, ()),
        ('"b c"', "b c", True, True, ()),
        ("'d e'", "d e", True, True, ()),
        (r"f\ g", "f g", True, True, ()),
        (r'"h\"i\\j\k"', r"h\"i\\j\k".replace(r"\"", '"').replace(r"\\", "\\"), True, True, ()),
        ("'j'\"k\"l", "jkl", True, True, ()),
        (r"$'m\tn\x41\102é\''", "m\tnABé'", True, True, ()),
        ('$"o"', "o", True, True, ()),
        ("p$Q", "p$Q", False, False, ("Q",)),
        ('"r$S/${T}"', "r$S/${T}", False, True, ("S", "T")),
        ("${T:-u}", "${T:-u}", False, False, ("T",)),
        ("${#T}", "${#T}", False, False, ("T",)),
        ("`v w`", "`v w`", False, False, ()),
        ("$(w x)", "$(w x)", False, False, ()),
        ("$((1 + 2))", "$((1 + 2))", False, False, ()),
        ("<(a b)", "<(a b)", False, False, ()),
        (r'"\$z"', "$z", True, True, ()),
        (r"\$z", "$z", True, True, ()),
        ("'$z'", "$z", True, True, ()),
        ("a$", "a$", True, False, ()),
        ("{1..3}", "{1..3}", True, False, ()),
        ("*.x?[ab]", "*.x?[ab]", True, False, ()),
        ("日本$É", "日本$É", True, False, ()),
        ('"$(b "c d")e"', '$(b "c d")e', False, True, ()),
        ("x-$A-$B-$C.tgz", "x-$A-$B-$C.tgz", False, False, ("A", "B", "C")),
    ],
)
def test_a_word(word: str, value: str, static: bool, quoted: bool, variables: tuple[str, ...]) -> None:
    command = commands(f"cmd {word} end")[0]
    assert [w.value for w in command.argv] == ["cmd", value, "end"]
    found = command.argv[1]
    assert (found.static, found.quoted, found.variables, found.text) == (static, quoted, variables, word)


def test_special_parameters_are_expansions() -> None:
    assert [w.static for w in commands('a $1 $@ "$*" $? $$ $! $#')[0].argv] == [True] + [False] * 7


def test_the_program_and_its_options() -> None:
    command = commands('/usr/bin/apt-get -qy install --option=x "$Y"')[0]
    assert command.name == "apt-get" and command.args == ("-qy", "install", "--option=x", "$Y")
    assert (
        command.has("-y") and command.has("-q") and command.has("--option") and command.has("-x", "--option")
    )
    assert not command.has("-o") and not command.has("--opt") and not command.has("-x")
    assert commands("$A b")[0].name == "" and commands("A=1")[0].name == ""


# --- assignments --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shell", "argv", "assigned"),
    [
        ('A=1 B="2 3" cmd x', ["cmd", "x"], [("A", "1", False), ("B", "2 3", False)]),
        ("A=1", [], [("A", "1", False)]),
        ("A= B=$C", [], [("A", None, False), ("B", "$C", False)]),
        ("export A=1 B", ["export", "A=1", "B"], [("A", "1", True)]),
        ("declare -x A='1 2'", ["declare", "-x", "A=1 2"], [("A", "1 2", True)]),
        ("local A=1", ["local", "A=1"], [("A", "1", False)]),
        ("readonly A=1", ["readonly", "A=1"], [("A", "1", False)]),
        ("readonly A", ["readonly", "A"], []),
        ("unset A B", ["unset", "A", "B"], []),
        ("echo a=b", ["echo", "a=b"], []),
        ("A=x-$B-$C cmd", ["cmd"], [("A", "x-$B-$C", False)]),
        ("env A=1 B=2 cmd", ["cmd"], [("A", "1", False), ("B", "2", False)]),
        ("sudo A=1 cmd", ["cmd"], [("A", "1", False)]),
        ("env A=1", ["env", "A=1"], []),
    ],
)
def test_assignments(shell: str, argv: list[str], assigned: list[tuple[str, str | None, bool]]) -> None:
    command = commands(shell)[0]
    assert [w.value for w in command.argv] == argv
    assert [(a.name, a.value.value if a.value else None, a.exported) for a in command.assignments] == assigned


# --- redirects ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shell", "argv", "redirects"),
    [
        ("a < in", ["a"], [("<", "", "in")]),
        ("a >out", ["a"], [(">", "", "out")]),
        ("a >> out", ["a"], [(">>", "", "out")]),
        ("a >| out", ["a"], [(">|", "", "out")]),
        ("a 2>err", ["a"], [(">", "2", "err")]),
        ("a 2>&1", ["a"], [(">&", "2", "1")]),
        ("a 2>&-", ["a"], [(">&-", "2", None)]),
        ("a &> all", ["a"], [("&>", "", "all")]),
        ("a &>> all", ["a"], [("&>>", "", "all")]),
        ('a <<< "x y"', ["a"], [("<<<", "", "x y")]),
        ("a > out 2>&1", ["a"], [(">", "", "out"), (">&", "2", "1")]),
        ("> out", [], [(">", "", "out")]),
        (">out a b", ["a", "b"], [(">", "", "out")]),
        ("echo >&2 'msg' x", ["echo", "msg", "x"], [(">&", "", "2")]),
        ("a 2>/dev/null b c", ["a", "b", "c"], [(">", "2", "/dev/null")]),
        ("a>b c", ["a", "c"], [(">", "", "b")]),
        ('a > "$X/$Y-$Z"', ["a"], [(">", "", "$X/$Y-$Z")]),
    ],
)
def test_redirects(shell: str, argv: list[str], redirects: list[tuple[str, str, str | None]]) -> None:
    found = script(shell)
    assert not found.errors
    (command,) = found.commands
    assert [w.value for w in command.argv] == argv
    assert [(r.operator, r.fd, r.target.value if r.target else None) for r in command.redirects] == redirects
    text = f"FROM a\nRUN {shell}\n"
    assert text[command.outer.start : command.outer.end] == shell


@pytest.mark.parametrize(
    "shell", ["a && b 2>/dev/null", "a | b 2>/dev/null", "a && c | b 2>/dev/null", "! a || b 2>/dev/null"]
)
def test_a_redirect_belongs_to_the_last_command_of_a_list(shell: str) -> None:
    for command in commands(shell):
        assert len(command.redirects) == (command.name == "b")
    assert [c.name for c in commands(shell)][-1] == "b"


@pytest.mark.parametrize(
    "shell", ["a > $(b)", "(a) > $(b)", 'a <<< "$(b)"', "> $(b)", "a && c 2> $(b)", "{ a; } > $(b)"]
)
def test_a_substitution_in_a_redirect_is_seen(shell: str) -> None:
    (inner,) = [c for c in commands(shell) if c.name == "b"]
    assert inner.context[-1] == "substitution"


# --- lists, pipelines, contexts -----------------------------------------------------------------------------

Row = tuple[str, str, str]


@pytest.mark.parametrize(
    ("shell", "rows"),
    [
        ("a", [("a", "", "")]),
        ("a;", [("a", "", ";")]),
        ("a && b || c; d & e", [("a", "", "&&"), ("b", "&&", "||"), ("c", "||", ";"), ("d", ";", "&"),
            ("e", "&", "")]),
        ("a | b |& c", [("a", "", "|"), ("b", "|", "|&"), ("c", "|&", "")]),
        ("a|b|c && d", [("a", "", "|"), ("b", "|", "|"), ("c", "|", "&&"), ("d", "&&", "")]),
        ("a && b|c|d || e", [("a", "", "&&"), ("b", "&&", "|"), ("c", "|", "|"), ("d", "|", "||"),
            ("e", "||", "")]),
        ("a && (b || c) && d", [("a", "", "&&"), ("b", "", "||"), ("c", "||", ""), ("d", "&&", "")]),
        ("a && { b; c; } && d", [("a", "", "&&"), ("b", "", ";"), ("c", ";", ";"), ("d", "&&", "")]),
        ("a && b # c && d", [("a", "", "&&"), ("b", "&&", "")]),
        ("if a; then b; fi && c", [("a", "", ";"), ("b", "", ";"), ("c", "&&", "")]),
        ("sh -c 'a' && b", [("a", "", "&&"), ("b", "&&", "")]),
        ("a && sh -c 'b; c' | d", [("a", "", "&&"), ("b", "&&", ";"), ("c", ";", "|"), ("d", "|", "")]),
    ],
)
def test_how_commands_are_joined(shell: str, rows: list[Row]) -> None:
    assert [(c.name, c.before, c.operator) for c in commands(shell)] == rows


@pytest.mark.parametrize(
    ("shell", "pipelines"),
    [
        ("a | b | c", ["abc"]),
        ("a | b | c && d", ["abc", "d"]),
        ("a && b | c || d | e | f && g", ["a", "bc", "def", "g"]),
        ("a | b > f; c", ["ab", "c"]),
        ("! a | b", ["ab"]),
        ("a 2>&1 | b | c && d | e > f", ["abc", "de"]),
        ("x=$(a | b) && c", ["", "ab", "c"]),
    ],
)
def test_pipelines(shell: str, pipelines: list[str]) -> None:
    numbers: dict[int, str] = {}
    for command in commands(shell):
        numbers[command.pipeline] = numbers.get(command.pipeline, "") + command.name
    assert list(numbers.values()) == pipelines


@pytest.mark.parametrize(
    ("shell", "contexts"),
    [
        ("if a; then b; elif c && d; then e; else f; fi; g",
            ["if condition", "if", "if condition", "if condition", "if", "if", ""]),
        ("if ! a; b; then c; fi", ["if condition", "if condition", "if"]),
        ("while a; do b; c; done", ["while condition", "while", "while"]),
        ("until a; do b; done > f", ["while condition", "while"]),
        ("for x in $(a); do b $x; done | c", ["for substitution", "for", ""]),
        ("case $(a) in x) b; c;; *) d;; esac", ["case substitution", "case", "case", "case"]),
        ("(a; b) > f", ["subshell", "subshell"]),
        ("{ a; b; } 2>&1 | c", ["group", "group", ""]),
        ("f() { a; }; f", ["function group", ""]),
        ("a $(b $(c)) `d`", ["", "substitution", "substitution substitution", "substitution"]),
        (r"a `b \`c d\``", ["", "substitution", "substitution substitution"]),
        ("a <(b) >(c)", ["", "process-substitution", "process-substitution"]),
        ("(sh -c 'if a; then b; fi')", ["subshell sh -c if condition", "subshell sh -c if"]),
        ('a "${X:-$(b)}" $((1 + $(c)))', ["", "substitution", "substitution"]),
        ('export A="$(b)"', ["", "substitution"]),
        ('[ "$(a)" = b ] && c', ["", "substitution", ""]),
    ],
)
def test_contexts(shell: str, contexts: list[str]) -> None:
    assert [" ".join(c.context) for c in commands(shell)] == contexts


def test_negation() -> None:
    assert [(c.name, c.negated) for c in commands("! a && b || ! c")] == [
        ("a", True),
        ("b", False),
        ("c", True),
    ]


@pytest.mark.parametrize(
    ("shell", "expected"),
    [
        ("[ -f x ] && a", [["[", "-f", "x", "]"], ["a"]]),
        ("[[ $a == b* && -f x ]] || c", [["[[", "$a", "==", "b*", "&&", "-f", "x", "]]"], ["c"]]),
        ("test -f x || a", [["test", "-f", "x"], ["a"]]),
        ('let x="1+2"', [["let", "x=1+2"]]),
        ("time -p a b", [["a", "b"]]),
        ("coproc a b", [["a", "b"]]),
        ("((i++)); a", [["a"]]),
        ("for ((i=0;i<3;i++)); do a; done", [[], ["a"]]),
        ("arr=(a $(b) c); d", [[], ["b"], ["d"]]),
        (r"\ls a", [["ls", "a"]]),
        ('"a b" c', [["a b", "c"]]),
    ],
)
def test_other_commands(shell: str, expected: list[list[str]]) -> None:
    assert argvs(shell) == expected


def test_a_thousand_links_are_not_too_deep() -> None:
    assert len(commands(" && ".join(["true"] * 2400))) == 2400
    assert len(commands(" | ".join(["cat"] * 2400))) == 2400
    assert commands("echo " + "$(" * 90 + "a" + ")" * 90)[-1].context.count("substitution") == 90
