"""What a file is by its name: a GitHub workflow or action, GitLab CI, Compose or Bake file."""

from __future__ import annotations

import re

from dlinter.model.builds.nodes import Kind

_DATA = (".yml", ".yaml", ".hcl", ".json")
# Not compiled here: a lint of Dockerfiles alone needs none of them, and `re` keeps what it compiled.
_WORKFLOW = r"(?:^|/)\.(?:github|gitea|forgejo)/workflows/[^/]+\.ya?ml$"
_ACTION = r"(?:^|/)action\.ya?ml$"
_GITLAB = r"(?:^|/)[^/]*\.gitlab-ci\.ya?ml$"
_COMPOSE = r"(?:^|/)(?:docker-)?compose(?:[-_.][^/]*)?\.ya?ml$"
_BAKE = r"(?:^|/)docker-bake(?:[-_.][^/]*)?\.(?:hcl|json)$"
FILES = f"(?i)(?:{'|'.join((_WORKFLOW, _ACTION, _GITLAB, _COMPOSE, _BAKE))})"
"""The names of all of them. `.pre-commit-hooks.yaml` says the same; a test compares the two."""


def kind_of_name(path: str) -> Kind | None:
    """What a file is by its path (forward slashes), None when the name does not tell."""
    if not path.lower().endswith(_DATA):
        return None
    for pattern, kind in (
        (_WORKFLOW, Kind.WORKFLOW), (_ACTION, Kind.ACTION), (_GITLAB, Kind.GITLAB), (_COMPOSE, Kind.COMPOSE),
        (_BAKE, Kind.BAKE),
    ):  # fmt: skip
        if re.search(pattern, path, re.IGNORECASE):
            return kind
    return None


def is_makefile(path: str) -> bool:
    """Whether a file is one of make's: its recipes may run builds, though it is not itself linted."""
    return re.search(r"(?:^|/)(?:GNU|BSD)?[Mm]akefile$|\.mk$", path) is not None


def is_data(path: str) -> bool:
    """Whether a file of this name holds data in a format of build files, so that it is no Dockerfile."""
    return path.lower().endswith(_DATA)
