"""RubyGems: API keys."""

from __future__ import annotations

from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="rubygems-api-key",
        provider="RubyGems",
        title="RubyGems API key",
        pattern=r"rubygems_[0-9a-f]{48}",
        keywords=("rubygems_",),
        matches=(
            'GEM_HOST_API_KEY="rubygems_' + '2a9d8f0b348cbc9da187b1e560e9ee18a489891ddf9e6f38"',
            "Authorization: Bearer rubygems_" + "2aaac77a6a0d3d7f9e2c4aefc35f1d37484168ed5543dc48",
        ),
        misses=(
            'GEM_HOST_API_KEY="rubygems_' + '2a9d8f0b348cbc9da187b1e560e9ee18a489891ddf9e6f3"',
            'GEM_HOST_API_KEY="rubygems_' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="RubyGems guides, API key scopes",
        min_entropy=3.0,
        security_severity=9.0,
    ),
)
