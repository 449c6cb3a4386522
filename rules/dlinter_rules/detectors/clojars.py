"""Clojars: deploy tokens."""

from __future__ import annotations

from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="clojars-deploy-token",
        provider="Clojars",
        title="Clojars deploy token",
        pattern=r"CLOJARS_[0-9a-f]{60}",
        keywords=("clojars_",),
        matches=(
            'CLOJARS_PASSWORD="CLOJARS_' + '9a5b9425c91ef492639be26f948a926cc335f007fe6423cae80795c50cbb"',
            "Authorization: Bearer CLOJARS_" + "793cbadf7933fe77ef7dfdd7f634ebbbd366488f89e57134030c3af3746d",
        ),
        misses=(
            'CLOJARS_PASSWORD="CLOJARS_' + '9a5b9425c91ef492639be26f948a926cc335f007fe6423cae80795c50cb"',
            'CLOJARS_PASSWORD="CLOJARS_' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Clojars wiki, Deploy tokens",
        min_entropy=3.0,
        security_severity=8.5,
    ),
)
