"""Anyscale: API keys."""

from __future__ import annotations

from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="anyscale-api-key",
        provider="Anyscale",
        title="Anyscale endpoints API key",
        pattern=r"esecret_[A-Za-z0-9]{20,40}",
        keywords=("esecret_",),
        matches=(
            'ANYSCALE_API_KEY="esecret_' + 'RErs4imLHIONr69wmy8xIlIcY8LOgdAV"',
            "Authorization: Bearer esecret_" + "KEsaSuaUaNWIsaVzLwISxtZ",
        ),
        misses=(
            'ANYSCALE_API_KEY="esecret_' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Anyscale docs, Endpoints",
        min_entropy=3.5,
    ),
    Detector(
        id="anyscale-cli-token",
        provider="Anyscale",
        title="Anyscale CLI token",
        pattern=r"aph0_[A-Za-z0-9+/_-]{40,90}",
        keywords=("aph0_",),
        matches=(
            'ANYSCALE_CLI_TOKEN="aph0_' + 'xmQUltAmrby5rZZzVByOaRKVFxAVNdVM1A87v8jCBvsrZ"',
            "Authorization: Bearer aph0_" + "CfK1T4kjcEghYM37wHLlouZJuVG0Lk337z1p79d70Xxvvd25gQ",
        ),
        misses=(
            'ANYSCALE_CLI_TOKEN="aph0_' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Anyscale docs, CLI authentication",
        min_entropy=3.0,
        security_severity=8.5,
    ),
)
