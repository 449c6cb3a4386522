"""What a file is by its name: a GitHub workflow or action, GitLab CI, Compose or Bake file."""

from __future__ import annotations

import re

from dlinter.model.build.nodes import Kind

_WORKFLOW = re.compile(r"(?:^|/)\.(?:github|gitea|forgejo)/workflows/[^/]+\.ya?ml$", re.I)
_ACTION = re.compile(r"(?:^|/)action\.ya?ml$", re.I)
_GITLAB = re.compile(r"(?:^|/)[^/]*\.gitlab-ci\.ya?ml$", re.I)
_COMPOSE = re.compile(r"(?:^|/)(?:docker-)?compose(?:[-_.][^/]*)?\.ya?ml$", re.I)
_BAKE = re.compile(r"(?:^|/)docker-bake(?:[-_.][^/]*)?\.(?:hcl|json)$", re.I)
_DATA = re.compile(r"\.(?:ya?ml|hcl|json)$", re.I)


def kind_of_name(path: str) -> Kind | None:
    """What a file is by its path (forward slashes), None when the name does not tell."""
    if not path.lower().endswith((".yml", ".yaml", ".hcl", ".json")):
        return None
    for pattern, kind in (
        (_WORKFLOW, Kind.WORKFLOW), (_ACTION, Kind.ACTION), (_GITLAB, Kind.GITLAB), (_COMPOSE, Kind.COMPOSE), (_BAKE, Kind.BAKE),
    ):  # fmt: skip
        if pattern.search(path):
            return kind
    return None


def is_data(path: str) -> bool:
    """Whether a file of this name holds data in a format of build files, so that it is no Dockerfile."""
    return _DATA.search(path) is not None
