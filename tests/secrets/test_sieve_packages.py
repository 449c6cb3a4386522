"""What is no secret in installed packages, and beside each kind what stays one: the same line elsewhere, or
another value there."""

from __future__ import annotations

import base64
import random
import string

import pytest

from dlinter.secrets.finder import Finder
from dlinter.secrets.matcher import all_matches, best
from dlinter.secrets.sieve.known import digest_of, known_example
from dlinter.secrets.sieve.repetition import is_repetition
from dlinter.secrets.sieve.services import of_service
from dlinter.secrets.sieve.words import encoded_words
from dlinter.secrets.sighting import Sighting

from .layers import detectors, password

FINDER = Finder(detectors("generic", "keys", "services"))
PYTHON = "usr/lib/python3/site-packages/"
NODE = "srv/app/node_modules/"
TOKEN = random.Random(30).randbytes(20).hex()


def judged(text: str, path: str) -> list[str]:
    data = text.encode("latin-1")
    return [m.sieved for m in best(all_matches(FINDER.possible(data), data, path))]


@pytest.mark.parametrize(
    "path",
    [
        f"{PYTHON}moto/ses/models.py",
        f"{PYTHON}kubernetes/config/kube_config_test.py",
        f"{PYTHON}shop/test_client.py",
        f"{PYTHON}shop/conftest.py",
        f"{PYTHON}shop/mocks/answers.py",
        f"{NODE}shop/lib/clientTest.js",
        f"{NODE}shop/lib/client.spec.ts",
        f"{NODE}shop/__mocks__/client.js",
    ],
)
def test_tests_and_mocks_of_packages(path: str) -> None:
    assert judged(f'token = "{TOKEN}"', path) == ["documentation or test of a package"]


@pytest.mark.parametrize(
    "path",
    [f"{PYTHON}shop/client.py", f"{PYTHON}shop/latest.py", f"{PYTHON}motor/core.py",
        f"{NODE}shop/contest.js", "srv/app/client_test.py", "srv/app/mocks/answers.py", "srv/moto/models.py"],
)
def test_modules_of_packages_and_tests_of_the_users_own(path: str) -> None:
    assert judged(f'token = "{TOKEN}"', path) == [""]


@pytest.mark.parametrize("before", [" *    ", "// ", "    # ", "<!-- "])
def test_comments_in_packages(before: str) -> None:
    assert judged(f'{before}token: "{TOKEN}"', f"{NODE}shop/index.js") == [
        "documentation or test of a package"
    ]
    assert judged(f'{before}token: "{TOKEN}"', "srv/app/index.js") == [""]


def test_sessions_in_docstrings_of_packages() -> None:
    session = f"    >>> client.fetch()\n    {{'oauth_token': 'x',\n     'oauth_token_secret': '{TOKEN}'}}\n"
    assert judged(session, f"{PYTHON}shop/session.py") == ["documentation or test of a package"]
    assert judged(session, f"{PYTHON}shop/session.pyc") == ["documentation or test of a package"]
    assert judged(session.replace("\n     'oauth", "\n\n     'oauth"), f"{PYTHON}shop/session.py") == [""]
    assert judged(session, "srv/app/session.py") == [""]


def test_a_users_name_again_is_a_default_in_a_packages_settings() -> None:
    line = "    default: postgresql://storekeeper:store" + "keeper@localhost/shop"
    assert judged(line, f"{PYTHON}shop/config.yml") == ["documentation example"]
    assert judged(line, "srv/app/config.yml") == [""]
    assert judged(line.replace(":storekeeper@", f":{password(3)}@"), f"{PYTHON}shop/config.yml") == [""]


def test_prose_with_a_quoted_name() -> None:
    assert (
        judged(
            "LOG('guessed %r container type (pass `asn1Spec` to guide the decoder)')", "srv/app/decoder.py"
        )
        == []
    )


def encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    "text",
    [
        "the sample nonce",
        '{"session_id": "default"}',
        "There are not the tokens you look for",
        '{"offset": 50}',
    ],
)
def test_base64_of_words(text: str) -> None:
    assert encoded_words(encoded(text))


def test_base64_of_what_is_no_words() -> None:
    chooser = random.Random(5)
    for size in (12, 16, 24, 32, 48):
        for _ in range(2_000):
            assert not encoded_words(base64.b64encode(chooser.randbytes(size)).decode())
    assert not encoded_words(encoded("keeper-of-the-shop")) and not encoded_words(encoded(f"token: {TOKEN}"))


def test_counts_that_alternate() -> None:
    def sieved(value: str, kind: str) -> bool:
        return bool(is_repetition(Sighting(FINDER._patterns[0].detector, value, kind=kind)))

    assert sieved("1a2b3c4d-5e6f-7a8b-9c0d-1e2f3a4b5c6d", "code") and not sieved(
        "1a2b3c4d-5e6f-7a8b-9c0d-1e2f3a4b5c6d", "setting"
    )
    chooser = random.Random(6)
    for alphabet in ("0123456789abcdef", string.ascii_letters + string.digits):
        assert (
            sum(
                sieved("".join(chooser.choices(alphabet, k=chooser.randint(16, 40))), "code")
                for _ in range(10_000)
            )
            <= 5
        )


def test_a_published_key_of_a_development_network() -> None:
    """Hardhat's and Anvil's first account, with and without `0x`, in capitals."""
    key = "ac0974bec39a17e36ba4a6b4d238ff94" + "4bacb478cbed5efcae784d7bf4f2ff80"
    for value in (key, "0x" + key, "0x" + key.upper()):
        assert known_example(Sighting(FINDER._patterns[0].detector, value)) == "published test key"
        assert digest_of(value) == digest_of(key)
    assert known_example(Sighting(FINDER._patterns[0].detector, key[::-1])) == ""


@pytest.mark.parametrize(
    "name,value,fits",
    [
        ("datadog_api_key", "9e" * 16, True),
        ("datadog_api_key", "9e" * 15, False),
        ("datadog_app_key", "9e" * 20, True),
        ("dd_datadog_token", "9e" * 17, False),
        ("twitch_client_secret", "q7" * 15, True),
        ("twitch_client_secret", "q7" * 20, False),
        ("sendgrid_api_key", "SG." + "q7" * 11 + "." + "q7" * 21 + "q", True),
        ("sendgrid_api_key", "q7" * 16, False),
        ("discord_webhook_secret", "q7" * 20, None),  # chosen by its user
        ("twilio_password", "q7" * 20, None),
        ("shop_api_key", "q7" * 20, None),
        ("algoliasearch_key", "q7", None),
    ],
)
def test_a_service_whose_form_is_known_takes_nothing_else(name: str, value: str, fits: bool | None) -> None:
    assert of_service(name, value) is fits


@pytest.mark.parametrize(
    "line,path",
    [
        ('["PASSWORD", "OAUTH2_JWT_BEARER"]', f"{PYTHON}shop/documents/api.json"),
        ("const data = await this.getCredentials('goToShop2OAuth2Api');",
            "usr/lib/node_modules/shop/dist/functions.js"),
        ('"reset_password": "20/m/ip,5/m/key",', f"{PYTHON}shop/settings.py"),
        ('EMPTY_SECRET = "__shop_EMPTY_VALUE_7b1af746-3729-4c60-9b9b-e08eb29e58da"',
            f"{PYTHON}shop/constants.py"),
        ("  api_key: os.environ/SHOP_API_KEY", f"{PYTHON}shop/config.yaml"),
        ("-H 'Authorization: Bearer SHOP_VIRTUAL_KEY'", f"{PYTHON}shop/server.py"),
        ("pip install -U shop-community pypdfium2", f"{PYTHON}shop/load.py"),
        ("jira token: JiraTriggerV11ParamsNode", "usr/lib/node_modules/shop/v11.ts"),
    ],
)
def test_what_only_looks_like_a_value(line: str, path: str) -> None:
    assert "" not in judged(line, path)


def test_a_comment_of_a_package_shows_a_value() -> None:
    line = f" * $ shop import aws:apigateway/apiKey:ApiKey example {TOKEN}\n"
    assert "" not in judged(line, "usr/lib/node_modules/shop/apiKey.d.ts")
    assert "" not in judged(f"accessToken: '{TOKEN}'\n", "usr/lib/node_modules/shop/reference.md")


def test_a_key_that_another_key_wraps() -> None:
    assert judged(f'JWE_Encrypted_Key_5 = "{TOKEN}"', "srv/app/shop.py") == []
    assert judged(f'JWE_Access_Key_5 = "{TOKEN}"', "srv/app/shop.py") == [""]


def test_a_template_of_a_key_in_a_program_holds_none() -> None:
    template = (
        "0\x81\x9b\x02\x01\x01\x040\xa1d\x03b\x00Unspecified assertion failed: key.len() <= "
        "digest_alg.block_len() / 2as\xa1\x44\x03"
        + "shop" * 20
    )
    assert judged(template, "usr/lib/shop.so") == []


def test_armour_in_a_program_holds_no_key() -> None:
    code = (
        "push('-----BEGIN PGP PRIVATE KEY BLOCK-----\\n');\n push(addheader(comment, config));\n "
        "push(encode(body));\n push('=', sum(body));\n push('-----END PGP PRIVATE KEY BLOCK-----');\n"
    )
    assert "" not in judged(code, "srv/app/shop.js")


@pytest.mark.parametrize(
    "line",
    [
        ("NAMES = {'1702975d-225e-cb4a-b15d-0daea8b5e990': 'Shop-Secret',\n "
        "'bf9679ed-0de6-11d0-a285-00aa003049e2': 'Shop'}"),
        'ResetPassword = "00299570-246d-11d0-a768-00aa006e0529"',
        "'CONDITIONAL_TOKENS': '0x22DA1810B194ca018378464a58f6Ac2B10C9d244',",
        '"shopApplicationPassword": f"{SHOP_V2_OID}13",',
        "key1 = HMAC.new(password.encode('utf-16le'))",
    ],
)
def test_identifiers_addresses_and_encodings(line: str) -> None:
    assert "" not in judged(line, f"{PYTHON}shop/tables.py")


def test_a_docstring_of_a_package_shows_a_value() -> None:
    code = (
        f'def shop():\n    """Opens the shop.\n\n    client = Shop(\n        api_key="{TOKEN}",\n    )\n    '
        '"""\n'
    )
    assert judged(code, f"{PYTHON}shop/client.py") == ["documentation or test of a package"]
    assert judged(code, "srv/app/client.py") == [""]
    after = f'def shop():\n    """Opens the shop."""\n    api_key="{TOKEN}"\n'
    assert judged(after, f"{PYTHON}shop/client.py") == [""]
    assert judged(code.replace('():\n    """', '():\n    text = """'), f"{PYTHON}shop/client.py") == [""]
