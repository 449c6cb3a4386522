"""What no rule made is searched for secrets, too: every text of a report, and the words of a command line."""

from __future__ import annotations

import time

import pytest

from dlinter.finding import (
    Edit,
    Finding,
    Fix,
    Location,
    Problem,
    Related,
    Report,
    Result,
    RuleInfo,
    Safety,
    Severity,
    Subject,
)
from dlinter.model.masks import CUT, mapped
from dlinter.model.place import Exposure, ImagePlace
from dlinter.model.text import Span, Text
from dlinter.run.conceal import Concealer, _own_words, concealer, without_user, worth

from ..leaks.markers import leaked, password, token


@pytest.fixture(scope="module")
def by() -> Concealer:
    return concealer()


def test_every_text_of_a_report(by: Concealer) -> None:
    made: list[str] = []

    def t() -> str:
        made.append(token(300 + len(made)))
        return f"a/{made[-1]}.b"

    span = Span(0, 1)
    fix = Fix(t(), (Edit(span, "x"),), Safety.SAFE)
    place = ImagePlace(t(), Exposure.LAYER_FILE, layer=0, path=t(), inner=t(), created_by=t(), platform=t())
    path = t()
    results = [
        Result(RuleInfo("r", "f", "s", "d", Severity.NOTE), Severity.NOTE,
            Location(path, Text(b"FROM a", path), span), Finding(span, t(), fix, (Related(span, t()),)), "1"),
        Result(RuleInfo("r", "f", "s", "d", Severity.NOTE), Severity.NOTE, Location(t(), image=place),
            Finding(None, t()), "2"),
    ]  # fmt: skip
    report = Report(results, [Problem(t(), t())], [t()], [Subject(t(), "scan")], [], [Problem(t(), t())])
    left: list[str] = []

    def note(text: str) -> str:
        left.append(text)
        return text

    mapped(by.report(report), note)
    assert len(made) > 15
    assert leaked("\n".join(left), made) == []
    assert "a/ghp_… (40 characters).b" in left


def test_texts(by: Concealer) -> None:
    one, other = token(400), password(401)
    assert by.text(f"no file {one}: x") == "no file ghp_… (40 characters): x"
    assert leaked(by.text(f"unknown option `--{one}`"), [one]) == []
    assert leaked(by.text(f"DB_PASSWORD={other}\nand {other} again"), [other]) == []
    assert by.values({"a": [f"x {one}"], one: 1}) == {
        "a": ["x ghp_… (40 characters)"],
        "ghp_… (40 characters)": 1,
    }
    assert (
        by.text("Dockerfile.2:17: `debian:12` has no digest") == "Dockerfile.2:17: `debian:12` has no digest"
    )


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("https://u:p@registry.example/a: no", f"https://{CUT}@registry.example/a: no"),
        ("https:/u:p@h", f"https:/{CUT}@h"),
        ("`git clone https://x-token-1234567@h/a.git`", f"`git clone https://{CUT}@h/a.git`"),
        ("https://u:p@w@h/", f"https://{CUT}@h/"),
        ("ssh://git@h/a", "ssh://git@h/a"),
        ("https://${USER}:$TOKEN@h/a", "https://${USER}:$TOKEN@h/a"),
        ("https://registry.example/a@sha256:0", "https://registry.example/a@sha256:0"),
        ("a@b.example", "a@b.example"),
    ],
)
def test_users_of_urls(said: str, shown: str) -> None:
    assert without_user(said) == shown


@pytest.mark.parametrize("text", ["abcdefg1", "x 1bcdefgh", "a" * 90 + "1", "-----BEGIN", "a -p", "(http://a@b"])
def test_a_text_that_may_hold_a_secret(text: str) -> None:
    assert worth(text)


@pytest.mark.parametrize("text", ["", "abcdef1", "abcdefgh 1", "http://a b@c", "a@b.example http://c"])
def test_a_text_that_holds_none(text: str) -> None:
    assert not worth(text)


@pytest.mark.parametrize("word", ["a-", "a", "://"])
def test_a_word_of_a_megabyte_is_read_once(word: str) -> None:
    began = time.process_time()
    worth(word * (200_000 // len(word)))
    assert time.process_time() - began < 0.5


def _at(text: str, message: str) -> Result:
    span = Span(text.index("«"), text.index("«") + 1)
    place = Location("a.yml", Text(text.encode(), "a.yml"), span)
    rule = RuleInfo("r", "f", "s", "d", Severity.NOTE)
    return Result(rule, Severity.NOTE, place, Finding(span, message), "1")


@pytest.mark.parametrize(
    ("text", "message", "searched"),
    [
        ("«A1=${{ secrets.B1 }}", "the secret `B1` is in `A1`", "the secret `x` is in `x`"),
        ("«A1=b", "use `--mount=id=a1,env=A1 …`", "use `--mount=id=x,env=x …`"),
        ("«A=hunt\\er2x", "the password `hunter2x`", "the password `hunter2x`"),
        ("«A=b", "the password `hunter2x`", "the password `hunter2x`"),
        ("«A=hunter2x", "the password hunter2x", "the password hunter2x"),
        ("«A=ab" + "\n" * 5000 + "c1", "the secret `c1`", "the secret `c1`"),
    ],
)
def test_words_that_stand_around_a_finding_are_not_searched_twice(
    text: str, message: str, searched: str
) -> None:
    assert _own_words(_at(text, message), message) == searched


@pytest.mark.parametrize("word", ["a/", "a=", "a"])
def test_a_quoted_word_of_a_megabyte_is_read_once(word: str) -> None:
    said = f"`{word * (400_000 // len(word))}` is long"
    began = time.process_time()
    assert _own_words(_at("«", said), said) == said
    assert time.process_time() - began < 1


def test_findings_by_the_thousand_are_one_text_to_search(by: Concealer) -> None:
    seen: list[int] = []

    def find(text: Text, pairs: object) -> tuple[()]:
        seen.append(text.line_count)
        return ()

    text = "«" + "".join(f"A{n}=${{{{ secrets.B{n} }}}}\n" for n in range(60))
    results = [_at(text, f"the secret `B{n}` is given to `A{n}`: it is not safe 12345678") for n in range(60)]
    Concealer(find).report(Report(results, [], [], []))
    assert seen == [1]


def test_a_secret_that_only_a_message_has_whole_is_hidden(by: Concealer) -> None:
    one, other = token(500), password(501)
    made = [
        _at(f"«A={one[:9]}\\\n{one[9:]}", f"`ENV A={one}` is long"),
        _at(f"«DB_PASSWORD={other[:5]}\"\"{other[5:]}", f"`DB_PASSWORD={other}` is set"),
    ]
    said = [r.message for r in by.report(Report(made, [], [], [])).results]
    assert leaked("\n".join(said), [one, other]) == []
