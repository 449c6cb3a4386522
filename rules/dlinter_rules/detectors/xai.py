"""xAI: API keys."""

from __future__ import annotations

from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="xai-api-key",
        provider="xAI",
        title="xAI API key",
        pattern=r"xai-[A-Za-z0-9]{80}",
        keywords=("xai-",),
        matches=(
            'XAI_API_KEY="xai-'
            + 'FkH5FVre15Ce10kMotvg2YxBBq0GM2pbKsqVLfGLpp9pMFm5ZCPDjgNCY1El7HwnepAAh5a1Leo6mzzO"',
            "Authorization: Bearer xai-"
            + "m45DLMeUd3kEVW8XG1Afd28uadoo3bK5P0zerhQEX6kIlbO8rz1Uw6M957UCuFysacFCZCqUaRWwEibp",
        ),
        misses=(
            'XAI_API_KEY="xai-'
            + 'FkH5FVre15Ce10kMotvg2YxBBq0GM2pbKsqVLfGLpp9pMFm5ZCPDjgNCY1El7HwnepAAh5a1Leo6mzz"',
            'XAI_API_KEY="xai-'
            + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="xAI docs, API keys (xai- and 80 characters)",
        min_entropy=3.0,
    ),
)
