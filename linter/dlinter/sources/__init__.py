"""Bytes in: the files and images that were named.

Whoever opens a file, an archive, a registry, a socket or git lives here; what the bytes mean is said by the
model.
"""
