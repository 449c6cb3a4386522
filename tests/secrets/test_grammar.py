"""The grammar of names and values: every form with a value made at run time, names, file kinds, and the
errors that each part has."""

from __future__ import annotations

import base64
import keyword
import random
import re
import string
import sysconfig
from functools import cache
from pathlib import Path

import pytest

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector
from dlinter.detectors.randomness import is_drawn, is_random
from dlinter.model.names import Holds, holds
from dlinter.model.secret import Basis, Pair
from dlinter.model.text import Span, Text
from dlinter.secrets.finder import Finder
from dlinter.secrets.grammar.kinds import FileKind, kind_of
from dlinter.secrets.grammar.values import weak
from dlinter.secrets.patterns import Pattern
from dlinter.secrets.scanner import MOST
from dlinter.secrets.sieve import SIEVES
from dlinter.secrets.sighting import Sighting

from .layers import ALNUM, detectors, engine, password, scan

FINDER = Finder(detectors("generic", "files"))
NAMED = next(d for d in detectors("generic") if d.id == "generic-secret")


def token(seed: object, size: int = 32) -> str:
    chooser = random.Random(f"token {seed}")
    return "".join(chooser.choices(ALNUM, k=size - 2)) + "4q"


def found(data: bytes, path: str) -> list[str]:
    """The secrets of a file of a layer that the sieve leaves, by the prefilter and the detectors of forms."""
    return [
        f.candidate.secret.reveal()
        for f in scan({path: b"# first\n" + data + b"\n# last\n"}).found
        if not f.candidate.sieved
    ]


FORMS = [
    # shells and files of variables
    (".env", "API_TOKEN={}"),
    (".env", "export API_TOKEN='{}'"),
    ("run.sh", "declare -x API_TOKEN={}"),
    ("run.csh", "setenv API_TOKEN {}"),
    ("run.fish", "set -gx API_TOKEN {}"),
    ("run.ps1", '$env:API_TOKEN = "{}"'),
    ("run.bat", "set API_TOKEN={}"),
    ("run.sh", "API_TOKEN=${{API_TOKEN:-{}}}"),
    ("run.sh", "docker run -e API_TOKEN={} image"),
    ("run.sh", "cat > .env <<EOF\nAPI_TOKEN={}\nEOF"),
    # make
    ("Makefile", "API_TOKEN ?= {}"),
    ("Makefile", "API_TOKEN ::= {}"),
    ("Makefile", "API_TOKEN += {}"),
    # settings
    ("a.ini", "[main]\napi_token = {}"),
    ("a.properties", "app.api.token={}"),
    ("a.toml", 'api_token = "{}"'),
    ("a.yaml", "api_token: {}"),
    ("a.yaml", "api_token: |\n  {}"),
    ("a.yaml", "api_token: >-\n  {}"),
    ("a.yaml", "{{user: ci, api_token: {}}}"),
    ("a.yaml", "env:\n  - name: API_TOKEN\n    value: {}"),
    ("a.json", '{{"apiToken": "{}"}}'),
    ("a.json", '{{"text": "{{\\"apiToken\\": \\"{}\\"}}"}}'),
    ("a.json", '{{\n "name": "api_token",\n "value": "{}"\n}}'),
    ("a.xml", "<apiToken>{}</apiToken>"),
    ("a.xml", '<property name="api.token" value="{}"/>'),
    ("web.config", '<add key="ApiToken" value="{}" />'),
    ("a.plist", "<key>ApiToken</key>\n<string>{}</string>"),
    ("a.tf", 'variable "api_token" {{\n  default = "{}"\n}}'),
    # code
    ("a.py", 'os.environ["API_TOKEN"] = "{}"'),
    ("a.py", "config['api']['token'] = '{}'"),
    ("a.py", 'TOKEN = os.getenv("API_TOKEN", "{}")'),
    ("a.go", 'cfg := Config{{APIToken: "{}"}}'),
    ("a.php", "define('API_TOKEN', '{}');"),
    ("a.php", '$apiToken ??= "{}";'),
    ("a.rb", ":api_token => '{}',"),
    ("A.java", 'properties.setProperty("api.token", "{}");'),
    ("a.ts", 'private readonly apiToken: string = "{}";'),
    ("a.rs", 'const API_TOKEN: &str = "{}";'),
    ("a.kt", 'val apiToken: String = "{}"'),
    ("a.js", 'const token = process.env.API_TOKEN || "{}";'),
    ("A.cs", 'var c = "Server=db;User ID=svc;Password={};Encrypt=true";'),
    # SQL
    ("a.sql", "CREATE USER 'shop'@'%' IDENTIFIED BY '{}';"),
    ("a.sql", "ALTER ROLE shop WITH PASSWORD '{}';"),
    # servers
    ("redis.conf", "requirepass {}"),
    ("redis.conf", "masterauth {}"),
    ("nginx.conf", "proxy_set_header X-Api-Key {};"),
    ("httpd.conf", "SetEnv API_TOKEN {}"),
    ("ldap.conf", "bindpw {}"),
    ("wpa_supplicant.conf", 'psk="{}"'),
    ("ipsec.secrets", '%any : PSK "{}"'),
    ("named.conf", 'key "rndc-key" {{ secret "{}"; }};'),
    # commands, also of a history
    (".bash_history", "app --password {}"),
    (".bash_history", "docker login -u ci -p {} registry.shop.io"),
    (".bash_history", "echo 'root:{}' | chpasswd"),
    (".bash_history", "openssl enc -aes-256-cbc -pass pass:{} -in a"),
    (".bash_history", "keytool -genkey -storepass {}"),
    (".bash_history", "vault operator unseal {}"),
    (".bash_history", "bundle config gems.shop.io ci:{}"),
    (".bash_history", "curl -u ci:{} https://shop.io"),
    (".bash_history", "twine upload -u ci -p {} dist/a"),
    (".bash_history", "helm registry login shop.io -u ci -p {}"),
    (".bash_history", "sqlcmd -S db -U sa -P {}"),
]  # fmt: skip


@pytest.mark.parametrize("path,form", FORMS, ids=[f"{p}-{n}" for n, (p, _) in enumerate(FORMS)])
def test_every_form(path: str, form: str) -> None:
    for seed in range(3):
        value = token(f"{form} {seed}")
        assert found(form.format(value).encode(), f"srv/{path}") == [value]


@pytest.mark.parametrize(
    "value",
    [
        base64.b64encode(random.Random(1).randbytes(16)).decode(),
        base64.b64encode(random.Random(2).randbytes(48)).decode() + "." + token(3, 40),
        base64.b64encode(random.Random(4).randbytes(5000)).decode(),
        "q9;Xk7" + "zQ4w1",
        "".join(random.Random(5).choices(string.ascii_letters + "!#$%&*+-=?@^_~", k=30)) + "7aB!",
        "f81d4fae-7dec-" + "41d0-a765-00a0c91e6bf6",
    ],
    ids=["base64", "dotted", "long", "semicolon", "signs", "uuid"],
)
def test_values(value: str) -> None:
    assert found(f'SESSION_SECRET="{value}"'.encode(), "srv/.env") == [value]


def test_a_password_without_a_digit_where_it_is_set() -> None:
    value = "Keeper" + "OfTheShop"
    text = Text(f"ENV POSTGRES_PASSWORD={value}\n".encode())
    pair = Pair("POSTGRES_PASSWORD", value, Span(22, 22 + len(value)))
    assert [c.sieved for c in FINDER(text, [pair])] == [""]
    assert found(f"POSTGRES_PASSWORD={value}".encode(), "srv/.env") == [value]
    assert found(f'label_password = "{value}"'.encode(), "srv/a.py") == []


@pytest.mark.parametrize("value,is_one",
    [("postgres", True), ("hunter2", True), ("redis123", True), ("changeme", False),
        ("$POSTGRES_PASSWORD", False), ("", False)])
def test_a_guessable_password_is_said_to_be_one(value: str, is_one: bool) -> None:
    text = Text(f"ENV POSTGRES_PASSWORD={value}\n".encode())
    told = [
        (c.detector, c.basis, c.confidence, c.sieved)
        for c in FINDER(text, [Pair("POSTGRES_PASSWORD", value, Span(22, 22 + len(value)))])
        if not c.sieved
    ]
    assert told == ([("guessable-password", Basis.WEAK, "low", "")] if is_one else [])
    assert bool(found(f"    POSTGRES_PASSWORD: {value}".encode(), "srv/compose.yaml")) is is_one


@pytest.mark.parametrize(
    "name", ["pass", "PASS", "dbPass", "keystorePass", "DB_PW", "password", "requirepass", "bindpw",
        "POSTGRES_PASSWORD", "spring.datasource.password", "userPwd"]
)
def test_names_of_passwords(name: str) -> None:
    assert holds(name) is Holds.PASSWORD


@pytest.mark.parametrize("name",
    ["API_TOKEN", "apiKey", "X-Api-Key", "client_secret", "FERNET_KEY", "authtoken", "storageaccountkey",
        "AUTH_TOKEN_ACME"])
def test_names_of_tokens(name: str) -> None:
    assert holds(name) is Holds.TOKEN


@pytest.mark.parametrize("name", ["db_key_base", "SNYK_KEY", "cypress_record_key", "AUTH_SALT"])
def test_names_of_keys(name: str) -> None:
    assert holds(name) is Holds.KEY


@pytest.mark.parametrize(
    "name",
    ["GITHUB_TOKEN_COMMIT", "TOKEN_ID", "SECRET_CHECKSUM", "SECRET_SHA256", "TOKEN_MD5", "KEY_UUID",
        "TOKEN_RELEASE", "tokenCount", "password_file", "public_key", "cache_key", "GPG_KEY", "primaryKey",
        "monkey", "compass", "TIKTOKEN", "secretary", "modified", "namespaces", "key"],
)
def test_names_of_others(name: str) -> None:
    assert holds(name) is Holds.NOTHING


PROVIDER = Detector(
    id="acme",
    provider="Acme",
    title="t",
    pattern=assigned("okta|dify|spaces|vault", "[0-9a-f]{40}"),
    keywords=("okta",),
    matches=(),
    boundary=True,
)


@pytest.mark.parametrize("name,is_one", [
    ("OKTA_API_TOKEN", True), ("my_okta_key", True), ("myOktaToken", True), ("oktatoken", True),
    ("VAULT_TOKEN", True),
    ("rookTable", False), ("modified", False), ("namespaces", False), ("vaults", False),
    ("OKTA_COMMIT", False), ("OKTA_APP_ID", False), ("OKTA_CHECKSUM", False),
    ("VAULT_SHA256", False), ("VAULT_MD5", False), ("OKTA_UUID", False), ("OKTA_RELEASE", False),
    ("OKTA_TOKEN_COMMIT", False), ("OKTA_GIT_COMMIT_SHA", False),
])  # fmt: skip
def test_a_provider_is_named_at_the_start_of_a_word(name: str, is_one: bool) -> None:
    value = random.Random(name).randbytes(20).hex()
    assert bool(list(Pattern(PROVIDER, 0).spans(f"{name}={value}\n".encode()))) is is_one


@pytest.mark.parametrize("path,head,kind", [
    ("srv/.env", b"", FileKind.SETTING), ("", b"", FileKind.SETTING),
    ("etc/redis.conf", b"", FileKind.SETTING), ("root/.bash_history", b"", FileKind.SHELL),
    ("a/Makefile", b"", FileKind.SHELL),
    ("a.py", b"", FileKind.CODE), ("usr/bin/tool", b"#!/usr/bin/env python3\n", FileKind.CODE),
    ("usr/bin/tool", b"#!/bin/sh\n", FileKind.SHELL), ("usr/bin/tool", b"\x7fELF", FileKind.CODE),
    ("a.json", b"", FileKind.DATA), ("srv/config.json", b"", FileKind.SETTING),
    ("x/page", b"<?xml version", FileKind.MARKUP), ("notes.txt", b"", FileKind.TEXT),
    ("srv/envfile", b"A=b\nB=c\nC=d\n", FileKind.SETTING),
])  # fmt: skip
def test_file_kinds(path: str, head: bytes, kind: FileKind) -> None:
    assert kind_of(path, head) is kind


@cache
def written() -> tuple[str, ...]:
    """10,000 texts of the Python installation that nobody drew: identifiers, dotted names, paths, versions,
    words of its sources, 8 to 60 characters long."""
    seen: set[str] = set()
    root = Path(sysconfig.get_path("stdlib"))
    for path in sorted(root.glob("*.py")) + sorted(root.glob("[a-z]*/*.py")):
        seen.update(re.findall(r"[A-Za-z_][A-Za-z0-9_./\-]{7,59}", path.read_text("utf-8", "ignore")))
        seen.add(str(path.relative_to(root)))
    texts = sorted(t for t in seen if not keyword.iskeyword(t))
    return tuple(random.Random(9).sample(texts, 10_000))


def drawn(alphabet: str, least: int = 16, most: int = 40, count: int = 10_000) -> list[str]:
    chooser = random.Random(f"drawn {alphabet}")
    return ["".join(chooser.choices(alphabet, k=chooser.randint(least, most))) for _ in range(count)]


ALPHABETS = {
    "small": (string.ascii_lowercase + string.digits, 0.02), "alnum": (ALNUM, 0.01),
    "base64": (ALNUM + "+/", 0.01), "hex": ("0123456789abcdef", 0.03),
    "capitals": (string.ascii_uppercase + "234567", 0.01), "signs": (ALNUM + "!#%&*+-=?@^_~", 0.01),
}  # fmt: skip


@pytest.mark.parametrize("name", ALPHABETS)
def test_drawn_values_are_random(name: str) -> None:
    """Of 10,000 values of 16 to 40 characters, at most this share is taken for words."""
    alphabet, most = ALPHABETS[name]
    assert sum(not is_random(v) for v in drawn(alphabet)) / 10_000 <= most


def test_written_texts_are_not_random() -> None:
    """Of 10,000 texts of the Python installation at most 7 % look drawn (capitals with underscores, most of
    them)."""
    assert sum(is_random(t) for t in written()) / 10_000 <= 0.07


@pytest.mark.parametrize("size", [8, 12, 20])
def test_a_drawn_value_is_told_from_a_written_one_by_itself(size: int) -> None:
    chooser = random.Random(size)
    values = ["".join(chooser.choices(ALNUM, k=size - 1)) + "7" for _ in range(10_000)]
    assert sum(not is_drawn(v) for v in values) / 10_000 <= 0.01
    assert sum(map(is_drawn, written())) / 10_000 <= 0.03


@pytest.mark.parametrize("path", [".env", "a.py", "notes.txt", "a.json", "run.sh"])
@pytest.mark.parametrize("key", ["API_TOKEN", "DB_PASSWORD"])
def test_weak_drops_few_drawn_values_and_most_written_ones(path: str, key: str) -> None:
    """Of `[a-z0-9]{16,40}` at most 2 % (3 % where a program holds them: values without a digit, or shorter
    than 18) are dropped; of texts that somebody wrote, outside of settings, at most 2 % pass; in a setting a
    password may be a word."""
    kind = kind_of(path)

    def passes(value: str) -> bool:
        return not weak(Sighting(NAMED, value, f'{key}="', '"', key, path, kind))

    values = drawn(
        string.ascii_lowercase + string.digits, 18 if kind in (FileKind.CODE, FileKind.DATA) else 16
    )
    assert sum(not passes(v) for v in values) / len(values) <= (0.02 if kind is FileKind.SETTING else 0.03)
    if kind is not FileKind.SETTING:
        assert sum(passes(t) for t in written()) / 10_000 <= 0.02


@pytest.mark.parametrize("sieve", SIEVES, ids=lambda s: s.__name__)
def test_each_part_of_the_sieve_drops_few_drawn_values(sieve) -> None:  # type: ignore[no-untyped-def]
    """At most 1 % of 10,000 drawn values of a setting (`made_of_words`: 2 %)."""
    values = drawn(string.ascii_lowercase + string.digits)
    dropped = sum(bool(sieve(Sighting(NAMED, v, "API_TOKEN=", "", "API_TOKEN", "srv/.env"))) for v in values)
    assert dropped / len(values) <= (0.02 if sieve.__name__ == "made_of_words" else 0.01)


def test_names_of_the_python_installation_hold_no_secrets() -> None:
    """Of 10,000 names that somebody wrote at most 2 % say password, token or key."""
    assert sum(holds(name.split("/")[-1]) is not Holds.NOTHING for name in written()) / 10_000 <= 0.02


def test_written_values_under_names_of_others() -> None:
    lines = "".join(
        f"{name} = {value}\n"
        for name, value in zip(
            ("file_id", "commit", "sha256", "path", "title") * 2000, written(), strict=True
        )
    )
    assert found(lines.encode(), "srv/a.conf") == []


def test_many_refused_candidates_hide_nothing() -> None:
    value = token("behind")
    lines = "".join(
        f"https://user:pass{n}@host.example/\nDB_PASSWORD=changeme{n}\n" for n in range(MOST + 500)
    )
    assert value in found(f"{lines}API_TOKEN={value}".encode(), "srv/.env")


def test_two_equal_secrets_of_a_line_are_two() -> None:
    value = token("twice")
    assert found(f'A_TOKEN="{value}" B_TOKEN="{value}"'.encode(), "srv/a.txt") == [value, value]


def test_the_engine_of_the_tests_has_the_forms() -> None:
    assert {p.detector.id for p in engine().patterns} >= {
        "generic-secret",
        "generic-directive",
        "generic-named-value",
        "generic-block-value",
        "sql-password",
    }
    assert password(1)
