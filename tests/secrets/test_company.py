"""Passwords of words that their company tells: a user beside them, a variable of a shell, a call."""

from __future__ import annotations

import random
import string

import pytest

from .layers import scan as scan_with
from .test_ways_to_write import everyday_engine, scan

CHOSEN = "copper-kettle" + "-481"
SIGNED = "Copper48Kettle" + "!"
AT = "Kettle@" + "4817"
DRAWN = "Zq7pLr2Xk9" + "Vw4Kp8"


def told(path: str, text: str) -> list[str]:
    return [
        f.candidate.secret.reveal()
        for f in scan({path: text.encode() + b"\n"}).found
        if not f.candidate.sieved
    ]


@pytest.mark.parametrize(
    ("path", "way"),
    [
        ("srv/db.js", "createPool({{host: 'db', user: 'shop', password: '{}'}})"),
        ("srv/db.php", "<?php return [\n 'user' => 'shop',\n 'pass' => '{}',\n];"),
        ("srv/p.exs", 'config :shop,\n  username: "shop",\n  password: "{}"'),
        ("srv/users.xml", '<u><user username="ops" password="{}" roles="all"/></u>'),
        ("srv/bw.json", '{{"login": {{"username": "admin", "password": "{}"}}}}'),
        (
            "srv/p.json",
            '[{{"key": "password", "value": "{}"}}, {{"key": "username", "value": "svc"}}]',
        ),
        (
            "srv/h.xml",
            '<a name="mail.username">shop</a>\n<a name="mail.password">{}</a>',
        ),
        ("etc/cron.daily/b", "BACKUP_PASSPHRASE={} backup create"),
        ("srv/Makefile", "DB_PASS ?= {}\nmigrate:"),
        ("srv/r.rsc", '/user add name=ops password="{}"'),
    ],
)
def test_a_password_of_words_in_company(path: str, way: str) -> None:
    assert told(path, way.format(CHOSEN)) == [CHOSEN]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("srv/a.js", f"field({{password: '{CHOSEN}'}})"),
        ("srv/de.json", '{"username": "username", "password": "copper-kettle-481"}'),
        ("srv/a.js", "form({user: 'shop', password: 'left-field-22'})"),
        ("srv/a.js", "form({user: 'shop', password: 'shop2024'})"),
        ("srv/a.json", '{"user": "{user}", "password": "copper-kettle-481"}'),
        ("srv/Makefile", "DB_PASS ?= new-pass-of-step-2\n"),
        ("etc/cron.daily/b", "BACKUP_PASSPHRASE=lib/test_this_2/x.y backup create"),
    ],
)
def test_names_in_company_are_names(path: str, text: str) -> None:
    assert told(path, text) == []


@pytest.mark.parametrize(
    ("path", "way"),
    [
        ("srv/w.h", '#define WIFI_PASS "{}"'),
        ("etc/php/fpm/pool.d/www.conf", "env[DB_PASSWORD] = {}"),
        ("srv/realm.json", '{{"credentials": [{{"type": "password", "value": "{}"}}]}}'),
        ("srv/K.java", 'keys.load(in, "{}".toCharArray());'),
        ("srv/a.js", "jwt.sign({{id: user.id}}, '{}', {{expiresIn: '1d'}})"),
        ("srv/mq.py", 'client.username_pw_set("shop", "{}")'),
        ("srv/j.go", 'var jwtSecret = []byte("{}")'),
        ("srv/login.exp", 'send "{}\\r"'),
        ("srv/login.tcl", 'set password "{}"'),
    ],
)
def test_a_password_with_a_sign_where_one_stands(path: str, way: str) -> None:
    assert told(path, way.format(SIGNED)) == [SIGNED]


@pytest.mark.parametrize(
    ("path", "way"),
    [
        ("srv/K.java", 'keys.load(in, "{}".toCharArray());'),
        ("root/todo.txt", "root password is {}"),
        ("srv/es.sh", "curl -s -u elastic:'{}' https://es.shop.example:9200/"),
        ("srv/main.go", 'sql.Open("mysql", "shop:{}@tcp(db:3306)/shop")'),
    ],
)
def test_a_password_with_a_number_behind_its_at_sign(path: str, way: str) -> None:
    assert told(path, way.format(AT)) == [AT]


@pytest.mark.parametrize("word", ["requirepass", "masterauth", "bindpw", "rootpw", "remote_password"])
def test_a_password_of_letters_in_a_setting_of_a_server(word: str) -> None:
    value = "KeeperOf" + "TheShop"
    assert told("etc/s.conf", f"port 6379\n{word} {value}\nsave 60 1") == [value]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("srv/a.js", f'loginPage("title", "{SIGNED}")'),
        ("srv/a.js", f'auth_message("greeting", "{SIGNED}")'),
        ("srv/a.yml", "DbSecret: arn:aws:secretsmanager:eu-west-1:123456789012:secret:shop/db-a1B2c3"),
        ("srv/s.yaml", f"kind: Secret\nstringData:\n  greeting: {SIGNED}\n  title: {SIGNED}"),
        ("srv/a.php", "auth_verifyPassword('password', ':B:5f1c9e3a:4f5d47b8" + "9a2e3f4d5c6b8d2f')"),
        ("srv/a.php", "verify_password('password', '$5$8f7QwLk2" + "ZpX0vBt7$Rk2pLq9zWxTnW7bkV9x2Lq8Zr4T')"),
        ("srv/a.php", "<?php define('APP_UNUSABLE_PASSWORD', '!unusable');"),
        ("srv/a.c", '#define PASSWORD_HINT "Copper48Kettle!"'),
        ("srv/a.js", 'tokens.push({"type": "keyword", "value": "Copper48Kettle!"})'),
    ],
)
def test_texts_and_names_of_resources_are_none(path: str, text: str) -> None:
    assert told(path, text) == []


@pytest.mark.parametrize(
    ("path", "way"),
    [
        ("srv/h.sh", "helm upgrade a b --set roleArn=arn:aws:iam::123456789012:role/app,dbPassword={}"),
        ("srv/h.env", "URL=https://h.example/?role=arn:aws:iam::123456789012:role/app&password={}"),
        ("srv/a.cs", 'var c = new LoginInfo("svc", "{}");'),
        ("srv/a.ts", 'await page.loginForm("svc", "{}")'),
        ("srv/a.js", 'const h = authHeader("svc", "{}")'),
        ("srv/s.yaml", "kind: Secret\nstringData:\n  auth-header: {}\n"),
        ("srv/s.yaml", "kind: Secret\nstringData:\n  db.text: {}\n"),
    ],
)
def test_a_drawn_password_stays_beside_names_of_resources_and_of_what_is_shown(path: str, way: str) -> None:
    assert told(path, way.format(DRAWN)) == [DRAWN]


@pytest.mark.parametrize("size", [4500, 4700, 5000, 5300])
@pytest.mark.parametrize("gap", [0, 60, 120, 400])
def test_company_is_seen_whatever_the_blocks(size: int, gap: int) -> None:
    """A user that stands up to 160 bytes behind the value is seen, and none that stands further away."""
    one = f"password: '{CHOSEN}',\n" + "// " + "-" * gap + "\nuser: 'shop'\n"
    files = {f"srv/a{n}.js": ("//\n" * 1200 + one).encode() for n in range(3)}
    found = scan_with(files, block=size, with_engine=everyday_engine()).found
    assert len([f for f in found if not f.candidate.sieved]) == (3 if gap < 160 else 0)


def test_a_key_of_django_has_many_signs_and_few_of_each() -> None:
    """50 characters of letters, digits and `!@#$%^&*(-_=+)` (django.core.management.utils,
    get_random_secret_key)."""
    chooser, count = random.Random(13), 0
    for _ in range(60):
        key = "".join(chooser.choices(string.ascii_lowercase + string.digits + "!@#$%^&*(-_=+)", k=50))
        count += told("srv/app.py", f"os.environ.get('DJANGO_SECRET_KEY', '{key}')") == [key]
    assert count >= 45
