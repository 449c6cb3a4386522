"""Frontends: the image named by `# syntax=` reads the file, and it need not read a Dockerfile.

A pack adds frontends with a module that holds `FRONTENDS`, named by an entry point of the group
`dlint.frontends`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from fnmatch import fnmatchcase

from msgspec import Struct

from dlinter.model.dockerfile import Dockerfile, From
from dlinter.values import replace


class Frontend(Struct, frozen=True):
    """`images` are globs of the image's name as it is written, without tag and digest. `reads` says what its
    files are; `dockerfile` is true where they are Dockerfiles, with or without instructions of its own."""

    images: tuple[str, ...]
    reads: str
    dockerfile: bool = False

    def matches(self, name: str) -> bool:
        return any(fnmatchcase(name, glob) for glob in self.images)


_DOCKERS = r"(?:docker\.io/)?docker/dockerfile(?:-upstream)?(?:[:@].*)?"


def foreign_frontend(dockerfile: Dockerfile, load: Callable[[], Iterable[Frontend]]) -> Frontend | None:
    """The frontend of a file that is no Dockerfile, None for a Dockerfile. A frontend that is not known
    decides nothing: then a file without any FROM is none."""
    syntax = dockerfile.frontend
    if not syntax or re.fullmatch(_DOCKERS, syntax):
        return None
    name = re.sub(r"(?:@.*|:[^/]*)\Z", "", syntax.partition("@")[0])
    known = next((frontend for frontend in load() if frontend.matches(name)), None)
    if known is not None:
        return None if known.dockerfile else known
    if any(isinstance(i, From) for i in dockerfile.instructions):
        return None
    return Frontend((name,), "")


def extends_dockerfile(dockerfile: Dockerfile) -> bool:
    """Whether another frontend than Docker's, or a mirror of it, reads the file as a Dockerfile: it may have
    instructions, flags and names of its own, so that what BuildKit's own would refuse is no error."""
    syntax = dockerfile.frontend
    return bool(syntax) and not re.fullmatch(rf"(?:.+/)?{_DOCKERS}", syntax) and bool(dockerfile.stages)


def without_instructions(dockerfile: Dockerfile) -> Dockerfile:
    """The same text with nothing in it for rules about instructions."""
    return replace(dockerfile, instructions=(), stages=(), errors=(), warnings=())
