"""Matrix: access tokens of Synapse homeservers."""

from __future__ import annotations

from dlinter.detectors.checksums import crc32_base62
from dlinter.detectors.detector import Detector


def _whole(secret: str) -> bool:
    """The last part is the CRC-32 of everything before it."""
    head, _, check = secret.rpartition("_")
    return crc32_base62(head) == check


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="matrix-synapse-access-token",
        provider="Matrix",
        title="Matrix access token (Synapse)",
        pattern=r"syt_[A-Za-z0-9+/=]{2,60}_[A-Za-z]{20}_[A-Za-z0-9]{6}",
        keywords=("syt_",),
        matches=(
            'MATRIX_ACCESS_TOKEN="syt_' + 'c2hvcGJvdA_dGEDvqDvMOKerUrTaREM_3BDNeh"',
            "Authorization: Bearer syt_" + "c2hvcGJvdA_SnkMUCWkPffQzPXignuh_2s89FU",
        ),
        misses=(
            'MATRIX_ACCESS_TOKEN="syt_' + 'c2hvcGJvdA_dGEDvqDvMOKerUrTaREM_3BDNe"',
            'MATRIX_ACCESS_TOKEN="syt_' + 'c2hvcGJvdA_dGEDvqDvMOKerUrTaREM_3BDNeA"',
            'MATRIX_ACCESS_TOKEN="syt_' + 'xxxxxxxxxx_xxxxxxxxxxxxxxxxxxxx_xxxxxx"',
        ),
        source="Synapse source, handlers/auth.py: syt_USER_RANDOM_CRC32 in base 62",
        validate=_whole,
        min_entropy=3.0,
    ),
    Detector(
        id="matrix-synapse-refresh-token",
        provider="Matrix",
        title="Matrix refresh or login token (Synapse)",
        pattern=r"sy[rl]_[A-Za-z0-9+/=]{2,60}_[A-Za-z]{20}_[A-Za-z0-9]{6}",
        keywords=("syr_", "syl_"),
        matches=(
            'MATRIX_REFRESH_TOKEN="syr_' + 'c2hvcGJvdA_xVONrgEDUweKJEiaqzRI_1VbxwU"',
            "Authorization: Bearer syr_" + "c2hvcGJvdA_VpqKPQzjkNAlwteVhIVg_2C2Lh3",
        ),
        misses=(
            'MATRIX_REFRESH_TOKEN="syr_' + 'c2hvcGJvdA_xVONrgEDUweKJEiaqzRI_1Vbxw"',
            'MATRIX_REFRESH_TOKEN="syr_' + 'c2hvcGJvdA_xVONrgEDUweKJEiaqzRI_1VbxwA"',
            'MATRIX_REFRESH_TOKEN="syr_' + 'xxxxxxxxxx_xxxxxxxxxxxxxxxxxxxx_xxxxxx"',
        ),
        source="Synapse source, handlers/auth.py: refresh and login tokens",
        validate=_whole,
        min_entropy=3.0,
    ),
)
