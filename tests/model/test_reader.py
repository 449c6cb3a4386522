"""The line machine: directives, continuations, comments, heredocs, exec form, pairs, flags."""

from __future__ import annotations

import time

import pytest

from dlinter.model.dockerfile import (
    Add,
    Copy,
    Dockerfile,
    EdgeKind,
    Env,
    ErrorKind,
    Form,
    From,
    Healthcheck,
    Onbuild,
    Run,
    SourceKind,
    Unknown,
)
from dlinter.model.dockerfile.reader import read as read_text
from dlinter.model.text import Text


def read(source: str | bytes) -> Dockerfile:
    return read_text(Text(source if isinstance(source, bytes) else source.encode()))


def logical(dockerfile: Dockerfile, index: int) -> str:
    data = dockerfile.text.data
    return b"".join(data[p.start : p.end] for p in dockerfile.instructions[index].pieces).decode()


# --- lines --------------------------------------------------------------------------------------------------


def test_continuations_leave_comments_and_blank_lines_out() -> None:
    dockerfile = read("FROM a\nRUN one \\\n  # said\n\n  two \\  \n three\nUSER x\n")
    run = dockerfile.instructions[1]
    assert run.args[0].value == "one   two  three"
    assert (run.first_line, run.last_line) == (2, 6)
    assert logical(dockerfile, 1) == "RUN one   two  three"
    assert [(c.text, c.inside) for c in dockerfile.comments] == [("# said", True)]
    assert [c.text for c in run.inner_comments] == ["# said"]
    assert [(w.line, w.message) for w in dockerfile.warnings] == [
        (6, "Empty continuation line found in: RUN one   two  three")
    ]


def test_a_double_escape_does_not_continue_and_the_last_line_may() -> None:
    dockerfile = read("FROM a\nRUN echo a\\\\\nUSER x\nRUN b \\")
    assert [i.keyword.value for i in dockerfile.instructions] == ["FROM", "RUN", "USER", "RUN"]
    assert dockerfile.instructions[-1].args[0].value == "b"


def test_crlf_and_byte_order_mark() -> None:
    dockerfile = read(b"\xef\xbb\xbf# escape=`\r\nFROM a\r\nRUN b `\r\n  c\r\n")
    assert dockerfile.escape == "`"
    assert dockerfile.instructions[0].span.start == len(b"\xef\xbb\xbf# escape=`\r\n")
    assert dockerfile.instructions[1].args[0].value == "b   c"
    assert not dockerfile.errors


def test_a_keyword_over_two_lines() -> None:
    dockerfile = read("FR\\\nOM alpine\n")
    assert isinstance(dockerfile.instructions[0], From)
    assert dockerfile.text.slice(dockerfile.instructions[0].keyword.span) == "FR\\\nOM"


def test_comments_belong_to_the_instruction_below_until_an_empty_one() -> None:
    dockerfile = read("# a\n#\n# b\n\n# c\nFROM x\nRUN y\n")
    assert [c.text for c in dockerfile.instructions[0].comments] == ["b", "c"]
    assert dockerfile.instructions[1].comments == ()


@pytest.mark.parametrize("source", ["", "\n\n", "# only\n", "\ufeff", "\ufeff\n"])
def test_nothing_in_it_is_refused(source: str) -> None:
    (error,) = read(source).errors
    assert (error.kind, error.message) == (ErrorKind.PARSE, "file with no instructions")


@pytest.mark.parametrize(
    "data",
    [b"\x00", b"FROM a\nRUN b\x00c\n", bytes(range(256)) * 4, b"\xff\xfe", b"\\", b"\\\n\\\n", b"\r\r\n"],
)
def test_binary_is_read(data: bytes) -> None:
    dockerfile = read(data)
    assert (
        b"".join(data[p.start : p.end] for i in dockerfile.instructions for p in i.pieces).count(b"\n") == 0
    )


def test_a_nul_byte_stays_in_the_value() -> None:
    assert read(b"FROM a\nRUN b\x00c\n").instructions[1].args[0].value == "b\x00c"


# --- directives ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "frontend", "escape", "names"),
    [
        ("# syntax=docker/dockerfile:1\n# escape=`\nFROM a\n", "docker/dockerfile:1", "`",
            ["syntax", "escape"]),
        ("#SyNtAx = x // rest\nFROM a\n", "x", "\\", ["syntax"]),
        ("# hello\n# escape=`\nFROM a\n", "", "\\", []),
        ("\n# escape=`\nFROM a\n", "", "\\", []),
        ("# unknown=1\n# escape=`\nFROM a\n", "", "\\", []),
        ("// syntax=x\nFROM a\n", "x", "\\", []),
        ('{"syntax": "x"}', "x", "\\", []),
        ("#!/bin/sh\n# syntax=x\n# check=skip=all\n# escape=`\nFROM a\n", "x", "\\", ["syntax", "check"]),
    ],
)
def test_directives(source: str, frontend: str, escape: str, names: list[str]) -> None:
    dockerfile = read(source)
    assert (dockerfile.frontend, dockerfile.escape, [d.name for d in dockerfile.directives]) == (
        frontend,
        escape,
        names,
    )


@pytest.mark.parametrize(
    ("source", "line", "message"),
    [
        ("# escape=`\n# escape=`\nFROM a\n", 1, "only one `escape` parser directive can be used"),
        ("# syntax=a\n# escape=x\nFROM a\n", 1, "the escape character is a backslash or a backtick, not `x`"),
    ],
)
def test_wrong_directives_do_not_stop_the_file(source: str, line: int, message: str) -> None:
    dockerfile = read(source)
    assert [(e.line, e.message) for e in dockerfile.errors] == [(line, message)]
    assert len(dockerfile.stages) == 1


def test_a_value_span_is_the_value() -> None:
    dockerfile = read("#  check = skip=A,B \nFROM a\n")
    assert dockerfile.text.slice(dockerfile.directives[0].value_span) == "skip=A,B"


# --- heredocs -----------------------------------------------------------------------------------------------


def test_heredocs_expand_chomp_fd_and_places() -> None:
    dockerfile = read("FROM a\nRUN <<-'E' 3<<F cat\n\ta\n\tb\n\tE\nx\nF\nUSER u\n")
    run = dockerfile.instructions[1]
    first, second = run.heredocs
    assert (first.name, first.expand, first.chomp, first.content, first.fd) == ("E", False, True, "a\nb\n", 0)
    assert (second.name, second.expand, second.chomp, second.content, second.fd) == (
        "F",
        True,
        False,
        "x\n",
        3,
    )
    cut = dockerfile.text.slice
    assert (cut(first.marker), cut(first.body), cut(first.terminator)) == ("<<-'E'", "\ta\n\tb\n", "\tE")
    assert (cut(second.marker), cut(second.body), cut(second.terminator)) == ("3<<F", "x\n", "F")
    assert (run.first_line, run.last_line, run.span.end) == (2, 7, second.terminator.end)


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("RUN <<EOF", [("EOF", True)]),
        ("RUN << EOF", [("EOF", True)]),
        ("RUN <<- EOF", []),  # white space may follow `<<` alone
        ("RUN <<\\EOF", [("EOF", True)]),
        ('RUN <<E"O"F', [("EOF", False)]),
        ("RUN <<'a b'", [("a b", False)]),
        ("RUN echo ${x:0:3} <<EOF", [("EOF", True)]),
        ("ONBUILD RUN <<EOF", [("EOF", True)]),
        ("COPY <<EOF /x", [("EOF", True)]),
        ("RUN cat<<EOF", []),
        ("RUN cat <<< x", []),
        ("RUN echo $((1<<3))", []),
        ("RUN echo don't <<EOF", []),
        ("RUN '<<EOF'", []),
        ('RUN ["<<EOF"]', []),
        ("RUN <<''", []),
        ("USER <<EOF", []),
        ("ONBUILD USER <<EOF", []),
        ("ONBUILD ONBUILD RUN <<EOF", []),
        ("RUN\\\n<<EOF", []),
    ],
)
def test_what_is_a_heredoc(line: str, names: list[tuple[str, bool]]) -> None:
    body = "".join(f"body\n{name}\n" for name, _ in names)
    dockerfile = read(f"FROM a\n{line}\n{body}")
    assert [(h.name, h.expand) for h in dockerfile.instructions[1].heredocs] == names
    assert len(dockerfile.instructions) == 2


def test_an_open_heredoc_goes_on_at_the_next_instruction() -> None:
    dockerfile = read("FROM a\nRUN <<EOT\nfrom here\n  it is\nUSER x\nRUN y\n")
    (error,) = dockerfile.errors
    assert (error.kind, error.line, dockerfile.text.slice(error.span)) == (ErrorKind.PARSE, 2, "<<EOT")
    assert [i.keyword.value for i in dockerfile.instructions] == ["FROM", "RUN", "USER", "RUN"]
    assert dockerfile.instructions[1].last_line == 4


# --- arguments ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "form", "values"),
    [
        ('["a", "b\\u00e9"]', Form.EXEC, ["a", "bé"]),
        ("[]", Form.EXEC, []),
        ('["a" b]', Form.SHELL, ['["a" b]']),
        ('["a"] && b', Form.SHELL, ['["a"] && b']),
        ('["a",]', Form.SHELL, ['["a",]']),
        ("['a']", Form.SHELL, ["['a']"]),
        ("[NaN]", Form.SHELL, ["[NaN]"]),
        ('["a\\ud800"]', Form.EXEC, ["a\ufffd"]),
    ],
)
def test_exec_and_shell_form(text: str, form: Form, values: list[str]) -> None:
    dockerfile = read(f"FROM a\nCMD {text}\n")
    command = dockerfile.instructions[1]
    assert (command.form, [a.value for a in command.args]) == (form, values)
    assert not dockerfile.errors


def test_an_exec_array_over_lines_keeps_its_places() -> None:
    dockerfile = read('FROM a\nCMD [ \\\n # c \\\n  "b",\\\n  "c d" ]\n')
    command = dockerfile.instructions[1]
    assert command.form is Form.EXEC
    assert [dockerfile.text.slice(a.span) for a in command.args] == ['"b"', '"c d"']


def test_only_strings_in_an_exec_array() -> None:
    dockerfile = read('FROM a\nCMD ["a", 1]\nUSER x\n')
    (error,) = dockerfile.errors
    assert (error.kind, error.line, dockerfile.text.slice(error.span)) == (ErrorKind.PARSE, 2, '["a", 1]')
    assert dockerfile.instructions[1].error is error


@pytest.mark.parametrize(
    ("line", "pairs"),
    [
        ("ENV a=b", [("a", "b", False)]),
        ("ENV a=b c='d e' f=g\\ h", [("a", "b", False), ("c", "'d e'", False), ("f", "g\\ h", False)]),
        ("ENV a b c", [("a", "b c", True)]),
        ("ENV a  b=c", [("a", "b=c", True)]),
        ("ENV a=b=c d=", [("a", "b=c", False), ("d", "", False)]),
        ('LABEL "k e"=v', [('"k e"', "v", False)]),
        ("ARG a b=c d='e f'", [("a", None, False), ("b", "c", False), ("d", "'e f'", False)]),
    ],
)
def test_pairs(line: str, pairs: list[tuple[str, str | None, bool]]) -> None:
    dockerfile = read(f"FROM a\n{line}\n")
    found = dockerfile.instructions[1].pairs  # type: ignore[attr-defined]
    assert [(p.key.value, p.value.value if p.value else None, p.legacy) for p in found] == pairs
    for pair in found:
        assert dockerfile.text.slice(pair.key.span) == pair.key.value
        if pair.value:
            assert dockerfile.text.slice(pair.value.span) == pair.value.value


def test_a_refused_pair_leaves_its_instruction() -> None:
    dockerfile = read("FROM a\nENV x\nENV a=b c\nUSER u\n")
    assert [(e.kind, e.line, e.message) for e in dockerfile.errors] == [
        (ErrorKind.PARSE, 2, "ENV must have two arguments"),
        (ErrorKind.PARSE, 3, "`c` has no `=`: ENV takes `name=value`"),
    ]
    assert isinstance(dockerfile.instructions[1], Env)
    assert dockerfile.instructions[1].args[0].value == "x"
    assert len(dockerfile.instructions) == 4


def test_flags_with_quotes_escapes_and_over_lines() -> None:
    dockerfile = read("FROM a\nCOPY --from='b c' --chown=\\\nu\\:g --link x y\n")
    copy = dockerfile.instructions[1]
    assert isinstance(copy, Copy)
    assert [(f.name, f.value) for f in copy.flags] == [("from", "b c"), ("chown", "u:g"), ("link", None)]
    cut = dockerfile.text.slice
    assert [cut(f.span) for f in copy.flags] == ["--from='b c'", "--chown=\\\nu\\:g", "--link"]
    assert [cut(f.name_span) for f in copy.flags] == ["from", "chown", "link"]
    assert [cut(f.value_span) for f in copy.flags] == ["'b c'", "u\\:g", ""]
    assert copy.link


def test_two_dashes_end_the_flags() -> None:
    copy = read("FROM a\nCOPY --link -- --x y\n").instructions[1]
    assert ([f.name for f in copy.flags], [a.value for a in copy.args]) == (["link"], ["--x", "y"])


# --- typed fields -------------------------------------------------------------------------------------------


def test_typed_fields() -> None:
    dockerfile = read(
        "FROM --platform=linux/amd64 a:1 As b\n"
        "ADD https://h.example/x.tar.gz https://h.example/r.git <<E /d/\nt\nE\n"
        "HEALTHCHECK --interval=5s CMD [\"a\", \"b\"]\n"
        "ONBUILD COPY --from=b x y\n"
    )
    assert not dockerfile.errors
    first, add, health, trigger = dockerfile.instructions
    assert isinstance(first, From) and first.image and first.alias and first.as_keyword and first.platform
    assert (first.image.value, first.as_keyword.value, first.alias.value, first.platform.value) == (
        "a:1",
        "As",
        "b",
        "linux/amd64",
    )
    assert isinstance(add, Add) and add.destination and add.destination.value == "/d/"
    assert [s.kind for s in add.sources] == [SourceKind.URL, SourceKind.GIT, SourceKind.HEREDOC]
    assert isinstance(health, Healthcheck)
    assert (health.type, [t.value for t in health.command], health.form) == ("CMD", ["a", "b"], Form.EXEC)
    assert isinstance(trigger, Onbuild) and isinstance(trigger.trigger, Copy)
    assert trigger.trigger.onbuild and trigger.trigger.from_ and trigger.trigger.from_.value == "b"
    assert all(i.stage == 0 for i in dockerfile.instructions) and trigger.trigger.stage == 0


def test_an_unknown_instruction() -> None:
    dockerfile = read("FROM a\nRNU apt-get update\nUSER u\n")
    assert isinstance(dockerfile.instructions[1], Unknown)
    (error,) = dockerfile.errors
    assert (error.kind, error.line, error.message) == (ErrorKind.UNKNOWN, 2, "unknown instruction: RNU")


# --- stages -------------------------------------------------------------------------------------------------


def test_stages_and_edges() -> None:
    dockerfile = read(
        "ARG G=1\nFROM a AS One\nFROM one AS two\nCOPY --from=ONE x y\nCOPY --from=0 x y\n"
        "RUN --mount=from=one,target=/x --mount=type=bind,from=0,target=/y z\nFROM One\n"
    )
    assert [s.base for s in dockerfile.stages] == [None, 0, None]
    edges = [(e.kind, e.name, e.to, dockerfile.text.slice(e.span)) for e in dockerfile.stages[1].edges]
    assert edges == [
        (EdgeKind.FROM, "one", 0, "one"),
        (EdgeKind.COPY, "ONE", 0, "ONE"),
        (EdgeKind.COPY, "0", 0, "0"),
        (EdgeKind.MOUNT, "one", 0, "one"),
        (EdgeKind.MOUNT, "0", None, "0"),
    ]
    assert dockerfile.reachable() == {2}
    assert dockerfile.reachable(1) == {0, 1}
    assert [a.stage for a in dockerfile.global_args] == [None]


def test_of_two_stages_with_one_name_the_last_before_counts() -> None:
    dockerfile = read("FROM x AS a\nFROM y AS a\nFROM a\n")
    assert dockerfile.stages[2].base == 1


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("FROM a\nCOPY --from=1 x y\n", 2),
        ("FROM a\nCOPY --from=0 x y\n", 2),
        ("FROM a\nCOPY --from=9999999999999999999999 x y\n", 2),
        ("FROM a\nCOPY --from=$b x y\n", 2),
        ("FROM a AS b\nCOPY --from=b x y\n", 2),
        ("FROM a\nCOPY --from=c x y\nFROM b AS c\n", 2),
        ("FROM a AS b\nRUN --mount=from=b,target=/x y\n", 2),
        ("FROM a AS b\nRUN --mount=from=c,target=/x y\nFROM b AS c\n", 3),
        ("RUN x\nFROM a\n", 1),
    ],
)
def test_graph_errors(source: str, line: int) -> None:
    dockerfile = read(source)
    assert [(e.kind, e.line) for e in dockerfile.errors] == [(ErrorKind.STAGE, line)]
    assert dockerfile.reachable() <= set(range(len(dockerfile.stages)))


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("blanks", [("", ""), ("", "", ""), (" ", "", "\t"), ("", " ", ""), ("\v", "", "")])
def test_lines_are_counted_across_blank_ones(blanks: tuple[str, ...], end: str) -> None:
    lines = ["FROM a", *blanks, "# c", *blanks, "RUN b", *blanks]
    dockerfile = read(end.join(lines))
    assert [i.first_line for i in dockerfile.instructions] == [1, 3 + 2 * len(blanks)]
    assert [c.line for c in dockerfile.comments] == [2 + len(blanks)]
    assert read(end.join([*blanks, *lines])).instructions[0].first_line == 1 + len(blanks)


# --- size ---------------------------------------------------------------------------------------------------

# The bounds are for a loaded machine: the times themselves are a tenth of them, and quadratic work is far
# above.


@pytest.mark.parametrize(
    "source",
    [
        "FROM a\n" + "RUN echo a && \\\n    b\nENV A=1\nCOPY --from=x a /b\n" * 12_500,
        "FROM a\n" + "RUN <<EOT\nx\n" * 25_000,
        "FROM a\n" + "# c\n" * 50_000,
        "FROM a\n" + "ENV x\n" * 25_000,
        "FROM a\nRUN a \\\n" + "  # c\n  b && \\\n" * 25_000 + "c\n",
        "FROM a\nENV " + "a=b \\\n" * 25_000 + "c=d\n",
        "FROM a\nRUN <<E\n" + "x\n" * 50_000 + "E\n",
        "FROM a\nRUN --mount=" + "a," * 30_000 + "\n",
        "ONBUILD " * 8_000 + "\n",
        "FROM a AS s0\n" + "".join(f"FROM s{i} AS s{i + 1}\n" for i in range(10_000)),
        'FROM a\nRUN "' + "${a:-" * 12_000 + "\n",
    ],
    ids=["mixed", "open heredocs", "comments", "errors", "long run", "long env", "long body", "mount",
        "onbuild", "stages", "nesting"],
)
def test_time_grows_with_the_length(source: str) -> None:
    began = time.process_time()
    dockerfile = read(source)
    dockerfile.reachable()
    assert time.process_time() - began < 12


def test_a_line_of_64_kib_is_refused() -> None:
    fits, long = "RUN " + "x" * 65_531, "RUN " + "x" * 65_532
    assert not read(f"FROM a\n{fits}\n").errors
    assert not read(f"FROM a\n{fits}").errors
    for source in (
        f"FROM a\n{long}\nUSER u\n",
        f"FROM a\n{fits}\r\nUSER u\n",
        f"FROM a\nRUN <<E\n{long}\nE\n",
    ):
        dockerfile = read(source)
        assert [(e.kind, "65535 bytes" in e.message) for e in dockerfile.errors] == [(ErrorKind.PARSE, True)]
    assert isinstance(read(f"FROM a\n{long}\nUSER u\nRUN x").instructions[-1], Run)
