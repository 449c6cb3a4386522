"""Auth0: client secrets."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=2, lower=2, upper=2)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="auth0-client-secret",
        provider="Auth0",
        title="Auth0 client secret",
        pattern=assigned(r"auth0", r"[A-Za-z0-9_-]{64}"),
        keywords=("auth0",),
        matches=(
            'AUTH0_CLIENT_SECRET="' + '0hlr4zeqNha-yhmsqccXndOFjpMJCg12Zd8iRmQifBCBZoz8P76pXvFn04sTrYi1"',
            "  auth0_client_secret: " + "ihOAyUNUl21sIymDE9QMfD3FeN0ZtYBe4ke6B8izkrP1uRzfgNeCgH6EyRPozExj",
        ),
        misses=(
            'AUTH0_CLIENT_SECRET="' + '0hlr4zeqNha-yhmsqccXndOFjpMJCg12Zd8iRmQifBCBZoz8P76pXvFn04sTrYi"',
            'AUTH0_CLIENT_SECRET="' + '0xxx0xxxXxx-xxxxxxxXxxXXxxXXXx00Xx0xXxXxxXXXXxx0X00xXxXx00xXxXx0"',
            "REVISION=" + "0hlr4zeqNha-yhmsqccXndOFjpMJCg12Zd8iRmQifBCBZoz8P76pXvFn04sTrYi1",
        ),
        source="Auth0 docs, Application settings (64 characters)",
        validate=_mixed,
        min_entropy=4.3,
        confidence="medium",
        security_severity=8.5,
    ),
)
