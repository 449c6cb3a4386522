"""Small texts: exact places, pairs, nothing heavy imported when nothing hits, detect-secrets' plugins."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from dlinter.model.secret import Pair
from dlinter.model.text import Span, Text
from dlinter.secrets.finder import text_finder
from dlinter.secrets.plugins import foreign_detector, plugin_classes

from .layers import detectors, github_token, password

FIND = text_finder(detectors("generic", "keys", "files", "github", "aws"))
TOKEN = github_token(31)


def at(text: bytes, value: str) -> Span:
    start = text.index(value.encode())
    return Span(start, start + len(value))


def test_place_in_a_text() -> None:
    text = Text(f"FROM alpine:3.20\n# é\nRUN TOKEN={TOKEN} ./x\n".encode())
    (candidate,) = FIND(text, ())
    assert text.data[candidate.start : candidate.end].decode() == TOKEN == candidate.secret.reveal()
    assert (candidate.line, candidate.detector, candidate.sieved) == (3, "github-personal-access-token", "")


def test_a_pair_split_over_lines_has_the_place_of_its_value() -> None:
    raw = TOKEN[:12] + "\\\n" + TOKEN[12:]
    text = Text(f"FROM a\nENV A={raw}\n".encode())
    span = at(text.data, raw)
    (candidate,) = FIND(text, [Pair("A", TOKEN, span)])
    assert (candidate.start, candidate.end, candidate.line) == (span.start, span.end, 2)
    assert candidate.secret.reveal() == TOKEN


def test_one_secret_at_one_place_by_the_most_specific_detector() -> None:
    text = Text(f"ENV GITHUB_TOKEN={TOKEN}\n".encode())
    found = FIND(text, [Pair("GITHUB_TOKEN", TOKEN, at(text.data, TOKEN))])
    assert [c.detector for c in found] == ["github-personal-access-token"]


def test_sorted_and_sieved_ones_kept() -> None:
    text = Text(f"ENV AWS_ACCESS_KEY_ID=AKIA{'IOSFODNN7EXAMPLE'}\nENV DB_PASSWORD={password()}\n".encode())
    found = FIND(text, ())
    assert [(c.line, c.sieved) for c in found] == [(1, "documentation example"), (2, "")]


@pytest.mark.parametrize(
    "key,value,wanted",
    [
        ("DB_PASSWORD", "hunter2hunter", True),
        ("ADMIN_PASSWORD", "orangeumbrellafifty", True),
        ("CLIENT_SECRET", "YWJjZGVmYWJjZGVmLXF3", True),
        ("PASSWORD", "changeme", False),
        ("PASSWORD_FILE", "/run/secrets/password1", False),
        ("TOKEN_URL", "https://host.example/token1", False),
        ("SECRET_NAME", "production-database-1", False),
        ("API_KEY", "$API_KEY", False),
        ("PUBLIC_KEY", "f81d4fae7dec11d0a765", False),
        ("VERSION", "20240101abcdef", False),
    ],
)
def test_pairs(key: str, value: str, wanted: bool) -> None:
    text = Text(f"FROM a\nENV {key}={value}\n".encode())
    found = [c for c in FIND(text, [Pair(key, value, at(text.data, value))]) if not c.sieved]
    assert bool(found) is wanted
    assert all(text.data[c.start : c.end].decode() == value for c in found)


def test_nothing_heavy_is_imported() -> None:
    code = (
        "import sys\n"
        "from dlinter.model.text import Text\n"
        "from dlinter.secrets.finder import text_finder\n"
        "from dlinter_rules.detectors.github import DETECTORS as a\n"
        "from dlinter_rules.detectors.generic import DETECTORS as b\n"
        "find = text_finder(a + b)\n"
        "assert find(Text(b'FROM alpine\\nENV PASSWORD=changeme TOKEN=$X\\nRUN --mount=type=secret,id=a "
        "true\\n'), ()) == ()\n"
        "heavy = {'detect_secrets', 'hyperscan', 'requests', 'importlib.metadata', 'logging', 'asyncio'} & "
        "set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    root = Path(__file__).resolve().parents[2]
    env = {"PYTHONPATH": f"{root / 'linter'}:{root / 'rules'}"}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_our_detectors_are_detect_secrets_plugins() -> None:
    from detect_secrets.plugins.base import RegexBasedDetector

    classes = plugin_classes(detectors("github", "generic"))
    assert all(issubclass(c, RegexBasedDetector) for c in classes)
    by_type = {c.secret_type: c() for c in classes}
    plugin = by_type["GitHub personal access token (classic)"]
    assert list(plugin.analyze_string(f'token = "{TOKEN}"')) == [TOKEN]
    assert list(plugin.analyze_string(f'token = "x{TOKEN}"')) == []


def test_its_own_plugins_are_asked_without_settings_or_network(monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    from detect_secrets.settings import get_settings

    def no(*words: object) -> None:
        raise AssertionError("network")

    monkeypatch.setattr(socket.socket, "connect", no)
    before = get_settings().json()
    detector = foreign_detector("db_password", "orangeumbrellafifty")
    assert detector is not None and detector.id == "detect-secrets-keyword"
    assert foreign_detector("colour", "orangeumbrellafifty") is None
    assert get_settings().json() == before
