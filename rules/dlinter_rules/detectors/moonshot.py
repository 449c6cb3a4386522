"""Moonshot AI: API keys."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="moonshot-api-key",
        provider="Moonshot AI",
        title="Moonshot AI API key",
        pattern=assigned(r"moonshot|kimi", r"sk-[A-Za-z0-9]{48}"),
        keywords=("moonshot", "kimi"),
        matches=(
            'MOONSHOT_API_KEY="' + 'sk-' + '9G3RDCK15qqqFAcf9Awv6iWwi8TPCSeyEaDvM2WkIlECcM0k"',
            "  moonshot_api_key: " + "sk-" + "wYfuk1qU2WF7zSiYTbcc0b7TQZQoAQsgzLZoEOcGEhpyCj3o",
        ),
        misses=(
            'MOONSHOT_API_KEY="' + 'sk-9G3RDCK15qqqFAcf9Awv6iWwi8TPCSeyEaDvM2WkIlECcM0"',
            'MOONSHOT_API_KEY="' + 'xx-0X0XXXX00xxxXXxx0Xxx0xXxx0XXXXxxXxXxX0XxXxXXxX0x"',
            "REVISION=" + "sk-" + "9G3RDCK15qqqFAcf9Awv6iWwi8TPCSeyEaDvM2WkIlECcM0k",
        ),
        source="Moonshot AI docs, API keys",
        min_entropy=4.0,
        security_severity=7.5,
    ),
    Detector(
        id="kimi-api-key",
        provider="Moonshot AI",
        title="Kimi API key",
        pattern=r"sk-kimi-[A-Za-z0-9]{48,72}",
        keywords=("sk-kimi-",),
        matches=(
            'KIMI_API_KEY="sk-kimi-' + 'iaxD0sbdTrysUNPo1cUE6TwFZYeI5Bzvhb0eXnXaqxMChTwvg0WSu89Ltm8z7JUkV"',
            "Authorization: Bearer sk-kimi-"
            + "LZKzQ4AwycWn486hXRLbdwp0J2BPkmjiegt51kFzNdWMlXMkSNSsml5wX3OpKLOKZm",
        ),
        misses=(
            'KIMI_API_KEY="sk-kimi-' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Kimi docs, API keys",
        min_entropy=3.0,
    ),
)
