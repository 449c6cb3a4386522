"""Cloudinary: the URL with its API secret."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="cloudinary-url",
        provider="Cloudinary",
        title="Cloudinary API secret in a URL",
        pattern=r"cloudinary://[0-9]{12,18}:(?P<secret>[A-Za-z0-9_-]{27})@",
        keywords=("cloudinary://",),
        matches=(
            'CLOUDINARY_URL="cloudinary://318274659021437:L6SG52OBJocct' + '3ou4JeOA1Zyp70@shop"',
        ),
        misses=(
            'CLOUDINARY_URL="cloudinary://318274659021437:L6SG52OBJocct' + '3ou4JeOA1Zyp7@shop"',
            'CLOUDINARY_URL="cloudinary://318274659021437:L6SG52OBJocct' + 'xxxxxxxxxxxxxx@shop"',
        ),
        source="Cloudinary docs, Configuration: CLOUDINARY_URL",
        min_entropy=3.0,
        security_severity=7.5,
    ),
    Detector(
        id="cloudinary-api-secret",
        provider="Cloudinary",
        title="Cloudinary API secret",
        pattern=assigned(r"cloudinary_api_secret|cloudinary_secret", r"[A-Za-z0-9_-]{27}"),
        keywords=("cloudinary_api_secret", "cloudinary_secret"),
        matches=(
            'CLOUDINARY_API_SECRET="' + 'CRSOMbxDmMsaRTjKsJNmzBpiCtO"',
            "  cloudinary_api_secret: " + "i0RVzql03VkiX3Ys3IcPQdDIggh",
        ),
        misses=(
            'CLOUDINARY_API_SECRET="' + 'CRSOMbxDmMsaRTjKsJNmzBpiCt"',
            'CLOUDINARY_API_SECRET="' + 'XXXXXxxXxXxxXXxXxXXxxXxxXxX"',
            "REVISION=" + "CRSOMbxDmMsaRTjKsJNmzBpiCtO",
        ),
        source="Cloudinary docs, API keys",
        min_entropy=3.6,
        confidence="medium",
        security_severity=7.5,
    ),
)
