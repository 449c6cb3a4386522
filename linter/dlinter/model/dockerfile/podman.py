"""What Podman and Buildah take that BuildKit does not: a Containerfile is built by them (containerfile(5),
buildah-build(1), "--ignorefile").

A file called `Dockerfile` is read as BuildKit reads it.
"""

from __future__ import annotations

DOCKERIGNORE = ".dockerignore"
CONTAINERIGNORE = ".containerignore"
MOUNT_SWITCHES = ("z", "Z", "U", "bind-nonrecursive", "rw", "tmpcopyup", "notmpcopyup")
MOUNT_VALUES = ("relabel", "bind-propagation", "chown", "idmap", "tmpfs-size", "tmpfs-mode")
_TRANSPORTS = (
    "docker://",
    "docker-daemon:",
    "oci:",
    "oci-archive:",
    "docker-archive:",
    "containers-storage:",
    "dir:",
)
"""Where an image comes from (containers-transports(5))."""


def is_containerfile(path: str) -> bool:
    """Whether Podman and Buildah are meant to build the file, by its name."""
    name = path.replace("\\", "/").rpartition("/")[2].lower()
    return name == "containerfile" or name.startswith("containerfile.") or name.endswith(".containerfile")


def ignore_names(path: str) -> tuple[tuple[str, bool], ...]:
    """The ignore files that may be in force, first one first; true for those that stand beside the
    Dockerfile, false for those of the context. `path` is the Dockerfile's: BuildKit's dockerui knows
    `.dockerignore` alone."""
    name = path.rpartition("/")[2]
    endings = (CONTAINERIGNORE, DOCKERIGNORE) if is_containerfile(path) else (DOCKERIGNORE,)
    return (*((name + ending, True) for ending in endings), *((ending, False) for ending in endings))


def without_transport(image: str, path: str) -> str:
    """The name of a Containerfile's image without the transport that pulls it; the same name in a
    Dockerfile."""
    if not is_containerfile(path):
        return image
    if image.startswith("docker://"):
        return image.removeprefix("docker://")
    return image


def is_transported(image: str, path: str) -> bool:
    """Whether a Containerfile's image comes from elsewhere than a registry, or names its transport."""
    return is_containerfile(path) and image.startswith(_TRANSPORTS)
