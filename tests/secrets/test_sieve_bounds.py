"""Where the sieve draws its lines: the value on either side of each."""

from __future__ import annotations

import math

import pytest

from dlinter.detectors.detector import Detector
from dlinter.detectors.randomness import _CHANGES, wordiness
from dlinter.model.secret import Sieved
from dlinter.secrets import pairs
from dlinter.secrets.grammar.kinds import FileKind
from dlinter.secrets.grammar.values import weak
from dlinter.secrets.sieve.base64_run import inside_base64
from dlinter.secrets.sieve.known import known_example
from dlinter.secrets.sieve.repetition import _counts_in_turn, _in_rows, _longest_row, is_repetition
from dlinter.secrets.sighting import Sighting, key_before

from .layers import detectors

BY_NAME: Detector = next(d for d in detectors("generic") if d.id == "generic-secret")


def seen(
    value: str,
    key: str = "DB_PASSWORD",
    kind: FileKind = FileKind.SETTING,
    path: str = "",
    before: str = "",
    after: str = "",
    sign: str = "=",
) -> Sighting:
    return Sighting(BY_NAME, value, before, after, key, path, kind, True, sign)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("kwzkwzwkzz", Sieved.REPEATED),  # three letters
        ("kwzgwkzgzk", ""),  # four
        ("kwzgpkgzwpgkzwp", ""),  # five letters, fifteen long
        ("kwzgpkgzwpgkzwpg", Sieved.REPEATED),  # and sixteen
        ("kwzgpmkgzwpmgkzw", ""),  # six letters
        ("aaaaabkz", Sieved.REPEATED),  # more than half and one
        ("aaaabkzq", ""),
        ("kq3zkq3zkq3z", Sieved.REPEATED),  # a third as long
        ("kq3zmkq3zm", ""),  # twice
        ("kabcdefz", Sieved.SEQUENTIAL),  # six in a row, more than half
        ("kabcdexz", ""),
        ("kabcdefzmwxp", Sieved.SEQUENTIAL),  # half
        ("kabcdefzmwxpr", ""),
    ],
)
def test_repetition(value: str, reason: str) -> None:
    assert is_repetition(seen(value)) == reason


def test_counts_and_letters_in_turn_are_a_sequence_in_code_alone() -> None:
    value = "1a2b3c4d5e6f7a8b"
    assert _counts_in_turn(value) and not _counts_in_turn(value[:11]) and _counts_in_turn(value[:12])
    assert is_repetition(seen(value, kind=FileKind.CODE)) == Sieved.SEQUENTIAL
    assert is_repetition(seen(value)) == ""


def test_rows() -> None:
    assert _in_rows("0123456789x0123456789", 10) == 20
    assert _in_rows("abcdefghijklmZZ", 10) == 13 and _in_rows("xabcdefghijklm", 10) == 13
    assert _in_rows("abcdefghi", 10) == 0
    assert _longest_row("xxabcdxx") == 4 and _longest_row("abcd") == 4 and _longest_row("") == 0


@pytest.mark.parametrize(
    ("value", "known"),
    [
        ("AK" + "IA" + "Q7ZKPW3M9EXAMPLE", True), ("k" * 4 + "EXAMPLEKEY" + "x9", True),
        ("k9" + "EXAMPLETOKEN", True),
        ("q" * 15 + "EXAMPLE" + "z" * 10, True), ("q" * 15 + "EXAMPLE" + "z" * 9, False),
        ("-----" + "q" * 15 + "EXAMPLE" + "z" * 10, False),
    ],
)  # fmt: skip
def test_documented_examples(value: str, known: bool) -> None:
    assert (known_example(seen(value)) == Sieved.EXAMPLE) is known


def test_a_run_of_base64_is_forty_letters_that_change() -> None:
    run = "aB3cD9eF7g" * 5
    assert (
        inside_base64(seen("x", before=run[:40])) == Sieved.BASE64 == inside_base64(seen("x", after=run[:40]))
    )
    assert inside_base64(seen("x", before=run[:39])) == ""
    assert inside_base64(seen("x", before="a" * 60)) == ""


@pytest.mark.parametrize(
    ("before", "key"),
    [('export DB_PASSWORD="', "DB_PASSWORD"), ('"apiKey": "', "apiKey"), ("a[1] = ", "]"),
        ("name" + " " * 24, "name"), ("name" + " " * 25, ""), ("=", ""), ("é=", "")],
)  # fmt: skip
def test_the_name_before_a_value(before: str, key: str) -> None:
    assert key_before(before) == (key if key != "]" else "")


@pytest.mark.parametrize(
    ("value", "one", "other"), [("1a", 2, 0), ("a1", 0, 2), ("1A", 2, 1), ("A1", 1, 2), ("-1", 3, 2),
        ("1-", 2, 3), ("-a", 3, 0), ("a-", 0, 3), ("aB", 0, 1)]
)
def test_wordiness_asks_what_kind_follows_what(value: str, one: int, other: int) -> None:
    """Small letters, capitals, digits and the rest: the share of such a pair in what is written, over that of
    the second kind in the value."""
    assert wordiness(value) == pytest.approx(math.log2(_CHANGES[one][other] / 0.5))


def test_words_are_wordy() -> None:
    assert wordiness("a") == 0.0
    assert wordiness("accesstokenname") > 0 > wordiness("q7Zk3PwX9vJm2Lr")
    assert wordiness("HELLOWORLD") > wordiness("hElLoWoRlD")
    assert wordiness("éa") == pytest.approx(math.log2(_CHANGES[0][0])), "no letter of the table of pairs"


@pytest.mark.parametrize(
    ("value", "key", "kind", "sign", "is_weak"),
    [
        # a name and a value as two arguments, in code: a password of eight with a digit, a token of sixteen
        ("xq7Zk3P", "password", FileKind.CODE, ",", True),
        ("xq7Zk3Pw", "password", FileKind.CODE, ",", False),
        ("xqRZkTPw", "password", FileKind.CODE, ",", True),
        ("xq7Zk3PwX9vJm2L", "api_token", FileKind.CODE, ",", True),
        # a token in code without a digit
        ("qLzkXPwRvJmHrTbNcYs", "api_token", FileKind.CODE, "=", True),
        # constants: no token, but a password may be one
        ("TOKEN_NAME_1", "api_token", FileKind.SETTING, "=", True),
        # tokens in a setting: eight characters
        ("xq7Zk3P", "api_token", FileKind.SETTING, "=", True),
        ("xq7Zk3Pw", "api_token", FileKind.SETTING, "=", False),
    ],
)
def test_weak_values(value: str, key: str, kind: FileKind, sign: str, is_weak: bool) -> None:
    assert weak(seen(value, key, kind, "srv/app.x", sign=sign)) is is_weak


@pytest.mark.parametrize(
    ("value", "path", "is_weak"),
    [
        # eight letters where there is no file
        ("correcthorse", "", False), ("horsehat", "", False), ("horseha", "", True),
        # ten that are random
        ("tgkqzwxv", "srv/app.properties", True), ("tgkqzwxvpd", "srv/app.properties", False),
        # three kinds of characters
        ("correct-horse", "srv/app.properties", True), ("Correct-horse", "srv/app.properties", False),
        ("ab12c", "srv/app.properties", True), ("ab-1cd", "srv/app.properties", False),
        ("abc12d", "srv/app.properties", True), ("abcde12f", "srv/app.properties", False),
    ],
)  # fmt: skip
def test_passwords_of_a_setting(value: str, path: str, is_weak: bool) -> None:
    assert weak(seen(value, path=path)) is is_weak


def test_what_is_near_is_a_distance_on_both_sides() -> None:
    class At:
        def __init__(self, start: int) -> None:
            self.start = start

    places = [0, 10, 10 + pairs.NEAR, 11 + pairs.NEAR, 10 + 2 * pairs.NEAR, 11 + 2 * pairs.NEAR]
    found = [At(p) for p in places]
    near = pairs._near(found, range(len(found)), 10 + pairs.NEAR)  # type: ignore[arg-type]
    assert [places[n] for n in near] == places[1:5]
