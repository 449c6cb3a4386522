"""Honeycomb: ingest keys."""

from __future__ import annotations

from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="honeycomb-ingest-key",
        provider="Honeycomb",
        title="Honeycomb ingest key",
        pattern=r"hc[a-z]ik_[a-z0-9]{58}",
        keywords=("ik_",),
        matches=(
            'HONEYCOMB_API_KEY="hcaik_' + 'xafi0my5a70gxphf28zvwxzqhmg9w01n53g4cmv1i8gfwam663zti6ab1w"',
            "Authorization: Bearer hcaik_" + "bbup5rnu9o875c0o3ixdg3pdob7vyvipnsv6izuc82r7hqrxvz53himdik",
        ),
        misses=(
            'HONEYCOMB_API_KEY="hcaik_' + 'xafi0my5a70gxphf28zv"',
            'HONEYCOMB_API_KEY="hcaik_' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Honeycomb docs, Authentication (key id and secret put together)",
        min_entropy=3.0,
        security_severity=7.0,
    ),
)
