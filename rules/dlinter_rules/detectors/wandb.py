"""Weights & Biases: API keys."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="wandb-api-key",
        provider="Weights & Biases",
        title="Weights & Biases API key",
        pattern=r"wandb_v1_[A-Za-z0-9_]{60,100}",
        keywords=("wandb_v1_",),
        matches=(
            'WANDB_API_KEY="wandb_v1_'
            + 'Rvb6J2X4qlz9cDLjboOoMjikEdoT9WvTrqeGicDXhDcMrLBq146DYCsBnGybSeS4GgBs"',
            "Authorization: Bearer wandb_v1_"
            + "0BV68oCd8hrb7uu5Rcqh2z71EJb7NKMcCkqhrRZqfQjKdnwUKet3W8XY4quXSyXLEcmN520ONZOpb0rBP2o",
        ),
        misses=(
            'WANDB_API_KEY="wandb_v1_'
            + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Weights & Biases docs, API keys",
        min_entropy=3.0,
    ),
    Detector(
        id="wandb-legacy-api-key",
        provider="Weights & Biases",
        title="Weights & Biases API key (40 hexadecimal digits)",
        pattern=assigned(r"wandb", r"[0-9a-f]{40}"),
        keywords=("wandb",),
        matches=(
            'WANDB_API_KEY="' + '447f9a6daf8ce464c9caff7096b918b6e95d908c"',
            "  wandb_api_key: " + "d0b645195b85f2a0bcdbffde35beb97a0d413e51",
        ),
        misses=(
            'WANDB_API_KEY="' + '447f9a6daf8ce464c9caff7096b918b6e95d908"',
            'WANDB_API_KEY="' + '000x0x0xxx0xx000x0xxxx0000x000x0x00x000x"',
            "REVISION=" + "447f9a6daf8ce464c9caff7096b918b6e95d908c",
        ),
        source="Weights & Biases docs, API keys",
        min_entropy=3.0,
        confidence="medium",
        security_severity=7.5,
    ),
)
