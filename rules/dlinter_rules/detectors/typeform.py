"""Typeform: personal access tokens."""

from __future__ import annotations

from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="typeform-personal-access-token",
        provider="Typeform",
        title="Typeform personal access token",
        pattern=r"tfp_[A-Za-z0-9]{40,48}_[A-Za-z0-9]{10,16}",
        keywords=("tfp_",),
        matches=(
            'TYPEFORM_TOKEN="tfp_' + 'fgm6KXTqnoaXzQlmVmMdmsxaS8nU91KXoJb6kBAJ58YJ_6Wi2pSu9jSGceW"',
            "Authorization: Bearer tfp_" + "DsT8v76CYBqJD259qtv5Wd7CCwQFiUxRAw0OEduPuNJB_bE1MylHUB5tMXf",
        ),
        misses=(
            'TYPEFORM_TOKEN="tfp_' + 'fgm6KXTqnoaXzQlmVmMdmsxaS8nU9"',
            'TYPEFORM_TOKEN="tfp_' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx_xxxxxxxxxxxxxx"',
        ),
        source="Typeform developer docs, Personal access token",
        min_entropy=3.8,
        confidence="medium",
        security_severity=7.0,
    ),
)
