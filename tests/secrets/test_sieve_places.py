"""What a value's place, its name and the line around it say against it, and beside each kind what stays a
secret."""

from __future__ import annotations

import base64
import random
import string
import uuid

import pytest

from dlinter.secrets.finder import Finder
from dlinter.secrets.grammar.kinds import FileKind
from dlinter.secrets.grammar.values import _VERSIONED
from dlinter.secrets.matcher import all_matches, best
from dlinter.secrets.sieve.places import is_prose
from dlinter.secrets.sieve.repetition import _STEPS, _steps, is_repetition
from dlinter.secrets.sighting import Sighting, key_before

from .layers import detectors, github_token

FINDER = Finder(detectors("generic", "keys", "services"))
TOKENS = Finder(detectors("github"))
LOGINS = Finder(detectors("logins"))
GITHUB = f'token = "{github_token(3)}"'.encode()
PACKAGE = "usr/lib/python3/dist-packages/shop/"
TOKEN = random.Random(30).randbytes(20).hex()


def judged(text: str, path: str) -> list[str]:
    data = text.encode("latin-1")
    return [m.sieved for m in best(all_matches(FINDER.possible(data), data, path))]


@pytest.mark.parametrize("name",
    ["LICENSE.txt", "MIT-LICENSE.txt", "third_party_licenses.txt", "NOTICE.txt", "licenses/zlib.txt",
        "readme.txt", "docs/quickstart.txt", "requirements-dev.txt", "manual.md", "AUTHORS.txt"])
def test_prose_of_packages(name: str) -> None:
    assert is_prose(PACKAGE + name) and judged(f"api_token: {TOKEN}\n", PACKAGE + name) == [
        "documentation or test of a package"
    ]


@pytest.mark.parametrize("name",
    ["passwords.txt", "data/accounts.txt", "notes.txt", "token.txt", "shell_history.txt",
        "licensed_users.txt.bak", "credentials/prod.txt", "config.txt"])
def test_a_text_of_a_package_is_no_documentation_because_of_its_ending(name: str) -> None:
    assert not is_prose(PACKAGE + name) and "" in judged(f"api_token: {TOKEN}\n", PACKAGE + name)


@pytest.mark.parametrize("name",
    ["nonMatchingToken", "NOT_A_TOKEN", "fake_api_token", "dummyPassword", "WRONG_PASSWORD", "invalidToken",
        "bogus-secret"])
def test_a_name_that_says_that_its_value_is_none(name: str) -> None:
    assert judged(f'{name} = "{TOKEN}"\n', "srv/shop.py") == ["placeholder"]


@pytest.mark.parametrize("name",
    ["nonce_secret", "SECRET_DO_NOT_SHARE_KEY", "NOTIFY_TOKEN", "nonprod_password", "fakeroot_password",
        "api_token"])
def test_a_name_that_has_such_letters_alone(name: str) -> None:
    assert "" in judged(f'{name} = "{TOKEN}"\n', "srv/shop.py")


def test_a_line_of_uuencoded_data_holds_no_name() -> None:
    line = "M[@%]PW:2Z.Q?2M^S;`4G?E0C.@V&?0KY]]\"H3Y@6$#I4V*R^\"+B,2P6`A)UL"
    assert "" not in judged(f"begin 644 a\n{line}\n", "srv/a.txt")
    assert "" in judged(f"{line[:5]}\nPW:2Z.Q?2M^S9\n", "srv/a.conf")


def test_a_number_in_a_program_is_no_password() -> None:
    assert judged("#define PASSWORD 0x1d3a7be5f7caf31b\n", "srv/a.h") == []
    value = "0x" + TOKEN[:20]
    assert judged(f"SIGNING_SECRET={value}\n", "srv/a.env") == [""]


@pytest.mark.parametrize(
    "value",
    [
        "a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6",
        "abc123def456ghi789jkl012",
        "Aa1Bb2Cc3Dd4Ee5Ff6Gg7Hh8",
        "qwert1asdfg2zxcvb3poiuy4",
    ],
)
def test_counts_in_a_package_are_an_example(value: str) -> None:
    for path in (f"{PACKAGE}client.py", "srv/shop/README.md"):
        assert judged(f'api_token = "{value}"\n', path) == ["sequential characters"]


def test_a_password_of_ones_own_may_count() -> None:
    assert "" in judged("DB_PASSWORD=1q2w3e4r5t6y7u\n", "srv/.env")


@pytest.mark.parametrize(
    "letters",
    [
        "0123456789abcdef",
        string.ascii_lowercase + string.digits,
        string.ascii_letters + string.digits,
        string.ascii_uppercase + "234567",
    ],
)
def test_random_values_do_not_count(letters: str) -> None:
    """Of 10,000 of each kind of letters and all usual lengths at most three."""
    chance = random.Random(31)
    values = [
        "".join(chance.choices(letters, k=size)) for size in (16, 24, 32, 40, 128) for _ in range(2_000)
    ]
    assert sum(_steps(v.lower()) >= _STEPS + len(v) // 64 for v in values) <= 3


def test_digits_alone_are_not_judged_by_steps() -> None:
    seen = Sighting(FINDER._patterns[0].detector, "73419350789012", path=f"{PACKAGE}a.py", kind=FileKind.CODE)
    assert _steps(seen.value) == 0 and is_repetition(seen) == ""


def private_key() -> str:
    """A PEM block of random bytes under the head of a DER sequence."""
    body = base64.b64encode(b"\x30\x81\xa0" + random.Random(32).randbytes(160)).decode()
    lines = "\n".join(body[at : at + 64] for at in range(0, len(body), 64))
    return f"-----BEGIN PRIVATE{' '}KEY-----\n{lines}\n-----END PRIVATE{' '}KEY-----\n"


@pytest.mark.parametrize(
    "path",
    [
        f"{PACKAGE}test_keys.py",
        f"{PACKAGE}tests/server.key",
        "srv/node_modules/shop/test/fixtures/key.pem",
        "opt/venv/lib/python3.13/site-packages/shop/tests/data/ca.pem",
    ],
)
def test_a_private_key_in_the_tests_of_a_package_was_made_for_them(path: str) -> None:
    assert judged(private_key(), path) == ["documentation or test of a package"]


@pytest.mark.parametrize(
    "path",
    [
        f"{PACKAGE}keys.py",
        "srv/shop/tests/server.key",
        "srv/shop/test_keys.py",
        f"{PACKAGE}latest/server.key",
        "root/.ssh/id_rsa",
    ],
)
def test_a_private_key_elsewhere_is_one(path: str) -> None:
    assert judged(private_key(), path) == [""]


def test_a_token_of_a_service_in_the_tests_of_a_package_is_one() -> None:
    assert "" in [
        m.sieved for m in best(all_matches(TOKENS.possible(GITHUB), GITHUB, f"{PACKAGE}tests/test_client.py"))
    ]


def test_a_docstring_behind_a_comment_documents() -> None:
    code = (
        f'def shop(self):  # noqa: E501\n    """Opens it.  # noqa: E501\n\n    X-Hook-Secret: "{TOKEN}"\n    '
        '"""\n'
    )
    assert judged(code, f"{PACKAGE}client.py") == ["documentation or test of a package"]
    assert judged(code.replace("def shop(self):", "text = "), f"{PACKAGE}client.py") == [""]


def test_a_uuid_of_a_time_is_an_identifier_in_code() -> None:
    timed, random_ = "743b294a-cd03-11ec-9d64-0242ac120002", "743b294a-cd03-41ec-9d64-0242ac120002"
    assert judged(f'api_token = "{timed}"\n', "srv/shop.py") == ["UUID"]
    assert judged(f'api_token = "{random_}"\n', "srv/shop.py") == [""]
    assert judged(f"API_TOKEN={timed}\n", "srv/.env") == [""], "somebody chose it, and uses it"


def test_a_drawn_uuid_has_the_entropy_of_its_digits() -> None:
    chance = random.Random(36)
    for _ in range(500):
        value = uuid.UUID(int=chance.getrandbits(128), version=4)
        assert (
            judged(f'api_token = "{value}"\n', "srv/shop.py")
            == [""]
            == judged(f'db_password = "{value}"\n', "srv/shop.py")
        )


@pytest.mark.parametrize(
    "name", ["OAUTH_AZURE_CLIENT_ID", "tenant_uuid", "account_url", "release_version", "key_checksum"]
)
def test_a_service_before_a_name_of_something_else(name: str) -> None:
    """`databricks_auth…` on the line before, and a name that says what its value is."""
    value = str(uuid.UUID(int=random.Random(37).getrandbits(128), version=4))
    assert "" not in judged(f'CLIENT = "mailsac"\nKEY_{name} = "{value}"\n', "srv/shop.py")
    assert "" in judged(
        f'CLIENT = "mailsac"\nKEY_{name.rpartition("_")[0]}_token = "{value}"\n', "srv/shop.py"
    )


@pytest.mark.parametrize(("path", "line"), [
    ("srv/deploy.yaml", "checksum/secret: {}"), ("srv/deploy.yaml", 'sha256/token: "{}"'),
    ("srv/a.json", '{{"nextToken":"{}"}}'), ("srv/a.json", '{{"continuation_token": "{}"}}'),
    ("srv/a.py", 'page_token = "{}"'), ("srv/a.py", 'commit_key = "{}"'), ("srv/a.ts", 'resumeToken: "{}"'),
])  # fmt: skip
def test_sums_and_places_in_a_list(path: str, line: str) -> None:
    assert "" not in judged(line.format(TOKEN) + "\n", path)


@pytest.mark.parametrize(("path", "line"), [
    ("srv/deploy.yaml", "app/secret: {}"), ("srv/.env", "FB_PAGE_TOKEN={}"),
    ("srv/a.json", '{{"pageAccessToken":"{}"}}'), ("srv/a.json", '{{"nextAuthToken":"{}"}}'),
    ("srv/a.py", 'committer_key = "{}"'),
])  # fmt: skip
def test_what_looks_like_sums_and_places(path: str, line: str) -> None:
    assert "" in judged(line.format(TOKEN) + "\n", path)


@pytest.mark.parametrize(
    "line",
    [
        "fastcgi_pass unix:/run/php/php7.4-fpm.sock;",
        "uwsgi_pass unix:/run/shop7.sock;",
        "scgi_pass 127.0.0.1:9000;",
        "grpc_pass shop7backend9;",
    ],
)
def test_whom_a_server_passes_a_request_to(line: str) -> None:
    assert "" not in judged(f"    {line}\n", "etc/nginx/sites-available/default")


def test_the_password_of_a_proxy() -> None:
    assert "" in judged("proxy_password q7Zk3PwX9vJm2Lr\n", "etc/shop.conf") and "" in judged(
        "PROXY_PASS=q7Zk3PwX9vJm2Lr\n", "srv/.env"
    )


@pytest.mark.parametrize("value",
    ["cc-by-nc-sa-2.0-de", "ms-direct3d-d3d120n7-1.1.0", "sun-bcl-j2re-1.4.x", "nvidia-sdk-eula-v0.11",
        "ltxv-owl-2025-04-17", "LZMA-SDK-9.11-to-9.20"])
def test_a_name_with_a_version_is_no_token(value: str) -> None:
    for path, line in (
        ("srv/a.json", '{{"license_key": "{}"}}'),
        ("srv/a.yml", "license_key: {}"),
        ("srv/a.py", 'license_key = "{}"'),
    ):
        assert "" not in judged(line.format(value) + "\n", path)


def test_drawn_values_have_no_version() -> None:
    """At most one in 1,000 of 10,000 of each: with dots, hyphens and underscores between the letters, and
    UUIDs."""
    chance = random.Random(38)
    for make in (
        lambda: "".join(
            chance.choices(string.ascii_letters + string.digits + "-_.", k=chance.randrange(16, 49))
        ),
        lambda: str(uuid.UUID(int=chance.getrandbits(128), version=4)),
    ):
        assert sum(_VERSIONED.fullmatch(make()) is not None for _ in range(10_000)) <= 10


@pytest.mark.parametrize(("path", "line"), [
    ("usr/local/go/src/crypto/shop/handshake_test.go", 'var apiToken = "{}"'),
    ("usr/share/go-1.19/src/cmd/shop/testdata/a.go", 'apiToken := "{}"'),
    ("usr/share/mysql/fill_help_tables.sql", "password '{}'"),
    ("usr/lib/ruby/3.1.0/bundler/man/bundle-config.1.ronn", 'api_token = "{}"'),
    (f"{PACKAGE}playbooks/all.yml", "api_token: {}"), ("srv/go.sum", "github.com/mailsac/auth {}"),
])  # fmt: skip
def test_sources_and_help_of_a_distribution(path: str, line: str) -> None:
    assert "" not in judged(line.format(TOKEN) + "\n", path)


@pytest.mark.parametrize(
    "path",
    ["var/lib/mysql/mysql/help_topic.MAD", "data/mysql/help_topic.MYD", "var/lib/mysql/mysql/help_topic.ibd"],
)
def test_the_help_that_a_database_server_loads(path: str) -> None:
    text = f"Example\0\x01\x02CREATE USER 'shop'@'%' IDENTIFIED BY '{TOKEN[:20]}';\0"
    assert judged(text, path) == ["documentation or test of a package"]


@pytest.mark.parametrize(("path", "shown"), [
    ("usr/share/man/man8/wg.8.gz!wg.8", True), ("usr/share/doc/wireguard-tools/examples/a/README", True),
    ("usr/share/doc/opendkim/examples/a.ldif", True),
    ("usr/share/doc/r-cran-openssl/tests/keys/a", True), ("usr/share/doc/shop/wg0.conf", False),
    ("etc/wireguard/wg0.conf", False), ("usr/share/shop/examples/wg0.conf", False),
    ("root/usr-share-man/wg0.conf", False),
])  # fmt: skip
def test_keys_that_manuals_and_examples_of_packages_show(path: str, shown: bool) -> None:
    key = base64.b64encode(bytes([8, *random.Random(31).randbytes(30), 65])).decode()
    reasons = judged(f"PrivateKey = {key}\n", path)
    assert reasons and ("" not in reasons) is shown


@pytest.mark.parametrize("name", ["aes-128-ecb", "aes-256-cfb8", "des-ede3-cbc", "camellia-192-ofb"])
def test_a_cipher_in_a_call_is_not_its_key(name: str) -> None:
    line = f"createHmac('sha256', '{TOKEN[:24]}')\nopenssl_encrypt($d, '{name}', $k)\n".encode()
    found = [m for m in best(all_matches(LOGINS.possible(line), line, "srv/a.php")) if not m.sieved]
    assert [m.seen.value for m in found] == [TOKEN[:24]]


@pytest.mark.parametrize(("path", "reported"), [
    ("var/lib/dpkg/status", False), ("var/lib/dpkg/status-old", False), ("var/lib/shop/status", True),
])  # fmt: skip
def test_digests_of_a_package_managers_list(path: str, reported: bool) -> None:
    line = f" /etc/dkimkeys/README.PrivateKeys {TOKEN[:32]}\n /etc/mailgun/api_key {TOKEN[:32]}\n"
    assert ("" in judged(f"Conffiles:\n{line}", path)) is reported


@pytest.mark.parametrize(("line", "reported"), [
    ("#url: mysql+pymysql://shopdb:shpassw@localhost/shop", False),
    ("url: mysql+pymysql://shopdb:shpassw@localhost/shop", True),
    ("#url: mysql+pymysql://shopdb:shpassw@db.shop.io/shop", True),
    ("#url: mysql+pymysql://shopdb:t7Rk2pLq" + "9zWx@localhost/shop", True),
])  # fmt: skip
def test_a_url_that_a_comment_of_a_setting_shows(line: str, reported: bool) -> None:
    assert ("" in judged(f"[database]\n{line}\n", "etc/shop/shop.cfg")) is reported


@pytest.mark.parametrize(
    "path",
    ["var/lib/mysql/mysql/user.MAD", "var/lib/mysql/mysql/global_priv.MAD", "var/lib/mysql/mysql/servers.ibd",
        "var/lib/mysql/shop/help_topic.MYD", "var/lib/mysql/mysql/general_log.CSV"],
)
def test_other_tables_of_a_database_server(path: str) -> None:
    text = f"Example\0\x01\x02CREATE USER 'shop'@'%' IDENTIFIED BY '{TOKEN[:20]}';\0"
    assert judged(text, path) == [""]


@pytest.mark.parametrize(
    "path",
    [
        "srv/go/src/shop/main.go",
        "usr/local/go/src/shop/main.go",
        "root/playbooks/all.yml",
        "usr/local/share/shop/go.conf",
    ],
)
def test_sources_that_may_be_the_users_own(path: str) -> None:
    assert "" in judged(f'api_token: "{TOKEN}"\n', path)


def test_other_forms_of_what_is_no_secret() -> None:
    assert "" not in judged(
        "github.com/mailsac/go-auth v0.0.0-20180515143844-0c1422d1fdb9\n", "srv/modules.txt"
    )
    assert "" not in judged('&User-Password := "%{string:Tmp-String-0}"\n', "etc/shop/filter")
    assert (
        judged(
            "ORRWOUTBOUTLOUTWOr16Or32Or64PAIRPANDPATHPCNOPPOPLPOPQPOPWPRFMBRCLPWD="
            + "PXORQUADR10BR11BR12BR13BR14BR15BRBITRCLBRCLL\0",
            "usr/bin/shop",
        )
        == []
    )


@pytest.mark.parametrize(
    "line",
    [
        "GL_2PASS_0_SGIS=_C('GL_2PASS_0_SGIS',0x80A2)",
        'tokens: "_tokens_1lr7w_511"',
        'apiToken2 = "apiToken2"',
    ],
)
def test_a_name_again_and_a_class_of_a_style_sheet(line: str) -> None:
    assert "" not in judged(line + "\n", "srv/shop.py")


@pytest.mark.parametrize(
    ("before", "name"),
    [
        ('export DB_PASSWORD="', "DB_PASSWORD"), ('"apiKey": "', "apiKey"), ("a.b-c = ", "a.b-c"), ("=", ""),
        ("", ""), ("a" + " " * 24, "a"), ("a" + " " * 25, ""), ("\xe9a\xe9=", "a"), ("a) ", ""),
        ("key_- : ", "key_"),
    ],
)  # fmt: skip
def test_the_name_before_a_value(before: str, name: str) -> None:
    assert key_before(before) == name
