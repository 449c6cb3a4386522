"""Which file names are Dockerfiles. `.pre-commit-hooks.yaml` says the same; a test compares the two."""

from __future__ import annotations

import re

FILES = r"(?i)(^|/)([^/]*[-_.])?(docker|container)file([-_.][^/]*)?$"
"""`Dockerfile`, `Dockerfile.dev`, `Dockerfile-alpine`, `api-Dockerfile`, `app.dockerfile`, `Containerfile`
…"""

EXCLUDE = (
    r"(?i)(\.(dockerignore|containerignore|j2|jinja2?|tmpl|tpl|erb|mustache|hbs|md|rst|adoc|txt|sh|py|pyc|"
    r"json|ya?ml|toml|xml|html?"
    r"|css|svg|png|pdf|log|lock|orig|bak|rej|swp|patch|diff|zip|gz|tar)"
    r"|[-_][^/]*\.(go|rs|js|mjs|ts|tsx|c|h|cc|cpp|hpp|cs|java|kt|rb|php|pl|lua|vim|el|ps1|bat|cmd))$"
)
"""Templates, documents, data and sources (`dockerfile_parser.go`) that have such a name and are no
Dockerfile."""

_files, _exclude = re.compile(FILES), re.compile(EXCLUDE)


def is_dockerfile(name: str) -> bool:
    """Whether a file of this name is taken when a folder is linted."""
    return _files.search(name) is not None and _exclude.search(name) is None
