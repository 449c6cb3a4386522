"""Frontends whose files are known, by the image that `# syntax=` names."""

from dlinter.model.frontend import Frontend

FRONTENDS = (
    Frontend(("docker/dockerfile*", "docker.io/docker/dockerfile*", "*/docker/dockerfile*"), "a Dockerfile",
        dockerfile=True),
    Frontend(("dhi.io/build",), "the YAML of a Docker Hardened Image"),
    Frontend(("ghcr.io/project-dalec/dalec/frontend", "ghcr.io/azure/dalec/frontend"),
        "the YAML of a Dalec package"),
)
"""Docker's own, and a mirror's copy of it, come first."""
