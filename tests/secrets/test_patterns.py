"""A detector's expression in bytes: what it looks for first, where a match may begin and end, and the words
around it."""

from __future__ import annotations

import pytest

from dlinter.detectors.detector import Detector
from dlinter.model.secret import Candidate, Secret
from dlinter.model.text import Text
from dlinter.secrets.finder import Finder
from dlinter.secrets.pairs import GRAVER, MOST, NEAR, paired
from dlinter.secrets.patterns import BACK, FORWARD, FORWARD_MULTILINE, Pattern, shortened
from dlinter.values import replace

from .layers import detectors, github_token

PLAIN = Detector(
    id="acme",
    provider="Acme",
    title="t",
    pattern="acme_[a-z0-9]{20}",
    keywords=("acme_",),
    matches=(),
    boundary=True,
    confidence="high",
)
VALUE = "acme_" + "k3x9" * 5


def spans(
    data: str, detector: Detector = PLAIN, start: int = 0, end: int | None = None, *, end_to_end: bool = False
) -> list[tuple[int, int, int]]:
    return list(Pattern(detector, 0).spans(data.encode("latin-1"), start, end, end_to_end=end_to_end))


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ("", "", True), (" ", " ", True), ("=", ";", True), ("x", "", False), ("_", "", True),
        ("-", "", True), ("9", "", False), ("", "x", False), ("", "-", True), ("", "_", True),
        ("", ".", True), ("é", "é", True),
        ("\\n", "", True), ("\\r", "", True), ("\\t", "", True), ("\\x", "", False), ("n", "", False),
        ("%20", "", True), ("%2", "", False), ("x20", "", False), ("\\x20", "", True), ("\\u003d", "", True),
        ("u003d", "", False), ("\\u03d", "", False), ("/n", "", False),
    ],
)  # fmt: skip
def test_words_around_a_match(before: str, after: str, found: bool) -> None:
    assert spans(f"{before}{VALUE}{after}") == (
        [(len(before), len(before), len(before) + len(VALUE))] if found else []
    )
    assert bool(spans(f"{before}{VALUE}{after}", replace(PLAIN, boundary=False)))


def test_where_texts_stand_end_to_end() -> None:
    data = f"x{VALUE}y"
    assert spans(data) == [] and [s[1] for s in spans(data, end_to_end=True)] == [1]
    for other in (
        replace(PLAIN, confidence="medium"),
        replace(PLAIN, boundary=False, confidence="low"),
        replace(PLAIN, pattern="[a-z]{4}_[a-z0-9]{20}"),
    ):
        assert not Pattern(other, 0).unmistakable
    assert Pattern(PLAIN, 0).unmistakable


def test_matches_one_after_another() -> None:
    data = f"{VALUE} {VALUE}\n{VALUE}"
    assert [s[0] for s in spans(data)] == [0, 26, 52]
    assert (
        [s[0] for s in spans(data, start=1)] == [26, 52]
        and [s[0] for s in spans(data, end=51)] == [0, 26]
        and [s[0] for s in spans(data, end=50)] == [0]
    )
    refused = f"x{VALUE}acme_"  # goes on one place after a refused match
    assert spans(refused + VALUE[5:]) == []
    low = replace(PLAIN, confidence="low", boundary=False, pattern="acme_[a-z0-9_ ]{20,60}")
    assert [s[0] for s in spans(data, low)] == [0, 26, 52]
    high = replace(low, confidence="high")
    assert [s[0] for s in spans(data, high)] == [0, 52]


def test_a_group_is_the_secret() -> None:
    grouped = replace(PLAIN, pattern="(?:acme)[=:](?P<secret>[a-z]{6})")
    assert spans("acme=abcdef", grouped) == [(0, 5, 11)]
    assert spans("acme=abcdefg", grouped) == []
    for pattern, data, last in (
        ("acme=(?P<secret>[a-z]{4}|[a-z]{6})", "acme=abcdef", 11),
        ("acme=(?P<secret>(?:a|b)[)a-z]{3}|[a-z]{6})", "acme=abcdef", 11),
        ("acme=(?P<secret>[a-z]{4}|[a-z]{6});", "acme=abcdef;", 11),
        (r"acme=(?P<secret>\)?[]a-z]{4}|[a-z]{6})", "acme=abcdef", 11),
        ("acme=(?P<secret>[^)]{4}|[a-z]{6})", "acme=abcdef", 11),
    ):  # fmt: skip
        assert [s[2] for s in spans(data, replace(PLAIN, pattern=pattern))] == [last], pattern
    optional = replace(PLAIN, pattern="acme(?:=(?P<secret>[a-z]{4}))?", boundary=False)
    assert spans("acme acme=abcd", optional) == [(5, 10, 14)]
    assert [
        s[2] for s in spans("acme_" + "k" * 24, replace(PLAIN, pattern="acme_[a-z]{20}|acme_[a-z]{24}"))
    ] == [29]


@pytest.mark.parametrize(
    ("pattern", "wanted"),
    [
        ("pre_[a-z]{17}", "pre_[a-z]{16}"), ("pre_[a-z]{16}", "pre_[a-z]{16}"), ("[a-z]{17}", "[a-z]{17}"),
        ("a(?:b|c)+", "a(?:b|c)"), ("(a|b+)", "(a|b+)"), ("(ab+)", "(ab)"), ("ab*", "a"), ("a*", "a*"),
        ("ab{2,}?", "ab{2}"), ("ab{1,4}", "ab"),
        (r"ab\{2,}", r"ab\{2,}"), (r"ab\+", r"ab\+"), (r"a\\+", r"a\\+"), ("ab+c*d*", "ab"),
        ("a|b+", "a|b+"), ("(?:a|b)c+", "(?:a|b)c"), ("[|]c+", "[|]c"), (r"\|c+", r"\|c"),
        ("((?:a|b)c+)", "((?:a|b)c+)"), ("(?:x(?:a|b))(cd+)", "(?:x(?:a|b))(cd)"),
        ("ab{0,3}", "a"), ("a(bc)*", "a(bc)*"), ("pre_([a-z]{40})", "pre_([a-z]{16})"),
    ],
)  # fmt: skip
def test_what_is_looked_for_first(pattern: str, wanted: str) -> None:
    assert shortened(pattern) == wanted


def test_how_far_is_looked() -> None:
    pattern = Pattern(PLAIN, 0)
    assert (pattern.back, pattern.forward) == (21 + 64, FORWARD) and Pattern(
        replace(PLAIN, multiline=True), 0
    ).forward == FORWARD_MULTILINE
    assert Pattern(replace(PLAIN, pattern=".{5000}"), 0).back == BACK
    assert Pattern(replace(PLAIN, prefilter=("x{100}", "y")), 0).back == 100 + 64


@pytest.mark.parametrize(
    "expression,wanted",
    [
        ("(?m:^)x", ("^x", r"\nx", r"\x00x")), ("(?:(?m:^)x|y)", (r"(?:(?:(?m:^)|\x00)x|y)",)),
        ("(?m:^)x|y", (r"(?:(?m:^)|\x00)x|y",)), ("(?m:^)[|]x", ("^[|]x", r"\n[|]x", r"\x00[|]x")),
        ("nf[cou]_x{9}", ("nfc_x{9}", "nfo_x{9}", "nfu_x{9}")), ("y[1-3]_", ("y1_", "y2_", "y3_")),
        ("fig(?:d|oh)_[a-z]", ("figd_[a-z]", "figoh_[a-z]")), ("abcd[ef]g", ("abcd[ef]g",)),
        ("a[bc]{2}d", ("a[bc]{2}d",)), ("a[bc]d|e", ("a[bc]d|e",)), (r"a[bc]\|d", (r"ab\|d", r"ac\|d")),
        ("a[a-z]d", ("a[a-z]d",)), ("a(?:b|c)?d", ("a(?:b|c)?d",)), ("[ab]cd", ("[ab]cd",)),
        ("a[bc](?:d|e)", ("ab(?:d|e)", "ac(?:d|e)")),
        ("(?m:^)a[bc]d", ("^a[bc]d", r"\na[bc]d", r"\x00a[bc]d")),
    ],
)  # fmt: skip
def test_what_hyperscan_looks_for(expression: str, wanted: tuple[str, ...]) -> None:
    """Each literal by itself."""
    assert Pattern(replace(PLAIN, prefilter=expression), 0).prefilters == wanted


def test_a_text_without_pairs_is_looked_at() -> None:
    finder = Finder(detectors("github"))
    text = Text(f"RUN echo {github_token(5)}\n".encode())
    assert [c.start for c in finder(text, [])] == [9]
    assert finder(Text(b"RUN echo nothing\n"), []) == ()



def half(detector: str, start: int, severity: float = 5.0) -> Candidate:
    return Candidate(detector, "P", f"a {detector}", Secret(f"{detector}{start}"), start, start + 10, 1,
        "medium", "", severity)


PARTNER = {"id": "secret", "secret": "id"}


def test_the_distance_of_two_halves() -> None:
    assert (NEAR, MOST, GRAVER) == (2048, 50, 0.5)
    for first, second in (("id", "secret"), ("secret", "id")):
        assert len(paired([half(first, 0), half(second, NEAR)], PARTNER)) == 1
        assert len(paired([half(first, 0), half(second, NEAR + 1)], PARTNER)) == 2


def test_which_half_stays() -> None:
    for first, second, kept, severity in (
        (5.0, 5.0, "id", 5.5),
        (5.0, 5.1, "secret", 5.6),
        (9.8, 2.0, "id", 10.0),
        (9.5, 9.5, "id", 10.0),
    ):
        (one,) = paired([half("id", 0, first), half("secret", 20, second)], PARTNER)
        assert (one.detector, one.confidence) == (kept, "high")
        assert one.security_severity == pytest.approx(severity)


def test_each_half_is_taken_once() -> None:
    found = paired([half("id", 0), half("secret", 10), half("id", 20)], PARTNER)
    assert [(c.detector, c.start, c.confidence) for c in found] == [("id", 0, "high"), ("id", 20, "medium")]
    found = paired([half("id", 0), half("id", 100), half("secret", 110), half("secret", 500)], PARTNER)
    assert sorted((c.start, c.half.start) for c in found if c.half is not None) == [(0, 500), (100, 110)]
    many = [half("id", n) for n in range(200)] + [half("secret", 200)]
    found = paired(many, PARTNER)
    assert [(c.start, c.half.start) for c in found if c.half is not None] == [(199, 200)]
