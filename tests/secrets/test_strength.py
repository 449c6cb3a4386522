"""How strong a value has to be for its name and its file: from how many letters on one that is drawn counts,
by its letters; and which words count as passwords."""

from __future__ import annotations

import random
import string
from collections.abc import Callable

import pytest

from dlinter.secrets.grammar.kinds import FileKind
from dlinter.secrets.grammar.values import weak
from dlinter.secrets.sighting import Sighting

from .layers import detectors

NAMED = next(d for d in detectors("generic") if d.id == "generic-secret")
LETTERS = {
    "mixed": string.ascii_letters + string.digits, "small": string.ascii_lowercase + string.digits,
    "letters": string.ascii_letters, "words": string.ascii_lowercase, "hex": "0123456789abcdef",
    "HEX": "0123456789ABCDEF", "digits": string.digits,
}  # fmt: skip
NEEDED: dict[str, tuple[Callable[[str], bool], ...]] = {
    "mixed": (str.isdigit, str.isupper, str.islower), "small": (str.isdigit, str.islower),
    "letters": (str.isupper, str.islower), "hex": (str.isdigit, str.islower),
    "HEX": (str.isdigit, str.isupper),
}  # fmt: skip
NEVER = 0


def drawn(letters: str, size: int, seed: int) -> str:
    chooser = random.Random(f"{letters} {size} {seed}")
    while True:
        value = "".join(chooser.choices(LETTERS[letters], k=size))
        if all(any(map(sort, value)) for sort in NEEDED.get(letters, ())):
            return value


def counts(value: str, key: str, kind: FileKind = FileKind.SETTING, sign: str = "=", path: str = "") -> bool:
    return not weak(Sighting(NAMED, value, key=key, kind=kind, sign=sign, path=path))


PROSE = (FileKind.SHELL, FileKind.MARKUP, FileKind.TEXT)
PASSWORD, TOKEN, KEY = "DB_PASSWORD", "API_TOKEN", "SNYK_KEY"


@pytest.mark.parametrize(
    ("key", "kinds", "sign", "sizes"),
    [
        (PASSWORD, (FileKind.SETTING,), "=",
            {"mixed": 6, "small": 8, "words": 8, "letters": 8, "hex": 8, "HEX": 8, "digits": 16}),
        (PASSWORD, (*PROSE, FileKind.CODE, FileKind.DATA), "=",
            {"mixed": 8, "small": 10, "letters": 12, "digits": 16}),
        (PASSWORD, (*PROSE, FileKind.CODE), ", ",
            {"mixed": 8, "small": 8, "words": NEVER, "letters": NEVER, "digits": 16}),
        (PASSWORD, (FileKind.DATA,), ", ", {"words": NEVER, "letters": NEVER, "digits": NEVER}),
        (TOKEN, (FileKind.SETTING,), "=", {"mixed": 8, "small": 8, "words": 20, "letters": 12, "digits": 16}),
        (TOKEN, PROSE, "=", {"mixed": 12, "small": 12, "words": 20, "letters": 12, "digits": 16}),
        (TOKEN, (FileKind.CODE,), "=",
            {"small": 16, "words": 20, "letters": 20, "hex": 16, "HEX": 16, "digits": 16}),
        (TOKEN, (FileKind.DATA,), "=",
            {"mixed": 18, "small": 18, "words": 20, "letters": 20, "hex": 16, "HEX": 16, "digits": 16}),
        (TOKEN, PROSE, ", ", {"mixed": 16, "small": 16, "words": NEVER, "letters": NEVER, "hex": 16,
            "HEX": 16, "digits": 16}),
        (TOKEN, (FileKind.CODE,), ", ",
            {"mixed": 16, "small": 16, "words": NEVER, "letters": NEVER, "hex": 16, "HEX": 16, "digits": 16}),
        (TOKEN, (FileKind.DATA,), ", ", {"words": NEVER, "letters": NEVER, "digits": NEVER}),
        (KEY, (FileKind.SETTING, *PROSE, FileKind.CODE), "=",
            {"mixed": 16, "small": 16, "words": NEVER, "letters": 24, "hex": 24, "HEX": 24, "digits": 24}),
        (KEY, (*PROSE, FileKind.CODE), ", ", dict.fromkeys(LETTERS, NEVER)),
        (KEY, (FileKind.DATA,), "=", dict.fromkeys(LETTERS, NEVER)),
    ],
)  # fmt: skip
def test_from_so_many_letters_on_a_drawn_value_counts(
    key: str, kinds: tuple[FileKind, ...], sign: str, sizes: dict[str, int]
) -> None:
    for kind in kinds:
        for letters, first in sizes.items():
            shorter, enough, long = (
                [counts(drawn(letters, size, seed), key, kind, sign) for seed in range(12)]
                for size in (first - 1 if first else 32, first or 32, 38)
            )
            assert not any(shorter), (kind, letters)
            if first:
                assert sum(enough) >= 11 and all(long), (kind, letters)  # a drawn value may look like a word


def test_a_hash_of_git_is_no_key() -> None:
    """Forty digits in capitals are a fingerprint; in small letters they may be a key."""
    for seed in range(12):
        assert not counts(drawn("HEX", 40, seed), KEY) and counts(drawn("hex", 40, seed), KEY)
        assert counts(drawn("HEX", 39, seed), KEY) and counts(drawn("HEX", 41, seed), KEY)


@pytest.mark.parametrize(
    ("value", "key", "kind", "told"),
    [
        # a password may be a word or two where it is set
        ("keeperOfTheShop", PASSWORD, FileKind.SETTING, True),
        ("keepers", PASSWORD, FileKind.SETTING, False),
        ("keeper-of-the-shop", PASSWORD, FileKind.SETTING, False),
        ("Keeper-of-the-Shop", PASSWORD, FileKind.SETTING, True),
        ("keeper12", PASSWORD, FileKind.SETTING, True), ("Kp1!xy", PASSWORD, FileKind.SETTING, True),
        ("kp1xyz", PASSWORD, FileKind.SETTING, False),
        ("keeperOfTheShop", PASSWORD, FileKind.CODE, False), ("Keeper12", PASSWORD, FileKind.CODE, False),
        ("shop_name_2", PASSWORD, FileKind.CODE, False), ("tr0ub4dor&3", PASSWORD, FileKind.CODE, True),
        ("Shop!2024", PASSWORD, FileKind.TEXT, True), ("Shop!2024", PASSWORD, FileKind.CODE, True),
        ("Kp1!xyz", PASSWORD, FileKind.CODE, True), ("kp1!xyz", PASSWORD, FileKind.CODE, False),
        ("Kp!x", PASSWORD, FileKind.TEXT, False),
        # a token is drawn
        ("keeperOfTheShop", TOKEN, FileKind.SETTING, False), ("Keeper-12", TOKEN, FileKind.SETTING, False),
        ("shop_token_2", TOKEN, FileKind.SETTING, False), ("MY_API_TOKEN", TOKEN, FileKind.SETTING, False),
        ("20/m/ip,5/m/key", TOKEN, FileKind.SETTING, False), ("0123456789", TOKEN, FileKind.SETTING, False),
        ("f81d4fae-7dec-41d0-a765-00a0c91e6bf6", TOKEN, FileKind.SETTING, True),
        ("f81d4fae-7dec-41d0-a765-00a0c91e6bf6", TOKEN, FileKind.CODE, True),
        ("f81d4fae-7dec-41d0-a765-00a0c91e6bf6", TOKEN, FileKind.DATA, False),
        ("f81d4fae-7dec-41d0-a765-00a0c91e6bf6", KEY, FileKind.CODE, False),
        ("f81d4fae-7dec-41d0-a765-00a0c91e6bf6", PASSWORD, FileKind.CODE, True),
        ("f81d4fae-7dec-41d0-a765-00a0c91e6bf6", KEY, FileKind.SETTING, True),
        ("AZURE_OPENAI_API_KEY", KEY, FileKind.SETTING, False),
    ],
)  # fmt: skip
def test_words(value: str, key: str, kind: FileKind, told: bool) -> None:
    assert counts(value, key, kind) is told


def test_words_count_where_an_environment_is_written() -> None:
    for path, told in (
        ("srv/.env", True),
        ("srv/prod.env", True),
        ("srv/compose.yaml", True),
        ("srv/main.tfvars", True),
        ("root/.pgpass", True),
        ("srv/a.ini", False),
        ("", True),
    ):
        assert counts("shopkeeper", PASSWORD, path=path) is told, path
    assert counts("shopKeeperOfTheYear", PASSWORD, path="srv/a.ini"), "three pieces"


def test_what_a_test_says_is_no_password() -> None:
    value = drawn("mixed", 16, 1)
    assert (
        not counts(value, "PASS", FileKind.TEXT, ": ")
        and counts(value, "PASS", FileKind.TEXT, "=")
        and counts(value, "PASS", FileKind.CODE, ": ")
    )


def test_a_value_of_a_call_that_looks_things_up() -> None:
    """`getCredentials("…")` names what it gets; only a value that is beyond doubt drawn counts."""
    value = "goToShop2OAuth2Api"
    assert not counts(value, "getApiToken", FileKind.CODE, "(") and counts(
        drawn("mixed", 24, 1), "getApiToken", FileKind.CODE, "("
    )
    assert not counts(value, "shop.getApiToken", FileKind.SETTING, "(")
    for size, least in ((15, 0), (16, 9)):
        assert (
            sum(counts(drawn("mixed", size, seed), "getApiToken", FileKind.CODE, "(") for seed in range(12))
            >= least
        )
    assert not any(counts(drawn("mixed", 15, seed), "getApiToken", FileKind.CODE, "(") for seed in range(12))
