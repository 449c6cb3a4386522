"""Secrets made at run time, and what counts as a leak of one."""

from __future__ import annotations

import random
import string

from dlinter.detectors.checksums import crc32_base62

SHOWN = 4
RUN = 8
"""So many characters of a secret in a row are a leak: a preview has four."""


def token(seed: int) -> str:
    """A GitHub token with its checksum right."""
    body = "".join(random.Random(seed).choices(string.ascii_letters + string.digits, k=30))
    return "ghp" + f"_{body}{crc32_base62(body)}"


def password(seed: int) -> str:
    """A password that nothing but its name gives away."""
    made = random.Random(seed)
    letters = [
        made.choice(string.ascii_lowercase),
        made.choice(string.ascii_uppercase),
        made.choice(string.digits),
    ]
    letters += made.choices(string.ascii_letters + string.digits, k=15)
    made.shuffle(letters)
    return "k" + "".join(letters) + "7"


def leaked(text: str, secrets: list[str]) -> list[str]:
    """The pieces of secrets that stand in the text, in whatever case."""
    low = text.lower()
    return [
        s[at : at + RUN] for s in secrets for at in range(len(s) - RUN + 1) if s[at : at + RUN].lower() in low
    ]
