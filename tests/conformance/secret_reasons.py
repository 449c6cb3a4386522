"""Why dlint and the scanner whose test a row is may disagree: kinds of rows, told by their text alone, each
with the reason for what dlint does.

A kind is a rule about texts, not a list of rows: the same rules judge rows that nobody looked at. What they
call disputed is left out of the judged share, found or not; the raw share is printed beside it.
"""

from __future__ import annotations

import re
from collections.abc import Collection

ROWS = (
    "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz", "01234567890123456789", "98765432109876543210",
    "0123456789abcdef0123456789abcdef",
    "qwertyuiopasdfghjklzxcvbnm", "zyxwvutsrqponmlkjihgfedcba",
)  # fmt: skip
_RUN = re.compile(r"[a-z0-9]{10,}")
_WORDS = re.compile(
    r"test(?:est){3}|x{5,}|a{12,}|deadbee|dead[a-z]{4}beef|cafebabe|hardcoded|\.\.\.|dummy|example(?![./])|"
    r"fake|(?:your|my)[_-]?(?:pass|secret|token|key)|\{\{|helloworld|"
    r"value with quotes|this ?is ?my ?pass|exactly[-_]|open[ -]sesame|super "
    r"secret|passwordwithout|cleartextpassword|doodle_blob",
    re.IGNORECASE,
)
_IDENTITY = re.compile(
    r"^[^\n]{0,40}(?:(?:client|app|account|project|role|planetscale|bitbucket)[_ "
    r"-]?id|pscale_user[a-z_]*|site_?key|search_url|_server)\b[^\n"
    r"]*\s*\Z|\b(?:sq0id[pb]|pub-c)-|\bphc_", re.IGNORECASE
)
_AWS = re.compile(r"\b(?:A3T[A-Z0-9]|AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16,17}\b")
_CUT = re.compile(
    r"PRIVATE KEY(?: "
    r"BLOCK)?-----(?:\s|\\n)*(?:[^-]{0,120})(?:\s|\\n)*(?:-----END|\Z)|"
    r"\beyJ[A-Za-z0-9_-]{8,}\.(?:eyJ)?[A-Za-z0-9_-]*(?:\.|\b(?!\.))(?![A-Za-z0-9_-])"
)
_LONGER = re.compile(r"[A-Za-z0-9_-]{16,}(?:extra|test)\b", re.IGNORECASE)
_ENCRYPTED = re.compile(r"secure: \"|\$2[aby]\$|mysql_native_password' AS '\*[0-9A-F]{40}")
_NO_NAME = re.compile(
    r"[A-Za-z0-9 ]{3,30}(?: token)? ?[-=:]? ?'[^'\n]{6,}'|[A-Za-z]{3,24}[ =-]+[A-Za-z0-9-]{20,}\s*\Z",
    re.ASCII,
)

COUNTS = "its value counts, or repeats a piece: no generator gave it out, and documents show values like it"
PLACEHOLDER = "its value says that it stands for another"
IDENTITY = "an identifier, a host, a public key: shown to everybody, opens nothing alone"
AWS_ID = "an access key id alone: a note that says what it is (issue 13)"
PIECE = "a key of a line or two, a token without its signature: a piece of one"
LONGER = "a token inside a longer word"
HIDDEN = "a hash, or an encrypted value"
NO_NAME = "a service's name beside a value, without a word that says what the value is"
OTHER = "other"
DISPUTED = frozenset({COUNTS, PLACEHOLDER, IDENTITY, AWS_ID, PIECE, HIDDEN})
"""Kinds in which dlint means to say nothing (or a note): a row of one is not a secret that a scan should
report."""

ANOTHER = "holds a secret of another kind than the one that the test asks for"
NAMED = (
    "a name and a value that looks random; its scanner asks for more (a host, a second value, an exact form)"
)


def why_silent(text: str) -> str:
    """Why dlint may say nothing of a row that its source calls a secret."""
    if _counts(text.lower()):
        return COUNTS
    if _WORDS.search(text):
        return PLACEHOLDER
    for kind, expression in (
        (AWS_ID, _AWS),
        (PIECE, _CUT),
        (IDENTITY, _IDENTITY),
        (HIDDEN, _ENCRYPTED),
        (LONGER, _LONGER),
        (NO_NAME, _NO_NAME),
    ):
        if expression.search(text):
            return kind
    return OTHER


def why_reported(detectors: Collection[str], formats: Collection[str]) -> str:
    """Why dlint may report a row that its source calls no secret: the ids of what it found, and of all
    detectors of a format."""
    return ANOTHER if any(d in formats for d in detectors) else NAMED


def _counts(text: str) -> bool:
    """Whether most of a word of the text are steps of an alphabet, a count or a row of keys, or it is one
    piece again and again."""
    for word in _RUN.findall(text):
        steps = sum(any(word[at : at + 2] in row for row in ROWS) for at in range(len(word) - 1))
        if len(word) >= 12 and steps * 10 >= len(word) * 6:
            return True
        if any(word[piece:] == word[:-piece] for piece in range(1, len(word) // 2 + 1)):
            return True
    return False
