"""Duo: secret keys of applications."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=2, lower=2, upper=2)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="duo-secret-key",
        provider="Duo",
        title="Duo secret key",
        pattern=assigned(r"duo_skey|duo_secret|duo_client_secret", r"[A-Za-z0-9]{40}"),
        keywords=("duo_skey", "duo_secret", "duo_client_secret"),
        matches=(
            'DUO_SKEY="' + 'Qjix1yKaRjYh3tpej8tPxdhciz1ZqllLn3pVN5gF"',
            "  duo_skey: " + "ruAuC8QJcIV1ltnpqWBvzFdRw6dkewsbDB0jHDnU",
        ),
        misses=(
            'DUO_SKEY="' + 'Qjix1yKaRjYh3tpej8tPxdhciz1ZqllLn3pVN5g"',
            'DUO_SKEY="' + 'Xxxx0xXxXxXx0xxxx0xXxxxxxx0XxxxXx0xXX0xX"',
            "REVISION=" + "Qjix1yKaRjYh3tpej8tPxdhciz1ZqllLn3pVN5gF",
        ),
        source="Duo docs, Protecting applications (40 characters)",
        validate=_mixed,
        min_entropy=4.0,
        confidence="medium",
    ),
)
