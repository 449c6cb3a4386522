"""Telnyx: API keys."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="telnyx-api-key",
        provider="Telnyx",
        title="Telnyx API key",
        pattern=assigned(r"telnyx", r"KEY[0-9A-F]{32}_[A-Za-z0-9]{22}|KEY[A-Za-z0-9_-]{55}"),
        keywords=("telnyx",),
        matches=(
            'TELNYX_API_KEY="' + 'KEYFA4B7243E9E8425FD45800AF65049A02_tI0phxQTOENZF9KpmkX9IG"',
            "  telnyx_api_key: " + "KEY0j10CYIu1yfbUJ275BPBP5spLrHPqowtk4qjWtVnhGSGbUgfqJgPw3b",
        ),
        misses=(
            'TELNYX_API_KEY="' + 'KEYFA4B7243E9E8425FD45800AF65049A02_tI0phxQTOENZF9KpmkX9I"',
            'TELNYX_API_KEY="' + 'XXXXX0X0000X0X0000XX00000XX00000X00_xX0xxxXXXXXXX0XxxxX0XX"',
            "REVISION=" + "KEYFA4B7243E9E8425FD45800AF65049A02_tI0phxQTOENZF9KpmkX9IG",
        ),
        source="Telnyx docs, API keys v2",
        min_entropy=3.8,
        security_severity=7.5,
    ),
)
