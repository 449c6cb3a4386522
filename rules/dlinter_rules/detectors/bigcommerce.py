"""BigCommerce: API keys."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=2, lower=2)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="bigcommerce-access-token",
        provider="BigCommerce",
        title="BigCommerce access token",
        pattern=assigned(r"bigcommerce", r"[a-z0-9]{31}"),
        keywords=("bigcommerce",),
        matches=(
            'BIGCOMMERCE_ACCESS_TOKEN="' + '51691jpvc64rdsc7jccruzq5x5j5aib"',
            "  bigcommerce_access_token: " + "dy31stuu5njxyvqwhqn02cribx54j2r",
        ),
        misses=(
            'BIGCOMMERCE_ACCESS_TOKEN="' + '51691jpvc64rdsc7jccruzq5x5j5ai"',
            'BIGCOMMERCE_ACCESS_TOKEN="' + '00000xxxx00xxxx0xxxxxxx0x0x0xxx"',
            "REVISION=" + "51691jpvc64rdsc7jccruzq5x5j5aib",
        ),
        source="BigCommerce docs, API accounts",
        validate=_mixed,
        min_entropy=3.6,
        confidence="medium",
        security_severity=7.5,
    ),
)
