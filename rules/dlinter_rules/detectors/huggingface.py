"""Hugging Face: access tokens of users and organisations."""

from __future__ import annotations

from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    """Letters of both cases; a name in C or Python has one."""
    return mixes(secret[3:], digits=0, lower=4, upper=4)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="huggingface-access-token",
        provider="Hugging Face",
        title="Hugging Face access token",
        pattern=r"hf_[A-Za-z0-9]{34}",
        keywords=("hf_",),
        matches=(
            'HF_TOKEN="hf_' + 'iLU7Cua7dvzyEhruD1xs3GRysvCiYZmn7f"',
            "Authorization: Bearer hf_" + "XCRjgC9qrHa4ZiWiyjbEAt9tKt9OHozdfv",
        ),
        misses=(
            'HF_TOKEN="hf_' + 'iLU7Cua7dvzyEhruD1xs3GRysvCiYZmn7"',
            'HF_TOKEN="hf_' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Hugging Face docs, User access tokens",
        validate=_mixed,
        min_entropy=3.0,
        security_severity=8.5,
    ),
    Detector(
        id="huggingface-organization-token",
        provider="Hugging Face",
        title="Hugging Face organization API token",
        pattern=r"api_org_[A-Za-z0-9]{34}",
        keywords=("api_org_",),
        matches=(
            'HF_TOKEN="api_org_' + 'urcHJD9Rv1uh6pMVxB3aaCLWq2HYfI4poA"',
            "Authorization: Bearer api_org_" + "XpuH7paFP6kxCyArLj3QQfUYwlOR2rEjiw",
        ),
        misses=(
            'HF_TOKEN="api_org_' + 'urcHJD9Rv1uh6pMVxB3aaCLWq2HYfI4po"',
            'HF_TOKEN="api_org_' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Hugging Face docs, User access tokens",
        validate=_mixed,
        min_entropy=3.0,
        security_severity=8.5,
    ),
)
