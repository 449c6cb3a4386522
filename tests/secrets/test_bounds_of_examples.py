"""Addresses, keys and services that everybody knows: what has to be there for a value to be one of them."""

from __future__ import annotations

import base64

import pytest

from dlinter.model.secret import Basis, Sieved
from dlinter.secrets.grammar.kinds import FileKind, kind_of
from dlinter.secrets.sieve.base64_run import _is_random, inside_base64
from dlinter.secrets.sieve.cut_short import cut_short
from dlinter.secrets.sieve.generated import generated_file
from dlinter.secrets.sieve.known import digest_of, known_example
from dlinter.secrets.sieve.public import is_public
from dlinter.secrets.sieve.services import _begins_so, of_service
from dlinter.secrets.sieve.urls import example_url
from dlinter.values import replace

from .test_limits import CODE, FORMAT, HEX, NAMED, SETTING, TEXT, drawn, seen

URL = replace(NAMED, basis=Basis.URL, confidence="medium", password=None)
LOW = replace(NAMED, basis=Basis.FORMAT, confidence="low")
HOST = "@db.acme.io/x"
PACKAGE = "usr/lib/python3/site-packages/a/conf.ini"


@pytest.mark.parametrize(
    ("value", "after", "before", "kind", "path", "reason"),
    [
        ("kq7zk3pw", HOST, "ci:", TEXT, "", ""), ("kqzkpwxv", HOST, "ci:", TEXT, "", Sieved.EXAMPLE),
        ("kqzkpwxv", HOST, "ci:", SETTING, "", ""), ("kqzkpwxv", HOST, "kqzkpwxv:", SETTING, "", ""),
        ("kqzkpwxv", HOST, "kqzkpwxv:", SETTING, PACKAGE, Sieved.EXAMPLE),
        ("kqzkpwxv", HOST, "ci:", SETTING, PACKAGE, ""),
        ("kq7zk3pw", HOST, "kq7zk3pw:", SETTING, PACKAGE, ""),
        # the usual words; in a setting a word of letters may be meant
        ("pass", HOST, "ci:", SETTING, "", Sieved.EXAMPLE), ("abc", HOST, "ci:", SETTING, "", ""),
        ("abc", HOST, "ci:", TEXT, "", Sieved.EXAMPLE), ("12345", HOST, "ci:", SETTING, "", Sieved.EXAMPLE),
        ("123456", HOST, "ci:", SETTING, "", ""), ("x{y}7kqzkpw", HOST, "ci:", SETTING, "", Sieved.EXAMPLE),
        # what is no password
        ("kq7/zk3pw", HOST, "ci:", SETTING, "", Sieved.NO_PASSWORD),
        ("kq7(zk3pw", HOST, "", TEXT, "", Sieved.NO_PASSWORD),
        ("kq7,zk3pw", HOST, "ci:", SETTING, "", Sieved.NO_PASSWORD),
        ("kq7zk3pw:", HOST, "", TEXT, "", Sieved.NO_PASSWORD),
        ("kq7:zk3pw", HOST, "ci:", SETTING, "", ""),
        ("tiger77", HOST, "scott:", SETTING, "", Sieved.EXAMPLE),
        ("tiger77", HOST, "scotty:", SETTING, "", ""),
        ("xtiger77", HOST, "scott:", SETTING, "", ""),
        ("Tiger77", HOST, "scott:", SETTING, "", Sieved.EXAMPLE),
        # hosts
        ("kq7zk3pw", "", "ci:", SETTING, "", Sieved.EXAMPLE),
        ("kq7zk3pw", "/x", "ci:", SETTING, "", Sieved.EXAMPLE),
        ("kq7zk3pw", "@example.com/", "ci:", TEXT, "", Sieved.EXAMPLE),
        ("kq7zk3pw", "@example.com/", "ci:", SETTING, "", ""),
        ("kq7zk3pw", "@127.0.0.1/", "ci:", TEXT, "", Sieved.EXAMPLE),
        ("kq7zk3pw", "@[::1]/", "ci:", TEXT, "", Sieved.EXAMPLE),
        # signs that are encoded
        ("kq7%2Fzkp", HOST, "ci:", TEXT, "", ""), ("kq%2Fzkpw", HOST, "ci:", TEXT, "", Sieved.NO_PASSWORD),
        ("kq7%2Fzkp", "", "ci:", TEXT, "", Sieved.NO_PASSWORD),
        ("kq7%2Fzk", HOST, "ci:", TEXT, "", Sieved.NO_PASSWORD),
        ("user7%2Fz", HOST, "ci:", TEXT, "", Sieved.NO_PASSWORD),
        ("kq7%zzkpw", HOST, "ci:", TEXT, "", Sieved.EXAMPLE),
    ],
)  # fmt: skip
def test_passwords_of_addresses(
    value: str, after: str, before: str, kind: FileKind, path: str, reason: str
) -> None:
    one = seen(value, "", kind, before=f"https://{before}", after=after, path=path, detector=URL)
    if value in ("kq7%2Fzkp", "kq7%2Fzk"):  # eight letters decoded, and seven
        one = replace(one, value=value.replace("kq7", "kq7x") if value == "kq7%2Fzkp" else value)
    assert example_url(one) == reason
    assert example_url(replace(one, detector=NAMED)) == ""


def test_a_password_that_its_detector_reads() -> None:
    own = replace(URL, basis=Basis.FORMAT, password=lambda value: value.partition(":")[2])
    for value, reason in (("ci:pass", Sieved.EXAMPLE), ("ci:kq7zk3pw", ""), ("pass:kq7zk3pw", "")):
        assert example_url(seen(value, detector=own)) == reason


def claims(text: bytes) -> str:
    return "eyJhbGciOiJIUzI1NiJ9." + base64.urlsafe_b64encode(text).decode().rstrip("=") + "." + drawn(20)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("kq7EXAMPLE", Sieved.EXAMPLE), ("EXAMPLEkq7", ""), ("kq7EXAMPLEKEYx", Sieved.EXAMPLE),
        ("kq7EXAMPLETOKEN", Sieved.EXAMPLE), ("kq7EXAMPLETOKENx", ""),
        (drawn(12) + "EXAMPLE" + drawn(13), Sieved.EXAMPLE), (drawn(12) + "EXAMPLE" + drawn(12), ""),
        (drawn(12) + "EXAMPLE-----" + drawn(13), ""), (drawn(40), ""),
        (claims(b'{"sub":"1234567890"}'), Sieved.EXAMPLE), (claims(b'{"name": "John Doe"}'), Sieved.EXAMPLE),
        (claims(b'{"iss" : "joe"}'), Sieved.EXAMPLE), (claims(b'{"sub":"12345678901"}'), ""),
        ("x" + claims(b'{"sub":"1234567890"}'), ""),
    ],
)  # fmt: skip
def test_published_values(value: str, reason: str) -> None:
    assert known_example(seen(value)) == reason


def test_published_digests(monkeypatch: pytest.MonkeyPatch) -> None:
    values = ("kq7zk3p", "kq7zk3pw")
    known = {digest_of(value) for value in values}
    monkeypatch.setattr("dlinter.secrets.sieve.known.published", lambda: known)
    assert [known_example(seen(value)) for value in (*values, "kq7zk3px")] == ["", Sieved.PUBLISHED, ""]
    digits = drawn(64, HEX)
    assert digest_of(digits) == digest_of("0x" + digits) == digest_of(digits.upper()) != digest_of(digits[1:])
    assert digest_of("1x" + digits) != digest_of(digits) and digest_of("A") != digest_of("a")
    block = "-----BEGIN A-----\n{}\n-----END A-----"
    assert digest_of(block.format("abc")) == digest_of("abc") == digest_of(block.format(r"a\nb\rc\t"))
    assert digest_of(block.format("")) != digest_of("")


def test_a_run_of_letters_that_change() -> None:
    """More than one change in three letters, capitals and small letters."""
    for run, random in (
        ("aBcDeF", True), ("aaaBBB", False), ("aaBccD", True), ("aaaBcc", False), ("abcdef", False),
        ("a1b2c3", False), ("A1B2C3", False), ("a1B2", True), ("", False),
    ):  # fmt: skip
        assert _is_random(run) is random, run


def test_a_line_of_uuencoded_data() -> None:
    line = "M" + "5AB-C7*(" * 7 + "1234"
    for text, found in (
        (line, True), (line + "\r", True), (line[:-1], False), (line + "x", False), ("N" + line[1:], False)
    ):  # fmt: skip
        one = seen(text[20:40], before=text[:20], after=text[40:])
        assert bool(inside_base64(one)) is found, text
        assert not inside_base64(replace(one, named=False))
        assert not inside_base64(replace(one, detector=FORMAT))


def test_tokens_end_to_end_are_no_run() -> None:
    run = drawn(45)
    for value, after, found in (
        ("ghx_abc", "ghx_" + run, False), ("ghx_abc", "ghy_" + run, True), ("ghx_abc", run, True),
        ("abc", run, True),
    ):  # fmt: skip
        assert bool(inside_base64(seen(value, after=after))) is found, (value, after)


@pytest.mark.parametrize(
    ("name", "value", "fits"),
    [
        ("snyk_token", "f81d4fae-7dec-41d0-a765-00a0c91e6bf6", True), ("snyk_token", drawn(30), False),
        ("snyk_token", "newer_" + drawn(30), None), ("snyk_token", "snyk_" + drawn(30), True),
        ("snyk_host", drawn(30), None), ("snyk", drawn(30), None), ("my_snyk_api_token", drawn(30), False),
        ("mysnyk_token", drawn(30), None), ("snyk_webhook_token", drawn(30), None),
        ("acme_token", drawn(30), None),
        ("cursor_api_key", drawn(30), None), ("cursor_api_key", "key_" + drawn(30), False),
        ("cursor_api_key", "key_" + drawn(64, HEX), True), ("airbrake_key", drawn(32), True),
        ("airbrake_key", drawn(33), False), ("airbrake_key", drawn(40), True),
        ("airbrakekey", drawn(33), False),
        ("bitly_client_secret", drawn(33), None), ("bitly_api_key", drawn(33), False),
        ("bitly_api_key", drawn(40), True),
        ("flickr_client_secret", drawn(33), False),
        ("auth_0_token", drawn(33), False),
    ],
)  # fmt: skip
def test_keys_of_services(name: str, value: str, fits: bool | None) -> None:
    assert of_service(name, value) is fits


def test_a_prefix_of_a_form() -> None:
    form = "key_[0-9a-f]{64}|(?:sk|pk)_x"
    for value, begins in (
        ("key_1", True), ("sk_1", True), ("pk_1", True), ("ke_1", False),
    ("xk_1", False), ("key1", False),
    ):  # fmt: skip
        assert _begins_so(form, value) is begins, value


def test_what_is_shown_to_everybody() -> None:
    address = "0x" + drawn(40, HEX)
    for value, key, found in (
        (address, "WALLET", True), (address, "WALLET_SECRET", False), (address + "0", "WALLET", False),
        ("AAAAB3NzaC1" + drawn(20), "KEY", True), ("x" + "AAAAB3NzaC1", "KEY", False),
        ("pub" + drawn(32, HEX), "KEY", True), (drawn(32), "SITE_KEY", True), (drawn(32), "", False),
    ):  # fmt: skip
        assert bool(is_public(seen(value, key, detector=LOW))) is found, (value, key)
        assert bool(is_public(seen(value, key, detector=FORMAT))) is value.startswith("AAAA"), (value, key)


def test_where_examples_of_packages_stand() -> None:
    package = "usr/lib/node_modules/a/"
    for path, kind, before, reason in (
        (package + "a.map", CODE, "", Sieved.GENERATED), ("srv/b.map", CODE, "", Sieved.GENERATED),
        (package + "a.js", CODE, "// ", Sieved.DOCUMENTATION_OR_TEST), (package + "a.js", CODE, "x ", ""),
        ("srv/a.js", CODE, "// ", ""), (package + "a.js", SETTING, "// ", ""),
        (package + "usage.md", TEXT, "", Sieved.DOCUMENTATION_OR_TEST), ("srv/usage.md", TEXT, "", ""),
        (package + "test/a.js", CODE, "", Sieved.DOCUMENTATION_OR_TEST),
        ("srv/yarn.lock", CODE, "", Sieved.LOCK_FILE),
        ("usr/share/man/a", TEXT, "", Sieved.DOCUMENTATION),
    ):  # fmt: skip
        one = seen(drawn(20), kind=kind, path=path, before=before)
        assert generated_file(one) == reason, path
        low = "" if path == "srv/b.map" else reason
        assert generated_file(replace(one, detector=LOW)) == low, path
        assert generated_file(replace(one, detector=FORMAT)) == ""
    own = replace(FORMAT, self_made=True)
    assert generated_file(seen(drawn(20), path=package + "test/k.pem", detector=own))
    assert not generated_file(seen(drawn(20), path="srv/test/k.pem", detector=own))
    shown = seen(drawn(20), path=package + "a.py", kind=CODE, doctest=True)
    assert generated_file(shown) and not generated_file(replace(shown, path="srv/a.py"))
    assert not generated_file(replace(shown, detector=replace(FORMAT, expires=None)))
    assert generated_file(replace(shown, detector=replace(FORMAT, expires=lambda value: None)))


def test_half_of_a_key() -> None:
    """At most 200 bytes of it are asked for."""
    def key(length: int, there: int, kind: str = "") -> str:
        der = b"\x30\x82" + length.to_bytes(2, "big") + bytes(at % 251 for at in range(there - 4))
        body = base64.b64encode(der).decode()
        return f"-----BEGIN {kind}PRIVATE" + f" KEY-----\n{body}\n-----END {kind}PRIVATE" + " KEY-----"

    for length, there, short in ((300, 147, True), (300, 150, False), (500, 198, True), (500, 201, False)):
        for kind in ("", "RSA ", "EC ", "DSA "):
            assert bool(cut_short(seen(key(length, there, kind)))) is short, (length, there)
    for there in (195, 198, 201, 204):  # OpenSSH's format has no DER: a key of it has a least length
        assert bool(cut_short(seen(key(500, there, "OPENSSH ")))) is (there < 200), there


@pytest.mark.parametrize(
    ("path", "head", "kind"),
    [
        ("", b"", "setting"), ("srv/run", b"#!/bin/sh\n", "shell"),
        ("srv/run", b"#!/usr/bin/python3\n", "code"),
        ("srv/run", b"ab\0", "code"), ("srv/run", b"[main]\nx\n", "setting"), ("srv/run", b"{x", "data"),
        ("srv/run", b"[x", "text"), ("srv/run", b"[\"x", "data"),
        ("srv/run", b"  <?xml", "markup"), ("srv/run", b"<html>", "markup"),
        ("srv/run", b"A=b\nC=d\n", "setting"), ("srv/run", b"A=b\n", "text"),
        ("srv/run.x", b"A=b\nC=d\n", "text"),
        ("srv.d/run", b"A=b\nC=d\n", "setting"), ("srv/run", b"", "text"), ("a.zip!b/c.py", b"", "code"),
        ("a.py/b", b"", "text"), ("x" * 300 + ".py", b"", "code"),
    ],
)  # fmt: skip
def test_what_kind_of_file_it_is(path: str, head: bytes, kind: str) -> None:
    assert kind_of(path, head) == kind
