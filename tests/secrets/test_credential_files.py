"""Files of credentials by path and content, keys in any quoting, tokens end to end, and what opens nothing by
itself. All values are made here."""

from __future__ import annotations

import base64
import random
import re
import sqlite3
import string
from functools import cache
from pathlib import Path

import pytest

from dlinter.detectors.keywords import keywords_of
from dlinter.model.secret import Candidate
from dlinter.secrets.scanner import Scanner, Segment
from dlinter.secrets.searcher import Engine
from dlinter.testing.detectors import detectors_of

_HEX = "0123456789abcdef"


@cache
def engine(literals: bool = False) -> Engine:
    return Engine(detectors_of("dlinter_rules"), use_cache=False, literals=literals)


def found(data: bytes | str, path: str = "srv/a.txt", *, literals: bool = False) -> list[Candidate]:
    """The candidates that are not sieved."""
    data = data.encode("latin-1") if isinstance(data, str) else data
    out: list[Candidate] = []
    scanner = Scanner(engine(literals), lambda f: out.append(f.candidate))
    scanner.feed(data, (Segment(path, 0, len(data)),), last=True)
    return [c for c in out if not c.sieved]


def ids(data: bytes | str, path: str = "srv/a.txt") -> set[str]:
    return {c.detector for c in found(data, path)}


def text(size: int, letters: str = string.ascii_letters + string.digits, seed: int = 1) -> str:
    return "".join(random.Random(seed).choices(letters, k=size))


@pytest.mark.parametrize(
    ("path", "size", "detector"),
    [
        ("srv/config/master.key", 32, "rails-master-key"),
        ("srv/config/credentials/production.key", 32, "rails-master-key"),
        ("var/jenkins_home/secrets/master.key", 256, "jenkins-master-key"),
        ("var/jenkins_home/secrets/initialAdminPassword", 32, "jenkins-initial-password"),
    ],
)
def test_a_path_tells_what_a_content_does_not(path: str, size: int, detector: str) -> None:
    value = text(size, _HEX)
    assert ids(value, path) == ids(f"{value}\n", path) == {detector}
    assert found(value, path, literals=True)
    assert ids(value, "srv/sums.txt") == set()


def test_the_second_half_of_a_kubernetes_secret_is_found_in_any_order() -> None:
    value = base64.b64encode(text(15).encode()).decode()
    first = (
        f"apiVersion: v1\nkind: Secret\nmetadata:\n  name: db\ndata:\n  username: YWRtaW4=\n  pin: {value}\n"
    )
    last = f"apiVersion: v1\ndata:\n  pin: {value}\nmetadata:\n  name: db\nkind: Secret\n"
    assert [c.secret.reveal() for c in found(first)] == [value]
    assert [c.secret.reveal() for c in found(last)] == [value]
    assert found(first.replace("Secret", "ConfigMap")) == []
    assert found(f"kind: SealedSecret\nspec:\n  encryptedData:\n    pin: {value}\n") == []


def pem_lines() -> list[str]:
    body = base64.b64encode(
        b"0\x82\x02\x5c\x02\x01\x00\x02\x81\x81\x00" + random.Random(3).randbytes(600)
    ).decode()
    return [body[i : i + 64] for i in range(0, len(body), 64)]


@pytest.mark.parametrize(
    "join", ["\\n", "\n", "&#10;", "<br/>", '\\n" +\n    "', "\\n' +\n    '", "\n+", "\n# ", "\\r\\n"]
)
def test_a_key_is_one_however_it_is_quoted(join: str) -> None:
    head, tail = "-----BEGIN RSA PRIVATE" + " KEY-----", "-----END RSA PRIVATE" + " KEY-----"
    first = "+" if join == "\n+" else "# " if join == "\n# " else ""
    assert ids(f'{first}"{join.join([head, *pem_lines(), tail])}";\n') == {"private-key"}


def test_keys_of_curves_in_der() -> None:
    rng = random.Random(4)
    assert ids(bytes.fromhex("302e020100300506032b657004220420") + rng.randbytes(32), "etc/k.der") == {
        "der-pkcs8-ec-private-key"
    }
    sec1 = (
        bytes.fromhex("30770201010420")
        + rng.randbytes(32)
        + bytes.fromhex("a00a06082a8648ce3d030107a144034200")
        + rng.randbytes(65)
    )
    assert ids(sec1, "etc/k.der") == {"der-ec-private-key"}
    constants = (
        bytes.fromhex("302e020100300506032b657004220420") + b"c\x02\0\0\0\0\0\0\0\0\0\0\0name_of_a_function"
    )
    assert ids(constants, "usr/lib/a.pyc") == set()


def test_columns_of_sqlite_stand_end_to_end(tmp_path: Path) -> None:
    token = "glpat-" + text(20)
    with sqlite3.connect(tmp_path / "a.db") as database:
        database.execute("CREATE TABLE t (a, b, c)")
        database.execute("INSERT INTO t VALUES (?, ?, ?)", ("before", token, "after"))
    database.close()
    data = (tmp_path / "a.db").read_bytes()
    assert [c.secret.reveal() for c in found(data, "root/a.db")] == [token]
    # other binary files are full of names that go on: `shared_ptr_…`
    assert found(b"\0" + data[16:], "root/a.bin") == []


def test_an_id_alone_is_harmless_and_its_secret_is_found_without_a_name() -> None:
    name, secret = "AKIA" + text(16, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 5), text(40, seed=6)
    (alone,) = found(f'key = "{name}"\n')
    assert (alone.detector, alone.harmless) == ("aws-access-key-id", True)
    (both,) = found(f'client("s3", "{name}", "{secret}")\n')
    assert (both.secret.reveal(), both.harmless) == (secret, False)


def test_keys_of_services() -> None:
    value = text(32, string.ascii_lowercase + string.digits, 8)
    for line in (
        f"mailsac_key = {value}", f"MAILSAC_TOKEN: '{value}'", f"mailsac SECRET {value}",
        f"[INFO] asking the mailsac API\n[DEBUG] using Key={value}\n",
        f"canny_secret_access_key={value}",
    ):  # fmt: skip
        assert value in [c.secret.reveal() for c in found(line)], line
    assert found(f"[INFO] the box is a key {value}\n") == []


def test_what_is_no_random_value_is_no_candidate() -> None:
    """Reports mask what was sieved, too: a word beside a service's name is neither."""
    out: list[Candidate] = []
    data = b"mailsac_key = get_the_key_from_the_settings_2\n"
    Scanner(engine(), lambda f: out.append(f.candidate)).feed(
        data, (Segment("a.py", 0, len(data)),), last=True
    )
    assert [c for c in out if c.detector.startswith("service-")] == []


@pytest.mark.parametrize(
    "line",
    [
        ("password: ENC[AES256_GCM,data:8f7QwLk2ZpX0vBt7Rk2p,iv:Lq9zWxTnW7bkV9x2Lq8ZrE=,tag:f8aB3kQwLk2ZpX0vB"
        "t7Rk2==,type:str]"),
        "token: ref+vault://kv/db2#/token",
        "TOKEN=abc123...",
        "auth-token = AJAvW039NO1n" + "Dcijk_J6_rFXG_...",
        "token: AJAvW039NO1n" + "Dcijk_J6_rFXG\xe2\x80\xa6",
        ('<iframe src="https://app.powerbi.com/view?r=eyJrIjoiOTRhMjY3OTAtYjUyMi00YzY4LWI1YzMtZjM4ZjA5N2Y3ZGE'
        '5IiwidCI6IjUxZDY2YTcyIn0">'),
    ],
)
def test_ciphertext_and_references_are_no_secrets(line: str) -> None:
    assert found(f"{line}\n", "srv/app.yaml") == []


def test_which_detectors_a_path_asks_for() -> None:
    whole = engine()
    by_path = [p for p in whole.patterns if p.detector.by_path]
    paths = ["", "usr/bin/ls", "etc/shadow", "ROOT/.PGPASS", "srv/.vault-token", "run/secrets/key", "a.json",
        "srv/token.csv", "srv/known_tokens.csv", "etc/openvpn/x.conf", "x!etc/shadow",
        *(w for p in by_path for w in keywords_of(p.detector.paths))]  # fmt: skip
    for path in paths:
        assert whole.by_path(path) == [
            p.index for p in by_path if re.search(p.detector.paths, path.lower())
        ], path
