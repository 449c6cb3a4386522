"""Docker Hub: access tokens of persons and organisations."""

from __future__ import annotations

from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="docker-hub-personal-access-token",
        provider="Docker Hub",
        title="Docker Hub personal access token",
        pattern=r"dckr_pat_[A-Za-z0-9_-]{27}",
        keywords=("dckr_pat_",),
        matches=(
            'DOCKER_TOKEN="dckr_pat_' + 'cksQf0mCdGUoTOGD1Cd9oyJsxhX"',
            "Authorization: Bearer dckr_pat_" + "GWFQw9JlKdFRxQnxAW369lEVzA9",
        ),
        misses=(
            'DOCKER_TOKEN="dckr_pat_' + 'cksQf0mCdGUoTOGD1Cd9oyJsxh"',
            'DOCKER_TOKEN="dckr_pat_' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Docker docs, Personal access tokens",
        min_entropy=3.0,
        security_severity=9.0,
    ),
    Detector(
        id="docker-hub-organization-access-token",
        provider="Docker Hub",
        title="Docker Hub organization access token",
        pattern=r"dckr_oat_[A-Za-z0-9_-]{32}",
        keywords=("dckr_oat_",),
        matches=(
            'DOCKER_TOKEN="dckr_oat_' + 'St2WQJocVE1PN29ZmaOSznG90CrEZgCt"',
            "Authorization: Bearer dckr_oat_" + "yd5tjLXjdbN7apOcTrGZBLKPQKmTjuLt",
        ),
        misses=(
            'DOCKER_TOKEN="dckr_oat_' + 'St2WQJocVE1PN29ZmaOSznG90CrEZgC"',
            'DOCKER_TOKEN="dckr_oat_' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Docker docs, Organization access tokens",
        min_entropy=3.0,
        security_severity=9.0,
    ),
)
