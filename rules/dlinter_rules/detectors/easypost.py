"""EasyPost: API keys."""

from __future__ import annotations

from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="easypost-production-api-key",
        provider="EasyPost",
        title="EasyPost production API key",
        pattern=r"EZAK[A-Za-z0-9]{54}",
        keywords=("ezak",),
        matches=(
            'EASYPOST_API_KEY="EZAK' + 'Dk7SYRaC1v4EuoK5RP8aFVRNQxLQRhYDf1O4CgLKeXG15dMYGNc90y"',
            "Authorization: Bearer EZAK" + "bPIf7Pn70XTIFWVVKMwCiiWZjIfWnbSUctrZU43Tl0z4er6C1mK89a",
        ),
        misses=(
            'EASYPOST_API_KEY="EZAK' + 'Dk7SYRaC1v4EuoK5RP8aFVRNQxL"',
            'EASYPOST_API_KEY="EZAK' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="EasyPost docs, Authentication",
        min_entropy=4.0,
    ),
    Detector(
        id="easypost-test-api-key",
        provider="EasyPost",
        title="EasyPost test API key",
        pattern=r"EZTK[A-Za-z0-9]{54}",
        keywords=("eztk",),
        matches=(
            'EASYPOST_API_KEY="EZTK' + '2MPGJOlCekIrVdQ9lrWsN3rx1eybzqNWzJc925zFW7zGdtxHSZo3zl"',
            "Authorization: Bearer EZTK" + "NoiPHlnGzmNo9YBmcEWJ5e4eFUiKDtELjgZqUJ8zRPYpvNgbKLXg8t",
        ),
        misses=(
            'EASYPOST_API_KEY="EZTK' + '2MPGJOlCekIrVdQ9lrWsN3rx1ey"',
            'EASYPOST_API_KEY="EZTK' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="EasyPost docs, Authentication",
        min_entropy=4.0,
        security_severity=3.0,
    ),
)
