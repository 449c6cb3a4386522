"""Keeps raw secrets out of what the reports show of files: source lines, history commands, edits.

A rule about a secret gives the finding the key `detector:identity` (see `model.exposure`), so a report knows which
spans are secrets, and can tell a secret again by the keyed hash of a word, without ever having held its value.
"""

from __future__ import annotations

import re

from dlinter.finding import Fix, Reason, Report, Result
from dlinter.model.secret import Secret
from dlinter.model.text import Span, Text

_KEY = re.compile(r"[^\s:]+:([0-9a-f]{8})")
_WORDS = (re.compile(r"[^\s]{6,}"), re.compile(r"[^\s\"'=]{6,}"), re.compile(r"[^\s\"'=:@/,;&?|<>(){}\[\]]{6,}"))
"""How a secret may be cut out of a command: whole words, values, parts of URLs."""
MASK = "*"


def identity_of(result: Result) -> str:
    """The identity of the secret that a result is about; "" for other results."""
    if result.rule.security_severity is None:
        return ""
    match = _KEY.fullmatch(result.finding.key)
    if match is None or (result.suppressed_by is not None and result.suppressed_by.reason is Reason.SIEVE):
        return ""
    return match[1]


class Redaction:
    """The secrets of one report. `revealed` are the fingerprints whose values the user asked for."""

    def __init__(self, report: Report, revealed: frozenset[str] = frozenset()) -> None:
        self._spans: dict[str, list[Span]] = {}
        self._identities: set[str] = set()
        self._checked: dict[str, bool] = {}
        for result in report.results:
            identity = identity_of(result)
            if not identity or result.fingerprint in revealed:
                continue
            self._identities.add(identity)
            location = result.location
            # A finding in an image that is tied to a Dockerfile spans an instruction, not the secret.
            if location.text is not None and location.span is not None and location.image is None:
                self._spans.setdefault(location.path, []).append(location.span)

    def scrub(self, text: str) -> str:
        """The text with every word that is a known secret masked; its length stays."""
        if not self._identities:
            return text
        for pattern in _WORDS:
            text = pattern.sub(lambda m: MASK * len(m[0]) if self._known(m[0]) else m[0], text)
        return text

    def _known(self, word: str) -> bool:
        if word not in self._checked:
            self._checked[word] = Secret(word).identity in self._identities
        return self._checked[word]

    def masked(self, text: Text, window: Span) -> bytes:
        """The bytes of a window with the secrets masked, byte for byte."""
        data = bytearray(text.data[window.start : window.end])
        for span in self._spans.get(text.path, ()):
            start, end = max(span.start, window.start), min(span.end, window.end)
            for at in range(start, end):
                if data[at - window.start] not in b"\r\n":
                    data[at - window.start] = ord(MASK)
        if self._identities:
            for pattern in _WORDS:
                for match in pattern.finditer(data.decode("latin-1")):
                    if match[0].strip(MASK) and self._known(match[0].encode("latin-1").decode("utf-8", "surrogateescape")):
                        data[match.start() : match.end()] = MASK.encode() * (match.end() - match.start())
        return bytes(data)

    def leaks(self, text: Text, fix: Fix) -> bool:
        """Whether an edit writes a secret of the file again (a line that is moved): such a fix is told of, not shown."""
        written = [edit.replacement for edit in fix.edits] + [addition for _, addition in fix.files]
        raw = {text.slice(span) for span in self._spans.get(text.path, ())} - {""}
        return any(value in addition for value in raw for addition in written) or any(self.scrub(a) != a for a in written)
