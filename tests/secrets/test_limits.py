"""Both sides of each limit of what a value is: how long, how random, in which file, beside what. Values are
made here, none of them opens anything."""

from __future__ import annotations

import base64
import random
from collections.abc import Callable, Iterable

import pytest

from dlinter.detectors.randomness import is_random, limit, wordiness
from dlinter.model.secret import Basis
from dlinter.secrets.grammar.kinds import FileKind
from dlinter.secrets.grammar.values import longest_word, meets, weak, worth
from dlinter.secrets.matcher import all_matches
from dlinter.secrets.patterns import patterns_of
from dlinter.secrets.sieve.base64_run import inside_base64
from dlinter.secrets.sieve.cut_short import cut_short, declared
from dlinter.secrets.sieve.digests import is_digest
from dlinter.secrets.sieve.entropy import entropy_of, low_entropy
from dlinter.secrets.sieve.expired import expired_token
from dlinter.secrets.sieve.forms import wrong_form
from dlinter.secrets.sieve.generated import generated_file
from dlinter.secrets.sieve.known import digest_of
from dlinter.secrets.sieve.placeholder import is_placeholder
from dlinter.secrets.sieve.repetition import is_repetition
from dlinter.secrets.sighting import AROUND, Sighting, key_before, sighting, whole_name
from dlinter.values import replace

from .layers import ALNUM, detectors

NAMED = next(d for d in detectors("generic") if d.id == "generic-secret")
FORMAT = next(d for d in detectors("github") if d.confidence == "high")
URL = next(d for d in detectors("generic", "files") if d.basis is Basis.URL)
TOKEN, PASSWORD, KEY = "API_TOKEN", "DB_PASSWORD", "SNYK_KEY"
SETTING, CODE, DATA, TEXT, SHELL, MARKUP = (
    FileKind.SETTING,
    FileKind.CODE,
    FileKind.DATA,
    FileKind.TEXT,
    FileKind.SHELL,
    FileKind.MARKUP,
)


def drawn(size: int, alphabet: str = ALNUM, *, most: int = 64) -> str:
    """A random value; the shorter ones of an alphabet are the beginnings of the longest, and all of 8 and
    more are random to the eye."""
    for seed in range(1000):
        value = "".join(random.Random(f"{alphabet} {seed}").choices(alphabet, k=most))
        kinds = {
            ("1" if c.isdigit() else "a" if c.islower() else "A" if c.isupper() else "-") for c in alphabet
        }
        whole = all(
            {("1" if c.isdigit() else "a" if c.islower() else "A" if c.isupper() else "-") for c in value[:n]}
            == kinds
            for n in (7, 8)
        )
        if whole and all(is_random(value[:n]) for n in range(7, most)):
            return value[:size]
    raise AssertionError(alphabet)


LETTERS = "".join(c for c in ALNUM if c.isalpha())


def seen(
    value: str, key: str = TOKEN, kind: FileKind = SETTING, sign: str = "=", **fields: object
) -> Sighting:
    return replace(Sighting(NAMED, value, f"{key}{sign}", "", key, "", kind, True, sign),
        **fields)  # type: ignore[arg-type]


def least(strong: Callable[[int], bool], sizes: Iterable[int] = range(4, 64)) -> int:
    """The least size that passes; all greater ones do, too."""
    passing = [n for n in sizes if strong(n)]
    assert passing == [n for n in sizes if n >= min(passing)]
    return min(passing)



def test_wordiness_is_evidence() -> None:
    assert wordiness("") == wordiness("x") == 0.0
    assert wordiness("the_password") > 0 > wordiness(drawn(12))
    # More of the same kind is more evidence, on either side.
    assert wordiness("connection") > wordiness("connect") > 0
    assert wordiness(drawn(32)) < wordiness(drawn(16)) < limit(16)
    # A capital after a small letter says nothing of the two letters; a capital before one does.
    assert wordiness("Th") > wordiness("Tx")
    assert wordiness("tH") == wordiness("tX")
    # Letters beyond ASCII are in no table.
    assert wordiness("aéaéaé") == pytest.approx(wordiness("éaéaéa"), abs=3)
    assert limit(6) == 0 and limit(16) == pytest.approx(-6.0)


def test_only_the_first_256_characters_are_looked_at() -> None:
    value = drawn(64) * 4
    assert is_random(value) and is_random(value + "connection" * 100)
    words = ("connection_" * 30)[:256]
    assert not is_random(words) and not is_random(words + drawn(64) * 10)


def test_few_letters_of_one_case_may_be_a_name_in_another_language() -> None:
    small = drawn(19, "bcdfghjklmnpqrstvwxz")
    rare = "przybysz" + "ewski"
    assert not is_random(rare) and not is_random(rare.capitalize())
    assert is_random(small)



@pytest.mark.parametrize(
    ("value", "kind", "is_worth"),
    [
        ("a" * 19, CODE, False), ("a" * 20, CODE, True), ("a" * 18 + "1", CODE, True),
        ("a" * 19, DATA, False), ("a" * 5, SETTING, True), ("a" * 5, TEXT, True),
    ],
)  # fmt: skip
def test_what_is_worth_a_look(value: str, kind: FileKind, is_worth: bool) -> None:
    data = f"API_TOKEN={value} file_id=x".encode()
    assert worth(data, 10, 10 + len(value), (4, 9), kind) is is_worth
    at = data.index(b"file_id")
    assert not worth(data, 10, 10 + len(value), (at, at + 7), kind)



def value_of(line: str, kind: FileKind, name: str = "API_TOKEN", value: str = "") -> str | None:
    """The value of a name in a line as the grammar ends it, the quote before it left out; None where there is
    none."""
    data = line.encode("latin-1")
    at = data.index(name.encode())
    sign_end = data.index(value[:4].encode(), at + len(name)) if value else at + len(name) + 1
    end = next((n for n in range(sign_end, len(data)) if data[n : n + 1] in b" \n\"'`"), len(data))
    found = meets(sighting(NAMED, data, sign_end, end, "", kind, (at, at + len(name))))
    return found.value if found is not None else None


V = drawn(24)


@pytest.mark.parametrize(
    ("line", "kind", "wanted"),
    [
        (f"API_TOKEN={V}", SETTING, V),
        (f"API_TOKEN={V};", SETTING, V),
        (f"API_TOKEN={V}.", SETTING, V),
        (f"API_TOKEN={V}}}", SETTING, V),
        (f"API_TOKEN={V}]),", SETTING, V),
        (f"API_TOKEN=7{V}(x)", SETTING, f"7{V}(x)"),
        (f"API_TOKEN=7{V}(x))", SETTING, f"7{V}(x)"),
        (f"API_TOKEN={V}|OTHER=x", SETTING, V),
        (f"API_TOKEN={V}&x", SHELL, V),
        (f"API_TOKEN={V}&x", SETTING, f"{V}&x"),
        (f'API_TOKEN="{V}"', SETTING, V),
        (f"API_TOKEN='{V}", SETTING, None),
        (f"API_TOKEN=[{V}", SETTING, None),
        (f"API_TOKEN=-{V}", SETTING, None),
        (f"API_TOKEN={V}", CODE, None),
        (f'API_TOKEN="{V}"', CODE, V),
        (f'x("?API_TOKEN={V}")', CODE, V),
        (f'x("?API_TOKEN={V[:19]}")', CODE, None),
        (f'"user=x API_TOKEN={V}"', CODE, V),
        (f'"user=x API_TOKEN={V[:18]}"', CODE, V[:18]),
        (f"API_TOKEN={V[:6]}", SETTING, V[:6]),
        (f"API_TOKEN={V[:5]}", SETTING, None),
        (f"x::API_TOKEN={V}", SHELL, None),
        (f"x::API_TOKEN={V}", SETTING, None),
        (f"x::api_token={V}", SETTING, V),
        (f"file_id={V}", SETTING, None),
    ],
)
def test_where_a_value_ends(line: str, kind: FileKind, wanted: str | None) -> None:
    name = next(n for n in ("file_id", "api_token", "API_TOKEN") if n in line)
    assert (
        value_of(line, kind, name, V if f"={V}" in line or f'"{V}' in line or f"'{V}" in line else "")
        == wanted
    )


def test_the_longest_value() -> None:
    long = (drawn(64) * 129)[:8193]
    assert meets(seen(long[:8192])) is not None
    assert meets(seen(long)) is None



@pytest.mark.parametrize(
    ("key", "kind", "alphabet", "size"),
    [
        (TOKEN, SETTING, ALNUM, 8), (TOKEN, TEXT, ALNUM, 12), (TOKEN, SHELL, ALNUM, 12),
        (TOKEN, CODE, ALNUM, 12), (TOKEN, DATA, ALNUM, 18),
        (TOKEN, CODE, LETTERS, 20), (TOKEN, DATA, LETTERS, 20), (TOKEN, TEXT, LETTERS, 12),
        (TOKEN, SETTING, LETTERS, 12),
        (TOKEN, SETTING, "abcdefghijklmnopqrstuvwxyz", 20), (TOKEN, TEXT, "abcdefghijklmnopqrstuvwxyz", 20),
        (KEY, SETTING, ALNUM, 16), (KEY, CODE, ALNUM, 16), (KEY, TEXT, ALNUM, 16),
        (KEY, SETTING, LETTERS, 24), (KEY, TEXT, LETTERS, 24),
        (PASSWORD, CODE, ALNUM, 8), (PASSWORD, TEXT, ALNUM, 8),
    ],
)  # fmt: skip
def test_how_long_a_random_value_has_to_be(key: str, kind: FileKind, alphabet: str, size: int) -> None:
    found = least(lambda n: not weak(seen(drawn(n, alphabet), key, kind)), range(7, 64))
    assert found == size


HEX = "0123456789abcdef"


@pytest.mark.parametrize(
    ("key", "kind", "value", "is_weak"),
    [
        # UUIDs
        (TOKEN, CODE, "f81d4fae-7dec-41d0-a765-00a0c91e6bf6", False),
        (TOKEN, DATA, "f81d4fae-7dec-41d0-a765-00a0c91e6bf6", True),
        (KEY, CODE, "f81d4fae-7dec-41d0-a765-00a0c91e6bf6", True),
        (KEY, SETTING, "f81d4fae-7dec-41d0-a765-00a0c91e6bf6", False),
        (KEY, TEXT, "f81d4fae-7dec-41d0-a765-00a0c91e6bf6", False),
        # hexadecimal digits
        (TOKEN, CODE, drawn(16, HEX), False), (TOKEN, CODE, drawn(16, HEX)[:15], True),
        (TOKEN, CODE, "abcdefacbdfeacbdfaec", True),
        (KEY, CODE, drawn(24, HEX), False), (KEY, CODE, drawn(23, HEX), True),
        (KEY, CODE, drawn(40, HEX), False), (KEY, CODE, drawn(40, HEX).upper(), True),
        (KEY, CODE, drawn(42, HEX).upper(), False), (KEY, DATA, drawn(40, HEX), True),
        (TOKEN, DATA, drawn(40, HEX), False),
        # digits alone, signs
        (TOKEN, SETTING, "8361947250183", True), (PASSWORD, SETTING, "8361947250183", True),
        (KEY, SETTING, drawn(24) + "!", True), (TOKEN, SETTING, drawn(24) + "!", False),
        (TOKEN, TEXT, drawn(24) + "!?,", True), (TOKEN, TEXT, drawn(24) + "!?,#", False),
        # names of constants
        (TOKEN, SETTING, "XKQV_Z7_QXW9", True), (TOKEN, SETTING, "XKQ_ZVJ_QXW9", False),
        (PASSWORD, SETTING, "XKQV_Z7_QXW9", False),
        # a token of a setting that looks like words
        (TOKEN, SETTING, "connection-7-Server", True), (TOKEN, SETTING, "Connection77", True),
        (TOKEN, SETTING, "connection", True), (TOKEN, SETTING, "tinyServer9Lamp", False),
        (TOKEN, SHELL, "tinyServer9Lamp", True),
        # passwords of a setting
        (PASSWORD, SETTING, "orange", True), (PASSWORD, SETTING, "orangeTr", False),
        (PASSWORD, SETTING, "orangeT", True), (PASSWORD, SETTING, "orange7", True),
        (PASSWORD, SETTING, "Orange7", False), (PASSWORD, SETTING, "orange77", False),
        (PASSWORD, SETTING, "Oran7", True), (PASSWORD, SETTING, "orange!tree", True),
        (PASSWORD, SETTING, "Orange!tree", False),
        # passwords elsewhere
        (PASSWORD, CODE, "Orange7", True), (PASSWORD, CODE, "Orang7!", False),
        (PASSWORD, CODE, "Orange77!", False), (PASSWORD, CODE, "Orange77", True),
        (PASSWORD, SETTING, "Oran7e", False), (PASSWORD, CODE, "connectionserver", True),
        (PASSWORD, CODE, "Orangetree7!x", True), (PASSWORD, CODE, "Orangetre7!x", False),
        (PASSWORD, CODE, "Orange7tree!lamp", False), (PASSWORD, CODE, "tRee7!laMp.x", False),
        (PASSWORD, TEXT, "a-word/another", True),
    ],
)  # fmt: skip
def test_what_is_weak(key: str, kind: FileKind, value: str, is_weak: bool) -> None:
    assert weak(seen(value, key, kind)) is is_weak


def test_a_password_without_digits_and_signs_in_a_setting() -> None:
    """In a file of variables, or where there is no file, a word of 8; elsewhere three words of 10 together,
    or ten random letters."""
    for path, value, is_weak in (
        ("", "carrots", True), ("", "carrotss", False), ("srv/.env", "carrotss", False),
        ("srv/a.conf", "carrotss", True), ("srv/a.conf", "redCarrots", True),
        ("srv/a.conf", "redBigCarr", False), ("srv/a.conf", "redBigCar", True),
        ("srv/a.conf", drawn(10, LETTERS.lower()), False), ("srv/a.conf", drawn(9, LETTERS.lower()), True),
    ):  # fmt: skip
        assert weak(seen(value, PASSWORD, path=path)) is is_weak, (path, value)


def test_a_name_and_a_value_side_by_side_are_less_than_a_name_with_a_sign() -> None:
    """`f("name", "value")`, `name("value")`."""
    for sign in ('", "', '("', " "):
        assert not weak(seen(drawn(16), TOKEN, TEXT, sign)) and weak(seen(drawn(15), TOKEN, TEXT, sign)), sign
        assert not weak(seen(drawn(8), PASSWORD, TEXT, sign)) and weak(
            seen(drawn(7), PASSWORD, TEXT, sign)
        ), sign
        assert weak(seen(drawn(40), KEY, TEXT, sign)), sign
        assert weak(seen(drawn(40, LETTERS), TOKEN, TEXT, sign)), sign
        assert not weak(seen(drawn(10), TOKEN, SETTING, sign)), sign
        assert weak(seen("Orange7!tree9", PASSWORD, TEXT, sign)), sign
    assert not weak(seen(drawn(12), TOKEN, TEXT, ': "'))


def test_a_password_that_nothing_names() -> None:
    """`IDENTIFIED BY 'value'`: the form says that it is one."""
    for value, is_weak in (
        ("orange77", False),
        ("Orange-tree", True),
        (drawn(10, LETTERS), False),
        (drawn(9, LETTERS), True),
        ("!!!!!!77!", True),
    ):
        assert weak(seen(value, "", TEXT, named=False)) is is_weak, value


def test_a_result_of_a_test_is_not_a_password() -> None:
    assert (
        weak(seen(drawn(20), "PASS", TEXT, ": "))
        and not weak(seen(drawn(20), "PASS", TEXT, "="))
        and not weak(seen(drawn(20), "PASS", SHELL, ": "))
    )


def test_the_longest_word() -> None:
    assert [longest_word(v) for v in ("", "77", "redBigCarrot7x", "ABCDEf")] == [0, 0, 6, 5]



@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("aab", ""), ("aaabbc", "repeated"), ("aabcde", ""), ("aaabcd", ""), ("aaaabcd", ""),
        ("aaaabc", "repeated"), ("aabbcdaabbcdabc", ""), ("abcdaedcbeadcbea", "repeated"),
        ("abcdaedfbeadcbea", ""), ("k3mk3mk3m", "repeated"), ("k3mzk3mz", ""), ("k3mk3mk3n", ""),
        ("x7abcdefq", "sequential"), ("x7abcdeq", ""), ("x7k9qwertyz", "sequential"), ("x7k9mqwertyz4", ""),
        ("x7k9m3poiuyt4", ""), ("deadbeefx7k9", "sequential"),
        ("x7k9" + "12345678" + "mq3z5v8w", "sequential"),
    ],
)  # fmt: skip
def test_repetition(value: str, reason: str) -> None:
    assert is_repetition(seen(value)).partition(" ")[0] == reason


def test_repetition_of_long_values() -> None:
    noise = drawn(64).lower()
    assert is_repetition(seen(noise)) == ""
    eight = noise[:5] + "a" * 8 + noise[5:9] + "b" * 8 + noise[9:12]
    assert is_repetition(seen(eight + noise)) == "" != is_repetition(seen(eight + noise + "c" * 8))
    long = noise * 2 + eight + "c" * 8
    assert len(long) > 128 and is_repetition(seen(long)) == ""
    counted = "abcdefghijklmnopqrstuvwxyz0123456789" * 2
    assert is_repetition(seen(counted + noise[:8])) != "" == is_repetition(seen(counted + noise[:9]))
    piece = drawn(30).lower()
    assert is_repetition(seen(piece * 3)) != "" == is_repetition(seen((piece * 3)[:-1] + "%"))
    assert is_repetition(seen((noise + "x") * 8)) == ""  # 520 characters
    assert (
        is_repetition(seen("0123456789" + noise[:54])) != "" == is_repetition(seen("0123456789" + noise[:55]))
    )


@pytest.mark.parametrize(
    ("value", "sieved"),
    [
        (drawn(20, HEX), False), (drawn(19, HEX)[:18] + "F", False), (drawn(19, HEX) + "F", True),
        (drawn(25, HEX), False), (drawn(27, HEX), True), (drawn(37, HEX), False),
        (drawn(39, HEX), True), ("8361947250183619472501839", False), ("836194725018361947250183972", False),
        ("f81d4fae-7dec-41d0-a765-00a0c91e6bf6", False), ("f81d4fae-7dec-7dec-a765-00a0c91e6bf6", False),
        ("f81d4fae-7dec-7DEC-7dec-00a0c91e6bf6", True),
        ("f81d4fae-7dec-41d0-a765-00a0c91e6bfx", True), (drawn(31, HEX) + "+", True),
        (drawn(30, HEX) + "+", False),
        (drawn(12) + "aaaa" + drawn(8) + "bbbb", False),
        (drawn(12) + "aaaa" + drawn(8) + "bbbb" + drawn(3) + "cccc", True), ("my-" + drawn(20), True),
        (drawn(10) + "-my-" + drawn(10), True),
    ],
)  # fmt: skip
def test_forms_of_tokens(value: str, sieved: bool) -> None:
    assert bool(wrong_form(seen(value))) is sieved
    assert not wrong_form(seen(value, PASSWORD))
    assert not wrong_form(replace(seen(value), detector=FORMAT))


def test_odd_signs_in_a_token() -> None:
    for value, sieved in (
        (drawn(15) + "!", True),
        (drawn(14) + "!", False),
        (drawn(17) + "!#$%", True),
        (drawn(16) + "!#$%", False),
        (drawn(15) + "!#$%&", False),
        (drawn(10) + "!" * 6, True),
        (drawn(9) + "!" * 7, False),
        (drawn(9) + "!#$" * 3, False),
    ):
        assert bool(wrong_form(seen(value, kind=TEXT))) is sieved, value
        assert not wrong_form(seen(value)), value


@pytest.mark.parametrize(
    ("key", "value", "sieved"),
    [
        ("TELEGRAM_TOKEN", "12345:" + drawn(35), False), ("TELEGRAM_TOKEN", "12345:" + drawn(36), True),
        ("VERCEL_TOKEN", drawn(24), False), ("VERCEL_TOKEN", drawn(25), True),
        ("SEARCH_TOKEN", "BSA" + drawn(28), False), ("SEARCH_TOKEN", "BSA" + drawn(29), True),
        ("myVercelToken", drawn(25), True), ("VAULT_TOKEN", "s." + drawn(24), False),
        ("VAULT_TOKEN", "s." + drawn(25), True), ("awsSecretAccessKey", drawn(40), False),
        ("awsSecretAccessKey", drawn(41), True),
    ],
)  # fmt: skip
def test_forms_of_providers(key: str, value: str, sieved: bool) -> None:
    assert bool(wrong_form(seen(value, key))) is sieved


def test_entropy() -> None:
    assert (entropy_of(""), entropy_of("aaaa"), entropy_of("abab"), entropy_of("abcd")) == (
        0.0,
        0.0,
        1.0,
        2.0,
    )
    for value, kind, key, low in (
        ("abcdabcdabcdabcd", TEXT, TOKEN, True), (drawn(32), TEXT, TOKEN, False),
        ("abcdabcdabcdabcd", SETTING, TOKEN, False), ("abcdabcdabcdabcd", TEXT, PASSWORD, False),
        ("x", TEXT, TOKEN, True), ("01234567" * 4, TEXT, TOKEN, False), ("ghijklmn" * 4, TEXT, TOKEN, True),
        ("0123456" * 4, TEXT, TOKEN, True),
        ("ghijklmnopqr" * 3, TEXT, TOKEN, True), ("ghijklmnopqrs" * 3, TEXT, TOKEN, False),
    ):  # fmt: skip
        assert bool(low_entropy(seen(value, key, kind))) is low, value
    own = replace(FORMAT, min_entropy=2.0)
    assert low_entropy(replace(seen("aabb"), detector=own)) and not low_entropy(
        replace(seen("abcd"), detector=own)
    )


def test_a_match_inside_of_base64() -> None:
    run = drawn(39)
    for before, after, inside in (
        ("", run, False),
        ("", run + "x", True),
        (run, "", False),
        ("x" + run, "", True),
        (". " + run, run, False),
        ("", "a" * 40, False),
        ("", ("ab-1") * 10, False),
    ):
        assert bool(inside_base64(seen("value", before=before, after=after))) is inside, (before, after)
    assert not inside_base64(seen("-----BEGIN", after=run + "xx"))
    assert not inside_base64(seen("é", after=run + "xx"))


def test_a_length_that_der_does_not_tell() -> None:
    """The indefinite form (X.690, 8.1.3.6), and a byte more than a short length has."""
    assert declared(b"\x30\x7f\0\0") == 0x7F and declared(b"\x30\x80\0\0") == 0


def test_only_values_of_up_to_three_hundred_signs_have_a_wrong_form() -> None:
    value = "abc1dEf2" * 40
    assert wrong_form(Sighting(NAMED, value[:300], key="API_TOKEN")) and not wrong_form(
        Sighting(NAMED, value[:301], key="API_TOKEN")
    )


def test_the_beginning_of_a_json_web_token_is_json() -> None:
    head = base64.b64encode(b'{"alg":"HS256"}').decode()
    rest = "." + drawn(60)
    assert not wrong_form(Sighting(NAMED, head + rest, key="API_TOKEN")) and wrong_form(
        Sighting(NAMED, "ey" + "A" * 18 + rest, key="API_TOKEN")
    )


@pytest.mark.parametrize(("size", "wrong"),
    [(23, False), (25, False), (27, True), (29, True), (35, True), (37, False), (39, True), (26, False),
        (32, False)])
def test_an_odd_number_of_hexadecimal_digits(size: int, wrong: bool) -> None:
    assert bool(wrong_form(Sighting(NAMED, ("4f9a1c07be35d82" * 3)[:size], key="API_TOKEN"))) is wrong


def test_the_length_that_der_tells() -> None:
    for data, size in (
        (b"\x30\x10\0\0", 16), (b"\x30\x7f\0\0", 127), (b"\x30\x81\x90\0", 144), (b"\x30\x82\x01\x00", 256),
        (b"\x30\x83\x01\x00\x00", 0), (b"\x31\x10\0\0", 0), (b"\x30\x10\0", 0),
    ):  # fmt: skip
        assert declared(data) == size
    def key(length: int) -> str:
        import base64

        body = base64.b64encode(b"\x30\x82\x04\x00" + bytes(range(256)) * 2)[: length * 4 // 3].decode()
        return f"-----BEGIN RSA PRIVATE{' KEY-----'}\n{body}\n-----END RSA PRIVATE{' KEY-----'}"

    assert cut_short(seen(key(198))) and not cut_short(seen(key(201)))
    assert not cut_short(seen(key(30).replace("KEY-----\n", "KEY-----\nProc-Type: 4,ENCRYPTED\n", 1)))


def test_published_values_are_known_by_a_digest() -> None:
    body = drawn(40)
    block = f"-----BEGIN X-----\n{body[:20]}\n{body[20:]}\n-----END X-----"
    assert digest_of(block) == digest_of(block.replace("\n", "\\n")) == digest_of(body)
    assert len(digest_of("x")) == 16


def test_placeholders_of_each_length() -> None:
    long = drawn(32)
    assert is_placeholder(seen("changeme")) and not is_placeholder(seen(long))
    assert (
        not is_placeholder(seen("changeme" + "é"))
        and not is_placeholder(seen("changeme" * 38))
        and is_placeholder(seen("changeme" * 37))
    )
    assert not is_placeholder(seen("$1$changeme"))
    own = replace(NAMED, basis=Basis.FORMAT, confidence="low")
    for value, sieved in (
        (long[:24] + "-testing", False),
        (long[:23] + "-testing", True),
        (long[:24] + "changeme", True),
    ):
        assert bool(is_placeholder(seen(value, detector=own))) is sieved, value
    assert is_placeholder(seen(long + "XXXXXX", detector=FORMAT)) and not is_placeholder(
        seen("test-12", detector=FORMAT)
    )


def test_digests_and_names_of_digests() -> None:
    value = drawn(32)
    assert (
        is_digest(seen("sha256-" + value))
        and is_digest(seen(value, before='"sha512-'))
        and not is_digest(seen(value, before="sha512- " + "x" * 10))
    )
    assert (
        is_digest(seen(value, "TOKEN_CHECKSUM"))
        and not is_digest(seen(value))
        and not is_digest(seen("sha256-" + value, detector=FORMAT))
    )


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("", ""), ("srv/yarn.lock", "lock"), ("srv/a.min.js", "generated"),
        ("usr/share/doc/x/a", "documentation"), ("usr/share/perl5/a", "documentation"),
        ("usr/lib/x/README", "documentation"), ("srv/node_modules/x/README.md", "documentation"),
        ("srv/shop/vendor/x/README.md", "documentation"), ("srv/README", ""), ("home/me/shop/README.md", ""),
        ("srv/shop/license.key", ""), ("srv/a.js", ""), ("srv/app.conf", ""),
    ],
)  # fmt: skip
def test_files_that_are_full_of_random_values(path: str, reason: str) -> None:
    assert generated_file(seen(drawn(32), path=path)).startswith(reason)
    assert bool(generated_file(seen(drawn(32), path=path))) is bool(reason)
    assert not generated_file(seen(drawn(32), path=path, detector=FORMAT))


def test_minified_code() -> None:
    line = "x" * AROUND
    assert generated_file(seen(drawn(32), path="srv/a.js", before=line, after=line))
    assert not generated_file(seen(drawn(32), path="srv/a.js", before=line[1:], after=line))
    assert not generated_file(seen(drawn(32), path="srv/a.js", before=line, after=line[1:]))
    assert not generated_file(seen(drawn(32), path="srv/a.txt", before=line, after=line))


def test_a_token_ends_at_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.time", lambda: 100.0)
    for end, over in ((99.0, True), (100.0, False), (101.0, False), (None, False)):
        detector = replace(FORMAT, expires=(lambda at: lambda value: at)(end))
        assert bool(expired_token(seen("x", detector=detector))) is over
    assert not expired_token(seen("x", detector=replace(FORMAT, expires=None)))



def test_the_line_around_a_value() -> None:
    data = b"first\nkey=" + b"V" * 8 + b" rest\nlast"
    found = sighting(NAMED, data, 10, 18)
    assert (found.before, found.value, found.after, found.key, found.sign) == (
        "key=",
        "V" * 8,
        " rest",
        "key",
        "=",
    )
    wide = b"b" * 400 + b"V" * 8 + b"a" * 400
    found = sighting(NAMED, wide, 400, 408)
    assert (len(found.before), len(found.after)) == (AROUND, AROUND)
    edge = b"\n" + b"b" * AROUND + b"V" * 8 + b"a" * AROUND + b"\n"
    found = sighting(NAMED, edge, AROUND + 1, AROUND + 9)
    assert (found.before, found.after) == ("b" * AROUND, "a" * AROUND)
    named = sighting(NAMED, b"DB_PASSWORD : " + b"V" * 8, 14, 22, name=(3, 11))
    assert (named.key, named.sign, named.named, named.after) == ("DB_PASSWORD", " : ", True, "")
    assert sighting(FORMAT, data, 10, 18).named


@pytest.mark.parametrize(
    ("before", "key"),
    [
        ('export DB_PASSWORD="', "DB_PASSWORD"), ('"apiKey": "', "apiKey"), ("config['a.b'] = '", ""),
        ("", ""), ("=", ""), ("a" + " " * 24, "a"), ("a" + " " * 25, ""), ("x-y_z.1=", "x-y_z.1"),
        ("é=", ""), ("a(b) = ", ""),
    ],
)  # fmt: skip
def test_the_name_before_a_value(before: str, key: str) -> None:
    assert key_before(before) == key


def test_a_whole_name() -> None:
    assert whole_name(b"x DB_PASSWORD=", 5, 13) == "DB_PASSWORD"
    assert whole_name(b"-db.PASS ", 4, 8) == "db.PASS"
    assert whole_name(b"a" * 70 + b"PASS", 70, 74) == "a" * 64 + "PASS"
    assert whole_name(b"PASS", 0, 4) == "PASS"


def test_a_value_of_a_name_is_found_once() -> None:
    data = f"API_TOKEN={V}\n".encode()
    found = all_matches(patterns_of([NAMED]), data, "srv/.env")
    assert [(m.start, m.end, m.sieved) for m in found] == [(10, 10 + len(V), "")]
