"""PayPal and Braintree: client secrets, access tokens, private keys."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=2, lower=2, upper=2)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="paypal-client-secret",
        provider="PayPal",
        title="PayPal client secret",
        pattern=assigned(r"paypal", r"E[A-Za-z0-9_-]{79}"),
        keywords=("paypal",),
        matches=(
            'PAYPAL_CLIENT_SECRET="'
            + 'E2sM85sQczewqI1Hj8DIkOuLmn6hfPbNYy9OYsZNKfLgCW9DDArAbmpu1D-rdkWoKf6Pt403CWpdK35E"',
            "  paypal_client_secret: "
            + "EER00foO9h6BTFzaCUUFfs5vSp4pA3HkvvgrDKFz5zYeSjiwEjnH873Tql8wkeEmq6PzPOKzqOFk2DQC",
        ),
        misses=(
            'PAYPAL_CLIENT_SECRET="'
            + 'E2sM85sQczewqI1Hj8DIkOuLmn6hfPbNYy9OYsZNKfLgCW9DDArAbmpu1D-rdkWoKf6Pt403CWpdK35"',
            'PAYPAL_CLIENT_SECRET="'
            + 'X0xX00xXxxxxxX0Xx0XXxXxXxx0xxXxXXx0XXxXXXxXxXX0XXXxXxxxx0X-xxxXxXx0Xx000XXxxX00X"',
            "REVISION=" + "E2sM85sQczewqI1Hj8DIkOuLmn6hfPbNYy9OYsZNKfLgCW9DDArAbmpu1D-rdkWoKf6Pt403CWpdK35E",
        ),
        source="PayPal docs, Get started with PayPal REST APIs",
        validate=_mixed,
        min_entropy=4.3,
        security_severity=8.5,
    ),
    Detector(
        id="paypal-access-token",
        provider="PayPal",
        title="PayPal access token",
        pattern=r"A21AA[A-Za-z0-9_-]{60,120}",
        keywords=("a21aa",),
        matches=(
            'PAYPAL_ACCESS_TOKEN="A21AA'
            + 'oPrWeu2DlxMRRGU4EeE7GvIaY3otzi0l7EJ8xaD0jQ3nqaNExAHWPf0umsyWtJ3JtJU4WdgbyJzK6QeSHYryK84"',
            "Authorization: Bearer A21AA" + "1rNXjDpdrP8h8yPzGTtwyewyz6CIXvIvQbMtkOXM0RNWcnMkHrg9KPjUEh6C",
        ),
        misses=(
            'PAYPAL_ACCESS_TOKEN="A21AA'
            + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="PayPal docs, Get started with PayPal REST APIs",
        min_entropy=3.0,
        security_severity=5.5,
    ),
    Detector(
        id="braintree-access-token",
        provider="PayPal",
        title="Braintree access token",
        pattern=r"access_token\$production\$[0-9a-z]{16}\$[0-9a-f]{32}",
        keywords=("access_token",),
        matches=(
            'BRAINTREE_ACCESS_TOKEN="access_token$'
            + 'production$lzrlkikbfprn5m8x$3e276225243d2857b4d3435278559309"',
            "Authorization: Bearer access_token$"
            + "production$d7uvcsdeznqeriyf$4fad51ac47f80a95e630a1a18c3d0125",
        ),
        misses=(
            'BRAINTREE_ACCESS_TOKEN="access_token$'
            + 'production$lzrlkikbfprn5m8x$3e276225243d2857b4d343527855930"',
            'BRAINTREE_ACCESS_TOKEN="access_token$'
            + 'xxxxxxxxxx$xxxxxxxxxxxxxxxx$xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Braintree docs, Braintree auth: access tokens",
        min_entropy=3.0,
        security_severity=9.0,
    ),
    Detector(
        id="braintree-sandbox-access-token",
        provider="PayPal",
        title="Braintree sandbox access token",
        pattern=r"access_token\$sandbox\$[0-9a-z]{16}\$[0-9a-f]{32}",
        keywords=("access_token",),
        matches=(
            'BRAINTREE_ACCESS_TOKEN="access_token$'
            + 'sandbox$oeekfqhxmqwxakd4$3c2c1db278c62622b15e55527e12c4ae"',
            "Authorization: Bearer access_token$"
            + "sandbox$m2bdh1f7h60sgya6$8ecc8fbb3c3351d19f95664a29005b6e",
        ),
        misses=(
            'BRAINTREE_ACCESS_TOKEN="access_token$'
            + 'sandbox$oeekfqhxmqwxakd4$3c2c1db278c62622b15e55527e12c4a"',
            'BRAINTREE_ACCESS_TOKEN="access_token$'
            + 'xxxxxxx$xxxxxxxxxxxxxxxx$xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Braintree docs, Braintree auth: access tokens",
        min_entropy=3.0,
        security_severity=4.0,
    ),
    Detector(
        id="braintree-private-key",
        provider="PayPal",
        title="Braintree private key",
        pattern=assigned(r"braintree", r"[0-9a-f]{32}"),
        keywords=("braintree",),
        matches=(
            'BRAINTREE_PRIVATE_KEY="' + 'b52ffebf7984636fb08e785dae52b639"',
            "  braintree_private_key: " + "fa5c0a5037d35fc7175c277bd4467b19",
        ),
        misses=(
            'BRAINTREE_PRIVATE_KEY="' + 'b52ffebf7984636fb08e785dae52b63"',
            'BRAINTREE_PRIVATE_KEY="' + 'x00xxxxx0000000xx00x000xxx00x000"',
            "REVISION=" + "b52ffebf7984636fb08e785dae52b639",
        ),
        source="Braintree docs, Gateway credentials",
        min_entropy=3.0,
        confidence="medium",
        security_severity=8.5,
    ),
)
