"""The detector's own check of a value: a checksum, an envelope, a structure."""

from __future__ import annotations

from dlinter.model.secret import Sieved
from dlinter.secrets.sighting import Sighting


def wrong_checksum(seen: Sighting) -> str:
    """A value whose checksum or inner structure is wrong was never given out by its provider."""
    validate = seen.detector.validate
    return Sieved.CHECKSUM if validate is not None and not validate(seen.value) else ""
