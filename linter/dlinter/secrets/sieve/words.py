"""Values made of words: names, sentences, identifiers with a number."""

from __future__ import annotations

import re

from dlinter.model.secret import Sieved
from dlinter.secrets.sieve.plausible import is_generic, is_setting
from dlinter.secrets.sighting import Sighting

_PIECE = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|[0-9]+|[^A-Za-z0-9]+")
_ALGORITHM = re.compile(
    r"(?:scram|hmac|with|and|sha[0-9]*|md5|[0-9]{1,4}|[hrep]s[0-9]{3}|aes[0-9]*|cbc|gcm|ctr|pbkdf2|argon2(?:id|i|d)?|bcrypt|scrypt|rsa|ecdsa|"
    r"ed25519|x25519|curve25519|chacha20|poly1305|oauth[12]?|utf|ascii|base(?:32|58|62|64)(?:url)?|plain|tls|v[0-9]|p256|secp[0-9a-z]+|pkcs[0-9]*){0,3}",
    re.IGNORECASE,
)
_SNAKE = re.compile(r"(?:[a-z]{2,}[0-9]{0,3}|[0-9]+)(?:[_-](?:[a-z]{2,}[0-9]{0,3}|[0-9]{1,4}|[a-z])){2,}", re.IGNORECASE)
_NUMBERED = re.compile(r"(?:[A-Z]?[a-z]+|[A-Z]+)[-_.]?[0-9.]+")
_VOWELS = frozenset("aeiouyAEIOUY")


def made_of_words(seen: Sighting) -> str:
    """Random text changes between small letters, capitals, digits and signs all the time; words and numbers do not.

    Where the name and value are a setting (an `ENV` pair, a `.env` file) a password of words is a password too.
    """
    if not is_generic(seen.detector):
        return ""
    if all(_ALGORITHM.fullmatch(p) for p in re.split(r"[^A-Za-z0-9]+", seen.value)):
        return Sieved.ALGORITHM
    if is_setting(seen):
        return ""
    if seen.value.islower() and len(seen.value) < 20 and sum(c.isdigit() for c in seen.value) < 2:
        return Sieved.WORDS
    if _NUMBERED.fullmatch(seen.value) or _SNAKE.fullmatch(seen.value):
        return Sieved.WORDS
    return Sieved.WORDS if wordiness(seen.value) > 3.1 or _mostly_words(seen.value) else ""


def wordiness(value: str) -> float:
    """Mean length of the pieces of one kind (`Word`, `WORD`, `word`, `123`, `--`) that the value is made of."""
    pieces = _PIECE.findall(value)
    return len(value) / len(pieces) if pieces else 0.0


def _mostly_words(value: str) -> bool:
    """Whether most letters stand in pieces of five and more that can be pronounced."""
    letters = sum(c.isalpha() for c in value)
    spoken = sum(len(p) for p in _PIECE.findall(value) if len(p) >= 5 and p.isalpha() and 0.2 <= _vowels(p) <= 0.7)
    return letters > 0 and spoken * 10 >= letters * 6


def _vowels(piece: str) -> float:
    return sum(c in _VOWELS for c in piece) / len(piece)
