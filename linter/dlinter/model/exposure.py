"""How the rules about secrets tell of a candidate, so that all of them say the same of the same secret."""

from __future__ import annotations

from dlinter.model.secret import Candidate
from dlinter.model.text import Span

GENERIC_URL = "credentials-in-url"
"""The detector of a user name and password in a URL, which has a rule of its own."""


def span_of(candidate: Candidate) -> Span:
    return Span(candidate.start, candidate.end)


def key_of(candidate: Candidate) -> str:
    """What a finding is known by: the detector and the value's keyed hash, never the value."""
    return f"{candidate.detector}:{candidate.secret.identity}"


def told(candidate: Candidate) -> str:
    """`GitHub personal access token `ghp_… (40 characters)``."""
    return f"{candidate.title} `{candidate.secret.preview}`"
