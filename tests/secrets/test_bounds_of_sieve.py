"""What each part of the sieve asks of a value, one value on either side."""

from __future__ import annotations

import base64

import pytest

from dlinter.model.secret import Basis, Sieved
from dlinter.secrets.sieve.digests import is_digest
from dlinter.secrets.sieve.forms import _almost_hex, _is_json, wrong_form
from dlinter.secrets.sieve.placeholder import is_placeholder
from dlinter.secrets.sieve.words import encoded_words, made_of_words
from dlinter.values import replace

from .test_limits import FORMAT, HEX, KEY, NAMED, PASSWORD, SETTING, TEXT, drawn, seen

LOW = replace(NAMED, basis=Basis.FORMAT, confidence="low")
MEDIUM = replace(LOW, confidence="medium")
OPTION = replace(NAMED, basis=Basis.OPTION)


def encoded(text: bytes) -> str:
    return base64.b64encode(text).decode().rstrip("=")


@pytest.mark.parametrize(
    ("text", "is_json"),
    [
        (b'{"a":1}', True), (b'{aaaaaaaaaa"', True), (b'{aaaaaaaaaaa"', False), (b'["a":1]x', False),
        (b"{aaaa:1}", False), (b'x{"a":1}', False),
    ],
)  # fmt: skip
def test_the_beginning_of_an_object(text: bytes, is_json: bool) -> None:
    assert _is_json(encoded(text)) is is_json and not _is_json("!!!!")


def test_a_token_in_parts_of_forty_signs() -> None:
    broken = "eyABkBABxBACAB"
    value = f"{broken}.{drawn(40)}"
    assert wrong_form(seen(value[:40])) and not wrong_form(seen(value[:39]))
    assert not wrong_form(seen(value.replace(".", "x"))) and not wrong_form(seen("x" + value))


@pytest.mark.parametrize(
    ("value", "almost"),
    [
        (HEX * 2, False), (HEX + "0123456789abcdeg", True), (HEX + "0123456789abcdgh", True),
        (HEX + "0123456789abcghi", False), (HEX.upper() * 2, False), (HEX.upper() + "0123456789ABCDEG", True),
        (HEX.upper() + "0123456789ABCDGH", True), (HEX.upper() + "0123456789ABCGHI", False),
        (HEX + "0123456789abcd-g", False),
    ],
)  # fmt: skip
def test_one_or_two_signs_that_are_no_hexadecimal_digits(value: str, almost: bool) -> None:
    assert _almost_hex(value) is almost


@pytest.mark.parametrize("size", [20, 32, 40, 48, 64, 80, 128, 31, 33, 41, 49, 65, 81, 127, 129])
def test_for_which_sizes_a_letter_too_much_is_asked(size: int) -> None:
    """Those that hashes and keys have."""
    value = "".join(drawn(64, HEX)[at * 7 % 64] for at in range(size - 1)) + "z"
    assert bool(wrong_form(seen(value))) is (size in (32, 40, 48, 64, 80, 128))


def test_runs_in_a_value_of_less_than_three_hundred_signs() -> None:
    noise = "".join(drawn(64)[at * 5 % 64] for at in range(320))
    runs = "aaaa" + noise[:9] + "bbbb" + noise[9:18] + "cccc"
    for size, wrong in ((100, True), (299, True), (300, False)):
        assert bool(wrong_form(seen(runs + noise[18 : 18 + size - len(runs)]))) is wrong, size


def test_three_of_five_signs_are_letters_and_digits() -> None:
    assert wrong_form(seen(drawn(12) + "!" * 8, kind=TEXT)) and not wrong_form(
        seen(drawn(11) + "!" * 9, kind=TEXT)
    )
    assert wrong_form(seen(drawn(15) + "!", kind=TEXT)) and not wrong_form(seen(drawn(14) + "!", kind=TEXT))


def test_a_licence_key_of_new_relic() -> None:
    digits = drawn(36, HEX)
    for value, wrong in (
        (digits + "NRAL", False), (digits[:28] + "NRAL", False), (digits[:27] + "NRAL", True),
        (drawn(21) + "NRAL", True), (drawn(20) + "NRAL", False),
    ):  # fmt: skip
        assert bool(wrong_form(seen(value))) is wrong, value


def test_a_password_that_begins_like_a_token() -> None:
    """Of twenty signs."""
    assert wrong_form(seen("BSA" + drawn(17), PASSWORD)) and not wrong_form(seen("BSA" + drawn(16), PASSWORD))
    assert not wrong_form(seen("BSA" + drawn(28), PASSWORD)) and not wrong_form(
        seen("XSA" + drawn(17), PASSWORD)
    )


def test_how_far_back_a_service_is_named() -> None:
    """64 letters of a name, 96 of what stands before a value without one."""
    value = drawn(25)
    assert wrong_form(seen(value, "vercel_" + "x" * 57)) and not wrong_form(seen(value, "vercel_" + "x" * 58))
    value = drawn(33)
    for blanks, wrong in ((1, True), (80, True), (81, False)):
        before = "airbrake_api_key" + " " * blanks
        one = seen(value, "", before=before, detector=LOW)
        assert bool(wrong_form(one)) is wrong, blanks
        assert bool(wrong_form(replace(one, before="", lead=before))) is wrong, "the line before says it, too"
        assert bool(wrong_form(replace(one, key="x", named=True))) is wrong
        assert not wrong_form(replace(one, key="x", named=True, detector=NAMED)), "its own name says enough"
    both = seen(drawn(32), "", before="airbrake_api_key=", detector=LOW, lead="bitly_api_key=")
    assert not wrong_form(both), "what is nearer counts"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b"hello wor ld", True), (b"hello world", False),  # sixteen letters, and fifteen
        (b"helloworldabcd", False), (b"hello     !!!!!", False), (b"hello 123 !!!", True),
        (b"hello 12 34 !!!", False), (b"hello you 12 34", True), (b"hello w\x01rld!", False),
        (b"hello w\xe9rld!", False), (b'{"abc":"defg"}', True), (b'{"abc","defg"}', False),
        (b"key: q7Zk3PwX9vJm", False), (b"key: q7Zk3PwX9vJ", True), (b"key: connectionserver", True),
        (b"a word " * 42 + b"a word", True), (b"a word " * 42 + b"a word again", False),
    ],
)  # fmt: skip
def test_base64_of_a_sentence(text: bytes, words: bool) -> None:
    assert encoded_words(encoded(text)) is words
    if words:
        assert made_of_words(seen(encoded(text), kind=TEXT)) == Sieved.WORDS
        assert not encoded_words(encoded(text) + "!") and not encoded_words(encoded(text)[:13])


def test_names_of_algorithms() -> None:
    """Of up to 32 signs, whoever found them, unless a format tells."""
    short, long = "sha1-" * 6 + "v1", "sha1-" * 6 + "aes"
    for detector, first, second in (
        (NAMED, Sieved.ALGORITHM, Sieved.WORDS), (LOW, Sieved.ALGORITHM, ""), (MEDIUM, Sieved.ALGORITHM, ""),
        (FORMAT, "", ""),
    ):  # fmt: skip
        assert made_of_words(seen(short, detector=detector)) == first
        assert made_of_words(seen(long, detector=detector)) == second
    assert made_of_words(seen("orange", detector=LOW)) == "" != made_of_words(seen("orange"))


def test_an_example_in_a_sentence() -> None:
    value = drawn(20)
    for before, found in (("for example key='", True), ("Example of a token: ", True), ("key='", False)):
        assert is_placeholder(seen(value, before=before)) == (Sieved.EXAMPLE if found else "")
        assert is_placeholder(seen(value, before=before, detector=MEDIUM)) == ""


def test_keys_that_say_that_they_are_none() -> None:
    head = "-----BEGIN" + " X-----"
    for body, found in (
        ("...", True),
        ("AxXxxx", True),
        ("Axxxx", False),
        ("changeme", True),
        ("test-12", False),
    ):
        assert bool(is_placeholder(seen(head + body))) is found, body


def test_names_of_what_is_no_secret() -> None:
    for key, found in (
        ("FAKE_API_KEY", True),
        ("nonMatchingToken", True),
        ("API_FAKE_KEY", False),
        ("", False),
    ):
        assert bool(is_placeholder(seen(drawn(20), key))) is found, key
    assert not is_placeholder(seen(drawn(20), "FAKE_API_KEY", detector=LOW))
    assert not is_placeholder(seen(drawn(20), "FAKE_API_KEY", named=False))


def test_how_long_a_placeholder_is() -> None:
    assert is_placeholder(seen(("changeme" * 38)[:300])) and not is_placeholder(seen(("changeme" * 38)[:301]))
    letters = "abdfhjklmopqrvwxyz"  # `testing` has six more
    for size, found in ((13, True), (14, False)):  # nineteen different signs, and twenty
        value = (letters[:size] * 3)[: 32 - 7] + "testing"
        assert len(set(value)) == size + 6 and bool(is_placeholder(seen(value, detector=LOW))) is found, size


@pytest.mark.parametrize(
    ("value", "named", "option"),
    [
        ("Passw0rd12", True, False), ("Passw0rd1", True, True), ("passw0rd12", True, True),
        ("Example123x", True, True), ("V3ry_S3cretS", True, False), ("P4ssw0rd$(x)", True, True),
        ("Kq7Zk3PwX9", False, False), ("P4zzW0rd12", True, False),
        ("whatever", True, True), ("whatever4You", False, False),
    ],
)  # fmt: skip
def test_a_weak_password_that_a_command_gives(value: str, named: bool, option: bool) -> None:
    assert bool(is_placeholder(seen(value, PASSWORD))) is named
    assert bool(is_placeholder(seen(value, PASSWORD, detector=OPTION))) is option


def test_names_of_identifiers_and_digests() -> None:
    value = drawn(32)
    for key, low in (
        ("HEROKU_APP_ID", Sieved.IDENTIFIER),
        ("HEROKU_ID_KEY", ""),
        ("", ""),
        ("ID", Sieved.IDENTIFIER),
    ):
        assert is_digest(seen(value, key, detector=LOW)) == low, key
        assert is_digest(seen(value, key)) == "" == is_digest(seen(value, key, detector=MEDIUM))
    for before, found in (("sha256-xyz", True), ("sha256-wxyz", False), ("md5:" + "x" * 6, True)):
        assert bool(is_digest(seen(value, before=before))) is found, before
    assert is_digest(seen(value, "TOKEN_CHECKSUM")) and not is_digest(
        seen(value, "TOKEN_CHECKSUM", named=False)
    )
    assert not is_digest(seen(value, "TOKEN_CHECKSUM", detector=MEDIUM))
    timed = "00299570-246d-11d0-a768-00aa006e0529"
    assert is_digest(seen(timed, kind=TEXT)) == Sieved.UUID and not is_digest(seen(timed, kind=SETTING))
    assert not is_digest(seen(timed, kind=TEXT, detector=LOW))
    assert is_digest(seen("12345678-246d-41d0-a768-00aa006e0529", KEY)) == Sieved.EXAMPLE_UUID
