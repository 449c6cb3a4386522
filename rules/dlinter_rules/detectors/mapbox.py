"""Mapbox: secret tokens."""

from __future__ import annotations

from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="mapbox-secret-token",
        provider="Mapbox",
        title="Mapbox secret access token",
        pattern=r"sk\.eyJ[A-Za-z0-9_-]{40,120}\.[A-Za-z0-9_-]{22}",
        keywords=("sk.eyj",),
        matches=(
            'MAPBOX_SECRET_TOKEN="sk.eyJ'
            + 'kLtMCkciwEDYLZIEMzZzXnYtVHhc7dk0yMegkVrg.kT84rWoexNGgqqHmOp0Wqj"',
            "Authorization: Bearer sk.eyJ"
            + "bZhNTU2LqMUXUZbp-0eta22bp8grPAPeLYtwUFb_.IpRUSYl31H8SjGtyA6Hspo",
        ),
        misses=(
            'MAPBOX_SECRET_TOKEN="sk.eyJ' + 'kLtMCkciwEDYLZIEMzZzXnYtVHhc7dk0yMegkVrg.kT84rWoexNGgqqHmOp0Wq"',
            'MAPBOX_SECRET_TOKEN="sk.eyJ'
            + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx.xxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Mapbox docs, Access tokens (sk, JWT-like)",
        min_entropy=3.0,
        security_severity=7.0,
    ),
)
