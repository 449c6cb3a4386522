"""What holds for every script: nothing raises, places lie inside it, a word's text is the file's bytes
without continuations."""

from __future__ import annotations

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from dlinter.model.dockerfile import Cmd, Entrypoint, Healthcheck, Onbuild, Run
from dlinter.model.dockerfile.reader import read
from dlinter.model.facts.facts import Facts
from dlinter.model.packages.installs import installs
from dlinter.model.shell import Script
from dlinter.model.shell.reader import read_bytes
from dlinter.model.shell.words import Source
from dlinter.model.text import Span, Text

PIECES = [
    "a", "b c", " ", "  ", "\t", "\n", "\\\n", "\\ \n", "\r\n", "# c\n", " # it's\n", "'", '"', "`", "\\",
    "\\\\", "\\`", '\\"', "$", "$A", "${A", "}", "${A:-b}", "$(",
    ")", "$((1+2))", "((", "))", "(", "{ ", "; }", "&&", "||", "|", "|&", "&", ";", ";;", ">", ">>", "2>&1",
    ">&2", "<", "<<", "<<E", "<<-E", "<<'E'", "\nE\n",
    "<<<", "<(", ">(", "if ", "; then ", "elif ", "else ", "; fi", "while ", "; do ", "; done", "for x in ",
    "case a in ", "b) ", " esac", "f() ", "function ", "! ",
    "[ ", " ]", "[[ ", " ]]", "==", "=~", "A=1", "A=", "export ", "local ", "unset ", "sudo -u x ",
    "env A=b ", "time ", "exec ", "xargs -n 1 ", "sh -c ", "bash -lc ",
    "su x -c ", "eval ", "find . -exec ", " {} \\;", " {} + ", "coproc ", "let ", "timeout 1 ",
    "command -v ", "apt-get install -y ", "pip install -r ", "pacman -S",
    "python -m ", "--", "-", "-$A-$B", "x-$A-$B.tgz", "é", "日本", "\x00", "\u2028", "\x85", "$'", '$"',
    "\\x4", "\\u00e9", "{1..3}", "*", "?", "~", "%", "=", "+=", "!",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=30).map("".join)
MANY = settings(
    max_examples=400, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
SCRIPTS = (Run, Cmd, Entrypoint, Healthcheck, Onbuild)


def check(data: bytes, script: Script, whole: Span) -> None:
    assert script.span in whole or not script.commands
    source = Source.of(data, script.ranges)
    for error in script.errors:
        assert error in whole
    for command in script.commands:
        installs(command)
        assert command.span in whole and command.outer in whole
        redirected = [r.target for r in command.redirects if r.target]
        assigned = [a.value for a in command.assignments if a.value]
        for word in (*command.argv, *command.wrapper_words, *redirected, *assigned):
            assert word.span in whole and word.span.start <= word.span.end
        for place in (*command.redirects, *command.assignments):
            assert place.span in whole and place.span.start <= place.span.end
        if script.dialect != "exec" and "sh -c" not in command.context and not _hidden(data, command.span):
            for word in command.argv:
                assert source.text(word.span) == word.text


def _hidden(data: bytes, span: Span) -> bool:
    """Whether it may stand in backticks inside backticks: their shell does not read the backslashes."""
    return b"`" in data


@given(TEXTS)
@example("a `b \\`c\\``")
@example("((")
@MANY
def test_any_text_as_a_script(text: str) -> None:
    data = text.encode("utf-8", "surrogatepass")
    check(data, read_bytes(data, [Span(0, len(data))]), Span(0, len(data)))


@given(TEXTS, st.sampled_from(["RUN ", "CMD ", "HEALTHCHECK CMD ", "ONBUILD RUN ", "RUN <<EOT\n",
    "RUN --mount=type=cache,target=/x "]))
@MANY
def test_any_text_in_a_dockerfile(text: str, start: str) -> None:
    data = f"FROM a\n{start}{text}\n".encode("utf-8", "surrogatepass") + (b"EOT\n" if "EOT" in start else b"")
    facts = Facts(read(Text(data)))
    for instruction in facts.dockerfile.instructions:
        if isinstance(instruction, SCRIPTS):
            check(data, facts.script(instruction), instruction.span)


@given(
    st.lists(
        st.sampled_from(["a", "b c", "'d  e'", '"f $G"', "h\\ i", "${J:-k}", "$(l m)", "&&", "|", ";"]),
        min_size=1,
        max_size=12,
    )
)
@MANY
def test_a_continuation_between_words_changes_nothing(words: list[str]) -> None:
    plain = f"FROM a\nRUN {' '.join(words)}\n".encode()
    # Comments and blank lines between the lines are no part of what the shell reads.
    broken = f"FROM a\nRUN {chr(92).join(w + ' ' if n == 0 else f'{chr(10)} # c{chr(10)}{chr(10)} {w} ' for n, w in enumerate(words))}\n".encode()  # noqa: E501
    found, wrong = [], False
    for data in (plain, broken):
        facts = Facts(read(Text(data)))
        script = facts.script(facts.dockerfile.instructions[1])
        wrong = wrong or bool(script.errors)
        found.append([([w.value for w in c.argv], c.context, c.before, c.operator) for c in script.commands])
    assert wrong or found[0] == found[1]  # a parser may recover from `&& ;` as it likes
