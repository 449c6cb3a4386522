"""MongoDB Atlas: secrets of service accounts and private API keys."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector

_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="mongodb-atlas-service-account-secret",
        provider="MongoDB Atlas",
        title="MongoDB Atlas service account secret",
        pattern=r"mdb_sa_sk_[A-Za-z0-9_-]{40}",
        keywords=("mdb_sa_sk_",),
        matches=(
            'MONGODB_ATLAS_CLIENT_SECRET="mdb_' + 'sa_sk_9Y9jU6i3gj4yBVp4Da4ov68M40Zoc9VEYv1xuSZo"',
            "Authorization: Bearer mdb_" + "sa_sk_acJsotZzBEQFfnNcOZJ5W3wPSshz4c46ulhQOduE",
        ),
        misses=(
            'MONGODB_ATLAS_CLIENT_SECRET="mdb_' + 'sa_sk_9Y9jU6i3gj4yBVp4D"',
            'MONGODB_ATLAS_CLIENT_SECRET="mdb_' + 'xx_xx_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="MongoDB Atlas docs, service accounts",
        min_entropy=3.8,
        security_severity=8.5,
    ),
    Detector(
        id="mongodb-atlas-private-key",
        provider="MongoDB Atlas",
        title="MongoDB Atlas private API key",
        pattern=assigned(r"(?:atlas|mcli|mongodb)[_.\- ]?(?:api[_.\- ]?)?private[_.\- ]?(?:api[_.\- ]?)?key",
            _UUID),
        keywords=("private",),
        matches=(
            'MONGODB_ATLAS_PRIVATE_KEY="' + '6b27ed6e-e881-439c-bada-1f92caadde75"',
            "  mongodb_atlas_private_key: " + "abc55c7f-bb37-4d86-a0df-e293674e3cc8",
        ),
        misses=(
            'MONGODB_ATLAS_PRIVATE_KEY="' + '6b27ed6e-e881-439c-bada-1f92caadd"',
            'MONGODB_ATLAS_PRIVATE_KEY="' + '00000000-0000-0000-0000-000000000000"',
            "REVISION=" + "6b27ed6e-e881-439c-bada-1f92caadde75",
        ),
        source="MongoDB Atlas docs, programmatic API keys (the private key is a UUID)",
        min_entropy=2.8,
        confidence="medium",
        security_severity=8.5,
    ),
)
