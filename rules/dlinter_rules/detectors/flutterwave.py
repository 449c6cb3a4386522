"""Flutterwave: secret and encryption keys."""

from __future__ import annotations

from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="flutterwave-secret-key",
        provider="Flutterwave",
        title="Flutterwave live secret key",
        pattern=r"FLWSECK-[0-9a-zA-Z]{32}(?:-[0-9a-z]{1,14})?-X",
        keywords=("flwseck-",),
        matches=(
            'FLW_SECRET_KEY="FLWSECK-' + 'Tu5KgcRShY06KenYiLbiLu1ONFisC97X-X"',
            "Authorization: Bearer FLWSECK-" + "lXbYOmf7KeX5MAw3GrebiaLV3yAhzIQN-X",
        ),
        misses=(
            'FLW_SECRET_KEY="FLWSECK-' + 'Tu5KgcRShY06KenYiLbiLu1ONFisC97X-"',
            'FLW_SECRET_KEY="FLWSECK-' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-x"',
        ),
        source="Flutterwave docs, API keys",
        min_entropy=3.0,
        security_severity=9.0,
    ),
    Detector(
        id="flutterwave-test-secret-key",
        provider="Flutterwave",
        title="Flutterwave test secret key",
        pattern=r"FLWSECK_TEST-[0-9a-zA-Z]{32}(?:-[0-9a-z]{1,14})?-X",
        keywords=("flwseck_test-",),
        matches=(
            'FLW_SECRET_KEY="FLWSECK_TEST-' + '1SdWGnC2VxfNSk2MRC7EJqsdZcvW0Sq1-X"',
            "Authorization: Bearer FLWSECK_TEST-" + "rtbyvr3kw6PJVOcPZsItaQd71nmRQfuw-spq7h1o1sllcc-X",
        ),
        misses=(
            'FLW_SECRET_KEY="FLWSECK_TEST-' + '1SdWGnC2VxfNSk2MRC7EJqsdZcvW0Sq1-"',
            'FLW_SECRET_KEY="FLWSECK_TEST-' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-x"',
        ),
        source="Flutterwave docs, API keys",
        min_entropy=3.0,
        security_severity=4.0,
    ),
    Detector(
        id="flutterwave-encryption-key",
        provider="Flutterwave",
        title="Flutterwave encryption key",
        pattern=r"FLWSECK_TEST[0-9a-h]{12}",
        keywords=("flwseck_test",),
        matches=(
            'FLW_ENCRYPTION_KEY="FLWSECK_TEST' + 'h66b60166f1h"',
            "Authorization: Bearer FLWSECK_TEST" + "91256b928g0b",
        ),
        misses=(
            'FLW_ENCRYPTION_KEY="FLWSECK_TEST' + 'h66b60166f1"',
            'FLW_ENCRYPTION_KEY="FLWSECK_TEST' + 'xxxxxxxxxxxx"',
        ),
        source="Flutterwave docs, Encryption",
        min_entropy=3.0,
        security_severity=4.0,
    ),
)
