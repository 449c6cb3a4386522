"""Notion: secrets of integrations."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="notion-integration-token",
        provider="Notion",
        title="Notion integration token",
        pattern=r"ntn_[0-9]{11}[A-Za-z0-9]{35}",
        keywords=("ntn_",),
        matches=(
            'NOTION_TOKEN="ntn_' + '30421183212f2Awg058ZeQ6OW7BUKuDp3bxDdNL1NmlBho"',
            "Authorization: Bearer ntn_" + "24284892669Pc7lB64LrxdKaf785HZSq0oDuXXBGx1TkSf",
        ),
        misses=(
            'NOTION_TOKEN="ntn_' + '30421183212f2Awg058ZeQ6"',
            'NOTION_TOKEN="ntn_' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Notion developer docs, changelog (tokens begin with ntn_)",
        min_entropy=3.8,
        security_severity=7.5,
    ),
    Detector(
        id="notion-legacy-integration-token",
        provider="Notion",
        title="Notion integration token (old form)",
        pattern=assigned(r"notion", r"secret_[A-Za-z0-9]{43}"),
        keywords=("notion",),
        matches=(
            'NOTION_TOKEN="' + 'secret_' + 'wT6rRVRIwlEYG1cIkeYAlnYrnpzM3u38mrg22IYfOcM"',
            "  notion_token: " + "secret_" + "0jII8DFvwgSWUhV0SNRvka0uy6icB2iK7UswbfYJmiJ",
        ),
        misses=(
            'NOTION_TOKEN="' + 'secret_' + 'wT6rRVRIwlEYG1cIkeYAlnYrnpzM3u38mrg22IYf"',
            'NOTION_TOKEN="' + '000000_0000000000000000000000000000000000000000000"',
            "REVISION=" + "secret_" + "wT6rRVRIwlEYG1cIkeYAlnYrnpzM3u38mrg22IYfOcM",
        ),
        source="Notion developer docs, Authorization",
        min_entropy=3.8,
        security_severity=7.5,
    ),
)
