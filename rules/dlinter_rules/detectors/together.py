"""Together AI: API keys."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="together-api-key",
        provider="Together AI",
        title="Together AI API key",
        pattern=r"tgp_v1_[A-Za-z0-9_-]{43}",
        keywords=("tgp_v1_",),
        matches=(
            'TOGETHER_API_KEY="tgp_v1_' + 'Z9lFjhu4USt4IcYLzddr7np2cHLizOCv1Hm8vLXqEJF"',
            "Authorization: Bearer tgp_v1_" + "9yk3sJNtbOxrTNUj78t2QPb3Ofm131tfaxhqPdC8NU6",
        ),
        misses=(
            'TOGETHER_API_KEY="tgp_v1_' + 'Z9lFjhu4USt4IcYLzddr7np2cHLizOCv1Hm8vLXqEJ"',
            'TOGETHER_API_KEY="tgp_v1_' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Together docs, API keys",
        min_entropy=3.0,
    ),
    Detector(
        id="together-legacy-api-key",
        provider="Together AI",
        title="Together AI API key (64 hexadecimal digits)",
        pattern=assigned(r"together", r"[0-9a-f]{64}"),
        keywords=("together",),
        matches=(
            'TOGETHER_API_KEY="' + '9615a2fa1b9dd1623ef9658a1174e58af2c9d45c5ee17e04c97eab8552012d76"',
            "  together_api_key: " + "c67d31474cab96db725eb6983f7c99e587a104b255c31955a10d610970ba73f1",
        ),
        misses=(
            'TOGETHER_API_KEY="' + '9615a2fa1b9dd1623ef9658a1174e58af2c9d45c5ee17e04c97eab8552012d7"',
            'TOGETHER_API_KEY="' + '0000x0xx0x0xx0000xx0000x0000x00xx0x0x00x0xx00x00x00xxx0000000x00"',
            "REVISION=" + "9615a2fa1b9dd1623ef9658a1174e58af2c9d45c5ee17e04c97eab8552012d76",
        ),
        source="Together docs, API keys",
        min_entropy=3.0,
        confidence="medium",
        security_severity=7.5,
    ),
)
