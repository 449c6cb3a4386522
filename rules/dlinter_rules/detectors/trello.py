"""Trello: user tokens and API secrets."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="trello-token",
        provider="Trello",
        title="Trello token",
        pattern=r"ATTA[0-9a-fA-F]{72}",
        keywords=("atta",),
        matches=(
            'TRELLO_TOKEN="ATTA'
            + '270dcf2f68fcaa9c839a8fe80118775021d584fbde4fea8950fb7b538638cb2e82b423ba"',
            "Authorization: Bearer ATTA"
            + "203cc6822d8202c29182a13691ab7679f2741d42b36e0ab78fd311173f590413220863a1",
        ),
        misses=(
            'TRELLO_TOKEN="ATTA' + '270dcf2f68fcaa9c839a8fe80118775021d5"',
            'TRELLO_TOKEN="ATTA'
            + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Atlassian developer docs, Trello authorization",
        min_entropy=3.0,
        confidence="medium",
        security_severity=7.5,
    ),
    Detector(
        id="trello-legacy-token",
        provider="Trello",
        title="Trello token or secret (old form)",
        pattern=assigned(
            r"trello[_.\- ]?(?:api[_.\- ]?|user[_.\- ]?|auth[_.\- ]?|access[_.\- ]?|oauth[_.\- ]?)?(?:token|secret)", r"[0-9a-f]{64}"),
        keywords=("trello",),
        matches=(
            'TRELLO_TOKEN="' + 'a8c2d9fcedc20c8ca1960f472f17f5cdc95f93a091386a2dbcf4745ea8533bef"',
            "  trello_token: " + "a9156b155f9f0e44c69f66bff4fa44c7134980b45c078539e7807e80ba80e618",
        ),
        misses=(
            'TRELLO_TOKEN="' + 'a8c2d9fcedc20c8ca1960f472f17f5cdc95f93a091386a2dbcf4745ea8533"',
            'TRELLO_TOKEN="' + '0000000000000000000000000000000000000000000000000000000000000000"',
            "REVISION=" + "a8c2d9fcedc20c8ca1960f472f17f5cdc95f93a091386a2dbcf4745ea8533bef",
        ),
        source="Atlassian developer docs, Trello authorization",
        min_entropy=3.2,
        confidence="medium",
        security_severity=7.5,
    ),
)
