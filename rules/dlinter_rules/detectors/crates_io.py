"""crates.io: API tokens and tokens of trusted publishing."""

from __future__ import annotations

from dlinter.detector import Detector
from dlinter.model.checksums import mixes


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=2, lower=2, upper=2)


def _whole(secret: str) -> bool:
    """The last character is the exclusive or of the 31 before it, modulo 62."""
    check = 0
    for c in secret[7:-1]:
        check ^= ord(c)
    return secret[-1] == "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"[check % 62]


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
        source="crates.io source, util/token.rs; The Cargo Book, Publishing on crates.io",
        validate=_mixed,
        min_entropy=3.0,
        security_severity=9.0,
    ),
    Detector(
        id="crates-io-trusted-publishing-token",
        provider="crates.io",
        title="crates.io trusted publishing token",
        pattern=r"cio_tp_[A-Za-z0-9]{32}",
        keywords=("cio_tp_",),
        matches=(
            'CARGO_REGISTRY_TOKEN="cio_tp_' + '4VNU5ZtEQ9QgkCYErFKpakLtKK89CKkS"',
            "Authorization: Bearer cio_tp_" + "8W4N6ju06aDr31BtFj8allTWaEPxENHi",
        ),
        misses=(
            'CARGO_REGISTRY_TOKEN="cio_tp_' + '4VNU5ZtEQ9QgkCYErFKpakLtKK89CKk"',
            'CARGO_REGISTRY_TOKEN="cio_tp_' + '4VNU5ZtEQ9QgkCYErFKpakLtKK89CKkA"',
            'CARGO_REGISTRY_TOKEN="cio_tp_' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="crates.io source, crates_io_trustpub/src/access_token.rs",
        validate=_whole,
        min_entropy=3.0,
        security_severity=6.0,
    ),
)
