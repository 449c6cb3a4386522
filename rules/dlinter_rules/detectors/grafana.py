"""Grafana: tokens of service accounts."""

from __future__ import annotations

from dlinter.detector import Detector

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
)
