"""Alibaba Cloud: access key pairs and security tokens."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=2, lower=2, upper=2)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="alibaba-access-key-id",
        provider="Alibaba Cloud",
        title="Alibaba Cloud access key id",
        pattern=r"LTAI[A-Za-z0-9]{12,20}",
        keywords=("ltai",),
        matches=(
            'ALIBABA_CLOUD_ACCESS_KEY_ID="LTAI' + 'gNx2jaqGbeqxT"',
            "access_key_id: LTAI" + "ROPbzGba5BcCQwRep",
        ),
        misses=(
            'ALIBABA_CLOUD_ACCESS_KEY_ID="LTAI' + 'xxxxxxxxxxxxx"',
        ),
        source="Alibaba Cloud RAM docs, AccessKey pair",
        min_entropy=3.0,
        security_severity=7.0,
        pair="alibaba-access-key-secret",
    ),
    Detector(
        id="alibaba-access-key-secret",
        provider="Alibaba Cloud",
        title="Alibaba Cloud access key secret",
        pattern=assigned(r"alibaba|aliyun|alicloud|accesskeysecret|oss_secret", r"[A-Za-z0-9]{30}"),
        keywords=("alibaba", "aliyun", "alicloud", "accesskeysecret", "oss_secret"),
        matches=(
            'ALIBABA_CLOUD_ACCESS_KEY_SECRET="' + 'MZw5ryjw8uNalgprg8pOGyHRoPemtl"',
            "  alibaba_cloud_access_key_secret: " + "mnIX854K1BVHsa8VWi1Kxmt0Ug9TZW",
        ),
        misses=(
            'ALIBABA_CLOUD_ACCESS_KEY_SECRET="' + 'MZw5ryjw8uNalgprg8pOGyHRoPemt"',
            'ALIBABA_CLOUD_ACCESS_KEY_SECRET="' + 'XXx0xxxx0xXxxxxxx0xXXxXXxXxxxx"',
            "REVISION=" + "MZw5ryjw8uNalgprg8pOGyHRoPemtl",
        ),
        source="Alibaba Cloud RAM docs, AccessKey pair (30 characters)",
        validate=_mixed,
        min_entropy=3.5,
        confidence="medium",
        security_severity=9.3,
        pair="alibaba-access-key-id",
    ),
    Detector(
        id="alibaba-sts-token",
        provider="Alibaba Cloud",
        title="Alibaba Cloud STS access key id",
        pattern=r"STS\.[A-Za-z0-9]{24,40}",
        keywords=("sts.",),
        matches=(
            'ALIBABA_STS_ID="STS.' + '303xeQGnrQOaYJwG34DXX87JChtmGqDqU6ye"',
            "Authorization: Bearer STS." + "qs6Dq7rUAZHxAbKOxuGzFr8RFrdFE1V",
        ),
        misses=(
            'ALIBABA_STS_ID="STS.' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Alibaba Cloud STS docs, AssumeRole",
        validate=_mixed,
        min_entropy=3.0,
        security_severity=4.5,
    ),
)
