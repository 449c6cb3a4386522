"""The short form of a detector: a token that its prefix tells, written in one line."""

from __future__ import annotations

import re
from collections.abc import Callable

from dlinter.detectors.detector import Detector


def token(
    provider: str, what: str, pattern: str, source: str, *, severity: float = 7.5, entropy: float = 3.0,
    confidence: str = "high",
    boundary: bool = True, ignore_case: bool = False, validate: Callable[[str], bool] | None = None,
    accepts: Callable[[str], bool] | None = None,
    matches: tuple[str, ...] = (), misses: tuple[str, ...] = (),
    keywords: tuple[str, ...] = (), anchors: tuple[tuple[str, int], ...] = (), prefilter: str | tuple[str, ...] = "",
    paths: str = "", multiline: bool = False, variant: str = "", loose_of: tuple[str, ...] = (),
) -> Detector:  # fmt: skip
    """A detector whose id and title are the provider's name and what the token is (`WakaTime`, `API key`:
    `wakatime-api-key`). The rest is as in `Detector`; the harness makes its examples of the pattern. A
    provider `Service` is not named in the title: several give out that form. `variant` tells a second form of
    the same token apart, in the id alone."""
    title = what if provider == "Service" else f"{provider} {what}"
    return Detector(
        id=re.sub(r"[^a-z0-9]+", "-", f"{provider} {what} {variant}".lower()).strip("-"),
        provider=provider,
        title=title,
        pattern=pattern,
        keywords=keywords,
        matches=matches,
        misses=misses,
        source=source,
        boundary=boundary,
        ignore_case=ignore_case,
        validate=validate,
        accepts=accepts,
        min_entropy=entropy,
        confidence=confidence,
        security_severity=severity,
        anchors=anchors,
        prefilter=prefilter,
        paths=paths,
        multiline=multiline,
        loose_of=loose_of,
    )
