"""1Password: service account tokens, secret keys."""

from __future__ import annotations

from dlinter.detectors.checksums import decode_base64
from dlinter.detectors.detector import Detector


def _account(secret: str) -> bool:
    data = decode_base64(secret[4 : 4 + (len(secret) - 4) // 4 * 4])
    return data is not None and data.startswith(b"{") and b'"secretKey"' in data


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="onepassword-service-account-token",
        provider="1Password",
        title="1Password service account token",
        pattern=r"ops_eyJ[A-Za-z0-9+/]{200,}={0,3}",
        keywords=("ops_eyj",),
        matches=(
            'OP_SERVICE_ACCOUNT_TOKEN="ops_eyJ'
            + 'zaWduSW5BZGRyZXNzIjoic2hvcC4xcGFzc3dvcmQuZXhhbXBsZSIsInVzZXJBdXRoIjp7Im1ldGhvZCI6IlNSUGctNDA5NiJ9LCJlbWFpbCI6IjI2ODA0N2JmQGV4YW1wbGUiLCJzZWNyZXRLZXkiOiJBMy1HS0NBUFkiLCJkZXZpY2VVdWlkIjoiODg2YzIxNGUyOGE3YjQzZGNlMzVlMjg4ZjciLCJzcnBYIjoiMWFjYzBkNjM1NDEwYzAxNDVjNjllZGM0OTY4MGY1MDk4M2EyNWZiNzk4ZjhhMjdlNTUwNzEzYjg4YjQ1ZWExYiJ9"',
            "Authorization: Bearer ops_eyJ"
            + "zaWduSW5BZGRyZXNzIjoic2hvcC4xcGFzc3dvcmQuZXhhbXBsZSIsInVzZXJBdXRoIjp7Im1ldGhvZCI6IlNSUGctNDA5NiJ9LCJlbWFpbCI6IjRkMWQ5ZWVkQGV4YW1wbGUiLCJzZWNyZXRLZXkiOiJBMy03QlRXRkoiLCJkZXZpY2VVdWlkIjoiOTI3M2U4YjkxYjE5ZThlMDU1MGQ2MmEzMzUiLCJzcnBYIjoiOWRlODE0YWJhMGRjNGM4NzI5NDA3ODgyMGIyMGIzNzBhZTIzNmYwZTEwZDQ5N2VkOTQ1NWI4ZDU1NWU4YjRjNyJ9",
        ),
        misses=(
            'OP_SERVICE_ACCOUNT_TOKEN="ops_eyJ'
            + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="1Password docs, Service accounts (base64 of JSON)",
        validate=_account,
        min_entropy=3.0,
        security_severity=9.5,
    ),
    Detector(
        id="onepassword-secret-key",
        provider="1Password",
        title="1Password secret key",
        pattern=r"A3-[A-Z0-9]{6}-(?:[A-Z0-9]{11}|[A-Z0-9]{6}-[A-Z0-9]{5})-[A-Z0-9]{5}-[A-Z0-9]{5}-[A-Z0-9]{5}",
        keywords=("a3-",),
        matches=(
            'OP_SECRET_KEY="A3-' + 'FVZP3X-6AIXFJ9MCS8-OWJC5-N5QSY-YRZXH"',
            "secret key: A3-" + "FC8D5V-AJ8D0XHQ3LT-EKKNO-7RSJO-OQWEM",
        ),
        misses=(
            'OP_SECRET_KEY="A3-' + 'FVZP3X-6AIXFJ9MCS8-OWJC5-N5QSY-YRZX"',
            'OP_SECRET_KEY="A3-' + 'xxxxxx-xxxxxxxxxxx-xxxxx-xxxxx-xxxxx"',
        ),
        source="1Password security design, Account key",
        min_entropy=3.6,
        security_severity=7.0,
    ),
)
