"""Dynatrace: tokens of every kind (API, personal, OAuth clients), told by their prefix."""

from __future__ import annotations

from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="dynatrace-token",
        provider="Dynatrace",
        title="Dynatrace token",
        pattern=r"dt0[a-z][0-9]{2}\.[A-Z0-9]{24}\.[A-Z0-9]{64}",
        keywords=("dt0",),
        matches=(
            'DT_API_TOKEN="dt0c01.'
            + 'AYXKSI7N2KNTNYKU4RFDHHBF.319XZ5F0X1ETANG5VXXW9YQ1Y7XIVYBGDTTOTAWJF0MUMF6KZ2YUADYL209F3MU7"',
            "Authorization: Bearer dt0c01."
            + "EOP22GMSRUEEQMFPSR1BPVXG.SB93PTBG8SS8SYK3ZLNGU9EC5OGNDO06GL62KUN4GGAZ6TCYGJ3VE2EAZ420FKO6",
        ),
        misses=(
            'DT_API_TOKEN="dt0c01.' + 'AYXKSI7N2KNTNYKU4RFDHHBF.319XZ5F0X1ETANG5VXX"',
            'DT_API_TOKEN="dt0c01.'
            + 'xxxxxxxxxxxxxxxxxxxxxxxx.xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Dynatrace docs, Token format",
        min_entropy=3.5,
    ),
)
