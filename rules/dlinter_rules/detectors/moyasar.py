"""Moyasar: API keys."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="moyasar-secret-key",
        provider="Moyasar",
        title="Moyasar secret key",
        pattern=assigned(r"moyasar", r"sk_(?:live|test)_[A-Za-z0-9]{36,48}"),
        keywords=("moyasar",),
        matches=(
            'MOYASAR_SECRET_KEY="' + 'sk_test_' + 'iEleKajreI9gJzYEeY9lA0lCQgDjDXlYlZ3kRqtqy4bGdfa"',
            "  moyasar_secret_key: " + "sk_test_" + "v6e6x6KIRfZUeGDW5JTovQ8YeNjO2mXSuqZugKUWpnE",
        ),
        misses=(
            'MOYASAR_SECRET_KEY="' + 'xx_xxxx_xXxxXxxxxX0xXxXXxX0xX0xXXxXxXXxXxX0xXxxxx0xXxxx"',
            "REVISION=" + "sk_test_" + "iEleKajreI9gJzYEeY9lA0lCQgDjDXlYlZ3kRqtqy4bGdfa",
        ),
        source="Moyasar docs, Get your API keys",
        min_entropy=3.0,
        confidence="medium",
        security_severity=8.5,
    ),
)
