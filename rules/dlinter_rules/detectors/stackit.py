"""STACKIT: service account keys of the object store."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=2, lower=2, upper=2)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="stackit-secret-key",
        provider="STACKIT",
        title="STACKIT object storage secret key",
        pattern=assigned(r"stackit", r"[A-Za-z0-9/+]{40}"),
        keywords=("stackit",),
        matches=(
            'STACKIT_SECRET="' + 'uclh5ZLRUtDXPG50VfKuH53vCNdNMRIAtrhHPkZj"',
            "  stackit_secret: " + "S81QMxMo5IDHMcFo2UkpLcmvaH0BXMyozzIyDDjL",
        ),
        misses=(
            'STACKIT_SECRET="' + 'uclh5ZLRUtDXPG50VfKuH53vCNdNMRIAtrhHPkZ"',
            'STACKIT_SECRET="' + 'xxxx0XXXXxXXXX00XxXxX00xXXxXXXXXxxxXXxXx"',
            "REVISION=" + "uclh5ZLRUtDXPG50VfKuH53vCNdNMRIAtrhHPkZj",
        ),
        source="STACKIT docs, Object Storage credentials",
        validate=_mixed,
        min_entropy=4.0,
        confidence="medium",
        security_severity=7.5,
    ),
)
