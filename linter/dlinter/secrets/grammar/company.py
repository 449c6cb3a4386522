"""What stands beside a password and says that it is one: a user's name, a host, each with a value of its own."""

from __future__ import annotations

import re

from dlinter.model.names import is_about, words_of

_PARTNER = re.compile(
    rb"(?i:user(?:[_-]?name|[_-]?id)?|\buid|login|e-?mail|host(?:name)?|server|db[_-]?name|database)[\"']?"
    rb"(?:\s{0,8}(?:=>|[:=])\s{0,8}[\"']|[ ]value=[\"']|,\s{0,8}[\"']value[\"']\s{0,4}:\s{0,4}[\"']|>)"
    rb"([A-Za-z0-9][A-Za-z0-9_.@\\-]{1,79})(?=[\"'<])"
)
"""`user: 'shop'`, `username="shop"`, `'host' => 'db'`, `{"key": "username", "value": "shop"}`,
`<property name="connection.username">shop</property>`."""
_LABELS = frozenset({"user", "username", "userid", "uid", "login", "email", "mail", "host", "hostname", "server",
    "dbname", "database", "string", "text", "required", "input", "varchar"})  # fmt: skip
"""What names a field, not a user: a form, a schema and a translation have these."""


def has_partner(near: bytes, value: str) -> bool:
    """Whether a user or a host is named near a value: what a log-in takes together."""
    return any(
        said.lower().decode("latin-1") not in _LABELS and said.decode("latin-1") != value
        for said in _PARTNER.findall(near)
    )


def names_a_thing(value: str) -> bool:
    """Whether a value of words speaks of passwords or of what forms and programs have, and so is a name
    itself: `new-password-2`, `login_field_3`."""
    return any(is_about(word) for word in words_of(value))
