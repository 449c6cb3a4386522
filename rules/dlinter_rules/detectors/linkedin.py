"""LinkedIn: client secrets."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=1, lower=1, upper=1)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="linkedin-client-secret",
        provider="LinkedIn",
        title="LinkedIn client secret",
        pattern=r"WPL_AP[0-9]\.[A-Za-z0-9]{16}\.[A-Za-z0-9+/]{4,8}={0,2}",
        keywords=("wpl_ap",),
        matches=(
            'LINKEDIN_CLIENT_SECRET="WPL_AP' + '6.ury16SNpr8KLMCBG.OmiQ"',
            "Authorization: Bearer WPL_AP" + "1.pXiAAe4uTh0OTVjX.8VtL=",
        ),
        misses=(
            'LINKEDIN_CLIENT_SECRET="WPL_AP' + '6.ury16SNpr8KLMCBG.Omi"',
            'LINKEDIN_CLIENT_SECRET="WPL_AP' + 'x.xxxxxxxxxxxxxxxx.xxxx"',
        ),
        source="LinkedIn docs, Client secrets",
        min_entropy=3.3,
        security_severity=7.0,
    ),
    Detector(
        id="linkedin-legacy-client-secret",
        provider="LinkedIn",
        title="LinkedIn client secret (16 characters)",
        pattern=assigned(r"linkedin[a-z0-9_.\- ]{0,20}(?:secret|key|token|pass)", r"[A-Za-z0-9]{16}"),
        keywords=("linkedin",),
        matches=(
            'LINKEDIN_CLIENT_SECRET="' + 'BXZGqvtn7H4HA3l1"',
            "  linkedin_client_secret: " + "55qLtHu4J11wC4cY",
        ),
        misses=(
            'LINKEDIN_CLIENT_SECRET="' + 'BXZGqvtn7H4HA3l"',
            'LINKEDIN_CLIENT_SECRET="' + 'XXXXxxxx0X0XX0x0"',
            "linkedin: " + "ShareProfile2Url",
            "REVISION=" + "BXZGqvtn7H4HA3l1",
        ),
        source="LinkedIn docs, Client credential flow",
        validate=_mixed,
        min_entropy=3.0,
        confidence="medium",
        security_severity=6.5,
    ),
)
