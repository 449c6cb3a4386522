"""Secrets that a person made up by counting: reported at low confidence where a server of one's own uses
them, kept silent where something is shown."""

from __future__ import annotations

import pytest

from dlinter.model.secret import Candidate, Sieved
from dlinter.packs import load_detectors

from .layers import scan, whole_engine

COUNTS = "abcdef1234" * 3 + "ab"


def found(path: str, text: str) -> list[Candidate]:
    return [f.candidate for f in scan({path: text.encode()}, with_engine=whole_engine()).found]


def reported(path: str, text: str) -> list[Candidate]:
    return [c for c in found(path, text) if not c.sieved]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("srv/.env", "JWT_SECRET={}"),
        ("srv/app.yaml", "session_secret: {}"),
        ("srv/app.ini", "[web]\nsecret_key = {}"),
        ("srv/notes.txt", "admin token = {}"),
        ("srv/start.sh", "export API_TOKEN={}"),
    ],
)
def test_a_counting_value_in_use(path: str, text: str) -> None:
    (one,) = reported(path, text.format(COUNTS) + "\n")
    assert one.secret.reveal() == COUNTS and one.confidence == "low"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("srv/.env.example", "JWT_SECRET={}"),
        ("srv/tests/app.env", "JWT_SECRET={}"),
        ("srv/docs/app.yaml", "session_secret: {}"),
        ("srv/README.md", "    API_TOKEN={}"),
        ("srv/app.yaml", "# session_secret: {}"),
        ("srv/app.py", 'SECRET_KEY = "{}"'),
        ("srv/.env", "TEST_TOKEN={}"),
        ("srv/.env", "API_TOKEN=tok_{}"),
        ("usr/lib/node_modules/a/.env", "JWT_SECRET={}"),
    ],
)
def test_a_counting_value_that_shows_something(path: str, text: str) -> None:
    assert not reported(path, text.format(COUNTS) + "\n")


PIECES = "ABCDEvwxyz" + "0189-_"


@pytest.mark.parametrize(("line", "counts"), [
    ('  //auth_token = "{}"', False), ("# api_token = {}", False), ("api_token = {}", True),
])  # fmt: skip
def test_a_value_of_rows_in_a_comment(line: str, counts: bool) -> None:
    """A comment shows something; in a setting the same value is one that a person made up."""
    assert bool(reported("etc/shop/feature.conf", f"[web]\n{line.format(PIECES)}\n")) is counts
    assert reported("etc/shop/feature.conf", f"[web]\n{line.format('ABCDE7wQ2xz0R18kM')}\n")


@pytest.mark.parametrize(
    "value",
    [
        "1234567890" * 3,  # one count
        "abcdefghijklmnopqrstuvwxyz12",  # more than half of it
        "AbCdEfGhIjKl1234567890AbCdEfGh",  # letters in turns
        "aabbaabbaabbccaabb",  # few signs
        "abcdef12345",  # short
    ],
)
def test_what_nobody_uses(value: str) -> None:
    assert not reported("srv/.env", f"JWT_SECRET={value}\n")


def test_a_dockerfile_gives_a_step_any_value() -> None:
    from dlinter.model.text import Text
    from dlinter.secrets.finder import Finder

    text = Text(f"RUN SECRET_KEY_BASE={COUNTS} rake assets:precompile\n".encode())
    assert [c.sieved for c in Finder(load_detectors().detectors)(text, ())] == [Sieved.REPEATED]


def test_a_format_that_counts_is_less_sure() -> None:
    sure = "dapi" + "8f3ab90c71d2e64f" * 2
    (one,) = reported("srv/app.conf", f"host_token = dapi{'abcd1234' * 4}\n")
    assert one.detector == "databricks-personal-access-token" and one.confidence == "low"
    (other,) = reported("srv/app.conf", f"host_token = {sure[:-3]}1e7\n")
    assert other.detector == one.detector and other.confidence == "high"


def test_some_key_is_nobodys() -> None:
    value = "N8N2xWg4FV8lu" + "sbl5CHBb5XRil6kOa"
    assert not reported("srv/app.json", f'{{"someKey": "{value}"}}\n')
    assert reported("srv/app.json", f'{{"apiKey": "{value}"}}\n')
