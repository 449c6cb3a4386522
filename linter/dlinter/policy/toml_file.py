"""A TOML file that may be hostile: small, and with keys of a few parts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from dlinter.disk.read import read_small, unread
from dlinter.model.toml_keys import MOST_PARTS, longest_key
from dlinter.policy.errors import ConfigError

LARGEST = 1 << 20


def read_toml(path: Path) -> bytes:
    """The bytes of a configuration. Raises ConfigError."""
    try:
        return read_small(path, LARGEST, within="")
    except OSError as error:
        raise ConfigError(f"{path}: {unread(error)}") from None


def parse_toml(data: bytes, path: Path) -> dict[str, Any]:
    """The tables of a configuration. Raises ConfigError."""
    import tomllib

    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise ConfigError(f"{path} is not UTF-8") from None
    if longest_key(text) > MOST_PARTS:
        raise ConfigError(f"{path} has a key of more than {MOST_PARTS} parts")
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise ConfigError(f"{path} is nested too deeply") from None
    except ValueError as error:  # a TOMLDecodeError, or a number of too many digits
        raise ConfigError(f"{path} is not TOML: {error}") from None
