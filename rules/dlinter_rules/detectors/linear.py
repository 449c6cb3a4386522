"""Linear: API keys and OAuth tokens."""

from __future__ import annotations

from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="linear-api-key",
        provider="Linear",
        title="Linear API key",
        pattern=r"lin_api_[A-Za-z0-9]{40}",
        keywords=("lin_api_",),
        matches=(
            'LINEAR_API_KEY="lin_' + 'api_SlHSVq06Fq0HRonRWZ1ZM2tBrO3nXNdNHJoDQ2Er"',
            "Authorization: Bearer lin_" + "api_LvU4bark48fVldWFLhLvO7yTU22JEb5oCrYBstWF",
        ),
        misses=(
            'LINEAR_API_KEY="lin_' + 'api_SlHSVq06Fq0HRonRWZ"',
            'LINEAR_API_KEY="lin_' + 'xxx_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Linear developer docs, Personal API keys",
        min_entropy=3.8,
        security_severity=7.5,
    ),
    Detector(
        id="linear-oauth-access-token",
        provider="Linear",
        title="Linear OAuth access token",
        pattern=r"lin_oauth_[0-9a-f]{64}",
        keywords=("lin_oauth_",),
        matches=(
            'LINEAR_TOKEN="lin_' + 'oauth_ed14750d819843c543dc08fcdc031cb8a41bbafb76570b9a77fc038b42f0b486"',
            "Authorization: Bearer lin_"
            + "oauth_ac17491f2a6ce771944518bb06e28a266da4117202811bfb7f680bc8a13d66ac",
        ),
        misses=(
            'LINEAR_TOKEN="lin_' + 'oauth_ed14750d819843c543dc08fcdc031"',
            'LINEAR_TOKEN="lin_' + 'xxxxx_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Linear developer docs, OAuth 2.0 authentication",
        min_entropy=3.2,
        security_severity=7.5,
    ),
)
