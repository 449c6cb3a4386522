"""Cloudsmith: API keys and entitlement tokens."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=2, lower=2, upper=2)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="cloudsmith-api-key",
        provider="Cloudsmith",
        title="Cloudsmith API key",
        pattern=assigned(r"cloudsmith", r"[0-9a-f]{40}"),
        keywords=("cloudsmith",),
        matches=(
            'CLOUDSMITH_API_KEY="' + '6b258818c5a6081fa21b97166c64f738c54701c8"',
            "  cloudsmith_api_key: " + "a6e2a5ec5d798946839bee0ec02befcf02a3f7e0",
        ),
        misses=(
            'CLOUDSMITH_API_KEY="' + '6b258818c5a6081fa21b97166c64f738c54701c"',
            'CLOUDSMITH_API_KEY="' + '0x000000x0x0000xx00x00000x00x000x00000x0"',
            "REVISION=" + "6b258818c5a6081fa21b97166c64f738c54701c8",
        ),
        source="Cloudsmith docs, API keys",
        min_entropy=3.0,
        confidence="medium",
        security_severity=7.5,
    ),
    Detector(
        id="cloudsmith-entitlement-token",
        provider="Cloudsmith",
        title="Cloudsmith entitlement token",
        pattern=assigned(r"cloudsmith", r"[A-Za-z0-9]{16}"),
        keywords=("cloudsmith",),
        matches=(
            'CLOUDSMITH_ENTITLEMENT_TOKEN="' + 'ZfrWv0QCK8fLVYEv"',
            "  cloudsmith_entitlement_token: " + "B2qFmOuO5CfNZOei",
        ),
        misses=(
            'CLOUDSMITH_ENTITLEMENT_TOKEN="' + 'ZfrWv0QCK8fLVYE"',
            'CLOUDSMITH_ENTITLEMENT_TOKEN="' + 'XxxXx0XXX0xXXXXx"',
            "REVISION=" + "ZfrWv0QCK8fLVYEv",
        ),
        source="Cloudsmith docs, Entitlement tokens",
        validate=_mixed,
        min_entropy=3.5,
        confidence="medium",
        security_severity=5.5,
    ),
)
