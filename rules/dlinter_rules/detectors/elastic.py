"""Elastic: API keys of Elastic Cloud and of Elasticsearch."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.checksums import decode_base64
from dlinter.detectors.detector import Detector


def _id_and_key(secret: str) -> bool:
    """Whether it is the base64 of an id of 20 characters, a colon and a key of 22."""
    data = decode_base64(secret)
    return data is not None and len(data) == 43 and data[20:21] == b":" and data.isascii()


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="elastic-cloud-api-key",
        provider="Elastic",
        title="Elastic Cloud API key",
        pattern=r"essu_[A-Za-z0-9+/_-]{60,140}={0,2}",
        keywords=("essu_",),
        matches=(
            'EC_API_KEY="essu_'
            + 'caOBb6hjiCLijRFU3UwOvG7RfhIx0ZYQ5oiqwK8foQbgfJR6rHvFX8rjTxmz4Y6I4EmLZu14gMO6TSmSAF=="',
            "Authorization: Bearer essu_"
            + "hQeigxgSUhmqaSggXPveDRCpEKqrs73TyYHQM9h3TMInxcEmbgU4mqNr3byywDZh7c0MPmjUW72DscA4w8==",
        ),
        misses=(
            'EC_API_KEY="essu_' + 'caOBb6hjiCLijRFU3UwOvG7RfhIx0ZYQ5oiqwK8foQ"',
            'EC_API_KEY="essu_'
            + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx=="',
        ),
        source="Elastic docs, Elastic Cloud API keys",
        min_entropy=3.8,
        confidence="medium",
        security_severity=8.5,
    ),
    Detector(
        id="elasticsearch-api-key",
        provider="Elastic",
        title="Elasticsearch API key",
        pattern=assigned(
            r"elastic(?:search)?[_.\- ]?(?:cloud[_.\- ]?)?api[_.\- ]?key|[^a-z]es_api_key|authorization[\"']?[ ]{0,2}[:=][ ]{0,2}[\"']?apikey", r"[A-Za-z0-9+/]{58,64}={0,2}"),
        keywords=("elastic", "es_api_key", "apikey"),
        matches=(
            'ELASTIC_API_KEY="' + 'Ym1kajNleDBKVnZWZnRGSktrWm46a1V6aHNzOFg3d2o1NHZySXV2cTFzUQ=="',
            "  elastic_api_key: " + "VzVUWnlDZGJycjBQOThlTzQ2S2g6N1d0ZGUyUW9Rb0NJQnVVOEQ5ekgwUg==",
        ),
        misses=(
            'ELASTIC_API_KEY="' + 'Ym1kajNleDBKVnZWZnRGSktrWm46a1V6aHNzOFg3d2o1NHZySXV2cTFzU"',
            'ELASTIC_API_KEY="' + '0000000000000000000000000000000000000000000000000000000000=="',
            "REVISION=" + "Ym1kajNleDBKVnZWZnRGSktrWm46a1V6aHNzOFg3d2o1NHZySXV2cTFzUQ==",
        ),
        source="Elasticsearch reference, Create API key (base64 of id:api_key)",
        validate=_id_and_key,
        min_entropy=3.8,
    ),
)
