"""ReadMe: API keys."""

from __future__ import annotations

from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="readme-api-key",
        provider="ReadMe",
        title="ReadMe API key",
        pattern=r"rdme_[a-z0-9]{70}",
        keywords=("rdme_",),
        matches=(
            'README_API_KEY="rdme_'
            + '388i9a3t63t6ct8dln60ssb3twnrw2vpv8zji2db8io20sjry3ll3o0umibz9v57ffycf8"',
            "Authorization: Bearer rdme_"
            + "scihb9hjhm2uomlpetr5ibl58s4trp49tlk3wjsmijipfise71008ua07vt5dtsys14i94",
        ),
        misses=(
            'README_API_KEY="rdme_' + '388i9a3t63t6ct8dln60ssb3twnrw2vpv8z"',
            'README_API_KEY="rdme_'
            + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="ReadMe docs, API keys",
        min_entropy=3.5,
        confidence="medium",
        security_severity=7.0,
    ),
)
