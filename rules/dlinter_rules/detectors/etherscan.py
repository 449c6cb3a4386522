"""Etherscan: API keys."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=2, lower=0, upper=2)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="etherscan-api-key",
        provider="Etherscan",
        title="Etherscan API key",
        pattern=assigned(r"etherscan", r"[A-Z0-9]{34}"),
        keywords=("etherscan",),
        matches=(
            'ETHERSCAN_API_KEY="' + 'N54JPDRCGEK6NRZ3VP5C8TXQS03V0IIWAD"',
            "  etherscan_api_key: " + "N7H8SAC7Z22HZPOJJ2798QCA18CS3H87DB",
        ),
        misses=(
            'ETHERSCAN_API_KEY="' + 'N54JPDRCGEK6NRZ3VP5C8TXQS03V0IIWA"',
            'ETHERSCAN_API_KEY="' + 'X00XXXXXXXX0XXX0XX0X0XXXX00X0XXXXX"',
            "REVISION=" + "N54JPDRCGEK6NRZ3VP5C8TXQS03V0IIWAD",
        ),
        source="Etherscan docs, Getting an API key",
        validate=_mixed,
        min_entropy=3.6,
        confidence="medium",
        security_severity=4.5,
    ),
)
