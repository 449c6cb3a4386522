"""What the sieve must let pass: real secrets that resemble what it drops. All are drawn anew for each run."""

from __future__ import annotations

import random
import string

import pytest

from .layers import scan, whole_engine

CHANCE = random.Random(20)
ALL, HEX = string.ascii_letters + string.digits, "0123456789abcdef"


def drawn(size: int, letters: str = ALL) -> str:
    return "".join(CHANCE.choices(letters, k=size - 3)) + ("7ab" if letters == HEX else "k7Q")


def kept(path: str, text: str, value: str) -> bool:
    return any(
        value in f.candidate.secret.reveal()
        for f in scan({path: text.encode()}, with_engine=whole_engine()).found
        if not f.candidate.sieved
    )


@pytest.mark.parametrize(
    ("path", "text", "size", "letters"),
    [
        ("srv/.env", "SIGNING_SECRET=0x{}", 40, HEX),  # as long as the address of an account
        ("srv/.env", "AMPLITUDE_CLIENT_SECRET={}", 40, ALL),  # whose API keys have 32
        ("srv/.env", "WEBFLOW_CLIENT_SECRET={}", 48, ALL),
        ("srv/.env", "LINODE_OAUTH_SECRET={}", 40, HEX),
    ],
)
def test_one_form_of_a_service_says_nothing_of_its_other_secrets(
    path: str, text: str, size: int, letters: str
) -> None:
    value = drawn(size, letters)
    assert kept(path, text.format(value) + "\n", value), text


def test_an_address_is_public_under_another_name() -> None:
    address = "0x" + drawn(40, HEX)
    assert not kept("srv/.env", f"TOKEN_CONTRACT={address}\n", address)
    assert not kept("srv/.env", f"PAYMENT_TOKEN={address}\n", address)


def test_a_uuid_may_be_the_password_of_ones_own_program() -> None:
    value = f"{drawn(8, HEX)}-{drawn(4, HEX)}-4{drawn(3, HEX)}-a{drawn(3, HEX)}-{drawn(12, HEX)}"
    assert kept("srv/settings.py", f'DB_PASSWORD = "{value}"\n', value)
    assert not kept("srv/settings.py", f'ROW_KEY = "{value}"\n', value)


@pytest.mark.parametrize("name",
    ["CHECKOUT_API_TOKEN", "CHECKOUT_SERVICE_SECRET", "CURSOR_SECRET", "CURSOR_SECRET_KEY",
        "GUARDIAN_API_TOKEN", "KEEN_API_TOKEN", "MATTERMOST_DB_SECRET", "LINODE_INTERNAL_TOKEN"])
def test_a_program_of_ones_own_may_be_called_like_a_service(name: str) -> None:
    value = drawn(40)
    assert kept("srv/.env", f"{name}={value}\n", value)


def test_a_value_that_begins_like_the_service_is_judged() -> None:
    value = "sk_" + drawn(9)
    assert not kept("srv/.env", f"CHECKOUT_API_KEY={value}\n", value)


@pytest.mark.parametrize(("name", "value"), [
    ("FLICKR_API_SECRET", drawn(16, HEX)), ("TICKETMASTER_API_SECRET", drawn(16)),
    ("NYTIMES_API_SECRET", drawn(16)), ("TODOIST_CLIENT_SECRET", drawn(32, HEX)),
    ("YOUTUBE_CLIENT_SECRET", drawn(24)), ("EBAY_AUTH_TOKEN", "AgAAAA" + "**AQAAAA**" + drawn(120)),
])  # fmt: skip
def test_the_secret_of_an_application_has_another_form_than_a_key(name: str, value: str) -> None:
    assert kept("srv/.env", f"{name}={value}\n", value)


@pytest.mark.parametrize("start", ["BSA", "pat.", "SK_"])
def test_a_short_password_may_begin_like_a_token(start: str) -> None:
    value = start + drawn(9) + "!"
    assert kept("srv/.env", f"DB_PASSWORD={value}\n", value)


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("APP_TOKEN", "sandbox_"),
        ("FINNHUB_API_KEY", "sandbox_"),
        ("APP_TOKEN", "key_live_"),
        ("APP_TOKEN", "live_auth_"),
        ("APP_TOKEN", "rnd_"),
    ],
)
def test_words_before_a_token_of_ones_own_are_no_prefix_of_a_provider(name: str, start: str) -> None:
    value = start + drawn(20)
    assert kept("srv/.env", f"{name}={value}\n", value)


@pytest.mark.parametrize(("path", "text"), [
    ("srv/a.json", '["DB_PASSWORD", "{}"]\n'), ("srv/a.js", 'client.usePassword("{}")\n'),
    ("srv/a.js", 'loadToken("{}");\n'),
])  # fmt: skip
def test_a_drawn_value_is_one_also_where_a_name_is_looked_up(path: str, text: str) -> None:
    value = drawn(24)
    assert kept(path, text.replace("{}", value), value)


def test_a_host_called_example_shows_nothing() -> None:
    value = drawn(20)
    assert kept("srv/app.conf", f'dsn: "host=db.shop.example password={value}"\n', value)


@pytest.mark.parametrize("text", [
    'def f():\n    """Settings for:"""\n    api_secret = "{}"\n',
    'class A:\n    """Holds\n    these:\n    """\n    api_secret = "{}"\n',
    'CONF = {\n    "api_secret": """{}""",\n}\n',
])  # fmt: skip
def test_not_all_triple_quotes_behind_a_colon_open_a_docstring(text: str) -> None:
    value = drawn(28)
    assert kept("usr/lib/python3/dist-packages/shop/settings.py", text.replace("{}", value), value)


def test_a_docstring_of_a_package_shows_examples() -> None:
    value = drawn(28)
    assert not kept(
        "usr/lib/python3/dist-packages/shop/client.py",
        f'def f(\n    name: str,\n) -> str:\n    """Call it so:\n\n    api_secret = "{value}"\n    """\n',
        value,
    )


def test_a_secret_may_begin_as_a_sealed_one_does_in_other_case() -> None:
    value = "agB" + drawn(250)
    assert kept("srv/.env", f"APP_SECRET={value}\n", value)


def test_one_letter_in_braces_is_no_placeholder() -> None:
    value = drawn(14) + "{A}" + drawn(8)
    assert kept("srv/.env", f"DB_PASSWORD={value}\n", value)
