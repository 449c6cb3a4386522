"""fal: API keys."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="fal-key",
        provider="fal",
        title="fal API key",
        pattern=assigned(r"fal_key|fal_api|fal-key",
            r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}:[0-9a-f]{32}"),
        keywords=("fal_key", "fal_api", "fal-key"),
        matches=(
            'FAL_KEY="' + 'ab47c007-5184-32ec-4e7c-7b92d1426741:3fa5fb2a69d0722ce3d84a86b3c5ce5c"',
            "  fal_key: " + "7961540a-676a-fb77-6eec-56c2272ddf0a:32aae1dc0f869fd05775cef3280745ae",
        ),
        misses=(
            'FAL_KEY="' + 'ab47c007-5184-32ec-4e7c-7b92d1426741:3fa5fb2a69d0722ce3d84a86b3c5ce5"',
            'FAL_KEY="' + 'xx00x000-0000-00xx-0x0x-0x00x0000000:0xx0xx0x00x0000xx0x00x00x0x0xx0x"',
            "REVISION=" + "ab47c007-5184-32ec-4e7c-7b92d1426741:3fa5fb2a69d0722ce3d84a86b3c5ce5c",
        ),
        source="fal docs, API keys",
        min_entropy=3.0,
        security_severity=7.5,
    ),
)
