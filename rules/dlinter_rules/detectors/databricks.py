"""Databricks: personal access tokens, OAuth secrets."""

from __future__ import annotations

from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="databricks-personal-access-token",
        provider="Databricks",
        title="Databricks personal access token",
        pattern=r"dapi[0-9a-f]{32}(?:-[0-9])?",
        keywords=("dapi",),
        matches=(
            'DATABRICKS_TOKEN="dapi' + '434a497750b2e98eec2ae0b0a5d93c50"',
            "Authorization: Bearer dapi" + "5d64457ef989ec2d2e67e454e14e13fa-0",
        ),
        misses=(
            'DATABRICKS_TOKEN="dapi' + '434a497750b2e98eec2ae0b0a5d93c5"',
            'DATABRICKS_TOKEN="dapi' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Databricks docs, Personal access tokens",
        min_entropy=3.0,
        security_severity=9.0,
    ),
    Detector(
        id="databricks-oauth-secret",
        provider="Databricks",
        title="Databricks service principal OAuth secret",
        pattern=r"dose[0-9a-f]{32}",
        keywords=("dose",),
        matches=(
            'DATABRICKS_CLIENT_SECRET="dose' + 'c2580b97378ef2abc5579e2c0c123970"',
            "Authorization: Bearer dose" + "05b3b459a7fa92d0a63807277bd7547a",
        ),
        misses=(
            'DATABRICKS_CLIENT_SECRET="dose' + 'c2580b97378ef2abc5579e2c0c12397"',
            'DATABRICKS_CLIENT_SECRET="dose' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Databricks docs, OAuth machine-to-machine",
        min_entropy=3.0,
        security_severity=9.0,
    ),
)
