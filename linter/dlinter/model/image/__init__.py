"""The image: index, manifest, config, history, layers, files, and what became of them."""

from dlinter.model.image.nodes import HistoryEntry, Image, ImageConfig, ImageSecret, Layer

__all__ = ["HistoryEntry", "Image", "ImageConfig", "ImageSecret", "Layer"]
