"""Lambda: API keys."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="lambda-cloud-api-key",
        provider="Lambda",
        title="Lambda Cloud API key",
        pattern=assigned(r"lambda_api|lambdalabs|lambda_cloud|lambda_labs",
            r"secret_[A-Za-z0-9_-]{10,50}\.[A-Za-z0-9]{32}"),
        keywords=("lambda_api", "lambdalabs", "lambda_cloud", "lambda_labs"),
        matches=(
            'LAMBDA_API_KEY="' + 'secret_WNWBtp3onUZ.lSoXiMkutZS7ZxUHVKHhtq3J5WU5VHpk"',
            "  lambda_api_key: "
            + "secret_JXq84t45s4hNxCcaOpPOZHMqP2KSot8sDBSFJc4QM42Ixp1.prtusuHJRYwVUG37srKl6oXDmtQNPu3o",
        ),
        misses=(
            'LAMBDA_API_KEY="' + 'secret_WNWBtp3onUZ.lSoXiMkutZS7ZxUHVKHhtq3J5WU5VHp"',
            'LAMBDA_API_KEY="' + 'xxxxxx_XXXXxx0xxXX.xXxXxXxxxXX0XxXXXXXxxx0X0XX0XXxx"',
            "REVISION=" + "secret_WNWBtp3onUZ.lSoXiMkutZS7ZxUHVKHhtq3J5WU5VHpk",
        ),
        source="Lambda Cloud docs, API keys",
        min_entropy=3.0,
        security_severity=7.5,
    ),
)
