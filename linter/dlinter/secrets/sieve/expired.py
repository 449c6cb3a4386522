"""Tokens that carry the time of their end."""

from __future__ import annotations

import json
import time

from dlinter.detectors.checksums import decode_base64
from dlinter.secrets.sighting import Sighting


def expired_token(seen: Sighting) -> str:
    """A JSON web token whose `exp` (RFC 7519, section 4.1.4) is past opens nothing any more."""
    if seen.detector.id != "json-web-token":
        return ""
    end = _claims(seen.value).get("exp")
    if isinstance(end, (int, float)) and not isinstance(end, bool) and 0 < end < time.time():
        return "expired"
    return ""


def _claims(token: str) -> dict[str, object]:
    try:
        claims = json.loads(decode_base64(token.split(".")[1]) or b"{}")
    except (ValueError, IndexError, RecursionError):
        return {}
    return claims if isinstance(claims, dict) else {}
