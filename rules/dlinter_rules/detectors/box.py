"""Box: client secrets and developer tokens, told by their names."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=1, lower=2, upper=2)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="box-client-secret",
        provider="Box",
        title="Box client secret",
        pattern=assigned(r"(?:^|[^a-z])box[_.\-]?(?:client[_.\-]?secret|developer[_.\-]?token)",
            r"[A-Za-z0-9]{32}"),
        keywords=("box_client", "boxclient", "box-client", "box.client", "box_developer", "boxdeveloper",
            "box-developer", "box.developer"),
        matches=(
            'BOX_CLIENT_SECRET="' + 'UaMtBjyfJl5y7AOH0Eps9rivXVhGobUa"',
            "  box_client_secret: " + "wvcHWOywRAvmgJeIoR9ao4dbL6f52px2",
        ),
        misses=(
            'BOX_CLIENT_SECRET="' + 'UaMtBjyfJl5y7AOH0Eps9rivXVhGo"',
            'BOX_CLIENT_SECRET="' + '00000000000000000000000000000000"',
            "REVISION=" + "UaMtBjyfJl5y7AOH0Eps9rivXVhGobUa",
        ),
        source="Box developer docs, OAuth 2.0 and developer tokens",
        validate=_mixed,
        min_entropy=3.8,
        confidence="medium",
        security_severity=7.5,
    ),
)
