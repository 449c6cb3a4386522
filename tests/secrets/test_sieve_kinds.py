"""What was called a secret in packages that nobody had looked at, by kind, and beside each kind what stays
one."""

from __future__ import annotations

import base64
import hmac
import json
import random

import pytest

from dlinter.secrets.finder import Finder
from dlinter.secrets.matcher import all_matches, best
from dlinter.secrets.sieve.cut_short import cut_short
from dlinter.secrets.sighting import Sighting

from .layers import detectors, password

FINDER = Finder(detectors("generic", "keys", "services", "commerce_tokens", "files"))
PYTHON = "usr/lib/python3/site-packages/"
VALUE = password(41, 24)


def judged(text: str, path: str) -> list[str]:
    data = text.encode("latin-1")
    return [m.sieved for m in best(all_matches(FINDER.possible(data), data, path))]


@pytest.mark.parametrize(
    "text",
    [
        "sign_key: E7" + "09712C",
        "ubuntu_signing_key: 0xA14F" + "E591",
        "REPO_GPG_SIGN_KEY=4E8C1D0A" + "79EA5ED4",
    ],
)
def test_ids_of_openpgp_keys(text: str) -> None:
    assert judged(text, "srv/zabbix.yml") in ([], ["public key or certificate"])


@pytest.mark.parametrize("text", ["db_password: E7" + "09712C", "signing_key: 4e8c1d0a" + "79ea5ed4"])
def test_hex_that_is_no_id(text: str) -> None:
    assert judged(text, "srv/zabbix.yml") == [""]


def test_media_types() -> None:
    line = "  jsonSchemaToken: 'application/vnd.shop.openapi;version=3.1.0',"
    assert judged(line, "srv/bundle.js") == []
    assert judged(line.replace("application/vnd.shop.openapi;version=3.1.0", VALUE), "srv/bundle.js") == [""]


def test_a_name_in_a_list_of_fields() -> None:
    line = 'format = "*User-Name::LM-Password:NT-Password:SMB-Account-CTRL-TEXT::"'
    assert judged(line, "etc/smbpasswd") == []
    assert judged(f"NT-Password: {VALUE}", "etc/smbpasswd.conf") == [""]


def test_comments_behind_statements_of_a_package() -> None:
    line = f'    task.clusters,  # for instance {{self.CLUSTER_TOKEN: "{VALUE}"}}'
    assert judged(line, f"{PYTHON}shop/a.py") == ["documentation or test of a package"]
    assert judged(line, "srv/shop/a.py") == [""]
    assert judged(line.replace("for instance", "e.g."), "srv/shop/a.py") == ["documentation example"]
    assert judged(f'a = " # "; CLUSTER_TOKEN = "{VALUE}"', f"{PYTHON}shop/a.py") == [""]


def test_documentation_of_ansible_modules() -> None:
    text = f'#!/usr/bin/python\nimport x\nx = 1\n\nEXAMPLES = r"""\n- shop:\n    password: "{VALUE}"\n"""\n'
    path = f"{PYTHON}ansible_collections/shop/plugins/modules/shop.py"
    assert judged(text, path) == ["documentation or test of a package"]
    assert judged(text.replace("EXAMPLES", "SETTINGS"), path) == [""]
    assert judged(text, "srv/shop/a.py") == [""]


def test_names_that_begin_like_a_token() -> None:
    name = "sandbox_" + "config_user_policy_experimental_seatbelt"
    assert judged(f"    {name}: Policy", "srv/shop/rpc.py") in ([], ["made of words"])
    token = "sandbox_" + password(42, 40)
    assert judged(f'    client = Client("{token}")', "srv/shop/rpc.py") == [""]


def test_openssh_keys_that_are_cut_short() -> None:
    seen = Sighting(FINDER._patterns[0].detector, "")

    def key(size: int) -> Sighting:
        body = base64.b64encode(b"openssh-key-v1\0" + bytes(size - 15)).decode()
        mark = "OPENSSH " + "PRIVATE KEY-----"
        return Sighting(seen.detector, f"-----BEGIN {mark}\n{body}\n-----END {mark}")

    assert cut_short(key(54)) == "key is cut short" and cut_short(key(198))
    assert not cut_short(key(201))


def jwt(secret: bytes) -> str:
    def part(data: bytes) -> str:
        return base64.urlsafe_b64encode(data).decode().rstrip("=")

    head, claims = json.dumps({"alg": "HS384"}).encode(), json.dumps({"msg": "shop 7Rk2"}).encode()
    signed = f"{part(head)}.{part(claims)}"
    return f"{signed}.{part(hmac.digest(secret, signed.encode(), 'sha384'))}"


def test_tokens_signed_with_a_secret_of_documentation() -> None:
    documented = b"a-string-secret-at-least-" + b"256-bits-long"
    assert judged(jwt(documented), "srv/a.txt") == ["documentation example"]
    assert judged(jwt(documented + b"!"), "srv/a.txt") == [""]


def test_what_is_said_not_to_be_a_key() -> None:
    assert judged(f"Not a Private Key: {VALUE}", "srv/a.txt") == ["placeholder"]
    assert judged(f"Note the Private Key: {VALUE}", "srv/a.txt") == [""]


def test_commands_in_comments() -> None:
    line = "mysql -uroot -prootpass shop < schema.sql"
    assert judged(f"#   {line}", "etc/schema.sql") == ["documentation example"]
    assert judged(line, "srv/run.sh") == [""]
    assert judged(f"#   {line}".replace("rootpass", "k7Rk2pLq9z"), "etc/schema.sql") == [""]


def test_private_keys_in_comments_of_packages() -> None:
    body = base64.b64encode(random.Random(43).randbytes(1190)).decode()
    mark = "RSA " + "PRIVATE KEY-----"
    key = f"'-----BEGIN {mark}\\nMIIEowIBAAKCAQEA{body}\\n-----END {mark}'"
    module = "srv/node_modules/shop/cli.js"
    assert judged(f"     *   private_key:\n     *     {key}", module) == [
        "documentation or test of a package"
    ]
    assert judged(f"     const key =\n        {key}", module) == [""]
    assert judged(f"     *   private_key:\n     *     {key}", "srv/shop/cli.js") == [""]
    text = f'def login(key):\n    """Logs in.\n\n    login({key})\n    """\n'
    assert judged(text, f"{PYTHON}shop/a.py") == ["documentation or test of a package"]
    assert judged(text, "srv/shop/a.py") == [""]


def test_a_regular_expression_under_a_tokens_name() -> None:
    assert judged('_BEARER_TOKEN = re.compile(r"[-A-Za-z0-9._~+/]+=*")', "srv/shop/a.py") == []


def test_settings_of_a_packages_own_tests() -> None:
    line = f'SECRET_KEY = "u@x-{password(44, 40)}"'
    assert judged(line, f"{PYTHON}shop/runtests/settings.py") == ["documentation or test of a package"]
    assert judged(line, f"{PYTHON}shop/settings.py") == [""]
    assert judged(line, "srv/shop/runtests/settings.py") == [""]
