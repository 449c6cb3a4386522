"""Which variables hold a secret by their names, and which values show that a variable does not."""

from __future__ import annotations

import re

from dlinter.model.names import is_secret_name

_NO_SECRET = r"(?i)(?:|true|false|yes|no|on|off|none|null|nil|0|1|[./~][^\s:@]*|[a-z][a-z0-9+.-]*://[^\s@]*)"


def is_none(value: str) -> bool:
    """Whether a value is surely not a secret, whatever its variable is called: nothing, a switch, a path, a
    URL without a password."""
    return re.fullmatch(_NO_SECRET, value) is not None


def named_secret(name: str, value: str | None) -> bool:
    """Whether a variable is a secret by its name. `value` is what the file gives it, None where only the
    build can tell."""
    return is_secret_name(name) and (value is None or not is_none(value))
