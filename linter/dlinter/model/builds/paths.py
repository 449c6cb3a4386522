"""Paths of a repository, as build files write them."""

from __future__ import annotations

import posixpath
import re


def joined(folder: str | None, path: str) -> str | None:
    """A path below a folder of the repository, normalised; None when it is not known or leads out."""
    path = re.sub(
        r"\A(?:\$\{\{\s*github\.workspace\s*\}\}|\$\{?(?:GITHUB_WORKSPACE|CI_PROJECT_DIR|PWD)\}?)", "/.", path
    )
    if folder is None or "$" in path or path.startswith(("~", "-")):
        return None
    if path.startswith("/."):
        folder, path = "", path[1:]
    if path.startswith("/"):
        return None
    found = posixpath.normpath(posixpath.join(folder, path or "."))
    if found == ".." or found.startswith("../"):
        return None
    return "" if found == "." else found
