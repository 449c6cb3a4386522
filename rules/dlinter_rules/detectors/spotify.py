"""Spotify: client secrets, told by their names."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="spotify-client-secret",
        provider="Spotify",
        title="Spotify client secret",
        pattern=assigned(r"(?:spotify|spotipy)[_.\- ]?(?:api|app|client)?[_.\- ]?secret", r"[0-9a-f]{32}"),
        keywords=("spotify", "spotipy"),
        matches=(
            'SPOTIFY_CLIENT_SECRET="' + 'd7b21f00177123f91a1cafa5e774430f"',
            "  spotify_client_secret: " + "fff7758476280605945a00b4a1f3114d",
        ),
        misses=(
            'SPOTIFY_CLIENT_SECRET="' + 'd7b21f00177123f91a1cafa5e7744"',
            'SPOTIFY_CLIENT_SECRET="' + '00000000000000000000000000000000"',
            "REVISION=" + "d7b21f00177123f91a1cafa5e774430f",
        ),
        source="Spotify developer docs, Apps",
        min_entropy=3.0,
        confidence="medium",
        security_severity=6.0,
    ),
)
