"""The image: index, manifest, config, history, layers, files, and what became of them.

What images say of themselves lives here; their bytes are opened by `sources` and searched by `secrets`.
"""

from dlinter.model.image.nodes import HistoryEntry, Image, ImageConfig, ImageSecret, Layer

__all__ = ["HistoryEntry", "Image", "ImageConfig", "ImageSecret", "Layer"]
