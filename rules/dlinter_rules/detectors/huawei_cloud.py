"""Huawei Cloud: secret access keys."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=2, lower=2, upper=2)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="huawei-cloud-secret-key",
        provider="Huawei Cloud",
        title="Huawei Cloud secret access key",
        pattern=assigned(r"huawei|hwcloud|hw_secret|obs_secret", r"[A-Za-z0-9]{40}"),
        keywords=("huawei", "hwcloud", "hw_secret", "obs_secret"),
        matches=(
            'HUAWEICLOUD_SECRET_KEY="' + 'h4kWwIYg47KNPdlQUHHCKizQQwy1hlvgknqWfBeK"',
            "  huaweicloud_secret_key: " + "iwDCfiP0UevSVL5WEBrjtxuh8LByv5e6tQ5O4AH6",
        ),
        misses=(
            'HUAWEICLOUD_SECRET_KEY="' + 'h4kWwIYg47KNPdlQUHHCKizQQwy1hlvgknqWfBe"',
            'HUAWEICLOUD_SECRET_KEY="' + 'x0xXxXXx00XXXxxXXXXXXxxXXxx0xxxxxxxXxXxX"',
            "REVISION=" + "h4kWwIYg47KNPdlQUHHCKizQQwy1hlvgknqWfBeK",
        ),
        source="Huawei Cloud IAM docs, Access keys (40 characters)",
        validate=_mixed,
        min_entropy=4.0,
        confidence="medium",
        security_severity=9.0,
    ),
)
