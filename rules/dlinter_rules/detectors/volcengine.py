"""Volcengine: access key pairs."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=2, lower=2, upper=2)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="volcengine-access-key-id",
        provider="Volcengine",
        title="Volcengine access key id",
        pattern=r"AKLT[A-Za-z0-9]{40,60}",
        keywords=("aklt",),
        matches=(
            'VOLC_ACCESSKEY="AKLT' + '7C7lzXJb2NtF8DNlfkyZdHEQqaqcTmCh4lL0YbDOYykk"',
            "access_key: AKLT" + "E4jFl4CTONq113KSvqtgE2zkDSL13vCcHVM3VLXyhAFtXP1tXb9M24",
        ),
        misses=(
            'VOLC_ACCESSKEY="AKLT' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Volcengine docs, Access key management",
        validate=_mixed,
        min_entropy=3.0,
        security_severity=7.0,
        pair="volcengine-secret-key",
    ),
    Detector(
        id="volcengine-secret-key",
        provider="Volcengine",
        title="Volcengine secret access key",
        pattern=assigned(r"volc_|volcengine", r"[A-Za-z0-9]{56,64}={0,2}"),
        keywords=("volc_", "volcengine"),
        matches=(
            'VOLC_SECRETKEY="' + 'H2NfonP6SQiKQhAF6hblcZ7TemdkTtO9szyzSg06rUvaxHW1eypnJEYuPL"',
            "  volc_secretkey: " + "XmapXSfrOqImEefnXhf1BhK3QpBCcNWQzldTblUrxGC5LBlhBRE10Rzf",
        ),
        misses=(
            'VOLC_SECRETKEY="' + 'X0XxxxX0XXxXXxXX0xxxxX0XxxxxXxX0xxxxXx00xXxxxXX0xxxxXXXxXX"',
            "REVISION=" + "H2NfonP6SQiKQhAF6hblcZ7TemdkTtO9szyzSg06rUvaxHW1eypnJEYuPL",
        ),
        source="Volcengine docs, Access key management (base64)",
        validate=_mixed,
        min_entropy=4.0,
        confidence="medium",
        security_severity=9.0,
        pair="volcengine-access-key-id",
    ),
)
