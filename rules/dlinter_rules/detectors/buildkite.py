"""Buildkite: API access, agent session and agent job tokens."""

from __future__ import annotations

from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="buildkite-api-access-token",
        provider="Buildkite",
        title="Buildkite api access token",
        pattern=r"bkua_(?:[A-Za-z0-9]{2,16}\.)?[A-Za-z0-9_-]{40,200}",
        keywords=("bkua_",),
        matches=(
            'BUILDKITE_TOKEN="bkua_' + 'b24aaee045a25e46e991f11e932d9798b60e2275"',
            "BUILDKITE_API_TOKEN=bkua_" + "MTA.9c1e77d0b25a4f3388e6d1f07ab2c95e60d4837f",
            "Authorization: Bearer bkua_" + "4cda7104d09119ae737e853ded3e6a3d6f743038",
        ),
        misses=(
            'BUILDKITE_TOKEN="bkua_' + 'b24aaee045a25e46e991"',
            'BUILDKITE_TOKEN="bkua_' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Buildkite docs, Token security",
        min_entropy=3.0,
        security_severity=8.5,
    ),
    Detector(
        id="buildkite-agent-session-token",
        provider="Buildkite",
        title="Buildkite agent session token",
        pattern=r"bkaa_(?:[A-Za-z0-9]{2,16}\.)?[A-Za-z0-9_-]{40,200}",
        keywords=("bkaa_",),
        matches=(
            'BUILDKITE_TOKEN="bkaa_' + '26675b36dcb709a4be5c5215d527dcfd1c70e75b"',
            "BUILDKITE_AGENT_ACCESS_TOKEN=bkaa_"
            + "MTA.k7Vq2LmZ9xTnW7bRp4sYc8Hd3JfG6uEaNvBtQwXy5zKoM1iSrPgDhCjUlFeA0",
            "Authorization: Bearer bkaa_" + "a7753e0ca7e3b97ac984abba1af076addf1a272a",
        ),
        misses=(
            'BUILDKITE_TOKEN="bkaa_' + '26675b36dcb709a4be5c"',
            'BUILDKITE_TOKEN="bkaa_' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Buildkite docs, Token security",
        min_entropy=3.0,
        security_severity=7.5,
    ),
    Detector(
        id="buildkite-agent-job-token",
        provider="Buildkite",
        title="Buildkite agent job token",
        pattern=r"bkaj_(?:eyJ[A-Za-z0-9_-]{10,200}\.eyJ[A-Za-z0-9_-]{20,1200}\.)?[A-Za-z0-9_-]{40,200}",
        keywords=("bkaj_",),
        matches=(
            'BUILDKITE_TOKEN="bkaj_' + '0ea2cc229678a9aefa5c0884ea82f1dcc1afcbcf"',
            "Authorization: Bearer bkaj_" + "38f1e00b5820bce4f8a8b3a53ba965a7e6c39bf9",
        ),
        misses=(
            'BUILDKITE_TOKEN="bkaj_' + '0ea2cc229678a9aefa5c"',
            'BUILDKITE_TOKEN="bkaj_' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Buildkite docs, Token security",
        min_entropy=3.0,
        security_severity=7.0,
    ),
)
