"""User names and passwords in URLs of documentation and tests: `http://user:pass@host/`."""

from __future__ import annotations

import re

from dlinter.model.secret import Basis, Sieved
from dlinter.secrets.grammar.values import is_setting
from dlinter.secrets.sieve.places import in_package
from dlinter.secrets.sighting import Sighting

_HOST = re.compile(r"@\[?([A-Za-z0-9.\-%_{$:]+)")
_DOCUMENTATION = re.compile(
    r"(?:^|\.)(?:example(?:\.(?:com|org|net|edu))?|test|invalid|host|hostname|server|domain|foo|bar|site|somewhere|somehost|myhost|proxy|url)(?:\.(?:com|org|net|tld|local|example))?$|"
    r"^(?:(?:host|hostname|server|ip|addr|address|[a-z]|domain|foo|1\.2\.3\.4|10\.0\.0\.1|192\.168\.1\.1|google\.com|(?:www\.)?python\.org)(?::.*)?$|"
    r"127\.|0\.0\.0\.0|\[?::1|%|\{|\$)",
    re.IGNORECASE,
)
_USUAL = re.compile(
    r"^(?:p|pw|pwd|pass|passw?d?|passwo?rd|secret|bar|baz|foo|qux|token|auth|port|user|userpass|mypass|test|guest|x-oauth-basic|[0-9]{1,5}|(?:key|pass|pwd|secret|token)_?1234?5?6?|[a-z]{1,5}|p@ss.*|.*[{}<>$%].*)$",
    re.IGNORECASE,
)


def example_url(seen: Sighting) -> str:
    """The usual words, a host of documentation (RFC 2606), or, in code and documents, a password without a
    digit."""
    if seen.detector.password is not None:
        return Sieved.EXAMPLE if _USUAL.match(seen.detector.password(seen.value)) else ""
    if seen.detector.basis is not Basis.URL:
        return ""
    value = _PERCENT.sub(lambda m: chr(int(m.group(1), 16)), seen.value) if "%" in seen.value else seen.value
    if (
        _PERCENT.search(seen.value)
        and len(value) >= 8
        and any(c.isdigit() for c in value)
        and not _USUAL_WORD.search(value)
        and _HOST.match(seen.after)
    ):
        return ""  # its signs are encoded: nobody does that to a placeholder
    if _USUAL.match(value) and not (is_setting(seen) and value.isalpha() and value.lower() not in _SHORT):
        return Sieved.EXAMPLE
    if "/" in value or "(" in value or "," in value or value.endswith(":"):
        return Sieved.NO_PASSWORD
    if seen.before.endswith("scott:") and value.lower().startswith("tiger"):
        return Sieved.EXAMPLE  # Oracle's demonstration user since 1979, with or without signs to be escaped
    host = _HOST.match(seen.after)
    if host is None or (_DOCUMENTATION.search(host.group(1)) and not is_setting(seen)):
        return Sieved.EXAMPLE
    if not any(c.isdigit() for c in value) and (
        not is_setting(seen)
        or (_COMMENT.match(seen.before) and _HERE.match(host.group(1)) and value.isalpha())
        or (seen.before.endswith(f"{value}:") and in_package(seen.path))
    ):
        # in a package's own settings a password that is the user's name again is a default to be changed
        return Sieved.EXAMPLE
    return ""


_COMMENT = re.compile(r"[ \t]*[#;]")
_HERE = re.compile(r"localhost\b|127\.", re.IGNORECASE)
"""In a comment of a setting a server on the same machine, with a password of letters alone, shows how the
setting is written."""
_PERCENT = re.compile(r"%([2-7][0-9A-Fa-f])")
_USUAL_WORD = re.compile(r"p[a4@]ss|secret|example|[{}<>]|^user", re.IGNORECASE)
_SHORT = frozenset(["p", "pw", "pwd", "pass", "passwd", "password", "secret", "bar", "baz", "foo", "qux",
    "token", "auth", "port", "user", "userpass", "mypass", "test", "guest"])
