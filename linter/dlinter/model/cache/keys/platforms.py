"""Platforms as they are written, normalised (containerd `platforms.Parse`, `Normalize`)."""

from __future__ import annotations

from dlinter.model.cache.keys import operations as o


def platform_of(text: str) -> o.Platform:
    """`linux/arm64/v8` normalised (containerd `platforms.Parse`, `Normalize`). Raises ValueError."""
    parts = text.lower().split("/")
    if not 1 <= len(parts) <= 3 or not all(parts):
        raise ValueError(text)
    if len(parts) == 1:
        parts = (
            [parts[0], "amd64"]
            if parts[0] in ("linux", "windows", "darwin", "freebsd")
            else ["linux", parts[0]]
        )
    system, arch, variant = parts[0], parts[1], parts[2] if len(parts) > 2 else ""
    arch = {
        "x86_64": "amd64",
        "x86-64": "amd64",
        "aarch64": "arm64",
        "i386": "386",
        "armhf": "arm",
        "armel": "arm",
    }.get(arch, arch)
    if arch == "arm":
        variant = {"": "v7", "7": "v7", "5": "v5", "6": "v6", "8": "v8"}.get(variant, variant)
    if (arch == "arm64" and variant in ("8", "v8")) or (arch == "amd64" and variant == "v1"):
        variant = ""
    return o.Platform({"macos": "darwin"}.get(system, system), arch, variant)
