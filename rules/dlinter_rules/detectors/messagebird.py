"""MessageBird: API keys."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=2, lower=2, upper=2)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="messagebird-access-key",
        provider="MessageBird",
        title="MessageBird access key",
        pattern=assigned(r"messagebird|bird_access", r"[A-Za-z0-9]{25}"),
        keywords=("messagebird", "bird_access"),
        matches=(
            'MESSAGEBIRD_ACCESS_KEY="' + 'cYZTUMeo8F3W7FyuIJYNUgqct"',
            "  messagebird_access_key: " + "TAwAISvB0qsnJI2U8dwlDwMnn",
        ),
        misses=(
            'MESSAGEBIRD_ACCESS_KEY="' + 'cYZTUMeo8F3W7FyuIJYNUgqc"',
            'MESSAGEBIRD_ACCESS_KEY="' + 'xXXXXXxx0X0X0XxxXXXXXxxxx"',
            "REVISION=" + "cYZTUMeo8F3W7FyuIJYNUgqct",
        ),
        source="Bird (MessageBird) docs, Access keys (25 characters)",
        validate=_mixed,
        min_entropy=3.6,
        confidence="medium",
        security_severity=7.5,
    ),
)
