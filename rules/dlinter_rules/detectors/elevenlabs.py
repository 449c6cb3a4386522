"""ElevenLabs: API keys."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="elevenlabs-api-key",
        provider="ElevenLabs",
        title="ElevenLabs API key",
        pattern=r"sk_[0-9a-f]{48}",
        keywords=("sk_",),
        matches=(
            'ELEVENLABS_API_KEY="sk_' + '89e61932d2b0203cf67b702cf43924fd4b0ff6515f3bcce8"',
            "xi-api-key: sk_" + "1eab1de765ed6cd1605b7d52dac1200cf8207fac0af333cf",
        ),
        misses=(
            'ELEVENLABS_API_KEY="sk_' + '89e61932d2b0203cf67b702cf43924fd4b0ff6515f3bcce"',
            'ELEVENLABS_API_KEY="sk_' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="ElevenLabs docs, Authentication",
        min_entropy=3.0,
    ),
    Detector(
        id="elevenlabs-legacy-api-key",
        provider="ElevenLabs",
        title="ElevenLabs API key (32 hexadecimal digits)",
        pattern=assigned(r"elevenlabs|eleven_labs|xi-api-key|xi_api", r"[0-9a-f]{32}"),
        keywords=("elevenlabs", "eleven_labs", "xi-api-key", "xi_api"),
        matches=(
            'ELEVENLABS_API_KEY="' + '39c516c2f4b480c48347fdd4a2545e2f"',
            "  elevenlabs_api_key: " + "5536c44d16ba847449f452dc260aca24",
        ),
        misses=(
            'ELEVENLABS_API_KEY="' + '39c516c2f4b480c48347fdd4a2545e2"',
            'ELEVENLABS_API_KEY="' + '00x000x0x0x000x00000xxx0x0000x0x"',
            "REVISION=" + "39c516c2f4b480c48347fdd4a2545e2f",
        ),
        source="ElevenLabs docs, Authentication",
        min_entropy=3.0,
        confidence="medium",
        security_severity=7.5,
    ),
)
