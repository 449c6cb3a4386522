"""Secrets in the columns and rows of tables: separated values, SQL, Markdown, HTML."""

from __future__ import annotations

from collections.abc import Iterable

from dlinter.detectors import grammar
from dlinter.detectors.detector import Detector
from dlinter.detectors.randomness import is_drawn
from dlinter.model.secret import Basis

_REACH = 65_536
"""Bytes of a table that are read."""


def _separated(data: bytes, start: int, stop: int) -> Iterable[tuple[int, int, int, int]]:
    from dlinter.detectors import tables  # compiles expressions: only where there is a table

    return tables.separated(data, start, stop)


def _inserted(data: bytes, start: int, stop: int) -> Iterable[tuple[int, int, int, int]]:
    from dlinter.detectors import tables

    return tables.inserted(data, start, stop)


def _copied(data: bytes, start: int, stop: int) -> Iterable[tuple[int, int, int, int]]:
    from dlinter.detectors import tables

    return tables.copied(data, start, stop)


def _marked(data: bytes, start: int, stop: int) -> Iterable[tuple[int, int, int, int]]:
    from dlinter.detectors import tables

    return tables.marked(data, start, stop)


_TELLING = r"(?i:passw|passphrase|pwd|passcode|secret|token|credential|api[_ ]?key|access[_ ]?key|private[_ ]?key|_pass|_pw)"

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="table-column",
        basis=Basis.ELEMENT,
        provider="Generic",
        title="secret in a column of a table",
        pattern=rf"\A[^\n]{{0,2000}}{_TELLING}[^\n]{{0,2000}}\r?\n",
        reader=_separated,
        by_path=True,
        paths=r"\.(?:csv|tsv|psv)$",
        keywords=tuple("0123456789"),
        reach=_REACH,
        matches=("name,password,note\nci,t7Rk2" + "pLq9zWx,a\n",
            "id;api_key\n1;8f7QwLk2ZpX0v" + "Bt7Rk2pLq9z\n"),
        misses=("name,password\nci,\n", "name,colour\nci,t7Rk2pLq9zWx\n"),
        source="RFC 4180, with a header line",
        boundary=False,
        confidence="low",
        security_severity=7.0,
    ),
    Detector(
        id="sql-row",
        basis=Basis.ELEMENT,
        provider="SQL",
        title="secret in a row of a table",
        pattern=r"(?i:insert[ ](?:ignore[ ])?into|replace[ ]into)[ ][^\n;]{1,1000}",
        prefilter=r"(?i:insert[ ](?:ignore[ ])?into|replace[ ]into)[ ]{1,4}[`\"\[]?[A-Za-z0-9_.]",
        reader=_inserted,
        keywords=("insert into", "insert ignore into", "replace into"),
        multiline=True,
        reach=_REACH,
        matches=(
            "INSERT INTO users (name, password) VALUES ('ci', 't7Rk2" + "pLq9zWx');",
            "INSERT INTO settings (`key`, value) VALUES ('a', 'b'), ('api_token', '8f7QwLk2ZpX0v"
            + "Bt7Rk2pLq9z');",
            "INSERT INTO `config` VALUES (1,'smtp_password','t7Rk2" + "pLq9zWx',NULL);",
        ),
        misses=("INSERT INTO users (name, password) VALUES ('ci', '5f1c9e3a4f5d47b89a2e3f4d5c6b8d2f');",
            "INSERT INTO users (name, password) VALUES (:name, :password);"),
        source="SQL:2016, 14.11 (insert statement); MySQL reference manual, INSERT",
        boundary=False,
        confidence="low",
        security_severity=7.0,
    ),
    Detector(
        id="sql-copied-row",
        basis=Basis.ELEMENT,
        provider="PostgreSQL",
        title="secret in a row of a table",
        pattern=r"(?i:copy)[ ][^\n();]{1,160}\([^()\n]{1,2000}\)[ ](?i:from stdin)",
        prefilter=r"\)[ ](?i:from stdin)[^\n;]{0,40};",
        reader=_copied,
        keywords=("from stdin",),
        multiline=True,
        reach=_REACH,
        matches=("COPY public.users (id, name, api_token) FROM stdin;\n1\tci\t8f7QwLk2ZpX0v"
            + "Bt7Rk2pLq9z\n\\.\n",),
        misses=("COPY public.users (id, name) FROM stdin;\n1\t8f7QwLk2ZpX0vBt7Rk2pLq9z\n\\.\n",),
        source="PostgreSQL documentation, COPY; pg_dump",
        boundary=False,
        confidence="low",
        security_severity=7.0,
    ),
    Detector(
        id="markdown-column",
        basis=Basis.ELEMENT,
        provider="Generic",
        title="secret in a column of a table",
        pattern=rf"\|[^\n]{{0,300}}{_TELLING}[^\n]{{0,300}}\r?\n[ \t]{{0,8}}\|[ ]?:?-{{2}}",
        reader=_marked,
        prefilter=r"\n[ \t]{0,8}\|[ ]?:?-{2}",
        keywords=("|--", "| --", "|:-", "| :-"),
        multiline=True,
        reach=8192,
        matches=("| Name | Password |\n|---|---|\n| admin | t7Rk2" + "pLq9zWx |\n",
            "| Name | API key |\n| :--- | --- |\n| a | `8f7QwLk2ZpX0v" + "Bt7Rk2pLq9z` |\n"),
        misses=("| Name | Password |\n|---|---|\n| admin | |\n",),
        source="GitHub Flavored Markdown, Tables",
        boundary=False,
        confidence="low",
        security_severity=7.0,
    ),
    Detector(
        id="table-row",
        basis=Basis.ELEMENT,
        provider="Generic",
        title="secret in a row of a table",
        pattern=rf"(?:(?m:^)[ \t>]{{0,8}}\|(?:[^|\n]{{0,120}}\|){{0,3}}?|<t[dh]>)[ \t*`_]{{0,4}}(?P<key>[A-Za-z0-9_. \-]{{0,24}}{grammar.TELLING}[A-Za-z0-9_.\-]{{0,16}})[ \t*`_:]{{0,4}}(?:\||</t[dh]>\s{{0,24}}<t[dh]>)[ \t`]{{0,4}}(?:<code>)?(?P<secret>[^\s|`<]{{8,400}})[ \t`]{{0,4}}(?:\||</)",
        prefilter=rf"(?:[ \t>]\||(?m:^)\||<t[dh]>)[ \t*`_]{{0,4}}[A-Za-z0-9_.\-]{{0,16}}[ ]?{_TELLING}[A-Za-z0-9_.\-]{{0,16}}[ \t*`_:]{{0,4}}(?:\||</t[dh]>)",
        accepts=is_drawn,
        keywords=grammar.KEYWORDS,
        matches=("| API key | `8f7QwLk2ZpX0v" + "Bt7Rk2pLq9z` |",
            "<tr><td>Password</td><td>t7Rk2" + "pLq9zWx</td></tr>"),
        misses=("| Password | string | the password of the user |",),
        source="GitHub Flavored Markdown, Tables; HTML, the td element",
        boundary=False,
        confidence="low",
        security_severity=7.0,
    ),
)
