"""NVIDIA: API keys."""

from __future__ import annotations

from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="nvidia-api-key",
        provider="NVIDIA",
        title="NVIDIA API key",
        pattern=r"nvapi-[A-Za-z0-9_-]{60,70}",
        keywords=("nvapi-",),
        matches=(
            'NVIDIA_API_KEY="nvapi-' + '1v00dKnuffjY8xqK5V03Fwv2yZP5hhAxknDRC28E2y7maj6c2xEt6HpR9X9ss7g"',
            "Authorization: Bearer nvapi-"
            + "PQua5WUv8yQ2EB_bVHmXmyzk0Y0bO9I4PTUk2gnYcaxPtrlb4AKSPTfbv0UckSA9Fw",
        ),
        misses=(
            'NVIDIA_API_KEY="nvapi-' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="NVIDIA NGC docs, API keys",
        min_entropy=3.0,
    ),
)
