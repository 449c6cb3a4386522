"""Random values of every detector's own pattern are found again by the whole engine: prefilter, expression,
boundary, sieve, rank."""

from __future__ import annotations

from collections import Counter

import pytest

from dlinter.detectors.keywords import keywords_of
from dlinter.detectors.words import any_of, is_random
from dlinter.model.secret import HARMLESS, Basis
from dlinter.secrets.scanner import Found, Scanner, Segment
from dlinter.secrets.searcher import Engine
from dlinter.testing.detectors import detectors_of, filled, samples

DETECTORS = detectors_of("dlinter_rules")
COUNTS = [8, pytest.param(20, marks=pytest.mark.slow)]
"""Values of each detector."""


@pytest.fixture(scope="module")
def engine() -> Engine:
    pytest.importorskip("hyperscan", reason="no Hyperscan on this platform")
    return Engine(DETECTORS)


def real(engine: Engine, text: str) -> list[tuple[int, int]]:
    """The places of what the engine finds in a text and does not sieve."""
    found: list[Found] = []
    data = text.encode("latin-1")
    scanner = Scanner(engine, found.append)
    scanner.feed(data, (Segment("srv/values.txt", 0, len(data)),), last=True)
    return [(f.candidate.start, f.candidate.end) for f in found if not f.candidate.sieved]


@pytest.mark.parametrize("count", COUNTS)
def test_random_values_are_found_again(engine: Engine, count: int) -> None:
    """Of detectors of formats, for any path; those of names are the grammar's, those of URLs are judged by
    their host, and a checksum is not met by chance."""
    made, lost = 0, Counter[str]()
    for detector in DETECTORS:
        if detector.basis is not Basis.FORMAT or detector.paths or detector.validate is not None:
            continue
        for sample in samples(detector, count):
            made += 1
            at = sample.text.rindex(sample.secret)
            if not any(
                start < at + len(sample.secret) and at < end
                for start, end in real(engine, f"{sample.text}\n")
            ):
                lost[detector.id] += 1
    print(f"{made} random values, {sum(lost.values())} not found again: {lost.most_common(12)}")
    assert made >= 500 * count
    assert sum(lost.values()) / made <= 0.03
    assert {i for i, n in lost.items() if n > count // 2} == set()


def test_values_without_content_are_not_found(engine: Engine) -> None:
    """`ghp_xxxx…`: a value of one letter is a placeholder, whatever its form."""
    wrong = []
    for detector in DETECTORS:
        text = "" if detector.paths or detector.security_severity <= HARMLESS else filled(detector)
        if text and text.isprintable() and real(engine, f"{text}\n"):
            wrong.append((detector.id, text[:80]))
    assert wrong == []


def test_keywords_are_what_a_pattern_asks_for() -> None:
    assert keywords_of(r"ghp_[A-Za-z0-9]{36}") == ("ghp_",)
    assert keywords_of(r"(?:sk|rk)_live_[a-z]{4}") == ("rk_live_", "sk_live_")
    assert keywords_of(r"[0-9a-f]{32}-us[0-9]") == ("-us",)
    assert keywords_of(r"(?:abc|def)?x{3}[0-9]") == ("xxx",)
    assert keywords_of(r"ABC_?[0-9]+") == ("abc",)
    assert keywords_of(r"[a-z]{20}") == ()


def test_many_words_are_one_expression() -> None:
    import re

    words = ["mail", "mailgun", "mailjet", "mux", "a1", "a-b"]
    expression = re.compile(any_of(words))
    assert all(expression.fullmatch(word) for word in words)
    assert not any(expression.fullmatch(word) for word in ("mai", "mailg", "m", "", "ab"))


@pytest.mark.parametrize(
    ("alphabet", "size", "most"),
    [("abcdefghijklmnopqrstuvwxyz0123456789", 24, 0.07), ("abcdefghijklmnopqrstuvwxyz0123456789", 32, 0.05),
        ("0123456789abcdef", 32, 0.015),
     ("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", 20, 0.03)],
)  # fmt: skip
def test_random_texts_are_random(alphabet: str, size: int, most: float) -> None:
    import random

    rng = random.Random(7)
    assert (
        sum(not is_random("".join(rng.choice(alphabet) for _ in range(size))) for _ in range(10_000))
        <= most * 10_000
    )


def test_names_and_words_are_not_random() -> None:
    texts = (
        "getAccessTokenFromEnv2", "node18-python3-v2-2021", "my-secret-name-1234", "config_v2_3a_token",
        "2021-03-04T10:11:12",
        "AuthenticationProvider2", "test_access_token_1", "lib/python3.11/site-packages",
        "utf8mb4_general_ci", "v1beta1.example.com",
        "TLS_RSA_WITH_AES_128_CBC_SHA256",
    )  # fmt: skip
    assert [t for t in texts if is_random(t)] == []
