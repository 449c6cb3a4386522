"""Content addresses (OCI image spec, descriptor.md): `ALGORITHM:HEX`, sha256 or sha512."""

from __future__ import annotations

import hashlib

ALGORITHMS = {"sha256": 64, "sha512": 128}
"""Registered algorithms and how many hex digits their digests have."""


def algorithm_of(digest: str) -> str:
    """The algorithm of a digest, "" where it is not one that can be checked."""
    name, _, value = digest.partition(":")
    right = len(value) == ALGORITHMS.get(name) and all(c in "0123456789abcdef" for c in value)
    return name if right else ""


def machine_for(digest: str) -> hashlib._Hash:
    """What makes the digest to compare a given one with; sha256 where the given one cannot be checked."""
    return hashlib.new(algorithm_of(digest) or "sha256")


def text_of(machine: hashlib._Hash) -> str:
    return f"{machine.name}:{machine.hexdigest()}"


def digest_like(data: bytes, digest: str = "") -> str:
    """The digest of bytes, by the algorithm of another digest."""
    machine = machine_for(digest)
    machine.update(data)
    return text_of(machine)
