"""Arguments that were meant as a JSON array and are none: BuildKit then takes them for the shell form,
without a word."""

from __future__ import annotations

import json
import re

_TRIES = re.compile(r"""\[\s*(?:"[^"]*"|'[^']*'|“[^”]*”)\s*(?:,|\]\s*\Z)""")
_STRING = re.compile(r""""((?:[^"\\]|\\.)*)"|'([^'"\\]*)'|“([^”"\\]*)”""")


def looks_like_json(text: str) -> bool:
    """Whether arguments begin as a JSON array of strings does. `[ "$a" = b ]` is a test of the shell and does
    not."""
    return _TRIES.match(text) is not None


def repaired(text: str) -> str | None:
    """The JSON array that was meant: single or typographic quotes made double, a comma before `]` left out,
    the missing `]` added. None where that is not certain."""
    text = text.strip()
    if not text.startswith("["):
        return None
    inner = text[1:-1] if text.endswith("]") else text[1:]
    values, at = list[str](), 0
    while at < len(inner):
        match = _STRING.match(inner, at + len(inner[at:]) - len(inner[at:].lstrip()))
        if match is None:
            return None if inner[at:].strip() else _written(values)
        values.append(
            match[0] if match[1] is not None else json.dumps(match[2] or match[3] or "", ensure_ascii=False)
        )
        rest = inner[match.end() :].lstrip()
        if rest and rest[0] != ",":
            return None
        at = len(inner) - len(rest) + 1 if rest else len(inner)
    return _written(values)


def _written(values: list[str]) -> str | None:
    text = f"[{', '.join(values)}]"
    try:
        json.loads(text)
    except ValueError:
        return None
    return text if values else None


def has_variable(text: str) -> bool:
    """Whether a shell would replace something in it: the exec form starts no shell."""
    return bool(variable_of(text))


def variable_of(text: str) -> str:
    """The first thing in it that a shell would replace; "" for none."""
    found = re.search(r"\$\w+|\$\{\w[^}]*\}|\$\{|\$\(|`", text)
    return found[0] if found is not None else ""
