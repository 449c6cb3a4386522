"""Pinecone: API keys."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="pinecone-api-key",
        provider="Pinecone",
        title="Pinecone API key",
        pattern=r"pcsk_[A-Za-z0-9]{4,8}_[A-Za-z0-9]{60,66}",
        keywords=("pcsk_",),
        matches=(
            'PINECONE_API_KEY="pcsk_'
            + 'Jhfo_E69b4o2FKNMsw5aQlavYeawJMyglscRzRvcZgszq6GcIkSRpIPgDo8X3OSnErXqk"',
            "Authorization: Bearer pcsk_"
            + "MaIHFl4J_Ebo7W5vM1LgdvxM1tXLAut5GKi7oZpudiVCqEZkwNoeUdDdw1Ao3tbUOAdcwBBsf1c",
        ),
        misses=(
            'PINECONE_API_KEY="pcsk_'
            + 'xxxx_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Pinecone docs, Manage API keys",
        min_entropy=3.0,
    ),
    Detector(
        id="pinecone-legacy-api-key",
        provider="Pinecone",
        title="Pinecone API key (UUID)",
        pattern=assigned(r"pinecone", r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"),
        keywords=("pinecone",),
        matches=(
            'PINECONE_API_KEY="' + '3b96ffda-ebd3-a068-b4db-6dcfacdf0a4c"',
            "  pinecone_api_key: " + "ec30eb3c-cfdc-f950-4327-78de1e71ba30",
        ),
        misses=(
            'PINECONE_API_KEY="' + '3b96ffda-ebd3-a068-b4db-6dcfacdf0a4"',
            'PINECONE_API_KEY="' + '0x00xxxx-xxx0-x000-x0xx-0xxxxxxx0x0x"',
            "REVISION=" + "3b96ffda-ebd3-a068-b4db-6dcfacdf0a4c",
        ),
        source="Pinecone docs, Manage API keys",
        min_entropy=3.0,
        confidence="medium",
        security_severity=7.5,
    ),
)
