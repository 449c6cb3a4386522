"""PlanetScale: service tokens, OAuth tokens, passwords."""

from __future__ import annotations

from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="planetscale-service-token",
        provider="PlanetScale",
        title="PlanetScale service token",
        pattern=r"pscale_tkn_[A-Za-z0-9_.=-]{32,64}",
        keywords=("pscale_tkn_",),
        matches=(
            'PLANETSCALE_SERVICE_TOKEN="pscale_tkn_' + 'ngiv7HIV8ALECxOGYK0anOjSdYzMOBjQHcttJoLRu6b"',
            "Authorization: Bearer pscale_tkn_" + "rbSgmrirs9cVBDtS6bHVJyjrUnBuqclqIcT",
        ),
        misses=(
            'PLANETSCALE_SERVICE_TOKEN="pscale_tkn_' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="PlanetScale docs, Service tokens and passwords",
        min_entropy=3.0,
    ),
    Detector(
        id="planetscale-oauth-token",
        provider="PlanetScale",
        title="PlanetScale OAuth token",
        pattern=r"pscale_oauth_[A-Za-z0-9_.=-]{32,64}",
        keywords=("pscale_oauth_",),
        matches=(
            'PLANETSCALE_OAUTH_TOKEN="pscale_oauth_' + 'sglQdfXlb8HH9amy2CJ1EVgXUHnBNuuwemGHib5lxN2t5FjH3"',
            "Authorization: Bearer pscale_oauth_"
            + "ymX0sT9sSjft3Uf2lxBihZxJyNZg1eFh0xuL9EzuaXcgrnjfnzhbdQL4mT0ISyt",
        ),
        misses=(
            'PLANETSCALE_OAUTH_TOKEN="pscale_oauth_' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="PlanetScale docs, Service tokens and passwords",
        min_entropy=3.0,
    ),
    Detector(
        id="planetscale-password",
        provider="PlanetScale",
        title="PlanetScale database password",
        pattern=r"pscale_pw_[A-Za-z0-9_.=-]{32,64}",
        keywords=("pscale_pw_",),
        matches=(
            'DATABASE_PASSWORD="pscale_pw_' + 'nu6aa7H5LS1DFAcJnj9MNjbrWXJq6AqxxbX4BQjSI1RCuFC1U7Zo"',
            "Authorization: Bearer pscale_pw_" + "vvScYhYflCHznkIpcmRy9GSktDIOCEn3Ai8OlTPSq",
        ),
        misses=(
            'DATABASE_PASSWORD="pscale_pw_' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="PlanetScale docs, Service tokens and passwords",
        min_entropy=3.0,
        security_severity=8.5,
    ),
)
