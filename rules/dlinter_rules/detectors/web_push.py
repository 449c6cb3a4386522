"""Web push: API keys."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=2, lower=2, upper=2)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="web-push-vapid-private-key",
        provider="Web push",
        title="VAPID private key of web push",
        pattern=assigned(r"vapid_private|vapidprivate|web_push_private", r"[A-Za-z0-9_-]{43}"),
        keywords=("vapid_private", "vapidprivate", "web_push_private"),
        matches=(
            'VAPID_PRIVATE_KEY="' + 'Tus251SLIZNg8y_pWLnlNyYs6hMejzhswuD8JHFq0Kq"',
            "  vapid_private_key: " + "Yuq3qFHPqnNIpKpO30cMQ07MGtxdlBCgsIEDZ4qaoLN",
        ),
        misses=(
            'VAPID_PRIVATE_KEY="' + 'Tus251SLIZNg8y_pWLnlNyYs6hMejzhswuD8JHFq0K"',
            'VAPID_PRIVATE_KEY="' + 'Xxx000XXXXXx0x_xXXxxXxXx0xXxxxxxxxX0XXXx0Xx"',
            "REVISION=" + "Tus251SLIZNg8y_pWLnlNyYs6hMejzhswuD8JHFq0Kq",
        ),
        source="RFC 8292, Voluntary application server identification (P-256 scalar, base64url)",
        validate=_mixed,
        min_entropy=4.0,
        confidence="medium",
        security_severity=5.5,
    ),
    Detector(
        id="vapid-private-key-of-a-call",
        provider="Web push",
        title="VAPID private key",
        pattern=r"setVapidDetails\([^()]{4,200}[\"'`][A-Za-z0-9_-]{87}[\"'`],[ \t\r\n]{0,40}[\"'`](?P<secret>[A-Za-z0-9_-]{43})[\"'`]",
        matches=("webpush.setVapidDetails('mailto:a@shop.example', '" + "B" + "Kx7Qw2Lz9Tn4Vb" * 6 + "Ra', '"
            + "LkX7Qw2pZ9Tn4Vb6Rm1Jd8Fs3Gh5Yc0Eu" + "2WiOaNtKvB');",),
        misses=("webpush.setVapidDetails('mailto:a@shop.example', publicKey, privateKey);",),
        source="web-push (npm), setVapidDetails; RFC 8292",
        multiline=True,
        reach=512,
        boundary=False,
        min_entropy=4.0,
        security_severity=6.5,
    ),
)
