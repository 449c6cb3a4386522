"""Sourcegraph: access tokens."""

from __future__ import annotations

from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="sourcegraph-access-token",
        provider="Sourcegraph",
        title="Sourcegraph access token",
        pattern=r"sgp_(?:(?:[0-9a-fA-F]{16}|local)_)?[0-9a-fA-F]{40}",
        keywords=("sgp_",),
        matches=(
            'SRC_ACCESS_TOKEN="sgp_' + 'local_47fac011355d6c73d4ceb5db4db4a6379e25ad22"',
            "Authorization: Bearer sgp_" + "local_79ebae017c2a8a9539724c44242015908df0ab1b",
        ),
        misses=(
            'SRC_ACCESS_TOKEN="sgp_' + 'local_47fac011355d6c73d4ceb5db4db4a6379e25ad2"',
            'SRC_ACCESS_TOKEN="sgp_' + 'xxxxx_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Sourcegraph docs, Access tokens",
        min_entropy=3.0,
    ),
    Detector(
        id="sourcegraph-gateway-token",
        provider="Sourcegraph",
        title="Sourcegraph Cody gateway token",
        pattern=r"sg[dms]_[0-9a-f]{64}",
        keywords=("sgd_", "sgm_", "sgs_"),
        matches=(
            'CODY_TOKEN="sgd_' + 'deb9b6727c2bf562dea6589aa4846f1f03365eceadbec173924a942d562efe86"',
            "Authorization: Bearer sgm_" + "7209754146ee0d867ba726a22e396a8773f3549b8607c8c219ce555495685286",
        ),
        misses=(
            'CODY_TOKEN="sgd_' + 'deb9b6727c2bf562dea6589aa4846f1f03365eceadbec173924a942d562efe8"',
            'CODY_TOKEN="sgd_' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Sourcegraph docs, Access tokens",
        min_entropy=3.0,
    ),
    Detector(
        id="sourcegraph-license-key",
        provider="Sourcegraph",
        title="Sourcegraph license key token",
        pattern=r"slk_[0-9a-f]{64}",
        keywords=("slk_",),
        matches=(
            'SRC_LICENSE="slk_' + 'da7ee5d0addad7a0ed4b57143b88df249c0be8eb2c3f7486639364f24b834750"',
            "Authorization: Bearer slk_" + "c41681ebed698d419a261d44eeecad6709cc6c6d4b19a4576818796889adf629",
        ),
        misses=(
            'SRC_LICENSE="slk_' + 'da7ee5d0addad7a0ed4b57143b88df249c0be8eb2c3f7486639364f24b83475"',
            'SRC_LICENSE="slk_' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Sourcegraph docs, Access tokens",
        min_entropy=3.0,
        security_severity=5.0,
    ),
)
