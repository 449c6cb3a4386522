"""GitHub: tokens of every prefix, with their checksum, and the older ones without."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.checksums import ends_with_crc32, is_jwt
from dlinter.detectors.detector import Detector


def _stateless(secret: str) -> bool:
    return is_jwt(secret.split("_", 2)[2])


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="github-personal-access-token",
        provider="GitHub",
        title="GitHub personal access token (classic)",
        pattern=r"ghp_[A-Za-z0-9]{36}",
        keywords=("ghp_",),
        matches=(
            'GITHUB_TOKEN="ghp_' + 'QKGobqXE8QPN6RhZt33uCwgujID8UH1f2sh9"',
            "git clone https://x-access-token:ghp_"
            + "I6ZGeKAIg57iKqTRq5MgvsVItQaKh13rU77K@code.example/shop.git",
        ),
        misses=(
            'GITHUB_TOKEN="ghp_' + 'QKGobqXE8QPN6RhZt33uCwgujID8UH1f2sh"',
            'GITHUB_TOKEN="ghp_' + 'QKGobqXE8QPN6RhZt33uCwgujID8UH1f2shA"',
            'GITHUB_TOKEN="ghp_' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="GitHub docs, About authentication to GitHub: token formats; GitHub blog 2021-04-05 "
            "(checksum)",
        validate=ends_with_crc32,
        min_entropy=3.0,
        security_severity=9.0,
    ),
    Detector(
        id="github-oauth-access-token",
        provider="GitHub",
        title="GitHub OAuth access token",
        pattern=r"gho_[A-Za-z0-9]{36}",
        keywords=("gho_",),
        matches=(
            'GITHUB_TOKEN="gho_' + 'LMkDVSlGJSozrTxz501tyrjFP6gp4v1EJTYg"',
            "Authorization: Bearer gho_" + "sGwnBtLCP7SOhjPrURrUpgURYrUMon2U3eEb",
        ),
        misses=(
            'GITHUB_TOKEN="gho_' + 'LMkDVSlGJSozrTxz501tyrjFP6gp4v1EJTY"',
            'GITHUB_TOKEN="gho_' + 'LMkDVSlGJSozrTxz501tyrjFP6gp4v1EJTYA"',
            'GITHUB_TOKEN="gho_' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="GitHub docs, About authentication to GitHub: token formats; GitHub blog 2021-04-05 "
            "(checksum)",
        validate=ends_with_crc32,
        min_entropy=3.0,
        security_severity=8.5,
    ),
    Detector(
        id="github-user-to-server-token",
        provider="GitHub",
        title="GitHub App user access token",
        pattern=r"ghu_[A-Za-z0-9]{36}",
        keywords=("ghu_",),
        matches=(
            'GITHUB_TOKEN="ghu_' + 'JpgdUA74jN3lHTr7kfYDfyByNro89924tE3Q"',
            "Authorization: Bearer ghu_" + "ANWLNYa9Z4ZtePijCWEfLwM8ZGlq6W3bnst6",
        ),
        misses=(
            'GITHUB_TOKEN="ghu_' + 'JpgdUA74jN3lHTr7kfYDfyByNro89924tE3"',
            'GITHUB_TOKEN="ghu_' + 'JpgdUA74jN3lHTr7kfYDfyByNro89924tE3A"',
            'GITHUB_TOKEN="ghu_' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="GitHub docs, About authentication to GitHub: token formats; GitHub blog 2021-04-05 "
            "(checksum)",
        validate=ends_with_crc32,
        min_entropy=3.0,
    ),
    Detector(
        id="github-installation-token",
        provider="GitHub",
        title="GitHub App installation access token",
        pattern=r"ghs_[A-Za-z0-9]{36}",
        keywords=("ghs_",),
        matches=(
            'GITHUB_TOKEN="ghs_' + 'mD9w94vPtmKJmuZcONHiV9AVDM2kIO2pJ3mV"',
            "Authorization: Bearer ghs_" + "Vm0W9uc1RjhBMAR8sZw1vfz32KaFtI1c3MVH",
        ),
        misses=(
            'GITHUB_TOKEN="ghs_' + 'mD9w94vPtmKJmuZcONHiV9AVDM2kIO2pJ3m"',
            'GITHUB_TOKEN="ghs_' + 'mD9w94vPtmKJmuZcONHiV9AVDM2kIO2pJ3mA"',
            'GITHUB_TOKEN="ghs_' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="GitHub docs, About authentication to GitHub: token formats; GitHub blog 2021-04-05 "
            "(checksum)",
        validate=ends_with_crc32,
        min_entropy=3.0,
        security_severity=6.5,
    ),
    Detector(
        id="github-stateless-installation-token",
        provider="GitHub",
        title="GitHub App installation access token (JWT)",
        pattern=r"ghs_[0-9]{1,12}_eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{20,}\.[A-Za-z0-9_-]{40,}",
        keywords=("ghs_",),
        matches=(
            'GITHUB_TOKEN="ghs_'
            + '9010078_eyJhbGciOiJFUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJzaG9wIiwic3ViIjoiNTkyMWZhMWEyYWFhMTBlNGZjOWZhZTllIiwiZXhwIjoxOTk5OTk5OTk5fQ.taRiILenlvMk2fvsMiCfDGdAxoj1ksbhN3bTIB8wJsZM_gFZ2lGtAaltN4vbkU1JJmXJD8C_ftIQmYkl8fj2kg"',
            "Authorization: Bearer ghs_"
            + "3764146_eyJhbGciOiJFUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJzaG9wIiwic3ViIjoiNjA3YWViMjUzODZhNzcwMzFiNTcxNjFmIiwiZXhwIjoxOTk5OTk5OTk5fQ.ZCxD3DZMUHDZaJW0FuCIuR38i6uUYPLD_JctHZ379r6quSOZhBRpYC-om6DsDD0KEMyEqK1oZ63da7bJPWqTZw",
        ),
        misses=(
            'GITHUB_TOKEN="ghs_'
            + 'xxxxxxx_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx.xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx.xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx_xxxxxxxxxxxxxxxxxxxxxxxxxx_xxxxxxxxxxxxxx"',
        ),
        source="GitHub changelog 2026, New format for GitHub App installation tokens",
        validate=_stateless,
        min_entropy=3.0,
        security_severity=6.5,
    ),
    Detector(
        id="github-refresh-token",
        provider="GitHub",
        title="GitHub App refresh token",
        pattern=r"ghr_[A-Za-z0-9]{36}",
        keywords=("ghr_",),
        matches=(
            'GITHUB_REFRESH_TOKEN="ghr_' + 'C7aDcSs954GZjxlAMP3GPKrBlCE7Sn3iwTw8"',
            "Authorization: Bearer ghr_" + "ZsTRQujpcwudTbVoAET7S1vSVIxiSb1IpAv6",
        ),
        misses=(
            'GITHUB_REFRESH_TOKEN="ghr_' + 'C7aDcSs954GZjxlAMP3GPKrBlCE7Sn3iwTw"',
            'GITHUB_REFRESH_TOKEN="ghr_' + 'C7aDcSs954GZjxlAMP3GPKrBlCE7Sn3iwTwA"',
            'GITHUB_REFRESH_TOKEN="ghr_' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="GitHub docs, About authentication to GitHub: token formats; GitHub blog 2021-04-05 "
            "(checksum)",
        validate=ends_with_crc32,
        min_entropy=3.0,
    ),
    Detector(
        id="github-long-refresh-token",
        provider="GitHub",
        title="GitHub App refresh token (76 characters)",
        pattern=r"ghr_[A-Za-z0-9]{76}",
        keywords=("ghr_",),
        matches=(
            'GITHUB_REFRESH_TOKEN="ghr_'
            + 'ocHbd1km0klsTzbWpajJizdcXGI570GvWG1Uj0KZAp1bYsPlxPNsv7YuOIQba0LdZfNTZtPsJ2WH"',
            "Authorization: Bearer ghr_"
            + "GaVNRdfUwOidxzqvHzLJuVaglEsbxsq1p9VN6RZdxNog7hwgxRB7LxWLFpQyN1zg449sOhRE7QDC",
        ),
        misses=(
            'GITHUB_REFRESH_TOKEN="ghr_'
            + 'ocHbd1km0klsTzbWpajJizdcXGI570GvWG1Uj0KZAp1bYsPlxPNsv7YuOIQba0LdZfNTZtPsJ2W"',
            'GITHUB_REFRESH_TOKEN="ghr_'
            + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="GitHub docs, Refreshing user access tokens",
        min_entropy=3.0,
    ),
    Detector(
        id="github-fine-grained-pat",
        provider="GitHub",
        title="GitHub fine-grained personal access token",
        pattern=r"github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}",
        keywords=("github_pat_",),
        matches=(
            'GITHUB_TOKEN="github_pat_'
            + 'F1IyUgVlkbFakMuzk9snmH_O69kpBNlZMQdjTfCz3HGDYNuyeSQaQhS5fU7hDCHjK9mUpHpnyW5VggyQx0"',
            "Authorization: Bearer github_pat_"
            + "vJvbsS7dv4pOaDW2kkvyPS_FFwRIzAL5eXyOiYIqb2vZOOGrfJC7L4sXauYZ7aJDa4bAkAlPDWKlMYZVKx",
        ),
        misses=(
            'GITHUB_TOKEN="github_pat_'
            + 'F1IyUgVlkbFakMuzk9snmH_O69kpBNlZMQdjTfCz3HGDYNuyeSQaQhS5fU7hDCHjK9mUpHpnyW5VggyQx"',
            'GITHUB_TOKEN="github_pat_'
            + 'xxxxxxxxxxxxxxxxxxxxxx_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="GitHub docs, About authentication to GitHub: token formats; GitHub blog 2021-04-05 "
            "(checksum)",
        min_entropy=3.0,
        security_severity=9.0,
    ),
    Detector(
        id="github-legacy-token",
        provider="GitHub",
        title="GitHub token (40 hexadecimal digits)",
        pattern=assigned(r"github_token|github_pat|gh_token|github_api_token|github_oauth", r"[0-9a-f]{40}"),
        keywords=("github_token", "github_pat", "gh_token", "github_api_token", "github_oauth"),
        matches=(
            'GITHUB_TOKEN="' + '3f26a70d107b6bda61363da065751bf659728aa9"',
            "  github_token: " + "2939d60617fef41b2fad4e1d8a93336734431d6c",
        ),
        misses=(
            'GITHUB_TOKEN="' + '3f26a70d107b6bda61363da065751bf659728aa"',
            'GITHUB_TOKEN="' + '0x00x00x000x0xxx00000xx000000xx000000xx0"',
            "REVISION=" + "3f26a70d107b6bda61363da065751bf659728aa9",
        ),
        source="GitHub blog 2021-04-05 (the format before prefixes)",
        min_entropy=3.0,
        confidence="medium",
        security_severity=7.5,
    ),
    Detector(
        id="github-oauth-client-secret",
        provider="GitHub",
        title="GitHub OAuth app client secret",
        pattern=assigned(r"github_client_secret|github_secret|github_oauth_secret|github-client-secret",
            r"[0-9a-f]{40}"),
        keywords=("github_client_secret", "github_secret", "github_oauth_secret", "github-client-secret"),
        matches=(
            'GITHUB_CLIENT_SECRET="' + '32aa6a86d1ac1d8056be138efa58ad421c920cd2"',
            "  github_client_secret: " + "67ff853fa9aed770e218fee781489295420929fd",
        ),
        misses=(
            'GITHUB_CLIENT_SECRET="' + '32aa6a86d1ac1d8056be138efa58ad421c920cd"',
            'GITHUB_CLIENT_SECRET="' + '00xx0x00x0xx0x0000xx000xxx00xx000x000xx0"',
            "REVISION=" + "32aa6a86d1ac1d8056be138efa58ad421c920cd2",
        ),
        source="GitHub docs, Authorizing OAuth apps",
        min_entropy=3.0,
        confidence="medium",
        security_severity=7.5,
    ),
)
