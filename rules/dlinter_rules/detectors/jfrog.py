"""JFrog: API keys, reference tokens and access tokens of Artifactory."""

from __future__ import annotations

import re

from dlinter.detectors.checksums import decode_base64, is_jwt
from dlinter.detectors.detector import Detector


def _reference(secret: str) -> bool:
    data = decode_base64(secret)
    return data is not None and re.match(rb"reftkn:[0-9]{2}:[0-9]{1,12}:", data) is not None


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="jfrog-api-key",
        provider="JFrog",
        title="JFrog Artifactory API key",
        pattern=r"AKCp[A-Za-z0-9]{69}",
        keywords=("akcp",),
        matches=(
            'ARTIFACTORY_API_KEY="AKCp'
            + 'p4oFgECH9shwwLM9ZyD3LJEaY1jsZFNDnCmJnMjaUPtPAWw3kI4nwkY9IYeD1sjaplJqE"',
            "Authorization: Bearer AKCp"
            + "ukA9dN7vX88Xke2UbRCFhsrupyPetlojVjqoTw0vdJxJhSBXelUpLdls7W28FISiVuxXw",
        ),
        misses=(
            'ARTIFACTORY_API_KEY="AKCp'
            + 'p4oFgECH9shwwLM9ZyD3LJEaY1jsZFNDnCmJnMjaUPtPAWw3kI4nwkY9IYeD1sjaplJq"',
            'ARTIFACTORY_API_KEY="AKCp'
            + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="JFrog docs, Artifactory API key (73 characters)",
        min_entropy=3.0,
        security_severity=8.5,
    ),
    Detector(
        id="jfrog-reference-token",
        provider="JFrog",
        title="JFrog reference token",
        pattern=r"cmVmdGtu[A-Za-z0-9]{56}",
        keywords=("cmvmdgtu",),
        matches=(
            'JFROG_TOKEN="cmVmdGtu' + 'OjAxOjIzOTQ0NDE1NjY6SzFBWGNlMjh1aTZDTGdJeDc5QkI2Q250YUVR"',
            "Authorization: Bearer cmVmdGtu" + "OjAxOjA2NTgxNzYwMzg6djZxUlBudGVlaURwbHczbkd3WGFRaklsME9l",
        ),
        misses=(
            'JFROG_TOKEN="cmVmdGtu' + 'OjAxOjIzOTQ0NDE1NjY6SzFBWGNlMjh1aTZDTGdJeDc5QkI2Q250YUV"',
            'JFROG_TOKEN="cmVmdGtu' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="JFrog docs, Access tokens: reference tokens (base64 of reftkn:…)",
        validate=_reference,
        min_entropy=3.0,
        security_severity=8.5,
    ),
    Detector(
        id="jfrog-access-token",
        provider="JFrog",
        title="JFrog access token",
        pattern=r"eyJ2ZXIiOiIyIiwidHlwIjoiSldU[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{20,}\.[A-Za-z0-9_-]{43,}",
        keywords=("eyj2zxiioiiyiiwidhlwijoisldu",),
        matches=(
            'JFROG_ACCESS_TOKEN="' + "eyJ2ZXIiOiIyIiwidHlw"
            + 'IjoiSldUIiwiYWxnIjoiUlMyNTYiLCJraWQiOiJISWtPcmJRQVpzOW4wTWIydjJiRCJ9.eyJzdWIiOiJqZmFjQDAxL3VzZXJzL2NpIiwic2NwIjoiYXBwbGllZC1wZXJtaXNzaW9ucy91c2VyIiwiaXNzIjoiamZmZUAwMDAifQ.abFEgIq1Uf9FHXtpBtNh-EGGTKyekmOZv8lHxUCIUTiNYGDWmvwUInbCblxJ5EubTylfkZjofti1Bh9Vo2kIEoH2VsZz5IbR_QqyWvirCVH8IeUf1JxYEUJK5NFVMArfldEO5HQYXhk1R74KuSx2lm4XttrlPz_kjKQ1n5bqZVY"',
            "Authorization: Bearer " + "eyJ2ZXIiOiIyIiwidHlw"
            + "IjoiSldUIiwiYWxnIjoiUlMyNTYiLCJraWQiOiJhTkNqVGp1T3V2ZlVrRURJRnluTSJ9.eyJzdWIiOiJqZmFjQDAxL3VzZXJzL2NpIiwic2NwIjoiYXBwbGllZC1wZXJtaXNzaW9ucy91c2VyIiwiaXNzIjoiamZmZUAwMDAifQ.YQC3f1VUnhiicVQvfPp4Lrg0gg7NVUIfdzxo24oq3IaNSPtW_3Bh8HbxaAPbjfdzDS0ylu_Jvk3SnzmOzZKnO6YlSMYQAxU-ZZV8LB-w8QBuLmoap8FgPKN0qiPXh9_3aLs1yk3FzB_4OPpCdVt8Mg--lprms6uxiZQYLQ3_hrM",
        ),
        misses=(
            'JFROG_ACCESS_TOKEN="' + "eyJ2ZXIiOiIyIiwidHlw"
            + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx.xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx.xxxxxxxxxxxxxxxxxxxx-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx_xxxxxxxxxxxx"',
        ),
        source="JFrog docs, Access tokens (JWT with ver 2)",
        validate=is_jwt,
        min_entropy=3.0,
        security_severity=8.5,
    ),
)
