"""Postman: API keys."""

from __future__ import annotations

from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="postman-api-key",
        provider="Postman",
        title="Postman API key",
        pattern=r"PMAK-[0-9a-f]{24}-[0-9a-f]{34}",
        keywords=("pmak-",),
        matches=(
            'POSTMAN_API_KEY="PMAK-' + '0635a27bc713d01afdadd55b-0d9564e132e7c56104a1383b1ff4c6cb88"',
            "Authorization: Bearer PMAK-" + "9fc8881fcc11cf5bacd09bf1-68174bd8aa43f3b90477e04d3975921aa8",
        ),
        misses=(
            'POSTMAN_API_KEY="PMAK-' + '0635a27bc713d01afdadd55b-0d95"',
            'POSTMAN_API_KEY="PMAK-' + 'xxxxxxxxxxxxxxxxxxxxxxxx-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Postman docs, API keys",
        min_entropy=3.0,
        security_severity=7.5,
    ),
)
