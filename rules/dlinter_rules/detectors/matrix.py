"""Matrix: access tokens of Synapse homeservers."""

from __future__ import annotations

from dlinter.detector import Detector
from dlinter.model.checksums import crc32_base62


def ends_with_crc(secret: str) -> bool:
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
        source="Synapse source, access token format: syt_USER_RANDOM_CRC",
        validate=ends_with_crc,
        min_entropy=3.0,
    ),
)
