"""Which build arguments build files give a Dockerfile, and when those get another value."""

from __future__ import annotations

from collections.abc import Iterable

from dlinter.model.builds.expressions import resolved, volatile
from dlinter.model.builds.facts import BuildFacts
from dlinter.model.builds.nodes import Build
from dlinter.model.facts.given import RUN, Given

_RANK = {"": 0, "commit": 1, RUN: 2}


def contexts_of(key: str, files: Iterable[BuildFacts]) -> frozenset[str]:
    """The names of the contexts that the builds of a Dockerfile give it, in lower case."""
    return frozenset(
        c.name.lower()
        for facts in files
        for build in facts.file.builds
        if build.contexts and facts.path_of(build) == key
        for c in build.contexts
    )


def given_by(build: Build, path: str) -> dict[str, Given]:
    """The build arguments that one build gives, by name; `path` is its file's."""
    found: dict[str, Given] = {}
    for argument in build.args:
        when, value = volatile(build, argument), resolved(build, argument)
        if value is not None:
            found[argument.name] = Given(when, path, bool(when) or not value.dynamic)
    return found


def given_to(key: str, files: Iterable[BuildFacts]) -> dict[str, Given]:
    """By name, of the Dockerfile with a path in the repository; of several builds the one with the most
    changes counts."""
    found: dict[str, Given] = {}
    for facts in files:
        for build in facts.file.builds:
            if facts.path_of(build) != key:
                continue
            for argument in build.args:
                when = volatile(build, argument)
                value = resolved(build, argument)
                if value is None:
                    continue
                known = bool(when) or not value.dynamic
                before = found.get(argument.name)
                if before is None or _RANK[when] > _RANK[before.when] or (known and not before.known):
                    found[argument.name] = Given(when, facts.key or facts.file.text.path, known)
    return found
