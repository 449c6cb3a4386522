"""Secrets whose name stands at the head of a column, or beside them in a row; values are made at run time."""

from __future__ import annotations

import time

import pytest

from dlinter.detectors import tables

from .layers import password, scan, whole_engine

TOKEN, PASSWORD = password(71, 32), password(72, 14)


def values(reader: object, text: str) -> list[tuple[str, str]]:
    """(name, value) of each place that a reader gives."""
    data = text.encode()
    return [(data[a:b].decode(), data[c:d].decode()) for a, b, c,
        d in reader(data, 0, len(data))]  # type: ignore[operator]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("srv/users.csv", "name,password\nci,{p}\n"),
        ("srv/users.csv", '"id";"api_key";"note"\r\n"1";"{t}";"a;b"\r\n'),
        ("srv/users.tsv", "name\ttoken\nci\t{t}\n"),
        ("srv/users.csv", "name,password\n" + "b,c\n" * 400 + "ci,{p}\n"),
        ("srv/a.sql", "INSERT INTO users (id, name, password) VALUES (1, 'it''s', '{p}');\n"),
        ("srv/a.sql", "INSERT INTO `users` (`id`,`name`,`api_token`) VALUES (1,'a','{t}'),\n(2,'b','c');\n"),
        ("srv/a.sql",
            ("INSERT INTO wp_options (option_id, option_name, option_value) VALUES (7, 'mailserver_pass', "
            "'{p}');\n")),
        ("srv/a.sql", "INSERT INTO config VALUES (1,'smtp_password','{p}',NULL,now());\n"),
        ("srv/a.sql", "COPY public.users (id, name, api_token) FROM stdin;\n1\tci\t{t}\n\\.\n"),
        ("srv/a.md", "| Name | Password |\n|---|---|\n| a | b |\n| admin | {p} |\n"),
        ("srv/a.html", "<tr><td>API key</td>\n<td><code>{t}</code></td></tr>\n"),
    ],
)
def test_a_value_in_a_table_is_found(path: str, text: str) -> None:
    text = text.format(p=PASSWORD, t=TOKEN)
    found = [
        f.candidate.secret.reveal()
        for f in scan({path: text.encode()}, with_engine=whole_engine()).found
        if not f.candidate.sieved
    ]
    assert found in ([TOKEN], [PASSWORD]), text


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("srv/users.csv", "name,password\nci,5f1c9e3a4f5d47b89a2e3f4d5c6b8d2f\n"),  # a hash of one
        ("srv/users.csv", "name,password_hint\nci,{t}\n"),
        ("srv/words.csv", "token,count\nsomething,12\nanother-thing,7\n"),
        ("srv/a.sql",
            ("INSERT INTO users (name, password) VALUES ('ci', "
            "'$2y$10$8f7QwLk2ZpX0vBt7Rk2pLq9zWxTnW7bkV9x2Lq8ZrZpX0vBt7Rk2p');\n")),
        ("srv/a.sql", "INSERT INTO users (name, password) VALUES ($1, $2);\n"),
        ("srv/a.md",
            "| Option | Type | Text |\n|---|---|---|\n| password | string | the-password-of-the-user |\n"),
    ],
)
def test_what_a_table_says_of_others_is_not(path: str, text: str) -> None:
    found = scan({path: text.format(t=TOKEN, p=PASSWORD).encode()}, with_engine=whole_engine()).found
    assert [f.candidate.title for f in found if not f.candidate.sieved] == []


def test_cells_are_read_without_what_is_around_them() -> None:
    assert values(tables.separated, 'a , "password"\nb, "it is ""so"""\n') == [("password", 'it is ""so""')]
    assert values(tables.separated, "password\nabcdefgh\n") == []  # one column: no table
    assert values(
        tables.inserted, "insert into t (a, password) values (f('x'), 'abcdefgh') , ('y', N'ijklmnop')"
    ) == [("password", "abcdefgh"), ("password", "ijklmnop")]
    assert values(tables.copied, "COPY t (password) FROM stdin;\nabcdefgh\n\\.\nijklmnop\n") == [
        ("password", "abcdefgh")
    ]
    assert values(
        tables.marked, "| a | **Password** |\n| --- | --- |\n| b | `abcdefgh` |\n\n| c | ijklmnop |\n"
    ) == [("Password", "abcdefgh")]


def test_rows_of_a_table_are_limited() -> None:
    assert len(values(tables.separated, "a,password\n" + "b,abcdefgh\n" * (tables.ROWS + 100))) == tables.ROWS


@pytest.mark.parametrize(
    ("reader", "text"),
    [
        (tables.inserted, "insert into t (password) values ("),
        (tables.inserted, "insert into t (password) values ('"),
        (tables.inserted, "insert into t (password) values (f("),
        (tables.inserted, "insert into t ("),
        (tables.copied, "copy t ("),
        (tables.separated, 'a,password\n"'),
        (tables.marked, "| password |\n"),
    ],
)
@pytest.mark.parametrize("filler", [" ", "(", "'", "''", "a,", "|", '"', "\\"])
def test_time_does_not_grow_with_the_square_of_a_table(reader: object, text: str, filler: str) -> None:
    started = time.process_time()
    values(reader, text + filler * 65_536)
    assert time.process_time() - started < 2
