"""Tokens that carry the time of their end."""

from __future__ import annotations

import time

from dlinter.model.secret import Sieved
from dlinter.secrets.sighting import Sighting


def expired_token(seen: Sighting) -> str:
    """A token whose end, which its detector reads from it (`Detector.expires`), is past opens nothing any
    more."""
    read = seen.detector.expires
    end = read(seen.value) if read is not None else None
    return Sieved.EXPIRED if end is not None and end < time.time() else ""
