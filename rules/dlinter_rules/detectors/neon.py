"""Neon: API keys and role passwords."""

from __future__ import annotations

from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="neon-api-key",
        provider="Neon",
        title="Neon API key",
        pattern=r"napi_[a-z0-9]{64}",
        keywords=("napi_",),
        matches=(
            'NEON_API_KEY="napi_' + 'spjj5dk6ckzcfe0yom8tl40wm0ctjwrpv1az7x69ixjocupz5ph22pmcjnlu499f"',
            "Authorization: Bearer napi_"
            + "ovbdlo6rwuos31qy9getd1ftrcfj4mom11e988fqxt3ajp654zddhi7b2fdp81n3",
        ),
        misses=(
            'NEON_API_KEY="napi_' + 'spjj5dk6ckzcfe0yom8tl40wm0ctjwrpv1az7x69ixjocupz5ph22pmcjnlu499"',
            'NEON_API_KEY="napi_' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Neon docs, Manage API keys",
        min_entropy=3.0,
        security_severity=8.5,
    ),
    Detector(
        id="neon-role-password",
        provider="Neon",
        title="Neon Postgres role password",
        pattern=r"npg_[A-Za-z0-9]{12}",
        keywords=("npg_",),
        matches=(
            'PGPASSWORD="npg_' + 'F0QQlTsTyXlU"',
            "DATABASE_URL=postgresql://owner:npg_" + "rKcybBNESWFu@db.example/main",
        ),
        misses=(
            'PGPASSWORD="npg_' + 'F0QQlTsTyXl"',
            'PGPASSWORD="npg_' + 'xxxxxxxxxxxx"',
        ),
        source="Neon docs, Manage roles (generated passwords)",
        min_entropy=3.0,
    ),
)
