"""Parser directives of the head (frontend/dockerfile/parser/directives.go)."""

from __future__ import annotations

import json
import re

from dlinter.model.dockerfile.spaces import decode, left
from dlinter.model.dockerfile.tokens import Directive
from dlinter.model.text import Span

KNOWN = ("syntax", "escape", "check")
_DIRECTIVE = re.compile(r"([a-zA-Z][a-zA-Z0-9]*)[\t\n\f\r ]*=[\t\n\f\r ]*(.+?)[\t\n\f\r ]*$")

_JSON = re.compile(r"[ \t\r\n]*\{")


def directive_in(line: str, offset: int, number: int, comment: str = "#") -> Directive | None:
    """The directive a line is, None where it is none. `offset` is the line's in the file, `number`
    1-based."""
    if not line.startswith(comment):
        return None
    at = left(line, len(comment))
    match = _DIRECTIVE.match(line, at)
    if not match or match[1].lower() not in KNOWN:
        return None
    span = Span(offset, offset + len(line))
    value_span = Span(offset + match.start(2), offset + match.end(2))
    return Directive(span, match[1].lower(), decode(match[2]), value_span, number)


def detect_syntax(data: bytes) -> str:
    """The frontend that a build of these bytes would be handed to: from `# syntax=`, `// syntax=` or
    `{"syntax": "…"}`; "" when none is named. A shebang line is passed over (`DetectSyntax`)."""
    text = data.removeprefix(b"\xef\xbb\xbf").decode("latin-1")
    begin = text.find("\n") + 1 or len(text) if text.startswith("#!") else 0
    for comment in ("#", "//"):
        seen, at = set[str](), begin
        while text.startswith(comment, at):
            stop = text.find("\n", at)
            stop = len(text) if stop < 0 else stop
            found = directive_in(text[at:stop].removesuffix("\r"), 0, 0, comment)
            if found is None or found.name in seen:
                break
            seen.add(found.name)
            if found.name == "syntax":
                return found.value.partition(" ")[0]
            at = stop + 1
    if _JSON.match(text, begin):
        try:
            value = json.loads(decode(text[begin:]))
        except (ValueError, RecursionError):
            return ""
        syntax = value.get("syntax") if isinstance(value, dict) else None
        return syntax if isinstance(syntax, str) else ""
    return ""
