"""HashiCorp Cloud Platform: API keys."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=2, lower=2, upper=2)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="hcp-client-secret",
        provider="HashiCorp Cloud Platform",
        title="HCP service principal client secret",
        pattern=assigned(r"hcp_client_secret|hcp_secret", r"[A-Za-z0-9_-]{64}"),
        keywords=("hcp_client_secret", "hcp_secret"),
        matches=(
            'HCP_CLIENT_SECRET="' + 'byML2y7evk7etf62FrukjVipb49AAClXDJdpT4gzu8OQcXnVyl7rOqKUDSlhoX8c"',
            "  hcp_client_secret: " + "aKTBeZiFZannyzPO5rXitjPW7tXhE15ahLd5FqN8TAdNaikRf4aXl65OD9asHIQj",
        ),
        misses=(
            'HCP_CLIENT_SECRET="' + 'byML2y7evk7etf62FrukjVipb49AAClXDJdpT4gzu8OQcXnVyl7rOqKUDSlhoX8"',
            'HCP_CLIENT_SECRET="' + 'xxXX0x0xxx0xxx00XxxxxXxxx00XXXxXXXxxX0xxx0XXxXxXxx0xXxXXXXxxxX0x"',
            "REVISION=" + "byML2y7evk7etf62FrukjVipb49AAClXDJdpT4gzu8OQcXnVyl7rOqKUDSlhoX8c",
        ),
        source="HCP docs, Service principals",
        validate=_mixed,
        min_entropy=4.2,
        confidence="medium",
        security_severity=8.8,
    ),
)
