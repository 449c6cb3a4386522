"""Authorize.Net: API keys."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=1, lower=1, upper=1)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="authorize-net-transaction-key",
        provider="Authorize.Net",
        title="Authorize.Net transaction key",
        pattern=assigned(r"authorize_net|authorizenet|authnet|transaction_key", r"[A-Za-z0-9]{16}"),
        keywords=("authorize_net", "authorizenet", "authnet", "transaction_key"),
        matches=(
            'AUTHORIZE_NET_TRANSACTION_KEY="' + '89pxa63ltG5WSLc0"',
            "  authorize_net_transaction_key: " + "7h2AE9VvtwkOsAJE",
        ),
        misses=(
            'AUTHORIZE_NET_TRANSACTION_KEY="' + '89pxa63ltG5WSLc"',
            'AUTHORIZE_NET_TRANSACTION_KEY="' + '00xxx00xxX0XXXx0"',
            "REVISION=" + "89pxa63ltG5WSLc0",
        ),
        source="Authorize.Net docs, Credentials",
        validate=_mixed,
        min_entropy=3.0,
        confidence="medium",
    ),
)
