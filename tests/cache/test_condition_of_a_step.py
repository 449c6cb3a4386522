"""When a RUN is one condition and its body, one question at a time: only then both parts of it can have the
same condition."""

from __future__ import annotations

import pytest

from dlinter.model.cache.conditional import Condition, compares, condition_of
from dlinter.model.dockerfile import Run
from tests.cache.test_proven_kinds import facts_of

TRUE = 'if [ "$X" = 1 ]; then '


def condition(script: str) -> Condition | None:
    facts = facts_of(f"FROM a:1\nRUN {script}\n", {})
    run = facts.dockerfile.instructions[-1]
    assert isinstance(run, Run)
    return condition_of(run, facts.script(run).commands, facts)


@pytest.mark.parametrize(
    ("script", "body"),
    [
        (f"{TRUE}a; fi", ["a"]), (f"{TRUE}a && b; fi", ["a", "b"]),
        (f"{TRUE}a | b && c; fi", ["a", "b", "c"]),
        (f'{TRUE}a "$(b || c)" && d; fi', ["a", "b", "c", "d"]), (f"{TRUE}X=$(a) && b; fi", ["", "a", "b"]),
        ("if [ a = b ] && [[ c = d ]]; then a; fi", ["a"]), ("if ! test a = b; then a; fi;", ["a"]),
        (f"{TRUE}a && b \\\n ; \\\n fi", ["a", "b"]),
    ],
)  # fmt: skip
def test_what_is_a_condition_as_a_whole(script: str, body: list[str]) -> None:
    found = condition(script)
    assert found is not None
    assert [c.name for c in found.body] == body
    assert script.startswith(found.opening)
    assert script.endswith(found.closing)
    assert found.opening.endswith("then ")
    assert found.closing.strip(" \\\n;") == "fi"


@pytest.mark.parametrize(
    "script",
    [
        pytest.param(f"<<E\n{TRUE}a && b; fi\nE", id="a heredoc"),
        pytest.param("a && b", id="no condition"),
        pytest.param("if (( X )); then a && b; fi", id="a condition without a command"),
        pytest.param(f"{TRUE}((x)); fi", id="a body without a command"),
        pytest.param(f"a; {TRUE}b; fi", id="something before"),
        pytest.param(f"{TRUE}a; fi; b", id="something after"),
        pytest.param(f"{TRUE}a; fi | b", id="a pipe after"),
        pytest.param(f"{TRUE}a; fi > x", id="where the output goes"),
        pytest.param(f"{TRUE}a; fi # x", id="a comment"),
        pytest.param(f"{TRUE}(a) && b; fi", id="a shell of its own"),
        pytest.param(f"{TRUE}{{ a && b; }}; fi", id="a group"),
        pytest.param(f"{TRUE}a && (b) && c; fi", id="a shell of its own between"),
        pytest.param(f"{TRUE}a && {{ b; }} && c; fi", id="a group between"),
        pytest.param(f"{TRUE}a && for i in 1; do b; done && c; fi", id="a loop between"),
        pytest.param(f"{TRUE}a && {TRUE}b; fi && c; fi", id="a condition between"),
        pytest.param(f"{TRUE}a <(b) && c; fi", id="a process of its own"),
        pytest.param(f"{TRUE}a && {TRUE}b; fi; fi", id="a condition in it"),
        pytest.param(f"{TRUE}sh -c 'a && b'; fi", id="another shell"),
        pytest.param(f"{TRUE}a; else b; fi", id="two bodies"),
        pytest.param("if x; then a && b; fi", id="a program decides"),
        pytest.param("if [ a = b ] && x; then a && b; fi", id="a program decides, too"),
        pytest.param("if [ a = b ] || [ c = d ]; then a && b; fi", id="one of two"),
        pytest.param("if [ a = b ] | [ c = d ]; then a && b; fi", id="a pipe in the condition"),
        pytest.param("if [ a = b ]; [ c = d ]; then a && b; fi", id="the second alone decides"),
        pytest.param('if [ "$(x)" = b ]; then a && b; fi', id="what a program prints"),
        pytest.param(f"{TRUE}a; b; fi", id="one after the other"),
        pytest.param(f"{TRUE}a || b; fi", id="one or the other"),
        pytest.param(f"{TRUE}a & b; fi", id="one beside the other"),
        pytest.param(f"{TRUE}a |& b; fi", id="errors in a pipe"),
        pytest.param(f"{TRUE}a && b & fi", id="the last in the background"),
        pytest.param(f"{TRUE}! a && b; fi", id="the first is turned round"),
        pytest.param(f"{TRUE}a && ! b; fi", id="the last is turned round"),
        pytest.param('if [ then = "$X" ]; then a && b; fi', id="a word that ends a condition"),
        pytest.param('if [ "$X" = "if" ]; then a && b; fi', id="a word that begins a condition"),
        pytest.param('["if", "[", "a"]', id="no shell"),
    ],
)  # fmt: skip
def test_what_is_none(script: str) -> None:
    assert condition(script) is None


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        *((name, True) for name in ("RANDOM", "SECONDS", "EPOCHSECONDS", "EPOCHREALTIME", "BASHPID",
            "BASH_ENV", "LINENO", "PWD", "OLDPWD", "PPID", "SHLVL", "_")),
        *((name, False) for name in ("X", "RANDOMLY", "MY_PWD", "PWDS", "_X")),
    ],
)  # fmt: skip
def test_variables_that_the_shell_sets_itself(name: str, changes: bool) -> None:
    for written in (f"${name}", f"${{{name}}}", f"${{{name}:-1}}"):
        assert (condition(f'if [ "{written}" = 1 ]; then a && b; fi') is None) is changes


@pytest.mark.parametrize(
    ("test", "told"),
    [
        ("[ a = b ]", True), ("[[ a == b ]]", True), ("test -z $X", True), ("[ -n ${X:-a} ]", True),
        ("[ ${X-a} != b ]", True), ("[ ${X:+a} = b ]", True), ("[ $X -eq 3 ]", True), ("[ 3 -ge $X ]", True),
        ('[ "$X" = "a ${Y:-b}" ]', True), ("[ 'a/b c' = d ]", True), ("[ a.b:c+d-e = f ]", True),
        ("[ -f x ]", False), ("[ -e $X ]", False), ("[ '-f' x ]", False), ('[ "-f" x ]', False),
        ("[ a -nt b ]", False), ("[ a = b -a c = d ]", False), ("[ -v X ]", False), ("[ $? = 0 ]", False),
        ("[ ${X#a} = b ]", False), ("[ ${X:=a} = b ]", False), ("[ $(x) = b ]", False),
        ("[ `x` = b ]", False),
        ("[[ $X = a* ]]", False), ("[[ a =~ b ]]", False), ("[ a/b = c ]", False), ('[ "a;b" = c ]', False),
        ("[ a = b ] > x", False), ("env test a = b", False), ("A=1 test a = b", False), ("true", False),
        ("x a = b", False),
    ],
)  # fmt: skip
def test_what_only_compares_texts(test: str, told: bool) -> None:
    facts = facts_of(f"FROM a:1\nRUN {test}\n", {})
    assert compares(facts.script(facts.dockerfile.instructions[-1]).commands[0]) is told
