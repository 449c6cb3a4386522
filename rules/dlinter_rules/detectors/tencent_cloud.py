"""Tencent Cloud: API key pairs."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=2, lower=2, upper=2)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="tencent-secret-id",
        provider="Tencent Cloud",
        title="Tencent Cloud secret id",
        pattern=r"AKID[A-Za-z0-9]{32}",
        keywords=("akid",),
        matches=(
            'TENCENTCLOUD_SECRET_ID="AKID' + 'O8tEAmNIPBbiPyGoO99aTtswwqEm8Wjt"',
            "secret_id = AKID" + "35j0cbJEVgp2LUFDQYMlFeFWkXAFKutu",
        ),
        misses=(
            'TENCENTCLOUD_SECRET_ID="AKID' + 'O8tEAmNIPBbiPyGoO99aTtswwqEm8Wj"',
            'TENCENTCLOUD_SECRET_ID="AKID' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Tencent Cloud CAM docs, Access keys",
        validate=_mixed,
        min_entropy=3.0,
        security_severity=7.0,
        pair="tencent-secret-key",
    ),
    Detector(
        id="tencent-secret-key",
        provider="Tencent Cloud",
        title="Tencent Cloud secret key",
        pattern=assigned(r"tencent|qcloud|cos_secret", r"[A-Za-z0-9]{32}"),
        keywords=("tencent", "qcloud", "cos_secret"),
        matches=(
            'TENCENTCLOUD_SECRET_KEY="' + 'jnEXjaeZ5pQRhhonEYqelmOygWBghm1J"',
            "  tencentcloud_secret_key: " + "keqPLppPm1HImjwrVMZIFZVfFGRzX4Zs",
        ),
        misses=(
            'TENCENTCLOUD_SECRET_KEY="' + 'jnEXjaeZ5pQRhhonEYqelmOygWBghm1"',
            'TENCENTCLOUD_SECRET_KEY="' + 'xxXXxxxX0xXXxxxxXXxxxxXxxXXxxx0X"',
            "REVISION=" + "jnEXjaeZ5pQRhhonEYqelmOygWBghm1J",
        ),
        source="Tencent Cloud CAM docs, Access keys (32 characters)",
        validate=_mixed,
        min_entropy=3.0,
        confidence="medium",
        security_severity=9.0,
        pair="tencent-secret-id",
    ),
)
