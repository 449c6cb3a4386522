"""npm: access tokens, with their checksum, and the older UUIDs."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.checksums import ends_with_crc32
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="npm-access-token",
        provider="npm",
        title="npm access token",
        pattern=r"npm_[A-Za-z0-9]{36}",
        keywords=("npm_",),
        matches=(
            'NPM_TOKEN="npm_' + 'psPHlu9SEhL4EmgGmyPOzSxfhlDsaE0IOzKO"',
            "//registry.example/:_authToken=npm_" + "xbIvwC3IVqvCZKKWnjF8MnrcrBNcTb0DEPBo",
        ),
        misses=(
            'NPM_TOKEN="npm_' + 'psPHlu9SEhL4EmgGmyPOzSxfhlDsaE0IOzK"',
            'NPM_TOKEN="npm_' + 'psPHlu9SEhL4EmgGmyPOzSxfhlDsaE0IOzKA"',
            'NPM_TOKEN="npm_' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="npm docs, About access tokens; GitHub changelog 2021-09-23 (checksum)",
        validate=ends_with_crc32,
        min_entropy=3.0,
        security_severity=9.0,
    ),
    Detector(
        id="npm-legacy-token",
        provider="npm",
        title="npm access token (UUID)",
        pattern=assigned(r"npm_token|_authtoken|npm_auth",
            r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"),
        keywords=("npm_token", "_authtoken", "npm_auth"),
        matches=(
            "NPM_TOKEN=" + "2c0bd626-7a1e-4f86-83e2-aeb643b9f725",
            "//registry.example/:_authToken=" + "4b363c71-514f-4977-2340-ff6e823491e8",
        ),
        misses=(
            "NPM_TOKEN=" + "2c0bd626-7a1e-4f86-83e2-aeb643b9f72",
            "NPM_TOKEN=" + "0x0xx000-0x0x-0x00-00x0-xxx000x0x000",
            "REVISION=" + "2c0bd626-7a1e-4f86-83e2-aeb643b9f725",
        ),
        source="npm docs, About access tokens (legacy)",
        min_entropy=3.0,
        accepts=lambda secret: secret[14] != "1",  # version 1 is a time and an address
        confidence="medium",
        security_severity=8.5,
    ),
)
