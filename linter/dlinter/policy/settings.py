"""The resolved settings of a run: what the configuration, the environment and the command line come to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct, field

from dlinter.finding import Result, Severity

UNREAD = (FAIL, NOTE) = ("fail", "note")
"""What a part of an image that cannot be read does."""


class Settings(Struct, frozen=True):
    """Plain values only: worker processes get a copy.

    `enabled` are the ids of the rules that run. `options` are the configured options of a rule (rule id →
    option name → value; absent: the rule's default). `per_file_ignores` and `exclude` hold globs relative to
    `root`, the folder of the configuration file (an absolute path; the working folder without one). `fail_on`
    None never fails. `jobs` 0 means one for each core. `unread` says whether a part of an image that cannot
    be read fails the run: `fail` or `note`. `context` is a build context for every file ("" for the default,
    the folder of the file).
    """

    enabled: frozenset[str] = frozenset()
    severities: Mapping[str, Severity] = field(default_factory=dict)
    options: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    fail_on: Severity | None = Severity.WARNING
    per_file_ignores: tuple[tuple[str, frozenset[str]], ...] = ()
    exclude: tuple[str, ...] = ()
    baseline: str = ""
    target_frontend: str = ""
    context: str = ""
    jobs: int = 0
    use_cache: bool = True
    platform: str = ""
    unread: str = "fail"
    root: str = ""
    source: str = ""

    def fails(self, results: list[Result]) -> bool:
        """Whether a result that is not suppressed is at or above `fail_on`."""
        limit = self.fail_on
        return limit is not None and any(
            r.severity.rank <= limit.rank for r in results if r.suppressed_by is None
        )
