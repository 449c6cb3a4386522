"""Values made of words: names, sentences, identifiers with a number."""

from __future__ import annotations

import re

from dlinter.detectors.checksums import decode_base64
from dlinter.detectors.words import is_random
from dlinter.model.secret import Sieved
from dlinter.secrets.grammar.kinds import FileKind
from dlinter.secrets.grammar.values import is_generic, weak
from dlinter.secrets.sighting import Sighting

_ALGORITHM = re.compile(
    r"(?:scram|hmac|with|and|sha[0-9]*|md5|[0-9]{1,4}(?:le|be)?|[hrep]s[0-9]{3}|aes[0-9]*|cbc|gcm|ctr|ecb|cfb[0-9]*|ofb|xts|ccm|des|ede3?|camellia[0-9]*|pbkdf2|argon2(?:id|i|d)?|bcrypt|scrypt|rsa|ecdsa|"
    r"ed25519|x25519|curve25519|chacha20|poly1305|oauth[12]?|utf|ascii|base(?:32|58|62|64)(?:url)?|plain|tls|v[0-9]|p256|secp[0-9a-z]+|pkcs[0-9]*){0,3}",
    re.IGNORECASE,
)


_NAMES = re.compile(r"[A-Za-z]{2,}(?:[_-][A-Za-z]{2,}){2,}")
"""A name of several words without a digit."""
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]+={0,2}")


def made_of_words(seen: Sighting) -> str:
    """What its name and file ask of a value (`dlinter.secrets.grammar.values.weak`): a password in a setting
    may be a word, a token is drawn."""
    if seen.detector.loose_of and _NAMES.fullmatch(seen.value) and not is_random(seen.value):
        return Sieved.WORDS  # `sandbox_config_user_policy`, with a prefix that a service's tokens have
    if not is_generic(seen.detector) and seen.detector.confidence == "high":
        return ""
    if len(seen.value) <= 32 and all(_ALGORITHM.fullmatch(p) for p in re.split(r"[^A-Za-z0-9]+", seen.value)):
        return Sieved.ALGORITHM
    if not is_generic(seen.detector):
        return ""
    return Sieved.WORDS if weak(seen) or (seen.kind != FileKind.SETTING and encoded_words(seen.value)) else ""


def encoded_words(value: str) -> bool:
    """Whether base64 of a sentence, or of JSON that says nothing but words: a nonce of a standard, an empty
    session. A password has no blank between words, and settings (`kind: Secret`) are not asked."""
    if not 16 <= len(value) <= 400 or len(value) % 4 == 1 or not _BASE64.fullmatch(value):
        return False
    data = decode_base64(value)
    if data is None or not data.isascii() or not data.decode("ascii").isprintable():
        return False
    words = re.findall(r"[A-Za-z0-9]+", data.decode("ascii"))
    blanks = data.count(b" ") + data.count(b'":')
    return (
        blanks >= 1
        and len(words) >= 2
        and not any(len(word) >= 12 and is_random(word) for word in words)
        and sum(w.isalpha() for w in words) * 2 >= len(words)
    )
