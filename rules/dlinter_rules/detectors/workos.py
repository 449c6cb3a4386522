"""WorkOS: API keys."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="workos-api-key",
        provider="WorkOS",
        title="WorkOS API key",
        pattern=assigned(r"workos", r"sk_(?:live_|test_)?[A-Za-z0-9]{40,80}"),
        keywords=("workos",),
        matches=(
            'WORKOS_API_KEY="' + 'sk_test_'
            + 'mXmc9uOdnvqVE4tpSuyiozNaMDlWrd5mYcGUIlEOeDyHOWQF18z8SA3wAYxuIry2RerWbQIPrr1"',
            "  workos_api_key: " + "sk_N4NTlj3hX9MoqBsCyWhwhIRggvIWPscqBo4vVKXwAdI2HadNQuUHgeMETk2NuisZ",
        ),
        misses=(
            'WORKOS_API_KEY="'
            + 'xx_xxxx_xXxx0xXxxxxXX0xxXxxxxxXxXXxXxx0xXxXXXxXXxXxXXXXX00x0XX0xXXxxXxx0XxxXxXXXxx0"',
            "REVISION=" + "sk_test_"
            + "mXmc9uOdnvqVE4tpSuyiozNaMDlWrd5mYcGUIlEOeDyHOWQF18z8SA3wAYxuIry2RerWbQIPrr1",
        ),
        source="WorkOS docs, API keys",
        min_entropy=4.0,
        confidence="medium",
        security_severity=8.5,
    ),
)
