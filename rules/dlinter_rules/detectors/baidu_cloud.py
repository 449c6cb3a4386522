"""Baidu AI Cloud: API keys."""

from __future__ import annotations

from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=2, lower=2, upper=2)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="baidu-cloud-api-key",
        provider="Baidu AI Cloud",
        title="Baidu AI Cloud API key",
        pattern=r"bce-v3/ALTAK-[A-Za-z0-9]{21}/[0-9a-f]{40}",
        keywords=("bce-v3/altak-",),
        matches=(
            'QIANFAN_API_KEY="bce-v3/ALTAK-'
            + 'nedSN5SuyT1U1qadENTmq/636913db362704f3e5a642d81c9bb1d24cd64a95"',
            "Authorization: Bearer bce-v3/ALTAK-"
            + "0kqReCaYespCkXzPoLAhJ/b0645917d26005fd653be985117044fb4be9c207",
        ),
        misses=(
            'QIANFAN_API_KEY="bce-v3/ALTAK-'
            + 'nedSN5SuyT1U1qadENTmq/636913db362704f3e5a642d81c9bb1d24cd64a9"',
            'QIANFAN_API_KEY="bce-v3/ALTAK-'
            + 'xxxxxxxxxxxxxxxxxxxxx/xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Baidu AI Cloud docs, API keys v3",
        min_entropy=3.0,
    ),
    Detector(
        id="baidu-cloud-access-key-id",
        provider="Baidu AI Cloud",
        title="Baidu AI Cloud access key id",
        pattern=r"ALTAK[A-Za-z0-9]{21}",
        keywords=("altak",),
        matches=(
            'BCE_ACCESS_KEY_ID="ALTAK' + 'qhQXqPqmdgA1Bh2MhY0nX"',
            "ak = ALTAK" + "Goj8KwON8YzmwA88RH0VZ",
        ),
        misses=(
            'BCE_ACCESS_KEY_ID="ALTAK' + 'qhQXqPqmdgA1Bh2MhY0n"',
            'BCE_ACCESS_KEY_ID="ALTAK' + 'xxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Baidu AI Cloud IAM docs, Access keys",
        validate=_mixed,
        min_entropy=3.0,
        security_severity=5.0,
    ),
)
