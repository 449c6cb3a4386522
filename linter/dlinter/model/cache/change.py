"""A change, and what it rebuilds."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from dlinter.model.cache.steps import Step
from dlinter.model.image_reference import parse_reference

ANY = "*"


class Change(Struct, frozen=True):
    """What is different from the build before. `paths`: files of the context whose content, mode or owner
    changed, or which came or went, relative to it. `args`: build arguments with another value. `bases`:
    images whose tag stands for another digest, `*` for all. `instructions`: indexes of instructions that were
    edited. `remotes`: URLs with another response, `*` for all that are not pinned."""

    paths: frozenset[str] = frozenset()
    args: frozenset[str] = frozenset()
    bases: frozenset[str] = frozenset()
    instructions: frozenset[int] = frozenset()
    remotes: frozenset[str] = frozenset()

    @classmethod
    def of_paths(cls, *paths: str) -> Change:
        return cls(paths=frozenset(paths))

    @classmethod
    def of_args(cls, *names: str) -> Change:
        return cls(args=frozenset(names))

    @classmethod
    def of_bases(cls, *images: str) -> Change:
        return cls(bases=frozenset(images or (ANY,)))

    @classmethod
    def of_instructions(cls, *indexes: int) -> Change:
        return cls(instructions=frozenset(indexes))

    @classmethod
    def of_remotes(cls, *urls: str) -> Change:
        return cls(remotes=frozenset(urls or (ANY,)))


class Rebuilt(Struct, frozen=True):
    """A step that a change rebuilds. `certain` is false where it takes content from a stage or image that may
    come out the same. `reasons` is the chain, from the change to this step."""

    step: Step
    certain: bool
    reasons: tuple[str, ...]


def image_moves(image: str, named: Iterable[str]) -> bool:
    """Whether one of the images named is this one: as written, or by the same full name. An image given by
    digest moves for a `*` never."""
    for name in named:
        if name == image:
            return True
        if name == ANY:
            if "@sha256:" not in image:
                return True
            continue
        one, other = parse_reference(image), parse_reference(name)
        if one is not None and one == other:
            return True
    return False
