"""What is wrong with a command line."""

from __future__ import annotations


class UsageError(Exception):
    """The command line makes no sense; one line, exit code 2."""
