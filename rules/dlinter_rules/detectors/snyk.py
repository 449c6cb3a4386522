"""Snyk: API tokens, told by their names; personal and service account tokens."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.checksums import decode_base64
from dlinter.detectors.detector import Detector

_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"


def _payload(secret: str) -> bool:
    """Whether the third part is base64url of a JSON object."""
    data = decode_base64(secret.split(".")[2])
    return data is not None and data.startswith(b"{") and data.endswith(b"}")


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="snyk-api-token",
        provider="Snyk",
        title="Snyk API token",
        pattern=assigned(r"snyk[_.\- ]?(?:api|auth|oauth|cfg)?[_.\- ]?(?:token|key|api)", _UUID),
        keywords=("snyk",),
        matches=(
            'SNYK_TOKEN="' + '4f552b9b-1abe-4131-b97c-4dfde4d13a89"',
            "  snyk_token: " + "d4e70e9b-291e-47f3-b77d-77ea3f3bc880",
        ),
        misses=(
            'SNYK_TOKEN="' + '4f552b9b-1abe-4131-b97c-4dfde4d13"',
            'SNYK_TOKEN="' + '00000000-0000-0000-0000-000000000000"',
            "REVISION=" + "4f552b9b-1abe-4131-b97c-4dfde4d13a89",
        ),
        source="Snyk docs, Authentication for API (a UUID)",
        min_entropy=2.8,
        confidence="medium",
        security_severity=7.5,
    ),
    Detector(
        id="snyk-access-token",
        provider="Snyk",
        title="Snyk personal or service account token",
        pattern=r"snyk_[us]at\.[0-9a-z]{8}\.eyJ[A-Za-z0-9_-]{20,600}\.[A-Za-z0-9_-]{20,200}",
        keywords=("snyk_uat.", "snyk_sat."),
        matches=(
            'SNYK_TOKEN="snyk_'
            + 'uat.ci5cfklf.eyJlIjoxNzc2NDM2NzM2LCJoIjoic255ay5pbyIsImoiOiJOWGZzZllRYzg3T01qYUdkbHBiQ0IwIiwicyI6IkdORVBDcjk5MFJ0b3JlVnkweDcwYW4ifQ.4D8yeNWqfu7UhpgdXlIBlTiNhAnq8Xs2ny0Ng9nqVusefKpLxC7DJ1lj4YplT6m62LAgc7oRpZKskSeoI0Mr4m"',
            "Authorization: token snyk_"
            + "sat.bqbdkwji.eyJlIjoxNzc2NDM2NzM2LCJoIjoic255ay5pbyIsImoiOiJ3MzhPUUtpY2I0UjdiTkRUdDllSFQzIiwicyI6IlRSWDR2UTMyelgxSk14S0xlTjkyVHkifQ.TKBZfUbLDoREM5pasQmk4OB3uPmAX42xKtiEZ0S6rkBrnzMEt08Ceb2cRJtXbiCbZoicNBNOY7QmDlaDSlqvRG",
        ),
        misses=(
            'SNYK_TOKEN="snyk_' + 'uat.ci5cfklf.eyJlIjoxNzc2NDM2NzM2LCJoIjoic255ay5pbyIsImoiOiJOWGZ"',
            'SNYK_TOKEN="snyk_' + 'uat.xxxxxxxx.eyJxxxxxxxxxxxxxxxxxxxxxxx.xxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="snyk, go-application-framework, authentication (token, 8 characters, payload, signature)",
        validate=_payload,
        min_entropy=3.8,
    ),
)
