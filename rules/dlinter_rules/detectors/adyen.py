"""Adyen: API keys, HMAC keys."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="adyen-api-key",
        provider="Adyen",
        title="Adyen API key",
        pattern=r"""AQE[A-Za-z0-9+/]{80,200}={0,2}-[A-Za-z0-9+/]{40,90}={0,2}-[^\n \"'`<>\\]{12,24}""",
        keywords=("aqe",),
        matches=(
            'ADYEN_API_KEY="AQE'
            + '4v32xb1xdGYPz23wZ3Vk6c9fSivLkxg0MxuIkjZZs4EHGfDLeVvvoT7X06jrRaU0j03DZtHmuqpycFRNDVeZrjo6hxyanK8iPCf2-9YZEIikDYKctCeh4Clv0a4SFGip9ZFVPaPDwKyaFhjR=-JBu2sBe5cC1hbOqM"',
            "x-API-key: AQE"
            + "T6WpwBdZej0AnAo94m1nATAagHzK0gxa5TikxybVD5o7j4hzNpCV3a135gUJDy5x3D0FYTPnJSDRmjcsMrDP8JtkscGQV0w0PQDo-OIrwtPiTp75NzFj0OPJFBKe3Pe3X1I7dhiZ9mzpZGNR=-zStnNDkQHHUyhlvX",
        ),
        misses=(
            'ADYEN_API_KEY="AQE'
            + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx=-xxxxxxxxxxxxxxxx"',
        ),
        source="Adyen docs, API credentials",
        min_entropy=4.5,
        security_severity=9.0,
    ),
    Detector(
        id="adyen-hmac-key",
        provider="Adyen",
        title="Adyen HMAC key",
        pattern=assigned(r"adyen", r"[0-9A-F]{64}"),
        keywords=("adyen",),
        matches=(
            'ADYEN_HMAC_KEY="' + '99110D99EA6203E8330D3049D30F33A3FDD19944918DA9510906303B2B5298C3"',
            "  adyen_hmac_key: " + "B060C1C44B4070900994CF385E2D9A83164CE01A41DB132D42BC42B1352F943C",
        ),
        misses=(
            'ADYEN_HMAC_KEY="' + '99110D99EA6203E8330D3049D30F33A3FDD19944918DA9510906303B2B5298C"',
            'ADYEN_HMAC_KEY="' + '00000X00XX0000X0000X0000X00X00X0XXX00000000XX0000000000X0X0000X0"',
            "REVISION=" + "99110D99EA6203E8330D3049D30F33A3FDD19944918DA9510906303B2B5298C3",
        ),
        source="Adyen docs, Verify HMAC signatures",
        min_entropy=3.0,
        confidence="medium",
        security_severity=6.0,
    ),
)
