"""Shopify: access tokens of each prefix, shared secrets."""

from __future__ import annotations

from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="shopify-access-token",
        provider="Shopify",
        title="Shopify Admin API access token",
        pattern=r"shpat_[0-9a-fA-F]{32}",
        keywords=("shpat_",),
        matches=(
            'SHOPIFY_ACCESS_TOKEN="shpat_' + '6DAbEEcbfA3aF92B033ec93118A8D6Be"',
            "Authorization: Bearer shpat_" + "39Ca69A0abF5978e682Cdfd3FefFaAc9",
        ),
        misses=(
            'SHOPIFY_ACCESS_TOKEN="shpat_' + '6DAbEEcbfA3aF92B033ec93118A8D6B"',
            'SHOPIFY_ACCESS_TOKEN="shpat_' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Shopify docs, Access tokens; changelog on token prefixes",
        min_entropy=3.0,
        security_severity=8.8,
    ),
    Detector(
        id="shopify-custom-app-token",
        provider="Shopify",
        title="Shopify custom app access token",
        pattern=r"shpca_[0-9a-fA-F]{32}",
        keywords=("shpca_",),
        matches=(
            'SHOPIFY_ACCESS_TOKEN="shpca_' + '0F70FfBB2d2b32E8FfaEeAc3Dccc53d5"',
            "Authorization: Bearer shpca_" + "d5AC2DeFAb3aaeDC21A91edF8cc5eE78",
        ),
        misses=(
            'SHOPIFY_ACCESS_TOKEN="shpca_' + '0F70FfBB2d2b32E8FfaEeAc3Dccc53d"',
            'SHOPIFY_ACCESS_TOKEN="shpca_' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Shopify docs, Access tokens; changelog on token prefixes",
        min_entropy=3.0,
        security_severity=8.8,
    ),
    Detector(
        id="shopify-private-app-password",
        provider="Shopify",
        title="Shopify private app password",
        pattern=r"shppa_[0-9a-fA-F]{32}",
        keywords=("shppa_",),
        matches=(
            'SHOPIFY_PASSWORD="shppa_' + '81A04b4af2DfcA0Eba4BDAFDD70f55F6"',
            "Authorization: Bearer shppa_" + "a14f88c1E3Ae9D2c0fB17E26B317534D",
        ),
        misses=(
            'SHOPIFY_PASSWORD="shppa_' + '81A04b4af2DfcA0Eba4BDAFDD70f55F"',
            'SHOPIFY_PASSWORD="shppa_' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Shopify docs, Access tokens; changelog on token prefixes",
        min_entropy=3.0,
        security_severity=8.8,
    ),
    Detector(
        id="shopify-shared-secret",
        provider="Shopify",
        title="Shopify app shared secret",
        pattern=r"shpss_[0-9a-fA-F]{32}",
        keywords=("shpss_",),
        matches=(
            'SHOPIFY_API_SECRET="shpss_' + 'DAAd818801ff1Ff9E0bBfb1F30E946D2"',
            "Authorization: Bearer shpss_" + "fdAdF01cAA3e65105753bABEbbDfFCAc",
        ),
        misses=(
            'SHOPIFY_API_SECRET="shpss_' + 'DAAd818801ff1Ff9E0bBfb1F30E946D"',
            'SHOPIFY_API_SECRET="shpss_' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Shopify docs, Access tokens; changelog on token prefixes",
        min_entropy=3.0,
    ),
    Detector(
        id="shopify-partner-token",
        provider="Shopify",
        title="Shopify Partner API or CLI token",
        pattern=r"(?:shpua|atkn|shptka|prtapi)_[0-9a-fA-F]{32,64}",
        keywords=("shpua_", "atkn_", "shptka_", "prtapi_"),
        matches=(
            'SHOPIFY_CLI_PARTNERS_TOKEN="shpua_' + 'ab53dAD2Bee0CC51C4d659D860119eF0"',
            "Authorization: Bearer prtapi" + "_A6De0D09CC5C0bba6aEa3De9a693Bad5b18d78CDe3caBB",
        ),
        misses=(
            'SHOPIFY_CLI_PARTNERS_TOKEN="shpua_' + 'ab53dAD2Bee0CC51C4d659D860119eF"',
            'SHOPIFY_CLI_PARTNERS_TOKEN="shpua_' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Shopify docs, Shopify CLI and Partner API authentication",
        min_entropy=3.0,
    ),
)
