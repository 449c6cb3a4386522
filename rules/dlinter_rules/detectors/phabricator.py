"""Phabricator: Conduit API tokens."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="phabricator-conduit-token",
        provider="Phabricator",
        title="Phabricator Conduit token",
        pattern=assigned(r"phabricator|conduit|arcrc", r"(?:api|cli)-[a-z0-9]{28}"),
        keywords=("phabricator", "conduit", "arcrc"),
        matches=(
            'PHABRICATOR_TOKEN="' + 'cli-lnv5fgkaxy085xp91sznbv6vmrou"',
            "  phabricator_token: " + "cli-cyj3y7o5eqc5v0bczwpf91r4g8au",
        ),
        misses=(
            'PHABRICATOR_TOKEN="' + 'cli-lnv5fgkaxy085xp91sznbv6vmro"',
            'PHABRICATOR_TOKEN="' + 'xxx-xxx0xxxxxx000xx00xxxxx0xxxxx"',
            "REVISION=" + "cli-lnv5fgkaxy085xp91sznbv6vmrou",
        ),
        source="Phabricator docs, Conduit API tokens",
        min_entropy=3.0,
        security_severity=7.5,
    ),
)
