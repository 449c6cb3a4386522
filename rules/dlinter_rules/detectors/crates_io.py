"""crates.io: API tokens and tokens of trusted publishing."""

from __future__ import annotations

from dlinter.detector import Detector
from dlinter.model.checksums import mixes


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=2, lower=2, upper=2)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="crates-io-api-token",
        provider="crates.io",
        title="crates.io API token",
        pattern=r"cio[A-Za-z0-9]{32}",
        keywords=("cio",),
        matches=(
            'CARGO_REGISTRY_TOKEN="cio' + 'DuFiz8hqE2PHrPOqffuHw5tu3OEU1Mo0"',
            "Authorization: Bearer cio" + "paJatiT34f0eCFw4lqnTiOzPHMYxbSDC",
        ),
        misses=(
            'CARGO_REGISTRY_TOKEN="cio' + 'DuFiz8hqE2PHrPOqffuHw5tu3OEU1Mo"',
            'CARGO_REGISTRY_TOKEN="cio' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="The Cargo Book, Publishing on crates.io; crates.io source, util/token",
        validate=_mixed,
        min_entropy=3.0,
        security_severity=9.0,
    ),
    Detector(
        id="crates-io-trusted-publishing-token",
        provider="crates.io",
        title="crates.io trusted publishing token",
        pattern=r"cio_tp_[A-Za-z0-9]{30,36}",
        keywords=("cio_tp_",),
        matches=(
            'CARGO_REGISTRY_TOKEN="cio_tp_' + 'vUgSHa0JyamwqTrJyB0NXZcyfVKXAirAqNp"',
            "Authorization: Bearer cio_tp_" + "aNvRR6AcoEzeZsUTi19gk23Gj9bvYe4hi",
        ),
        misses=(
            'CARGO_REGISTRY_TOKEN="cio_tp_' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="crates.io docs, Trusted publishing",
        min_entropy=3.0,
        security_severity=6.0,
    ),
)
