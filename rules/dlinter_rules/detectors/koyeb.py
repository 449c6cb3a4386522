"""Koyeb: API tokens."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=2, lower=2)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="koyeb-api-token",
        provider="Koyeb",
        title="Koyeb API token",
        pattern=assigned(r"koyeb", r"[a-z0-9]{64}"),
        keywords=("koyeb",),
        matches=(
            'KOYEB_TOKEN="' + '6laf0lft8e2t5cfulwisqtpuqcj96k5i3vxi3v58fupp4t2b3f42pw6qyai70j1l"',
            "  koyeb_token: " + "irjkyfzupmm5h8jwylifhwio3jvphwj0twgac8n4gc1zy0cxammc4leltmzu1n3j",
        ),
        misses=(
            'KOYEB_TOKEN="' + '6laf0lft8e2t5cfulwisqtpuqcj96k5i3vxi3v58fupp4t2b3f42pw6qyai70j1"',
            'KOYEB_TOKEN="' + '0xxx0xxx0x0x0xxxxxxxxxxxxxx00x0x0xxx0x00xxxx0x0x0x00xx0xxxx00x0x"',
            "REVISION=" + "6laf0lft8e2t5cfulwisqtpuqcj96k5i3vxi3v58fupp4t2b3f42pw6qyai70j1l",
        ),
        source="Koyeb docs, API tokens",
        validate=_mixed,
        min_entropy=3.8,
        confidence="medium",
        security_severity=7.5,
    ),
)
