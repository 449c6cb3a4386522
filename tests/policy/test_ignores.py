from __future__ import annotations

import pytest

from dlinter.finding import Finding, Location, Reason, Result, RuleInfo, Severity
from dlinter.model.dockerfile import Dockerfile
from dlinter.model.dockerfile.reader import read
from dlinter.model.text import Span, Text
from dlinter.packs import RuleSet
from dlinter.policy.file_ignores import read_ignores
from dlinter.policy.ignores import NOWHERE, Ignores
from dlinter.rule import ALL, DEFAULT, Rule

ALIASES = {
    "one": ("hadolint:DL3001", "buildkit:StageNameCasing", "trivy:DS-0002", "checkov:CKV_DOCKER_8"),
    "two": ("hadolint:DL3008",),
    "three": ("buildkit:FromAsCasing",),
    "unused-ignore": (),
}
RULES = RuleSet(
    tuple(
        Rule(
            id=name, family="cache" if name in ("one", "two") else "build", doc="x", subject=Dockerfile,
            check=lambda s, c: (),
            severity=Severity.WARNING, examples=(), aliases=aliases,
            ruleset=ALL if name == "three" else DEFAULT,
        )
        for name, aliases in ALIASES.items()
    )
)  # fmt: skip
ALL_RULES = frozenset(ALIASES)


def _ignores(source: str) -> Ignores:
    return read_ignores(read(Text(source.encode())), RULES)


def _result(source: str, at: str | None, rule: str = "one", key: str = "") -> Result:
    span = None
    if at is not None:
        start = source.encode().index(at.encode())
        span = Span(start, start + len(at.encode()))
    info = RuleInfo(rule, "cache", "x", "x", Severity.WARNING, ALIASES.get(rule, ()))
    text = Text(source.encode())
    return Result(
        info, Severity.WARNING, Location("Dockerfile", text, span), Finding(span, "m", key=key), "f:1"
    )


def _ignored(source: str, at: str | None, rule: str = "one", key: str = "") -> str | None:
    suppression = _ignores(source).suppression(_result(source, at, rule, key))
    if suppression is None:
        return None
    assert suppression.reason is Reason.IGNORE
    return suppression.justification


HEREDOC = (
    "FROM a\nRUN <<EOF\nfirst x  # dlint: ignore[one] same line\n  # dlint: ignore[one] below\nsecond y\n"
    "third z\nEOF\n"
)


@pytest.mark.parametrize(
    ("source", "at", "rule", "expected"),
    [
        # dlint's own
        ("# dlint: ignore[one] why not\nFROM a\nRUN b\n", "FROM", "one", "why not"),
        ("# dlint: ignore[one]\nFROM a\nRUN b\n", "RUN", "one", None),
        ("# dlint: ignore[one]\nFROM a\nRUN b\n", None, "one", None),
        ("# dlint: ignore[one]\nFROM a\nRUN b\n", "FROM", "two", None),
        ("# dlint: ignore[three, one]\nFROM a\n", "FROM", "one", ""),
        ("# dlint: ignore[cache]\nFROM a\n", "FROM", "two", ""),
        ("# dlint: ignore[DL3008]\nFROM a\n", "FROM", "two", ""),
        ("# dlint: ignore[all]\nFROM a\n", "FROM", "three", ""),
        ("#dlint:ignore[one]\n\n# more\nFROM a\n", "FROM", "one", ""),
        ("FROM a\n# dlint: ignore[one]\nRUN b \\\n  c\n", "c", "one", ""),
        ("FROM a\nRUN b\n# dlint: ignore-file[one] all of it\n", "FROM", "one", "all of it"),
        ("FROM a\nRUN b\n# dlint: ignore-file[one]\n", None, "one", ""),
        ("FROM a\nRUN b && \\\n  # dlint: ignore[one] here\n  c && \\\n  d\n", "c", "one", "here"),
        ("FROM a\nRUN b && \\\n  # dlint: ignore[one] here\n  c && \\\n  d\n", "d\n", "one", None),
        ("FROM a\nRUN b && \\\n  # dlint: ignore[one] here\n  c && \\\n  d\n", "RUN", "one", None),
        ("FROM a\nRUN b  # dlint: ignore[one] at the end\n", "RUN", "one", "at the end"),
        ("FROM a\nLABEL x='# dlint: ignore[one]'\n", "LABEL", "one", None),
        ("FROM a\nRUN [\"b\", \" # dlint: ignore[one]\"]\n", "RUN", "one", None),
        (HEREDOC, "first", "one", "same line"),
        (HEREDOC, "second", "one", "below"),
        (HEREDOC, "third", "one", None),
        (HEREDOC, "RUN", "one", None),
        ("RUN b  # dlint: ignore[one] of the first instruction\n", "RUN", "one", "of the first instruction"),
        ("FROM a\nRUN b && \\\n  # words # dlint: ignore[one]\n  c\n", "c", "one", None),
        ("FROM a\nCOPY <<EOF /x\n# dlint: ignore[one] of what is written\nc\nEOF\n", "c\n", "one",
            "of what is written"),
        # hadolint
        ("FROM a\n# hadolint ignore=DL3001\nRUN b\n", "RUN", "one", "`# hadolint ignore`"),
        ("FROM a\n# hadolint ignore=DL3008,DL3001 # because\nRUN b\n", "RUN", "one", "because"),
        ("FROM a\n# hadolint ignore=DL3008 , DL3001\nRUN b\nRUN c\n", "RUN b", "one", "`# hadolint ignore`"),
        ("FROM a\n# hadolint ignore=DL3001\nRUN b\nRUN c\n", "RUN c", "one", None),
        ("FROM a\n# hadolint ignore=hadolint/DL3001\nRUN b\n", "RUN", "one", "`# hadolint ignore`"),
        ("FROM a\n# hadolint ignore=one\nRUN b\n", "RUN", "one", None),
        ("# hadolint global ignore=DL3001\nFROM a\nRUN b\n", "RUN", "one", "`# hadolint ignore`"),
        ("# hadolint stage ignore=DL3001\nFROM a\nRUN b\nFROM c\nRUN d\n", "RUN b", "one",
            "`# hadolint ignore`"),
        ("# hadolint stage ignore=DL3001\nFROM a\nRUN b\nFROM c\nRUN d\n", "RUN d", "one", None),
        ("FROM a\n# hadolint ignore=buildkit:StageNameCasing\nRUN b\n", "RUN", "one", "`# hadolint ignore`"),
        ("FROM a\n# hadolint ignore=buildkit/StageNameCasing\nRUN b\n", "RUN", "one", "`# hadolint ignore`"),
        # BuildKit
        ("# Check = skip=StageNameCasing\nFROM a\nRUN b\n", "RUN", "one", "`# check=skip`"),
        ("# check=skip=StageNameCasing\nFROM a\nRUN b\n", "RUN", "one", "`# check=skip`"),
        ("# check=skip=FromAsCasing,StageNameCasing;error=true\nFROM a\nRUN b\n", "RUN", "one",
            "`# check=skip`"),
        ("#check=skip=all\nFROM a\nRUN b\n", "RUN", "three", "`# check=skip`"),
        ("#check=skip=all\nFROM a\nRUN b\n", "RUN", "two", None),
        ("FROM a\n# check=skip=FromAsCasing // on purpose\nRUN b\nRUN c\n", "RUN b", "three", "on purpose"),
        ("FROM a\n# check=skip=FromAsCasing // on purpose\nRUN b\nRUN c\n", "RUN c", "three", None),
        ("FROM a\n# check=error=true\nRUN b\n", "RUN b", "three", None),
        # trivy
        ("FROM a\n#trivy:ignore:DS-0002\nRUN b\nRUN c\n", "RUN b", "one", "`# trivy:ignore`"),
        ("FROM a\n#trivy:ignore:DS-0002\nRUN b\nRUN c\n", "RUN c", "one", None),
        ("FROM a\n# trivy:ignore:DS-0009 trivy:ignore:AVD-DS-0002\nRUN b\n", "RUN b", "one",
            "`# trivy:ignore`"),
        ("FROM a\n# trivy:ignore:DS002\nRUN b\n", "RUN b", "one", "`# trivy:ignore`"),
        ("FROM a\n# trivy:ignore:DS-0002:exp:2027-01-01\nRUN b\n", "RUN b", "one", None),
        ("FROM a\n# trivy:ignore:DS-0003\nRUN b\n", "RUN b", "one", None),
        # checkov
        ("FROM a\nRUN b\n# checkov:skip=CKV_DOCKER_8: a job, not a service\n", "RUN b", "one",
            "a job, not a service"),
        ("FROM a\n#checkov:skip=CKV_DOCKER_2,CKV_DOCKER_8\nRUN b\n", "FROM", "one", "`# checkov:skip`"),
        ("FROM a\n#checkov:skip=CKV_DOCKER_2\nRUN b\n", "FROM", "one", None),
    ],
)
def test_what_an_ignore_reaches(source: str, at: str | None, rule: str, expected: str | None) -> None:
    assert _ignored(source, at, rule) == expected


def test_shellcheck_codes_are_known_by_the_key() -> None:
    source = "FROM a\n# hadolint ignore=SC2086\nRUN b\n"
    assert _ignored(source, "RUN", "shellcheck", "SC2086:b") is not None
    assert _ignored(source, "RUN", "shellcheck", "SC2046:b") is None
    assert _ignored("FROM a\n# dlint: ignore[SC2086]\nRUN b\n", "RUN", "shellcheck", "SC2086") == ""


def test_of_two_ignores_the_first_is_named() -> None:
    source = "# dlint: ignore-file[one] file\n# dlint: ignore[one] line\nFROM a\nRUN b\n"
    assert [_ignored(source, at) for at in ("FROM", "RUN")] == ["file", "file"]
    source = "# dlint: ignore[one] line\nFROM a\n# dlint: ignore-file[one] file\nRUN b\n"
    assert [_ignored(source, at) for at in ("FROM", "RUN")] == ["line", "file"]


def test_another_files_results_are_left_alone() -> None:
    ignores = _ignores("# dlint: ignore-file[one]\nFROM a\n")
    assert (
        Ignores(ignores.entries, False, "other/Dockerfile").suppression(_result("FROM a\n", "FROM")) is None
    )


def test_error_true() -> None:
    assert _ignores("# check=error=true\nFROM a\n").error
    assert not _ignores("# check=skip=all;error=false\nFROM a\n").error
    assert all(_ignores(f"# check=error={yes}\nFROM a\n").error for yes in ("1", "t", "T", "TRUE", "True"))
    assert not _ignores("# check=error=2\nFROM a\n").error
    assert not _ignores("FROM a\n# a comment\n").error


def _after_fix(
    source: str, results: list[Result], ran: frozenset[str] = ALL_RULES
) -> tuple[str, list[tuple[str, ...]]]:
    unused = _ignores(source).unused(results, ran)
    data = source.encode()
    for each in sorted(unused, key=lambda u: u.delete, reverse=True):
        data = data[: each.delete.start] + data[each.delete.end :]
    return data.decode(), [u.names for u in unused]


def test_an_ignore_that_is_needed_is_not_unused() -> None:
    source = "# dlint: ignore[one]\nFROM a\n"
    assert _ignores(source).unused([_result(source, "FROM")], ALL_RULES) == ()


@pytest.mark.parametrize(
    ("comment", "used", "left", "names"),
    [
        ("# dlint: ignore[one] why\n", (), "", [("one",)]),
        ("# dlint: ignore[one,two]\n", (), "", [("one", "two")]),
        ("# dlint: ignore[one, two] why\n", ("one",), "# dlint: ignore[one] why\n", [("two",)]),
        ("# dlint: ignore[one, two] why\n", ("two",), "# dlint: ignore[two] why\n", [("one",)]),
        ("# dlint: ignore[one, two,three]\n", ("two",), "# dlint: ignore[two]\n", [("one",), ("three",)]),
        ("# dlint: ignore[one, two,three]\n", ("three",), "# dlint: ignore[three]\n", [("one",), ("two",)]),
        ("# dlint: ignore[one, two,three]\n", ("one",), "# dlint: ignore[one]\n", [("two",), ("three",)]),
        ("# dlint: ignore[cache]\n", ("two",), "# dlint: ignore[cache]\n", []),
        # it names unused-ignore itself
        ("# dlint: ignore[build]\n", ("two",), "# dlint: ignore[build]\n", []),
        ("# dlint: ignore[not-installed, SC2086]\n", (), "# dlint: ignore[not-installed, SC2086]\n", []),
        ("# dlint: ignore[one, not-installed]\n", (), "# dlint: ignore[not-installed]\n", [("one",)]),
        ("# dlint: ignore[unused-ignore]\n", (), "# dlint: ignore[unused-ignore]\n", []),
        ("# hadolint ignore=DL3001\n", (), "# hadolint ignore=DL3001\n", []),
        ("# dlint: ignore-file[one]\n", (), "", [("one",)]),
    ],
)
def test_unused(comment: str, used: tuple[str, ...], left: str, names: list[tuple[str, ...]]) -> None:
    source = f"{comment}FROM a\n"
    assert _after_fix(source, [_result(source, "FROM", rule) for rule in used]) == (f"{left}FROM a\n", names)


def test_an_unused_one_says_whether_another_name_of_it_is_needed() -> None:
    source = "# dlint: ignore[one, two]\nFROM a\n"
    assert [u.others for u in _ignores(source).unused([], ALL_RULES)] == [False]
    assert [u.others for u in _ignores(source).unused([_result(source, "FROM", "one")], ALL_RULES)] == [True]


def test_unused_only_of_rules_that_ran() -> None:
    source = "# dlint: ignore[one, two]\nFROM a\n"
    assert _after_fix(source, [], frozenset({"two"})) == ("# dlint: ignore[one]\nFROM a\n", [("two",)])
    assert _after_fix(source, [], frozenset()) == (source, [])


def test_an_unused_one_at_the_end_of_a_line_goes_alone() -> None:
    source = "FROM a\r\nRUN b  # dlint: ignore[one] why\r\nRUN c\r\n"
    assert _after_fix(source, []) == ("FROM a\r\nRUN b\r\nRUN c\r\n", [("one",)])


def test_an_ignore_above_nothing_is_unused() -> None:
    source = "FROM a\n# dlint: ignore[one]\n"
    assert _after_fix(source, [_result(source, "FROM")]) == ("FROM a\n", [("one",)])


@pytest.mark.parametrize(
    ("comment", "marked", "message"),
    [
        ("# dlint: ignore[oen] why", "oen", "`oen` is not the name of a rule, did you mean `one`?"),
        ("# dlint: ignore[one, tow,three]", "tow", "`tow` is not the name of a rule, did you mean `two`?"),
        ("# dlint: ignore[xyzzy]", "xyzzy",
            "`xyzzy` is not the name of a rule of an installed pack: it ignores nothing"),
        ("# dlint: ignore-file[oen]", "oen", "`oen` is not the name of a rule, did you mean `one`?"),
        ("# dlint: ignore", "", "this ignores nothing: write `# dlint: ignore[rule] reason`"),
        ("# dlint ignore", "", "this ignores nothing: write `# dlint: ignore[rule] reason`"),
        ("# dlint: ignore the base decides", "",
            "this ignores nothing: write `# dlint: ignore[rule] reason`"),
        ("# dlint: ignore[]", "", "this names no rule to ignore: write `# dlint: ignore[rule] reason`"),
        ("# dlint: ignore[ , ] why", "",
            "this names no rule to ignore: write `# dlint: ignore[rule] reason`"),
        ("# dlint: ignore [one] why", "", "this ignores nothing, did you mean `# dlint: ignore[one]`?"),
        ("# dlint: ignore[one, two", "", "this ignores nothing, did you mean `# dlint: ignore[one, two]`?"),
        ("# dlint: ignore=DL3008,SC2086 why", "",
            "this ignores nothing, did you mean `# dlint: ignore[DL3008, SC2086]`?"),
        ("# dlint: ignore one because", "", "this ignores nothing, did you mean `# dlint: ignore[one]`?"),
        ("# dlint ignore[one]", "", "this ignores nothing, did you mean `# dlint: ignore[one]`?"),
        ("# dlint ignore: one", "", "this ignores nothing, did you mean `# dlint: ignore[one]`?"),
        ("# dlint: Ignore[one]", "", "this ignores nothing, did you mean `# dlint: ignore[one]`?"),
        ("# DLINT: ignore[one]", "", "this ignores nothing, did you mean `# dlint: ignore[one]`?"),
        ("# dlint: ingore[one]", "", "this ignores nothing, did you mean `# dlint: ignore[one]`?"),
        ("# dlint: ingore one", "", "this ignores nothing, did you mean `# dlint: ignore[one]`?"),
        ("# dlint ingore[one]", "", "this ignores nothing, did you mean `# dlint: ignore[one]`?"),
        ("# dlint: ignore_file[one]", "", "this ignores nothing, did you mean `# dlint: ignore-file[one]`?"),
        ("# dlint: disable=one", "", "this ignores nothing, did you mean `# dlint: ignore[one]`?"),
        ("# dlint: disable-file[one]", "", "this ignores nothing, did you mean `# dlint: ignore-file[one]`?"),
        ("# dlint: noqa", "", "this ignores nothing: write `# dlint: ignore[rule] reason`"),
        ("# dlint: [one]", "", "this ignores nothing, did you mean `# dlint: ignore[one]`?"),
    ],
)
def test_malformed(comment: str, marked: str, message: str) -> None:
    for source in (f"FROM a\n{comment}\nRUN b\n", f"FROM a\nRUN b {comment}\n"):
        (found,) = _ignores(source).malformed
        assert found.message == message
        assert Text(source.encode()).slice(found.span) == (marked or comment)


@pytest.mark.parametrize(
    "source",
    [
        "# dlint: ignore[one] why\nFROM a\n", "# dlint: ignore[cache, SC2086, DL3008]\nFROM a\n",
        "# dlint: ignore-file[all]\nFROM a\n",
        "# dlint is what lints this file\nFROM a\n", "# dlint: the pipeline runs it\nFROM a\n",
        "# dlint ignores nothing here\nFROM a\n",
        "# dlint skip is not used\nFROM a\n", "# dlint ingore one\nFROM a\n", "# dlinter: ignore\nFROM a\n",
        "# dlint: https://docs.example/x\nFROM a\n", "# dlint:\nFROM a\n",
        "FROM a\nLABEL x='# dlint: ignore'\n", "FROM a\nRUN [\"b\", \" # dlint: ignore\"]\n",
        "FROM a\nENV X=a#dlint:ignore\n",
    ],
)  # fmt: skip
def test_what_is_not_malformed(source: str) -> None:
    assert _ignores(source).malformed == ()


def test_a_malformed_one_ignores_nothing_and_a_known_name_beside_an_unknown_one_still_does() -> None:
    assert _ignored("FROM a\n# dlint: ignore [one]\nRUN b\n", "RUN") is None
    assert _ignored("FROM a\n# dlint: ignore[oen, one] why\nRUN b\n", "RUN") == "why"


def _at(start: int, end: int, source: str) -> Result:
    info = RuleInfo("one", "cache", "x", "x", Severity.WARNING)
    return Result(
        info,
        Severity.WARNING,
        Location("Dockerfile", Text(source.encode()), Span(start, end)),
        Finding(Span(start, end), "m"),
        "f:1",
    )


def test_where_an_ignore_begins_and_ends() -> None:
    """A finding counts by its start: from the first byte of the instruction to the place just behind its
    last, where something is missing; not one byte further on either side."""
    source = "FROM a\n# dlint: ignore[one]\nRUN b\nRUN c\n"
    start = source.index("RUN b")
    end = start + len("RUN b")
    ignores = _ignores(source)
    covered = [at for at in range(len(source)) if ignores.suppression(_at(at, at, source)) is not None]
    assert covered == list(range(start, end + 1))
    assert ignores.suppression(_at(start - 1, end, source)) is None
    assert ignores.suppression(_at(end, len(source), source)) is not None
    assert ignores.suppression(_at(end + 1, end + 2, source)) is None


def test_an_ignore_on_the_first_line_of_a_heredoc_and_one_above_its_end() -> None:
    source = "FROM a\nRUN <<EOF\n# dlint: ignore[one] first\nb\n# dlint: ignore[two] last\nEOF\n"
    assert _ignored(source, "b\n") == "first"
    assert _ignored(source, "RUN") is None
    assert _ignored(source, "EOF\n", "two") is None
    assert [
        ignore.scope and Text(source.encode()).slice(ignore.scope) for ignore in _ignores(source).entries
    ] == ["b", "EOF"]


def test_an_ignore_in_an_instruction_that_the_file_ends_in() -> None:
    for end in ("", "\n", "\n\n", "# another\n"):
        (ignore,) = _ignores(f"FROM a\nRUN b \\\n# dlint: ignore[one]\n{end}").entries
        assert ignore.scope == NOWHERE
    source = "FROM a\nRUN b \\\n# dlint: ignore[one] last\nc"
    assert _ignored(source, "c") == "last"


def test_where_an_ignore_of_a_line_ends() -> None:
    source = "FROM a\nRUN <<EOF\nfirst\nb  # dlint: ignore[one]\nthird\nEOF\n"
    line = source.index("b  #")
    end = source.index("\nthird")
    ignores = _ignores(source)
    covered = [at for at in range(len(source)) if ignores.suppression(_at(at, at, source)) is not None]
    assert covered == list(range(line, end + 1))


def test_comments_of_several_tools_in_one_file() -> None:
    source = (
        "FROM a\n# hadolint ignore=DL3008\nRUN b\n# trivy:ignore:DS-0002\nRUN c\n# check=skip=FromAsCasing\n"
        "RUN d\n"
    )
    assert [
        _ignored(source, at, rule) is not None
        for at, rule in (("RUN b", "two"), ("RUN c", "one"), ("RUN d", "three"), ("RUN d", "two"))
    ] == [True, True, True, False]


def test_a_stage_ignore_behind_the_last_stage_ignores_nothing() -> None:
    source = "FROM a\nRUN b\n# hadolint stage ignore=DL3001\nRUN c\n"
    assert [_ignored(source, at) for at in ("FROM", "RUN b", "RUN c")] == [None, None, None]


@pytest.mark.parametrize(("given", "error"),
    [("skip=all", False), ("error=true", True), ("skip=all;error=1", True), ("error=false", False),
        ("experimental=all", False), ("error=yes", False)])
def test_whether_findings_of_a_check_are_errors(given: str, error: bool) -> None:
    assert _ignores(f"# check={given}\nFROM a\n").error is error
