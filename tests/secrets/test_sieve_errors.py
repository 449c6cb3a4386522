"""The two errors of each part of the sieve: how many of 10,000 drawn values it drops, and how many of 10,000
values of the kind it is there for it lets pass.

What a part is there for is made of 10,000 texts that somebody wrote (`written`: names, words and paths of the
Python installation) or of drawn values in the form that makes them no secret.
"""

from __future__ import annotations

import base64
import json
import random
import string
import time
import uuid
from collections.abc import Callable, Sequence
from functools import cache

import pytest

from dlinter.detectors.detector import Detector
from dlinter.secrets.grammar.kinds import FileKind
from dlinter.secrets.sieve import SIEVES, Sieve
from dlinter.secrets.sieve.repetition import is_repetition
from dlinter.secrets.sighting import Sighting

from .layers import ALNUM, detectors, github_token
from .test_grammar import written

NAMED = next(d for d in detectors("generic") if d.id == "generic-secret")
URL = next(d for d in detectors() if d.id == "credentials-in-url")
PEM = next(d for d in detectors("keys") if d.id == "private-key")
GITHUB = next(
    d for d in detectors("github") if d.validate is not None and d.id == "github-personal-access-token"
)
JWT = next(d for d in detectors() if d.id == "json-web-token")
COUNT = 10_000
HEX = "0123456789abcdef"
Seen = Callable[[str, random.Random], Sighting]


@cache
def drawn() -> tuple[str, ...]:
    """10,000 values as programs draw them: hexadecimal, UUIDs, base64, letters and digits, all signs of a
    keyboard, 16 to 64 characters."""
    chance = random.Random("drawn")

    def letters(alphabet: str, sizes: Sequence[int]) -> str:
        return "".join(chance.choices(alphabet, k=chance.choice(sizes)))

    usual = range(16, 41)
    makers: tuple[Callable[[], str], ...] = (
        lambda: letters(HEX, (32, 40, 64)), lambda: str(uuid.UUID(int=chance.getrandbits(128), version=4)),
        lambda: base64.b64encode(chance.randbytes(chance.choice((16, 24, 32, 48)))).decode(),
        lambda: letters(string.ascii_lowercase + string.digits, usual), lambda: letters(ALNUM, usual),
        lambda: base64.urlsafe_b64encode(chance.randbytes(chance.choice((18, 24, 33)))).decode(),
        lambda: letters(string.ascii_uppercase + "234567", usual),
        lambda: letters(ALNUM + "!#%*+-=?@^_~", range(16, 33)),
    )  # fmt: skip
    return tuple(makers[at % len(makers)]() for at in range(COUNT))


def setting(
    value: str, key: str = "API_TOKEN", path: str = "srv/.env", detector: Detector = NAMED
) -> Sighting:
    return Sighting(detector, value, f"{key}=", "", key, path, FileKind.SETTING)


def code(value: str, key: str = "api_token") -> Sighting:
    return Sighting(NAMED, value, f'{key} = "', '"', key, "srv/shop.py", FileKind.CODE, True, ' = "')


@pytest.mark.parametrize("judge", SIEVES, ids=lambda s: s.__name__)
def test_drawn_values_of_a_setting_pass(judge: Sieve) -> None:
    """At most 3 of 1,000."""
    dropped = [v for v in drawn() if judge(setting(v))]
    assert len(dropped) <= COUNT * 0.003, dropped[:5]


@pytest.mark.parametrize("judge", SIEVES, ids=lambda s: s.__name__)
def test_drawn_tokens_in_code_pass(judge: Sieve) -> None:
    """At most 1 of 100 (`made_of_words`: 2), where a word has to be told from a value; in code a token has no
    signs of a keyboard but those of base64."""
    values = [v for v in drawn() if all(c.isalnum() or c in "+/=_-" for c in v)]
    dropped = [v for v in values if judge(code(v))]
    assert len(values) >= 8_500 and len(dropped) <= len(values) * (
        0.02 if judge.__name__ == "made_of_words" else 0.01
    ), (len(dropped), dropped[:9])


def _pem(body: bytes, lines: int = 0) -> str:
    text = base64.b64encode(body).decode()
    rows = [text[at : at + 64] for at in range(0, len(text), 64)]
    return "\n".join(
        [
            f"-----BEGIN PRIVATE{' '}KEY-----",
            *(rows[:lines] if lines else rows),
            f"-----END PRIVATE{' '}KEY-----",
        ]
    )


def _jwt(claims: dict[str, object], chance: random.Random) -> str:
    head, body = (
        base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()
        for part in ({"alg": "HS256", "typ": "JWT"}, claims)
    )
    return f"{head}.{body}." + base64.urlsafe_b64encode(chance.randbytes(32)).rstrip(b"=").decode()


def _wrong_token(text: str, chance: random.Random) -> Sighting:
    token = github_token(chance.getrandbits(32))
    return setting(token[:-1] + chance.choice(ALNUM.replace(token[-1], "")), detector=GITHUB)


def _placeholder(text: str, chance: random.Random) -> Sighting:
    word = text.replace("/", "_").replace(".", "_")
    return setting(chance.choice(("<{}>", "${{{}}}", "your-{}-here", "{{{{ {} }}}}", "change-me-{}",
        "my-secret-{}", "{}-placeholder", "%({})s")).format(word))


def _reference(text: str, chance: random.Random) -> Sighting:
    return setting(chance.choice(("op://{}/field", "vault:secret/{}", "ref+vault://{}",
        "arn:aws:secretsmanager:eu:1:{}", "projects/{}/secrets/x")).format(text.replace("/", "-")))


def _pattern(text: str, chance: random.Random) -> Sighting:
    at, piece = chance.randrange(26), "".join(chance.choices(ALNUM, k=chance.randrange(2, 6)))
    row = (string.ascii_lowercase * 2)[at : at + chance.randrange(8, 24)]
    return setting(chance.choice((piece * 6, chance.choice(ALNUM) * 20, row,
        (string.digits * 4)[at % 10 :][:20], row[:8] + row[:8])))


def _form(text: str, chance: random.Random) -> Sighting:
    digits = "".join(chance.choices(HEX, k=40))
    return setting(
        chance.choice(
            (
                digits[:20] + "aB" + digits[20:],
                digits[:30] + "a",
                f"{digits[:8]}-{digits[8:12]}-gh78-{digits[12:16]}-{digits[16:28]}",
            )
        )
    )


def _public(text: str, chance: random.Random) -> Sighting:
    key = base64.b64encode(chance.randbytes(64)).decode()
    return setting(chance.choice(("AAAAB3NzaC1yc2E" + key, "MIIBIjANBgkqhkiG9w0BAQEFAAOC" + key,
        "MFkwEwYHKoZIzj0CAQ" + key, "0x" + chance.randbytes(20).hex(),
        "pk_live_" + chance.randbytes(12).hex())))


def _low(text: str, chance: random.Random) -> Sighting:
    return code("".join(chance.choices(text[:6], k=24)))


def _in_base64(text: str, chance: random.Random) -> Sighting:
    run = base64.b64encode(chance.randbytes(150)).decode()
    return Sighting(NAMED, run[80:100], run[:80], run[100:], "API_TOKEN", "srv/a.txt", FileKind.TEXT)


def _digest(text: str, chance: random.Random) -> Sighting:
    digest = chance.randbytes(chance.choice((16, 20, 32))).hex()
    return chance.choice(
        (
            setting("sha256-" + digest),
            setting(digest, "TOKEN_SHA256"),
            setting(digest, "secret_checksum"),
            setting(digest, "key_fingerprint"),
        )
    )


def _made(text: str, chance: random.Random) -> Sighting:
    value = "".join(chance.choices(ALNUM, k=32))
    return setting(value, path=chance.choice(("srv/yarn.lock", "srv/package-lock.json",
        "usr/share/doc/a/readme", "srv/a.min.js", "usr/lib/python3/dist-packages/a/tests/a.py",
        "srv/uv.lock")))


def _url(text: str, chance: random.Random) -> Sighting:
    word, host = chance.choice(
        (
            ("password", "db"),
            ("secret", "db.shop.io"),
            ("pass", "localhost"),
            ("token", "a.b.io"),
            ("hunter", "example.com"),
            ("wordy", "host"),
        )
    )
    return Sighting(URL, word, "https://user:", f"@{host}/x", "", "srv/shop.py", FileKind.CODE, True)


def _expired(text: str, chance: random.Random) -> Sighting:
    return setting(
        _jwt({"sub": text, "exp": int(time.time()) - chance.randrange(1, 10**8)}, chance), detector=JWT
    )


KINDS: dict[str, tuple[Seen, float]] = {
    "wrong_checksum": (_wrong_token, 0.0),
    "known_example": (lambda text,
        chance: setting("".join(chance.choices(ALNUM, k=20))
            + chance.choice(("EXAMPLE", "EXAMPLEKEY", "EXAMPLETOKEN"))), 0.0),
    "cut_short": (lambda text, chance: setting(_pem(b"\x30\x82\x04\xa0" + chance.randbytes(1184),
        chance.randrange(1, 4)), detector=PEM), 0.0),
    "is_placeholder": (_placeholder, 0.001),
    "is_reference": (_reference, 0.0),
    "counted": (_pattern, 0.001),
    "wrong_form": (_form, 0.0),
    "is_public": (_public, 0.0),
    "low_entropy": (_low, 0.02),
    "inside_base64": (_in_base64, 0.01),
    "is_digest": (_digest, 0.0),
    "generated_file": (_made, 0.0),
    "made_of_words": (lambda text, chance: code(text), 0.02),
    "example_url": (_url, 0.0),
    "expired_token": (_expired, 0.0),
}
"""By part: a value of its kind, and the share that it may let pass."""


def test_every_part_has_its_kind() -> None:
    assert [s.__name__ for s in SIEVES] == list(KINDS)


@pytest.mark.parametrize("judge", SIEVES, ids=lambda s: s.__name__)
def test_what_a_part_is_there_for_is_dropped(judge: Sieve) -> None:
    made, most = KINDS[judge.__name__]
    chance = random.Random(judge.__name__)
    passed = [seen.value for seen in (made(text, chance) for text in written()) if not judge(seen)]
    assert len(passed) <= COUNT * most, (len(passed), passed[:5])


def test_the_whole_sieve_drops_few_drawn_values() -> None:
    """All parts together: at most 5 of 1,000 in a setting."""
    assert sum(any(judge(setting(v)) for judge in SIEVES) for v in drawn()) <= COUNT * 0.005
    assert not any(is_repetition(setting(v)) for v in drawn())
