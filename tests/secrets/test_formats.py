"""Values judged by how they begin, and tokens in unusual places: all values are made at run time."""

from __future__ import annotations

import base64
import random
import string

import pytest

from dlinter.packs import load_rules
from dlinter.secrets.finder import Finder
from dlinter.secrets.formats import _named, _telling
from dlinter.secrets.matcher import all_matches
from dlinter.values import replace

CHOOSER = random.Random(1303)
LETTERS, HEX = string.ascii_letters + string.digits, "0123456789abcdef"
FINDER = Finder(load_rules().detectors)


def text(size: int, alphabet: str = LETTERS) -> str:
    return "".join(CHOOSER.choices(alphabet, k=size))


def found(line: str, path: str = "srv/app/.env") -> set[str]:
    """What is reported of a line: the ids of detectors whose match is not sieved."""
    data = line.encode()
    return {m.seen.detector.id for m in all_matches(FINDER.possible(data), data, path) if not m.sieved}


def reasons(line: str, path: str = "srv/app/.env") -> set[str]:
    data = line.encode()
    return {m.sieved for m in all_matches(FINDER.possible(data), data, path)}


@pytest.mark.parametrize(
    "name,prefix,size,alphabet",
    [
        ("SUPABASE_KEY", "sb_secret_", 31, LETTERS),
        ("API_TOKEN", "NRII-", 32, LETTERS),
        ("API_TOKEN", "dop_v1_", 64, HEX),
        ("API_TOKEN", "shpat_", 32, HEX),
        ("API_TOKEN", "tss_", 40, LETTERS),
        ("CURSOR_KEY", "key_", 64, HEX),
        ("API_KEY", "AIza", 35, LETTERS),
    ],
)
def test_a_piece_of_a_documented_token_is_none(name: str, prefix: str, size: int, alphabet: str) -> None:
    whole = prefix + text(size, alphabet)
    assert found(f"{name}={whole}")
    assert found(f"{name}={whole[:-12]}") == set()
    assert "" not in reasons(f"{name}={whole[:-12]}")


def test_a_prefix_that_many_use_counts_beside_its_provider_only() -> None:
    piece = "key_" + text(40, HEX)
    assert found(f"SHOP_API_KEY={piece}")
    assert not found(f"CURSOR_API_KEY={piece}")


def test_a_longer_token_may_be_of_a_newer_format() -> None:
    assert found(f"API_TOKEN=dop_v1_{text(80, HEX)}")


def test_tokens_that_stand_end_to_end() -> None:
    tokens = ["xai-" + text(80) for _ in range(3)]
    assert "xai-api-key" in found("".join(tokens))
    assert "xai-api-key" not in found(tokens[0] + text(12))
    assert "xai-api-key" not in found(f"{text(8)}{tokens[0]}{tokens[1]}")


def test_hexadecimal_digits_with_one_other_letter() -> None:
    value = text(31, HEX)
    assert found(f"API_TOKEN={value}e")
    assert not found(f"API_TOKEN={value[:15]}z{value[15:]}")
    assert found(f"API_TOKEN={text(32, string.ascii_lowercase + string.digits)}")


def test_random_letters_are_seldom_nearly_hexadecimal() -> None:
    values = [text(32, string.ascii_lowercase + string.digits) for _ in range(2_000)]
    assert sum(not found(f"API_TOKEN={value}") for value in values) <= 4


@pytest.mark.parametrize(
    "value",
    [
        "pub" + text(32, HEX),
        "SB-Mid-client-" + text(16),
        "sb_publishable_" + text(31),
        "sq0idp-" + text(22),
        "live_pub_" + text(31, HEX),
    ],
)
def test_what_a_provider_gives_out_to_be_shown(value: str) -> None:
    assert not found(f"CLIENT_TOKEN={value}")


@pytest.mark.parametrize("start", ["\x1b[93m", "\x1b[0m", "\x1b[1;31m"])
def test_a_token_in_a_terminals_colours(start: str) -> None:
    assert found(f"the key is {start}dop_v1_{text(64, HEX)}\x1b[0m", "var/log/build.log")


def test_a_doctest_of_a_package_shows_a_token() -> None:
    def part(claims: str) -> str:
        return base64.urlsafe_b64encode(claims.encode()).decode().rstrip("=")

    token = ".".join([part('{"alg":"HS256"}'), part('{"shop":7}'), text(43)])
    session = f"    >>> client.token()\n    '{token}'\n"
    package = "usr/lib/python3.11/site-packages/shop/client.py"
    assert not found(session, package)
    assert found(session, "srv/app/client.py")
    assert found(session.replace("\n    'e", "\n\n    'e"), package)
    # unmistakable, and it does not end
    assert found(f"    >>> client.token()\n    'dop_v1_{text(64, HEX)}'\n", package)


def test_a_personal_token_of_jira_is_base64_of_a_number_and_bytes() -> None:
    whole = base64.b64encode(b"588925395905:" + bytes(CHOOSER.choices(range(256), k=20))).decode()
    assert found(f"jira_token: {whole}")
    assert not found(f"jira_token: B{whole[1:]}")


@pytest.mark.parametrize(
    "line,detector",
    [
        (f"RGAPI-{text(8, HEX)}-{text(4, HEX)}-{text(4, HEX)}-{text(4, HEX)}-{text(12, HEX)}",
            "riot-games-api-key"),
        (f"https://hooks.slack.com/services/{text(46)}", "slack-webhook-url-other"),
        (f"http://thingsboard.shop.example/api/v1/{text(20)}/telemetry", "thingsboard-device-access-token"),
        (("cypress run --record --key "
            f"{text(8, HEX)}-{text(4, HEX)}-{text(4, HEX)}-{text(4, HEX)}-{text(12, HEX)}"), ("cypress-record-k"  # noqa: E501
            "ey-option")),
        (f'{{"method": "auth.login_with_api_key", "params": ["7-{text(64)}"]}}', "truenas-api-key"),
        (f"1000.{text(32, HEX)}.{text(32, HEX)}", "zoho-oauth-token"),
    ],
)
def test_new_forms(line: str, detector: str) -> None:
    assert detector in found(line, "srv/app/app.txt")


@pytest.mark.parametrize(
    ("start", "telling"),
    [("sk_live_", True), ("pk_test_", True), ("rk-prod-", True), ("live_sk_", False), ("sk_", False),
        ("token", False), ("abc_", True), ("ab_", False), ("app_", False), ("acme_live_", True),
        ("test_key_", False)],
)
def test_a_beginning_that_tells_a_service(start: str, telling: bool) -> None:
    """Not the prefixes that many services use, but for those of keys that others took over from Stripe."""
    assert _telling(start) is telling


@pytest.mark.parametrize(
    ("provider", "line", "named"),
    [
        ("AWS", "my aws key", True),
        ("Acme Cloud", "ACME_X=", True),
        ("Acme Cloud", "cloud", False),
        ("X1", "x1 key", False),
        ("Abc-d", "abc", True),
    ],
)
def test_the_provider_in_a_line(provider: str, line: str, named: bool) -> None:
    """By the first word of its name, of three letters at least."""
    assert _named(replace(load_rules().detectors[0], provider=provider), line) is named
