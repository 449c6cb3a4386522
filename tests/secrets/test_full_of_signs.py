"""Passwords full of signs, tokens in odd places: what looks like a template, a version or code is a value."""

from __future__ import annotations

import random
import string

import pytest

from dlinter.secrets.grammar.signs import full_of_signs

from .layers import scan, whole_engine

CHANCE = random.Random(31)
ALNUM, HEX = string.ascii_letters + string.digits, "0123456789abcdef"
SIGNS = "k{{h}q)w${e]zub(rdy[vmnds>-_$#lqi}}"
MIXED = "".join(CHANCE.choices(ALNUM, k=13)) + "kQ7"


def kept(path: str, text: str, value: str) -> bool:
    return any(
        value in f.candidate.secret.reveal()
        for f in scan({path: text.encode()}, with_engine=whole_engine()).found
        if not f.candidate.sieved
    )


@pytest.mark.parametrize("value", [SIGNS, "Tr!@#pA$[k(w^Zord&x", "a}b{c]d(e#f%g-hij"])
def test_full_of_signs(value: str) -> None:
    assert full_of_signs(value)


@pytest.mark.parametrize(
    "value",
    [
        "{{ .Values.db['password'] | b64enc }}#%",  # closed brackets
        "${DB_PASSWORD:-$(cat /run/secrets/x)}!",
        "x:${(Q)words[1]#*[=}:-%!&",  # a piece of zsh
        r"^(?=.*[A-Z])(?=.*[0-9])[^\s]{8,}$",
        "a)b-c_d",  # short, and few
        "a)b-c_d.e/f@ghi",  # six
        "k{{h}q)w${e]zub(rdy[v\n",
        "k{{h}q)w${e]zub(rdy[v" * 7,
    ],
)
def test_not_full_of_signs(value: str) -> None:
    assert not full_of_signs(value)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("srv/a.ini", 'db_pass = "{}"'),
        ("srv/a.java", 'String my_password = "{}";'),
        ("srv/a.cpp", 'std::string secret("{}");'),
        ("srv/a.go", 'if secret != "{}" {{'),
    ],
)
def test_a_password_of_a_manager(path: str, text: str) -> None:
    assert kept(path, text.format(SIGNS) + "\n", SIGNS)


def test_a_template_stays_one() -> None:
    for text in ('password = "{{ vault }}-[x]#(y)!%$&"', 'token = "${API_TOKEN}#[a]!(b)%&"'):
        found = scan({"srv/a.ini": text.encode()}, with_engine=whole_engine()).found
        assert all(f.candidate.sieved for f in found)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("srv/b.sh", "etcdctl put /shop/db_password {}"),
        ("srv/b.sh", "consul kv put -token=$T shop/db/password {}"),
        ("srv/b.sh", "http -a ci:{} https://shop.io/v1"),
        ("srv/b.sh", "influx write -b shop -o shop -t {}kQ7== 'm v=1'"),
        ("srv/b.sh", 'curl -u "{}:" https://shop.io/v1'),
        ("srv/a.txt", "jenkins.api.token=qW@{}"),
        ("srv/a.py", 'MAIL = "smtps://ci@shop.io:{}@smtp.shop.io:465"'),
        ("srv/a.txt", '$sonarLogin = "{h}"'),
        ("srv/a.log", "[DEBUG] using key={b}"),
        ("srv/a.env", "SHOP_API_KEY={m}"),
    ],
)
def test_more_ways(path: str, text: str) -> None:
    digits = "".join(CHANCE.choices(HEX, k=38)) + "7b"
    both = "9F4b2D7e1A3c8056d2E7f1B94a6C3d80"
    token = "".join(CHANCE.choices(ALNUM, k=29)) + "k7Q"
    value = {"{h}": digits, "{m}": both, "{b}": token}.get(text[text.index("{") :][:3], MIXED)
    assert kept(path, text.format(MIXED, h=digits, m=both, b=token) + "\n", value)


def test_what_only_resembles() -> None:
    digits = "".join(CHANCE.choices(HEX, k=38)) + "7b"
    for text in (
        f"[DEBUG] using key={digits[:39]}\n",  # no key is that long
        f"[DEBUG] using key={MIXED}-{MIXED}-\n",
        "etcdctl put /shop/colour " + MIXED + "\n",
    ):
        assert not kept("srv/a.log", text, digits[:20]) and not kept("srv/a.log", text, MIXED), text
    almost = digits[:20].upper()[:1] + "abcdefab0123456789abcdefab01234567F"
    assert not kept("srv/.env", f"SHOP_API_KEY={almost}\n", almost)
