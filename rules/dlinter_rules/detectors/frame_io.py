"""Frame.io: developer tokens."""

from __future__ import annotations

from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="frame-io-developer-token",
        provider="Frame.io",
        title="Frame.io developer token",
        pattern=r"fio-u-[A-Za-z0-9_=-]{64}",
        keywords=("fio-u-",),
        matches=(
            'FRAMEIO_TOKEN="fio-' + 'u-mZH1Stj1B88VH7gjDJKjv2wqmRFFX3mcHQLaWxiP2TFEljF8Xj3wwCmpkWsHDmRw"',
            "Authorization: Bearer fio-"
            + "u-UqIpTvmGB4lmcTZdw5fPIc5qdcjfg04XfGKJppxQc2uL4IfKhDFhr6VBdEox1VFc",
        ),
        misses=(
            'FRAMEIO_TOKEN="fio-' + 'u-mZH1Stj1B88VH7gjDJKjv2wqmRFFX3m"',
            'FRAMEIO_TOKEN="fio-' + 'x-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Frame.io developer docs, Developer tokens",
        min_entropy=4.0,
        confidence="medium",
        security_severity=7.0,
    ),
)
