"""Cachix: auth tokens and signing keys of binary caches."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.checksums import is_jwt
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="cachix-auth-token",
        provider="Cachix",
        title="Cachix auth token",
        pattern=assigned(r"cachix", r"eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{20,}\.[A-Za-z0-9_-]{43,}"),
        keywords=("cachix",),
        matches=(
            'CACHIX_AUTH_TOKEN="' + "eyJhbGciOiJIUzI1NiJ9"
            + '.eyJqdGkiOiJjZjIzNjc2NWYyMGU3ZWZiNDBiMDlkYzMiLCJzY29wZXMiOiJjYWNoZSJ9.-N23qpxeeLMtEdOIGrQ1WSbcRh_3D42OSSqJqW4Re5Q"',
            "  cachix_auth_token: " + "eyJhbGciOiJIUzI1NiJ9"
            + ".eyJqdGkiOiI4NWRlNjU2NTE5ZTY3MDFkNDY3M2ViYTAiLCJzY29wZXMiOiJjYWNoZSJ9.FKxr43n6t1IvYKY-JZOtqHAPBf3DNVjZuLJ6bo23F-k",
        ),
        misses=(
            'CACHIX_AUTH_TOKEN="' + "eyJhbGciOiJIUzI1NiJ9"
            + '.eyJqdGkiOiJjZjIzNjc2NWYyMGU3ZWZiNDBiMDlkYzMiLCJzY29wZXMiOiJjYWNoZSJ9.-N23qpxeeLMtEdOIGrQ1WSbcRh_3D42OSSqJqW4Re5"',
            'CACHIX_AUTH_TOKEN="' + ".xxXxxXxxXxXxXxXxXxx"
            + '0XXXxXXX0XXXxXXXxXXxxXxXxXXXxX00xXXXxXxXxXXXxXXX0.-X00xxxxxXXxXxXXXxX0XXxxXx_0X00XXXxXxX0Xx0X"',
            "REVISION=" + "eyJhbGciOiJIUzI1NiJ9"
            + ".eyJqdGkiOiJjZjIzNjc2NWYyMGU3ZWZiNDBiMDlkYzMiLCJzY29wZXMiOiJjYWNoZSJ9.-N23qpxeeLMtEdOIGrQ1WSbcRh_3D42OSSqJqW4Re5Q",
        ),
        source="Cachix docs, Getting started (JWT)",
        validate=is_jwt,
        min_entropy=3.0,
        confidence="medium",
        security_severity=7.5,
    ),
    Detector(
        id="cachix-signing-key",
        provider="Cachix",
        title="Cachix signing key",
        pattern=assigned(r"cachix_signing_key|cachix_sign", r"[A-Za-z0-9+/]{86}=="),
        keywords=("cachix_signing_key", "cachix_sign"),
        matches=(
            'CACHIX_SIGNING_KEY="'
            + 'TIK6pfHUZm8kAjbhju3tVJKf0GZgX2tgBYzn49R6IehSvSybhN8S+U0MEB1l43CQIwkmnxNnfN000eJAl9GPjZ=="',
            "  cachix_signing_key: "
            + "KXUUjQ0xyCT7CBPn2Jmeri2VR8Mn2AYoxZyaUHnwj71ZrO5RCLjk452YaWQ5DxjYzlbH8XXVkDJc123yHp0lXq==",
        ),
        misses=(
            'CACHIX_SIGNING_KEY="'
            + 'TIK6pfHUZm8kAjbhju3tVJKf0GZgX2tgBYzn49R6IehSvSybhN8S+U0MEB1l43CQIwkmnxNnfN000eJAl9GPjZ="',
            'CACHIX_SIGNING_KEY="'
            + 'XXX0xxXXXx0xXxxxxx0xXXXx0XXxX0xxXXxx00X0XxxXxXxxxX0X+X0XXX0x00XXXxxxxxXxxX000xXXx0XXxX=="',
            "REVISION="
            + "TIK6pfHUZm8kAjbhju3tVJKf0GZgX2tgBYzn49R6IehSvSybhN8S+U0MEB1l43CQIwkmnxNnfN000eJAl9GPjZ==",
        ),
        source="Cachix docs, Signing key (Ed25519, 64 bytes)",
        min_entropy=4.0,
        confidence="medium",
        security_severity=8.5,
    ),
)
