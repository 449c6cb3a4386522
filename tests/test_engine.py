"""The loop over subjects and rules, and the identity of what comes of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from dlinter.engine import RELATED, Engine, Outcome, identify, protect
from dlinter.finding import Edit, Finding, Fix, Location, Reason, Related, Result, RuleInfo, Safety, Severity
from dlinter.model.builds import Build, BuildFile
from dlinter.model.builds.facts import BuildFacts
from dlinter.model.builds.reader import read_build_file
from dlinter.model.dockerfile import Copy, Dockerfile, Instruction, Onbuild, Run, Stage
from dlinter.model.dockerfile.reader import read
from dlinter.model.facts.facts import Facts
from dlinter.model.ignore import UnusedIgnore
from dlinter.model.image import Image, ImageSecret, Layer
from dlinter.model.image.nodes import ImageConfig
from dlinter.model.masks import NONE, Masks
from dlinter.model.place import Exposure, ImagePlace
from dlinter.model.secret import Candidate, Mark, Secret
from dlinter.model.shell import Command
from dlinter.model.text import Span, Text
from dlinter.rule import Context, Option, Rule

SOURCE = "FROM a AS one\nRUN b && c\nONBUILD RUN d\nFROM e\nCOPY f /g\n"
Check = Callable[[Any, Context], Iterator[Finding]]


def whole(subject: Any, context: Context) -> Iterator[Finding]:
    yield Finding(getattr(subject, "span", None), type(subject).__name__)


def rule(id: str, subject: Any, check: Check = whole, **more: Any) -> Rule[Any]:
    return Rule(
        id=id, doc="A rule.", subject=subject, check=check, severity=Severity.WARNING, examples=(), **more
    )


def facts(source: str = SOURCE, key: str = "") -> Facts:
    return Facts(read(Text(source.encode(), "Dockerfile")), key=key)


def lint(source: str, *rules: Rule[Any]) -> Outcome:
    return Engine(rules).lint(facts(source))


def seen(outcome: Outcome) -> list[tuple[str, str]]:
    assert not outcome.problems
    text = outcome.results[0].location.text if outcome.results else None
    return [
        (r.message, text.slice(r.location.span) if text and r.location.span else "") for r in outcome.results
    ]


def test_every_subject_is_looked_at_once_and_in_order() -> None:
    types = (Dockerfile, Stage, Instruction, Command)
    assert [m for m, _ in seen(lint(SOURCE, rule("all", types)))] == [
        "Dockerfile", "Stage", "Stage", "From", "Run", "Command", "Command", "Onbuild", "Run", "Command",
        "From", "Copy",
    ]  # fmt: skip


def test_a_rule_gets_the_subjects_of_its_type_alone() -> None:
    assert seen(lint(SOURCE, rule("copy", Copy))) == [("Copy", "COPY f /g")]
    assert [text for _, text in seen(lint(SOURCE, rule("runs", Run)))] == ["RUN b && c", "RUN d"]
    assert [m for m, _ in seen(lint(SOURCE, rule("two", (Copy, Onbuild))))] == ["Onbuild", "Copy"]
    assert [text for _, text in seen(lint(SOURCE, rule("commands", Command)))] == ["b", "c", "d"]
    assert Engine([rule("copy", Copy)]).rules_for(Copy)[0].id == "copy"
    assert Engine([rule("copy", Copy)]).rules_for(Run) == ()
    assert [r.id for r in Engine([rule("any", Instruction), rule("copy", Copy)]).rules_for(Copy)] == [
        "any",
        "copy",
    ]


def test_the_shell_is_not_read_where_no_rule_asks_for_commands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Facts, "script", lambda self, run: pytest.fail("the shell was read"))
    assert len(seen(lint(SOURCE, rule("runs", Run)))) == 2


def test_what_a_rule_is_told_of_its_place() -> None:
    contexts: list[tuple[str | None, str | None, bool]] = []

    def check(subject: object, context: Context) -> Iterator[Finding]:
        stage, instruction = context.stage, context.instruction
        contexts.append(
            (
                stage.name if stage else None,
                instruction.keyword.value if instruction else None,
                context.facts is not None,
            )
        )
        return iter(())

    lint(
        "FROM a AS one\nRUN b\nFROM c AS two\nONBUILD COPY d /\n",
        rule("r", (Dockerfile, Stage, Run, Copy, Command), check),
    )
    assert contexts == [
        (None, None, True), ("one", None, True), ("two", None, True), ("one", "RUN", True),
        ("one", "RUN", True), ("two", "COPY", True),
    ]  # fmt: skip


def test_options_are_the_defaults_with_the_configured_ones_over_them() -> None:
    given: list[dict[str, Any]] = []

    def check(subject: object, context: Context) -> Iterator[Finding]:
        given.append(dict(context.options))
        return iter(())

    options = (Option("a", 1, "x"), Option("b", 2, "x"))
    engine = Engine(
        [rule("r", Dockerfile, check, options=options), rule("s", Dockerfile, check)],
        {"r": {"b": 3}, "other": {"a": 9}},
    )
    engine.lint(facts())
    assert given == [{"a": 1, "b": 3}, {}]


def test_severity_and_sieve_of_a_finding() -> None:
    def check(subject: object, context: Context) -> Iterator[Finding]:
        yield Finding(None, "a")
        yield Finding(None, "b", severity=Severity.ERROR)
        yield Finding(None, "c", secret=Mark("d", "title", "x…", "id", "placeholder"))

    results = lint(SOURCE, rule("r", Dockerfile, check)).results
    assert [(r.message, r.severity) for r in results] == [
        ("a", Severity.WARNING),
        ("b", Severity.ERROR),
        ("c", Severity.WARNING),
    ]
    assert [r.suppressed_by and (r.suppressed_by.reason, r.suppressed_by.justification) for r in results] == [
        None,
        None,
        (Reason.SIEVE, "placeholder"),
    ]


def test_a_rule_that_raises_is_named_and_the_others_still_run() -> None:
    def bad(subject: object, context: Context) -> Iterator[Finding]:
        yield Finding(None, "before")
        raise ValueError("a piece of the file")

    outcome = lint("FROM a\n", rule("bad", Dockerfile, bad), rule("good", Dockerfile))
    assert [(r.rule.id, r.message) for r in outcome.results] == [("bad", "before"), ("good", "Dockerfile")]
    (problem,) = outcome.problems
    assert (problem.rule, problem.path) == ("bad", "Dockerfile")
    assert (
        problem.message.startswith("rule `bad` failed: ValueError at test_engine.py:")
        and "piece" not in problem.message
    )


def test_a_failure_names_the_file_by_its_own_name_and_the_line() -> None:
    def fails(subject: object, context: Context) -> Iterator[Finding]:
        raise ValueError("not to be shown")
        yield

    (problem,) = lint(SOURCE, rule("bad", Dockerfile, fails)).problems
    line = fails.__code__.co_firstlineno + 1
    assert problem.message == f"rule `bad` failed: ValueError at test_engine.py:{line}"


@pytest.mark.parametrize(
    ("count", "kept"), [(RELATED - 1, RELATED - 1), (RELATED, RELATED), (RELATED + 1, RELATED)]
)
def test_a_finding_has_so_many_related_places(count: int, kept: int) -> None:
    def check(subject: object, context: Context) -> Iterator[Finding]:
        yield Finding(Span(0, 1), "x", related=tuple(Related(Span(n, n + 1), str(n)) for n in range(count)))

    (result,) = lint(SOURCE, rule("many", Dockerfile, check)).results
    assert [r.message for r in result.finding.related] == [str(n) for n in range(kept)] and RELATED == 100


@pytest.mark.parametrize("where", ["edit", "file name", "file"])
def test_a_fix_that_writes_a_secret_again_is_withheld(where: str) -> None:
    value = "kV9x2Lq8" + "Zr4TnW7bQm5Y"
    edit = Edit(Span(0, 1), value if where == "edit" else "F")
    files = {"file name": ((value, "x"),), "file": (("a", value),)}.get(where, ())

    def check(subject: object, context: Context) -> Iterator[Finding]:
        yield Finding(Span(0, 1), "x", fix=Fix("write", (edit,), Safety.SAFE, files))

    results = lint(SOURCE, rule("writes", Dockerfile, check)).results
    masks = Masks.of([Candidate("d", "P", "t", Secret(value), 0, 20, 1)])
    (fixed,) = (r.finding.fix for r in protect(results, lambda: masks))
    assert fixed is not None and fixed.withheld
    (plain,) = (r.finding.fix for r in protect(results, lambda: NONE))
    assert plain is not None and not plain.withheld


def test_over_further_subjects_of_a_file() -> None:
    ignore = UnusedIgnore(Span(0, 4), ("x",), False, Span(0, 4))
    outcome = Engine([rule("r", UnusedIgnore), rule("s", Copy)]).over([ignore, ignore], facts(key="in/repo"))
    assert [(r.rule.id, r.location.span, r.location.key, r.fingerprint[-2:]) for r in outcome.results] == [
        ("r", Span(0, 4), "in/repo", ":1"), ("r", Span(0, 4), "in/repo", ":2"),
    ]  # fmt: skip


def test_parts_of_an_image() -> None:
    image = Image("x.tar", "sha256:a", "linux/amd64", ImageConfig(), (Layer(0, "", "", ""),), ())
    place = ImagePlace("x.tar", Exposure.ENV)

    def check(subject: object, context: Context) -> Iterator[Finding]:
        yield Finding(None, f"{type(subject).__name__} of {context.image.name}")

    def bad(subject: object, context: Context) -> Iterator[Finding]:
        raise KeyError("x")

    asked: list[object] = []

    def where(subject: object, finding: Finding) -> Location:
        asked.append(subject)
        return Location("x.tar", image=place)

    subjects = [*image.layers, image]
    outcome = Engine([rule("r", (Layer, Image, ImageSecret), check), rule("bad", Image, bad)]).examine(
        subjects, image, where
    )
    assert [r.message for r in outcome.results] == ["Layer of x.tar", "Image of x.tar"]
    assert asked == subjects
    assert [(p.rule, p.path) for p in outcome.problems] == [("bad", "x.tar")]


def test_a_build_file_and_its_builds() -> None:
    file = read_build_file(Text(b"services:\n  a:\n    build: .\n  b:\n    build: sub\n", "compose.yaml"))
    assert file is not None

    def bad(subject: object, context: Context) -> Iterator[Finding]:
        assert context.builds.file is file
        raise KeyError("x")

    outcome = Engine([rule("r", (BuildFile, Build)), rule("bad", BuildFile, bad)]).lint_builds(
        BuildFacts(file, "in/compose.yaml")
    )
    assert [r.message for r in outcome.results] == ["BuildFile", "Build", "Build"]
    assert {(r.location.path, r.location.key) for r in outcome.results} == {
        ("compose.yaml", "in/compose.yaml")
    }
    assert [(p.rule, p.path) for p in outcome.problems] == [("bad", "compose.yaml")]


def test_one_outcome_takes_another() -> None:
    first, second = (
        lint("FROM a\n", rule("r", Dockerfile)),
        lint("FROM a\n", rule("s", Dockerfile), rule("t", Dockerfile, lambda s, c: 1 / 0)),
    )  # type: ignore[arg-type, return-value]
    first.add(second)
    assert [r.rule.id for r in first.results] == ["r", "s"] and len(first.problems) == 1


# --- fingerprints


def result(
    source: str,
    at: str,
    *,
    id: str = "r",
    key: str = "",
    path: str = "Dockerfile",
    repository: str = "",
    nth: int = 0,
) -> tuple[Result, Dockerfile]:
    start = -1
    for _ in range(nth + 1):
        start = source.index(at, start + 1)
    text = Text(source.encode(), path)
    span = Span(start, start + len(at))
    info = RuleInfo(id, "f", "s", "d", Severity.WARNING)
    return Result(
        info, Severity.WARNING, Location(path, text, span, key=repository), Finding(span, "m", key=key), ""
    ), read(text)


def print_of(source: str, at: str, **more: Any) -> str:
    one, dockerfile = result(source, at, **more)
    return identify([one], dockerfile)[0].fingerprint


BASE = "FROM a\nRUN b c\n"


@pytest.mark.parametrize(
    ("source", "more"),
    [
        ("# new\n\nFROM a\nRUN b c\n", {}),  # no line number is in it
        ("FROM x\nRUN b c\n", {}),
        ("FROM a\nRUN  b\tc\n", {}),  # nor the blanks
        (BASE, {"path": "elsewhere/Dockerfile", "repository": "Dockerfile"}),
    ],
)
def test_what_a_fingerprint_outlives(source: str, more: dict[str, Any]) -> None:
    assert print_of(source, "b", **more) == print_of(BASE, "b")


@pytest.mark.parametrize(
    ("source", "at", "more"),
    [
        (BASE, "b", {"id": "other"}),
        (BASE, "b", {"path": "other/Dockerfile"}),
        (BASE, "b", {"repository": "other"}),
        (BASE, "b", {"key": "k"}),
        (BASE, "c", {}),
        ("FROM a\nRUN b d\n", "b", {}),  # its instruction is in it
    ],
)
def test_what_a_fingerprint_is_made_of(source: str, at: str, more: dict[str, Any]) -> None:
    assert print_of(source, at, **more) != print_of(BASE, "b")


def test_a_key_stands_for_the_text() -> None:
    assert print_of("FROM a\nRUN b\n", "b", key="k") == print_of("FROM a\nRUN c\n", "c", key="k")


def test_equal_ones_are_numbered_in_their_order() -> None:
    source = "FROM a\nRUN b\nRUN b\n"
    results = [result(source, "b", nth=n) for n in (0, 1)]
    prints = [r.fingerprint for r in identify([r for r, _ in results], results[0][1])]
    assert prints[0].endswith(":1") and prints[1].endswith(":2")
    assert prints[0][:-2] == prints[1][:-2] and len(prints[0]) == 22


def test_a_finding_that_leaves_its_instruction_is_known_by_its_own_text() -> None:
    """Its span reaches into the next instruction, so neither is its own."""
    assert print_of("FROM a\nRUN b\nRUN c\n", "b\nRUN c") == print_of(
        "FROM a\nRUN x && b\nRUN c\n", "b\nRUN c"
    )


def test_a_finding_before_the_first_instruction() -> None:
    assert print_of("# x y\nFROM a\n", "x y") == print_of("# x y\nFROM b\n", "x y")


def test_in_an_image_exposure_path_and_inner_path_count_and_the_layer_does_not() -> None:
    def print_at(**more: Any) -> str:
        place = ImagePlace(**{"image": "x.tar", "exposure": Exposure.LAYER_FILE, "path": "a", "inner": "b",
            "layer": 1, "digest": "d", **more})
        info = RuleInfo("r", "f", "s", "d", Severity.WARNING)
        return identify([Result(info, Severity.WARNING, Location(place.image, image=place),
            Finding(None, "m", key="k"), "")], None)[0].fingerprint

    assert print_at() == print_at(layer=2, digest="e", history=3, line=4, image="y.tar")
    assert (
        len({print_at(), print_at(path="c"), print_at(inner="c"), print_at(exposure=Exposure.DELETED_FILE)})
        == 4
    )
