"""Akamai: EdgeGrid client secrets and tokens."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="akamai-edgegrid-token",
        provider="Akamai",
        title="Akamai EdgeGrid client or access token",
        pattern=r"akab-[a-z0-9]{16}-[a-z0-9]{16}",
        keywords=("akab-",),
        matches=(
            'AKAMAI_ACCESS_TOKEN="akab-' + 'hbupdhqteq620h7h-uf2rjibxhmaoer5z"',
            "client_token = akab-" + "2l5i3wabagi38895-33bpcepmvh4vh0q0",
        ),
        misses=(
            'AKAMAI_ACCESS_TOKEN="akab-' + 'hbupdhqteq620h7h-uf2rjibxhmaoer5"',
            'AKAMAI_ACCESS_TOKEN="akab-' + 'xxxxxxxxxxxxxxxx-xxxxxxxxxxxxxxxx"',
        ),
        source="Akamai docs, Authenticate with EdgeGrid",
        min_entropy=3.0,
        security_severity=6.0,
        pair="akamai-edgegrid-client-secret",
    ),
    Detector(
        id="akamai-edgegrid-client-secret",
        provider="Akamai",
        title="Akamai EdgeGrid client secret",
        pattern=assigned(r"akamai|edgegrid|edgerc|client_secret", r"[A-Za-z0-9+/]{43}="),
        keywords=("akamai", "edgegrid", "edgerc", "client_secret"),
        matches=(
            'AKAMAI_CLIENT_SECRET="' + 'i6Asr8cjtJbL5Mfcm5pUxbsaKN8DFw8tJTdQRRToBBb="',
            "  akamai_client_secret: " + "SP3F5zHEWkXn8JN3EEr8YoEcwO08EkxV34TAu6zwDyM=",
        ),
        misses=(
            'AKAMAI_CLIENT_SECRET="' + 'i6Asr8cjtJbL5Mfcm5pUxbsaKN8DFw8tJTdQRRToBBb"',
            'AKAMAI_CLIENT_SECRET="' + 'x0Xxx0xxxXxX0Xxxx0xXxxxxXX0XXx0xXXxXXXXxXXx="',
            "REVISION=" + "i6Asr8cjtJbL5Mfcm5pUxbsaKN8DFw8tJTdQRRToBBb=",
        ),
        source="Akamai docs, Authenticate with EdgeGrid (32 bytes, base64)",
        min_entropy=4.0,
        confidence="medium",
        security_severity=8.5,
        pair="akamai-edgegrid-token",
    ),
)
