"""Bytes in: the files and images that were named."""
