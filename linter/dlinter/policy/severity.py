"""Severities as configured."""

from __future__ import annotations

from collections.abc import Sequence

from dlinter.finding import Result, Severity
from dlinter.policy.case import Case
from dlinter.values import replace

BUILDKIT = "buildkit:"


def severity(results: Sequence[Result], case: Case) -> list[Result]:
    """Gives each result the severity the configuration sets for its rule. Where the file says `#
    check=error=true`, the checks that BuildKit has too are errors, unless configured."""
    configured, strict = case.settings.severities, case.ignores.error
    if not configured and not strict:
        return list(results)
    done = []
    for result in results:
        wanted = configured.get(result.rule.id)
        if wanted is None and strict and any(alias.startswith(BUILDKIT) for alias in result.rule.aliases):
            wanted = Severity.ERROR
        done.append(
            result if wanted is None or wanted is result.severity else replace(result, severity=wanted)
        )
    return done
