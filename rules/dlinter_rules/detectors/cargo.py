"""Cargo (Rust): API tokens of the public registry and tokens of trusted publishing."""

from __future__ import annotations

from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


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
        id="cargo-registry-token",
        provider="Cargo",
        title="Cargo registry API token",
        pattern=r"cio[A-Za-z0-9]{32}",
        keywords=("cio",),
        matches=(
            'CARGO_REGISTRY_TOKEN="cio' + 'LDMsrk6Rl0n9IoltZFj3EBtE4JUKZTsD"',
            "Authorization: Bearer cio" + "GUQwhMnEV35cE58nRVhiyResigXKn5U4",
        ),
        misses=(
            'CARGO_REGISTRY_TOKEN="cio' + 'LDMsrk6Rl0n9IoltZFj3EBtE4JUKZTs"',
            'CARGO_REGISTRY_TOKEN="cio' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="The Cargo Book, Publishing; source of the registry, util/token.rs",
        validate=_mixed,
        min_entropy=3.0,
        security_severity=9.0,
    ),
    Detector(
        id="cargo-registry-trusted-publishing-token",
        provider="Cargo",
        title="Cargo registry trusted publishing token",
        pattern=r"cio_tp_[A-Za-z0-9]{32}",
        keywords=("cio_tp_",),
        matches=(
            'CARGO_REGISTRY_TOKEN="cio_tp_' + 'eu1AMB6dliPVkfqbkwCrAsGUZQkOi4zl"',
            "Authorization: Bearer cio_tp_" + "nIR8GBBTmzrXurRvBpdV0TAZIWILQ3cl",
        ),
        misses=(
            'CARGO_REGISTRY_TOKEN="cio_tp_' + 'eu1AMB6dliPVkfqbkwCrAsGUZQkOi4z"',
            'CARGO_REGISTRY_TOKEN="cio_tp_' + 'eu1AMB6dliPVkfqbkwCrAsGUZQkOi4zA"',
            'CARGO_REGISTRY_TOKEN="cio_tp_' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Source of the registry, crates_io_trustpub/src/access_token.rs",
        validate=_whole,
        min_entropy=3.0,
        security_severity=6.0,
    ),
)
