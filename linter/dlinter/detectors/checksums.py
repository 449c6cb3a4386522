"""Checksums and envelopes that token formats carry, so that a look-alike is told from a token without asking
anyone.

Everything here is pure and takes plain text; a value that is not of the form gives False or None, never an
error.
"""

from __future__ import annotations

import binascii
import zlib
from itertools import pairwise

_BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_BASE36 = "0123456789abcdefghijklmnopqrstuvwxyz"


def _digits(number: int, alphabet: str, width: int) -> str:
    digits = ""
    while number:
        number, rest = divmod(number, len(alphabet))
        digits = alphabet[rest] + digits
    return digits.rjust(width, "0")


def crc32_base62(text: str, width: int = 6) -> str:
    """CRC-32 (IEEE) of the ASCII text in base 62 (digits, capitals, small letters), padded with zeros to
    `width`.

    GitHub and npm end their tokens with it (GitHub blog, "Behind GitHub's new authentication token formats",
    2021).
    """
    return _digits(zlib.crc32(text.encode("latin-1", "replace")), _BASE62, width)


def crc32_base36(text: str, width: int = 7) -> str:
    """CRC-32 (IEEE) of the ASCII text in base 36, padded with zeros to `width`, as in GitLab's routable
    tokens."""
    return _digits(zlib.crc32(text.encode("latin-1", "replace")), _BASE36, width)


def crc32_hex(text: str) -> str:
    """CRC-32 (IEEE) of the ASCII text as 8 small hexadecimal digits."""
    return f"{zlib.crc32(text.encode('latin-1', 'replace')):08x}"


def ends_with_crc32(token: str) -> bool:
    """Whether the last 6 characters are the base-62 CRC-32 of what stands between the last `_` and them."""
    body = token.rpartition("_")[2]
    return len(body) > 6 and crc32_base62(body[:-6]) == body[-6:]


def is_routable(token: str) -> bool:
    """Whether a GitLab routable token is whole: `PREFIX PAYLOAD.VERSION.LENGTH CRC`, the length (2 digits)
    and the CRC-32 of everything before it (7 digits) in base 36 (gitlab,
    lib/authn/token_field/generator/routable_token.rb)."""
    head, _, tail = token.rpartition(".")
    if len(tail) != 9:
        return False
    payload = head.rpartition(".")[0]
    try:
        length = int(tail[:2], 36)
    except ValueError:
        return False
    return 0 < length < len(payload) and crc32_base36(f"{head}.{tail[:2]}") == tail[2:]


def decode_base64(text: str) -> bytes | None:
    """The bytes of a base64 or base64url text, padded or not; None where it is neither."""
    text = text.rstrip("=").replace("-", "+").replace("_", "/")
    if len(text) % 4 == 1:
        return None
    try:
        return binascii.a2b_base64(text + "=" * (-len(text) % 4), strict_mode=True)
    except (binascii.Error, ValueError):
        return None


def is_base64_of(text: str, size: int) -> bool:
    """Whether the text is the base64 of exactly `size` bytes."""
    data = decode_base64(text)
    return data is not None and len(data) == size


def is_jwt(text: str) -> bool:
    """Whether the first two of three dot-separated parts are base64url of JSON objects (RFC 7519, section
    3)."""
    parts = text.split(".")
    if len(parts) != 3:
        return False
    for part in parts[:2]:
        data = decode_base64(part)
        if data is None or not (data.startswith(b"{") and data.rstrip().endswith(b"}")):
            return False
    return True


def jwt_end(text: str) -> float | None:
    """The time (seconds since 1970) at which a JSON web token ends (`exp`: RFC 7519, section 4.1.4); None
    where it says none."""
    import json  # compiles an expression: only when a token is looked at

    try:
        claims = json.loads(decode_base64(text.split(".")[1]) or b"{}")
    except (ValueError, IndexError, RecursionError):
        return None
    end = claims.get("exp") if isinstance(claims, dict) else None
    return (
        float(end) if isinstance(end, (int, float)) and not isinstance(end, bool) and 0 < end < 1e12 else None
    )


def basic_password(text: str) -> str:
    """The password of `user:password` in base64 (RFC 7617, section 2); "" where it is none."""
    return (decode_base64(text) or b"").decode("latin-1").partition(":")[2]


_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_BECH32_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


def is_bech32(text: str) -> bool:
    """Whether a text is bech32 with a right checksum (BIP 173), all small letters or all capitals."""
    low = text.lower()
    name, _, data = low.rpartition("1")
    if text not in (low, text.upper()) or not name or any(c not in _BECH32 for c in data):
        return False
    check = 1
    for value in (
        *(ord(c) >> 5 for c in name),
        0,
        *(ord(c) & 31 for c in name),
        *(_BECH32.index(c) for c in data),
    ):
        top, check = check >> 25, (check & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate(_BECH32_GENERATOR):
            check ^= generator if top >> bit & 1 else 0
    return check == 1


_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def is_base58check(text: str) -> bool:
    """Whether a text is base58 that ends in 4 bytes of the double SHA-256 of what comes before them (Bitcoin:
    WIF, BIP 32)."""
    import hashlib

    number = 0
    for char in text:
        digit = _BASE58.find(char)
        if digit < 0:
            return False
        number = number * 58 + digit
    data = number.to_bytes((number.bit_length() + 7) // 8, "big")
    return len(data) > 4 and hashlib.sha256(hashlib.sha256(data[:-4]).digest()).digest()[:4] == data[-4:]


def mixes(text: str, *, digits: int = 1, lower: int = 1, upper: int = 0) -> bool:
    """Whether the text changes between small letters, capitals and digits as random text does; words and
    identifiers do not.

    So many of each kind tell it. A random text of 16 to 40 characters often has fewer digits, or fewer
    capitals, than that: it still changes its kind at every second letter, which a word or a `camelCase` name
    does not.
    """
    kinds = ["A" if c.isupper() else "a" if c.islower() else "0" if c.isdigit() else "" for c in text]
    if kinds.count("0") >= digits and kinds.count("a") >= lower and kinds.count("A") >= upper:
        return True
    if not digits or len(text) < 12 or not (kinds.count("a") >= lower and kinds.count("A") >= upper):
        return False
    return sum(a != b for a, b in pairwise(kinds)) * 10 >= (len(text) - 1) * 4


_BEGINS = r"M[A-P]|b3BlbnNzaC1r"
"""How base64 of a DER sequence (X.690, 8.9) and of an OpenSSH key begins."""


def pem_base64(secret: str) -> str:
    """The base64 between the first and the last line of a PEM block, however it is quoted: headers, line ends
    (escaped, `&#10;`, `<br/>`), the signs of a text that is put together of strings (`"…" +`), and a diff's
    `+` or a comment's sign before each line are taken out."""
    import re

    body = secret.partition("-----")[2].partition("-----")[2].rpartition("-----END")[0]
    if "%0" in body:
        from urllib.parse import unquote

        body = unquote(body, "latin-1")
    body = re.sub(
        r"(?:Proc-Type|DEK-Info|Version|Comment|Charset):(?:(?!\\{1,2}[rn]|&#|<br|[\"'])[^\n])*", "", body
    )
    body = re.sub(r"\\{1,2}[nrt]|&#x?[0-9A-Fa-f]{1,4};|&[a-z]{2,6};|<[bB][rR] ?/?>", "\n", body)
    body = re.sub(
        r"[\"'`]\s*[+.&]?\s*(?=[\"'`])|(?<=[\"'`])\s*[+.&]?\s*(?:\n|\Z)|\n\s*[+.&]\s*(?=[\"'`])", "\n", body
    )
    lines = [line.strip(" \t\r\"'`,;()") for line in body.split("\n")]
    lines = [line for line in lines if line and line not in ("+", "-")]
    if lines and all(line[0] in "+->#*|" for line in lines):
        lines = [line[1:] for line in lines]
    joined = re.sub(r"[^A-Za-z0-9+/=]", "", "".join(lines))
    if re.match(_BEGINS, joined):
        return joined
    # something stands before or after each line: a log's time, JSON, a command. The last line, which may be
    # short, is missed.
    runs = "".join(
        found[-1] for line in body.split("\n") if (found := re.findall(r"[A-Za-z0-9+/=]{40,}", line))
    )
    return runs if re.match(_BEGINS, runs) else joined
