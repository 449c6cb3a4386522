"""Supabase: access tokens, secret keys, service role keys."""

from __future__ import annotations

from dlinter.detectors.checksums import decode_base64
from dlinter.detectors.detector import Detector


def _service_role(secret: str) -> bool:
    """The anonymous key has the same form and is public by design."""
    claims = decode_base64(secret.split(".")[1])
    return claims is not None and b'"service_role"' in claims


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="supabase-access-token",
        provider="Supabase",
        title="Supabase access token",
        pattern=r"sbp_(?:oauth_|v0_)?[0-9a-f]{40}",
        keywords=("sbp_",),
        matches=(
            'SUPABASE_ACCESS_TOKEN="sbp_' + 'fd0536c3bee1bc909a1c079bc0482fcea26b5170"',
            "Authorization: Bearer sbp_" + "00b09d860c2102df315b93f81b9f24db94ee0c39",
        ),
        misses=(
            'SUPABASE_ACCESS_TOKEN="sbp_' + 'fd0536c3bee1bc909a1c079bc0482fcea26b517"',
            'SUPABASE_ACCESS_TOKEN="sbp_' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Supabase docs, Management API: access tokens",
        min_entropy=3.0,
        security_severity=9.0,
    ),
    Detector(
        id="supabase-secret-key",
        provider="Supabase",
        title="Supabase secret key",
        pattern=r"sb_secret_[A-Za-z0-9_-]{31,36}",
        keywords=("sb_secret_",),
        matches=(
            'SUPABASE_SECRET_KEY="sb_secret_' + 'xXvgjVbeDoxhx751yJDSVUW51Fb8L5d"',
            "Authorization: Bearer sb_secret_" + "SxRpNYKzxdS4NgIRqFjttNvoarIFHT5",
        ),
        misses=(
            'SUPABASE_SECRET_KEY="sb_secret_' + 'xXvgjVbeDoxhx751yJDSVUW51Fb8L5"',
            'SUPABASE_SECRET_KEY="sb_secret_' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Supabase docs, Understanding API keys",
        min_entropy=3.0,
        security_severity=9.0,
    ),
    Detector(
        id="supabase-service-role-key",
        provider="Supabase",
        title="Supabase service role key",
        pattern=r"eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9\.eyJpc3MiOiJzdXBhYmFzZS[A-Za-z0-9_-]{40,}\.[A-Za-z0-9_-]{43}",
        keywords=("eyjpc3mioijzdxbhymfzzs",),
        matches=(
            'SUPABASE_SERVICE_ROLE_KEY="' + "eyJhbGciOiJIUzI1NiIs"
            + 'InR5cCI6IkpXVCJ9.eyJpc3MiOiJzdXBhYmFzZSIsInJlZiI6ImppZmlvaWJrcGloYXNhcXFsbWJsIiwicm9sZSI6InNlcnZpY2Vfcm9sZSIsImlhdCI6MTcwMDAwMDAwMCwiZXhwIjoyMDE1MDAwMDAwfQ.-nKQ-VRI0OV0VgEX9oOEzSSbcmnrIqbnAI6ZavE0O1Y"',
            "apikey: " + "eyJhbGciOiJIUzI1NiIs"
            + "InR5cCI6IkpXVCJ9.eyJpc3MiOiJzdXBhYmFzZSIsInJlZiI6ImhremZ3d2twa2VpbXNpb2Fub2RiIiwicm9sZSI6InNlcnZpY2Vfcm9sZSIsImlhdCI6MTcwMDAwMDAwMCwiZXhwIjoyMDE1MDAwMDAwfQ.0gJWvybPSllrg4uNJHne_cjCSavJdtkZUPyruFbJ5jY",
        ),
        misses=(
            'SUPABASE_SERVICE_ROLE_KEY="' + "eyJhbGciOiJIUzI1NiIs"
            + 'InR5cCI6IkpXVCJ9.eyJpc3MiOiJzdXBhYmFzZSIsInJlZiI6ImppZmlvaWJrcGloYXNhcXFsbWJsIiwicm9sZSI6InNlcnZpY2Vfcm9sZSIsImlhdCI6MTcwMDAwMDAwMCwiZXhwIjoyMDE1MDAwMDAwfQ.-nKQ-VRI0OV0VgEX9oOEzSSbcmnrIqbnAI6ZavE0O1"',
            'SUPABASE_SERVICE_ROLE_KEY="' + "eyJhbGciOiJIUzI1NiIs"
            + 'xxxxxxxxxxxxxxxx.xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx.-xxx-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Supabase docs, Understanding API keys (JWT with role service_role)",
        validate=_service_role,
        min_entropy=3.0,
        security_severity=9.0,
    ),
)
