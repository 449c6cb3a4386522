"""What is open in the editor: the text as it is there, saved or not, with the place of its file."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from urllib.parse import quote, unquote, urlsplit

from dlinter.model.builds.names import kind_of_name
from dlinter.model.dockerfile.names import is_dockerfile
from dlinter.model.text import Text
from dlinter.server.positions import Lines
from dlinter.sources.discover import input_of
from dlinter.sources.inputs import LintInput

DOCKERFILES = frozenset({"dockerfile", "containerfile", "docker"})
"""What editors call the language of Dockerfiles."""


def path_of(uri: str) -> str | None:
    """The path of a `file:` URI, None for any other. Raises ValueError."""
    parts = urlsplit(uri)
    if parts.scheme != "file":
        return None
    path = unquote(parts.path, errors="surrogateescape")
    if os.name == "nt" and path[2:3] == ":":
        path = path[1:]
    return path if path and "\0" not in path else None


def uri_of(path: str) -> str:
    """The `file:` URI of an absolute path."""
    return "file://" + quote(
        path if path.startswith("/") else "/" + path.replace(os.sep, "/"), errors="surrogateescape"
    )


@dataclass(slots=True)
class Document:
    """One open file. `item` is None for what dlint does not lint."""

    uri: str
    language: str
    version: int
    text: Text
    item: LintInput | None
    encoding: str
    _lines: Lines | None = field(default=None, repr=False)

    @classmethod
    def of(cls, uri: str, language: str, version: int, content: str, encoding: str) -> Document:
        path = path_of(uri)
        item = None
        if path is not None:
            if (
                is_dockerfile(path.replace(os.sep, "/").rpartition("/")[2])
                or kind_of_name(path.replace(os.sep, "/"))
                or language.lower() in DOCKERFILES
            ):
                item = input_of(path)
        elif uri.startswith("untitled:") and language.lower() in DOCKERFILES:
            item = LintInput("Dockerfile", key="Dockerfile")
        return cls(uri, language, version, Text(_bytes(content), item.path if item else ""), item, encoding)

    def change(self, version: int, content: str) -> None:
        self.version, self.text, self._lines = version, Text(_bytes(content), self.text.path), None

    @property
    def ignores(self) -> str | None:
        """The path of an ignore file of a build context, None for anything else."""
        path = path_of(self.uri)
        return path if path is not None and path.endswith(("dockerignore", "containerignore")) else None

    @property
    def lines(self) -> Lines:
        if self._lines is None:
            self._lines = Lines(self.text.data, self.encoding)
        return self._lines


def _bytes(content: str) -> bytes:
    return content.encode("utf-8", "replace")
