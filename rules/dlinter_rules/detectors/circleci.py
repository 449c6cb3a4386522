"""CircleCI: API tokens of persons and projects."""

from __future__ import annotations

from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="circleci-personal-api-token",
        provider="CircleCI",
        title="CircleCI personal API token",
        pattern=r"CCIPAT_[A-Za-z0-9]{22}_[0-9a-f]{40}",
        keywords=("ccipat_",),
        matches=(
            'CIRCLE_TOKEN="CCIPAT_' + 'sR2PKBVpAaf789LAEgfESu_552556542977cb729e7eebda73396d33b814c810"',
            "Authorization: Bearer CCIPAT_"
            + "2ZbaoFpVDRFoqozWN7VxDN_48bd0ed0735c537e9ef3f1aa921151bd4382d8f6",
        ),
        misses=(
            'CIRCLE_TOKEN="CCIPAT_' + 'sR2PKBVpAaf789LAEgfESu_552556542977cb729e7eebda73396d33b814c81"',
            'CIRCLE_TOKEN="CCIPAT_' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="CircleCI changelog, New format for API access tokens",
        min_entropy=3.0,
        security_severity=8.5,
    ),
    Detector(
        id="circleci-project-api-token",
        provider="CircleCI",
        title="CircleCI project API token",
        pattern=r"CCIPRJ_[A-Za-z0-9]{22}_[0-9a-f]{40}",
        keywords=("cciprj_",),
        matches=(
            'CIRCLE_TOKEN="CCIPRJ_' + 'r67EtWh4JPwRsmF8ne3wZA_22ef3374fad3eba02d7bb1121390fc762dae4078"',
            "Authorization: Bearer CCIPRJ_"
            + "t39CxGgSWES8UkSLfGNSKN_52e1a4d7d09df14892d28ab1ef1e837d7d6a881f",
        ),
        misses=(
            'CIRCLE_TOKEN="CCIPRJ_' + 'r67EtWh4JPwRsmF8ne3wZA_22ef3374fad3eba02d7bb1121390fc762dae407"',
            'CIRCLE_TOKEN="CCIPRJ_' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="CircleCI changelog, New format for API access tokens",
        min_entropy=3.0,
        security_severity=8.0,
    ),
)
