"""How the rules about secrets tell of a candidate, so that all of them say the same of the same secret."""

from __future__ import annotations

from dlinter.model.secret import Candidate
from dlinter.model.text import Span


def span_of(candidate: Candidate) -> Span:
    return Span(candidate.start, candidate.end)


def told(candidate: Candidate) -> str:
    """`GitHub personal access token `ghp_… (40 characters)``."""
    return f"{candidate.title} `{candidate.secret.preview}`"
