"""Grafana: tokens of service accounts and of Grafana Cloud access policies, old API keys."""

from __future__ import annotations

from dlinter.detectors.checksums import decode_base64
from dlinter.detectors.detector import Detector


def _json(secret: str) -> bool:
    """Whether a JSON object stands in base64 after the prefix, if there is one: `{"o":…,"n":…,"k":…}` or
    `{"k":…,"n":…,"id":…}`."""
    data = decode_base64(secret.removeprefix("glc_"))
    # links of Power BI hold `k` and `t`
    return (
        data is not None
        and data.startswith(b"{")
        and data.endswith(b"}")
        and b'"k":"' in data
        and b'"n":' in data
    )

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="grafana-service-account-token",
        provider="Grafana",
        title="Grafana service account token",
        pattern=r"glsa_[A-Za-z0-9]{32}_[0-9a-f]{8}",
        keywords=("glsa_",),
        matches=(
            'GRAFANA_TOKEN="glsa_' + 'oBwquU54Myr95Q3gT5aNuKgPnFYYKcLJ_184c7827"',
            "Authorization: Bearer glsa_" + "nIfl6UH25s99hZc8KqqaRXNxOEzyvQMw_8890d49e",
        ),
        misses=(
            'GRAFANA_TOKEN="glsa_' + 'oBwquU54Myr95Q3gT5aN"',
            'GRAFANA_TOKEN="glsa_' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="grafana, pkg/components/satokengen",
        min_entropy=3.0,
        security_severity=8.0,
    ),
    Detector(
        id="grafana-cloud-access-policy-token",
        provider="Grafana",
        title="Grafana Cloud access policy token",
        pattern=r"glc_eyJ[A-Za-z0-9+/]{50,500}={0,2}",
        keywords=("glc_",),
        matches=(
            'GRAFANA_CLOUD_TOKEN="glc_'
            + 'eyJvIjoiNDM5NTYzIiwibiI6ImNpLXB1c2giLCJrIjoiNnljWWZLNG5mem9JZEo2TktkS2RuSWl6IiwibSI6eyJyIjoiZXUifX0="',
            "Authorization: Bearer glc_"
            + "eyJvIjoiNjY2OTUwIiwibiI6ImNpLXB1c2giLCJrIjoiaHRZbEtOeEhkZG1RQXRLQ3NYUnBKRzJUIiwibSI6eyJyIjoiZXUifX0=",
        ),
        misses=(
            'GRAFANA_CLOUD_TOKEN="glc_' + 'eyJvIjoiNDM5NTYzIiwibiI6ImNpLXB1c2giLCJr"',
            'GRAFANA_CLOUD_TOKEN="glc_' + 'eyJxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Grafana Cloud docs, access policies (base64 of a JSON object)",
        validate=_json,
        min_entropy=3.5,
    ),
    Detector(
        id="grafana-api-key",
        provider="Grafana",
        title="Grafana API key",
        pattern=r"eyJrIjoi[A-Za-z0-9+/]{60,400}={0,2}",
        keywords=("eyjrijoi",),
        matches=(
            'GRAFANA_API_KEY="eyJr'
            + 'IjoicjhoelVqRWNQVkoydFJLSkMwNkRQZFJPOVlyeFBiQ2siLCJuIjoiY2ktcHVzaCIsImlkIjoxfQ=="',
            "Authorization: Bearer eyJr"
            + "IjoiaGRWaXB5MmVCSTJZMXJ6dzI3amtvb0VLcWF6d0o3UUYiLCJuIjoiY2ktcHVzaCIsImlkIjoxfQ==",
        ),
        misses=(
            'GRAFANA_API_KEY="eyJr' + 'IjoicjhoelVqRWNQVkoydFJLSkMwNkRQZFJP"',
            'GRAFANA_API_KEY="eyJr'
            + 'Ijoixxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="grafana, pkg/components/apikeygen",
        validate=_json,
        min_entropy=3.5,
    ),
)
