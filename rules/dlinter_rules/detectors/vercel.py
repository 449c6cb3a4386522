"""Vercel: tokens of each kind, and the blob store."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=2, lower=2, upper=2)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="vercel-personal-access-token",
        provider="Vercel",
        title="Vercel personal access token",
        pattern=r"vcp_[A-Za-z0-9_-]{24,80}",
        keywords=("vcp_",),
        matches=(
            'VERCEL_TOKEN="vcp_'
            + 'bMKqCQLlQhuLZVuO8448xFUZko74hFvldRbPqKgufAvsRfGDA2DpTW7RAcezwFC8wWn62rH6e"',
            "Authorization: Bearer vcp_" + "uf488J2kTqm0UTg7FhiBsi0VJfQL8mpAfTkhHEOHKPz9CF35oBfdiOjpj",
        ),
        misses=(
            'VERCEL_TOKEN="vcp_'
            + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Vercel changelog, New token formats and secret scanning",
        min_entropy=3.0,
        security_severity=8.5,
    ),
    Detector(
        id="vercel-integration-token",
        provider="Vercel",
        title="Vercel integration token",
        pattern=r"vci_[A-Za-z0-9_-]{24,80}",
        keywords=("vci_",),
        matches=(
            'VERCEL_TOKEN="vci_' + 'uLApeJQEx6whXhD4Fp5dznzY7oWsmF391ahVJye"',
            "Authorization: Bearer vci_" + "74Wqux556eV2M5PslOu9gpLp4EypG8ZXmTe28",
        ),
        misses=(
            'VERCEL_TOKEN="vci_' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Vercel changelog, New token formats and secret scanning",
        min_entropy=3.0,
    ),
    Detector(
        id="vercel-app-access-token",
        provider="Vercel",
        title="Vercel app access token",
        pattern=r"vca_[A-Za-z0-9_-]{24,80}",
        keywords=("vca_",),
        matches=(
            'VERCEL_TOKEN="vca_' + 'eUjObEvnZPz5GYnc5m2vqs7DVgtk4NS4x3YCPjLWItEbfYJ3D2t9617S8j9k9ST"',
            "Authorization: Bearer vca_" + "aFA94dQw6mZv3P2wbvzsTgQA1",
        ),
        misses=(
            'VERCEL_TOKEN="vca_' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Vercel changelog, New token formats and secret scanning",
        min_entropy=3.0,
    ),
    Detector(
        id="vercel-app-refresh-token",
        provider="Vercel",
        title="Vercel app refresh token",
        pattern=r"vcr_[A-Za-z0-9_-]{24,80}",
        keywords=("vcr_",),
        matches=(
            'VERCEL_REFRESH_TOKEN="vcr_'
            + '8r3JnFosscue6AFYUInhUAmRszgKM1inq5OV3tRH8PlIqZxahNWXoEzpgzBuxcjNaH8IzdMvG531xX"',
            "Authorization: Bearer vcr_" + "TQWGCrsY3lojAbfbcKejwfbsaQ8",
        ),
        misses=(
            'VERCEL_REFRESH_TOKEN="vcr_'
            + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Vercel changelog, New token formats and secret scanning",
        min_entropy=3.0,
    ),
    Detector(
        id="vercel-api-key",
        provider="Vercel",
        title="Vercel API key",
        pattern=r"vck_[A-Za-z0-9_-]{24,80}",
        keywords=("vck_",),
        matches=(
            'AI_GATEWAY_API_KEY="vck_' + 'HJAcpuQMntuM0fEiPTzxqBhM4x22O"',
            "Authorization: Bearer vck_" + "z6Mg8GtzRYLseQmqhPGefhMzfa1YmqxPKiqDn",
        ),
        misses=(
            'AI_GATEWAY_API_KEY="vck_' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Vercel changelog, New token formats and secret scanning",
        min_entropy=3.0,
    ),
    Detector(
        id="vercel-legacy-token",
        provider="Vercel",
        title="Vercel token (without prefix)",
        pattern=assigned(r"vercel_token|vercel_api|vercel_auth|now_token", r"[A-Za-z0-9]{24}"),
        keywords=("vercel_token", "vercel_api", "vercel_auth", "now_token"),
        matches=(
            'VERCEL_TOKEN="' + 'r9xRc3sobssBTDAZb37Hyj77"',
            "  vercel_token: " + "1r5klJr0FPKiwi6F4xgscC8G",
        ),
        misses=(
            'VERCEL_TOKEN="' + 'r9xRc3sobssBTDAZb37Hyj7"',
            'VERCEL_TOKEN="' + 'x0xXx0xxxxxXXXXXx00Xxx00"',
            "REVISION=" + "r9xRc3sobssBTDAZb37Hyj77",
        ),
        source="Vercel docs, Access tokens (24 characters)",
        validate=_mixed,
        min_entropy=3.5,
        confidence="medium",
        security_severity=7.5,
    ),
    Detector(
        id="vercel-blob-token",
        provider="Vercel",
        title="Vercel Blob read-write token",
        pattern=r"vercel_blob_rw_[A-Za-z0-9]{12,24}_[A-Za-z0-9]{24,48}",
        keywords=("vercel_blob_rw_",),
        matches=(
            'BLOB_READ_WRITE_TOKEN="vercel_blob_rw_'
            + 'KBPZpWKewSNN_dDL1jAUf9T5Opu8zfAwWG0qCq4ZmzEdvtxFl4RL"',
            "Authorization: Bearer vercel_blob_rw_"
            + "PGtaydUoIXcvLY6GBcQ8GoIY_Jv8LG1CwPFQ7CU9KfuSWrghNt3IzE",
        ),
        misses=(
            'BLOB_READ_WRITE_TOKEN="vercel_blob_rw_'
            + 'xxxxxxxxxxxx_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Vercel docs, Blob: BLOB_READ_WRITE_TOKEN",
        min_entropy=3.0,
    ),
)
