"""Travis CI: API tokens, told by their names."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=1, lower=2, upper=2)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="travis-ci-api-token",
        provider="Travis CI",
        title="Travis CI API token",
        pattern=assigned(
            r"travis(?:[_.\- ]?ci)?(?:[_.\- ]?(?:com|org|pro))?[_.\- ]?(?:api|access|auth)?[_.\- ]?token",
            r"[A-Za-z0-9_-]{22}"),
        keywords=("travis",),
        matches=(
            'TRAVIS_API_TOKEN="' + 'dqLVDnxTuY96jYJfarkiIu"',
            "  travis_api_token: " + "xuDrV3psFCNk8evaPzFqXI",
        ),
        misses=(
            'TRAVIS_API_TOKEN="' + 'dqLVDnxTuY96jYJfark"',
            'TRAVIS_API_TOKEN="' + '0000000000000000000000"',
            "REVISION=" + "dqLVDnxTuY96jYJfarkiIu",
        ),
        source="Travis CI developer docs, Authentication (22 characters)",
        validate=_mixed,
        min_entropy=3.5,
        confidence="medium",
        security_severity=7.5,
    ),
)
