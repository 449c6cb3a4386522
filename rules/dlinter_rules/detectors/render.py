"""Render: API keys and deploy hooks."""

from __future__ import annotations

from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=2, lower=2)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="render-api-key",
        provider="Render",
        title="Render API key",
        pattern=r"rnd_[A-Za-z0-9]{28,40}",
        keywords=("rnd_",),
        matches=(
            'RENDER_API_KEY="rnd_' + 'q7QCRt0XVke8G8fOkJVu5ZRc8gv0SC9p84w9"',
            "Authorization: Bearer rnd_" + "dQObdiJRwU7DbaYt85xwYubzTWkzZeQ4",
        ),
        misses=(
            'RENDER_API_KEY="rnd_' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Render docs, The Render API",
        validate=_mixed,
        min_entropy=3.0,
    ),
    Detector(
        id="render-deploy-hook",
        provider="Render",
        title="Render deploy hook",
        pattern=r"api\.render\.com/deploy/(?P<secret>srv-[a-z0-9]{20}\?key=[A-Za-z0-9_-]{11})",
        keywords=("api.render.com/deploy/",),
        matches=(
            'HOOK="https://api.render.com/deploy/' + "srv-dxthpd8ozpnj3fuh" + 'e55b?key=X4fM6FNhoZE"',
        ),
        misses=(
            'HOOK="https://api.render.com/deploy/' + "srv-dxthpd8ozpnj3fuh" + 'e55b?key=X4fM6FNhoZ"',
            'HOOK="https://api.render.com/deploy/' + "srv-dxthpd8ozpnj3fuh" + 'xxxx?xxx=xxxxxxxxxxx"',
        ),
        source="Render docs, Deploy hooks",
        min_entropy=3.0,
        security_severity=4.5,
    ),
)
