"""Baseten: API keys."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="baseten-api-key",
        provider="Baseten",
        title="Baseten API key",
        pattern=assigned(r"baseten", r"[A-Za-z0-9]{8}\.[A-Za-z0-9]{32}"),
        keywords=("baseten",),
        matches=(
            'BASETEN_API_KEY="' + 'qfmciHBZ.KrbjFqRUpzILxKVmb4QozZuP3Uj3dwQN"',
            "  baseten_api_key: " + "w11IjjIu.BvY8VqvRtPadTbyTdq3QxhTFS4FnQ9VO",
        ),
        misses=(
            'BASETEN_API_KEY="' + 'qfmciHBZ.KrbjFqRUpzILxKVmb4QozZuP3Uj3dwQ"',
            'BASETEN_API_KEY="' + 'xxxxxXXX.XxxxXxXXxxXXxXXxx0XxxXxX0Xx0xxXX"',
            "REVISION=" + "qfmciHBZ.KrbjFqRUpzILxKVmb4QozZuP3Uj3dwQN",
        ),
        source="Baseten docs, API keys",
        min_entropy=4.0,
        security_severity=7.5,
    ),
)
