"""NuGet: API keys."""

from __future__ import annotations

from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="nuget-api-key",
        provider="NuGet",
        title="NuGet API key",
        pattern=r"oy2[a-z2-7]{43}",
        keywords=("oy2",),
        matches=(
            'NUGET_API_KEY="oy2' + 'qxuopqw753dozgwcixepxeidfpv7yhpc4c35pm5u7tm"',
            "Authorization: Bearer oy2" + "pixiq6o7nypb35icc34qlfyigw2mfkxzxvgwfuscmmn",
        ),
        misses=(
            'NUGET_API_KEY="oy2' + 'qxuopqw753dozgwcixepxeidfpv7yhpc4c35pm5u7t"',
            'NUGET_API_KEY="oy2' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="NuGet docs, Publish a package; Microsoft Security Utilities, identifiable key patterns",
        min_entropy=3.5,
        security_severity=9.0,
    ),
)
