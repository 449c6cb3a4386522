"""Builds that write their caches to one place, so that each overwrites the other's: a `scope` of GitHub's
cache, or a reference in a registry (docs.docker.com/build/cache/backends/gha, "Scope"; …/registry)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec import Struct

from dlinter.model.builds.keeping import runs_often
from dlinter.model.builds.nodes import Build, Kind, Tool

if TYPE_CHECKING:
    from dlinter.model.builds.facts import BuildFacts
    from dlinter.model.builds.values import Entry


class Collision(Struct, frozen=True):
    """`build` writes its cache by `entry` to `place`, as `other` does by `other_entry`. `jobs`: the number of
    matrix jobs that all write there, `other` is the same build then. `elsewhere` is the path of the workflow
    that `other` is in, "" for this file; `path` the Dockerfile it builds there."""

    build: Build
    entry: Entry
    place: str
    other: Build
    other_entry: Entry
    jobs: int = 0
    elsewhere: str = ""
    path: str = ""


def place_of(entry: Entry) -> str:
    """The scope ("" for the default) or the reference."""
    if entry.type == "gha":
        name = entry.get("scope") or ""
        return "" if name == "buildkit" else name
    return entry.get("ref") or entry.text


def _key(entry: Entry) -> str:
    """The place as it is compared: a reference without a tag is the tag `latest` (distribution/reference,
    `TagNameOnly`), one without a host is Docker Hub's (`ParseNormalizedNamed`). A variable may hold a tag."""
    place = place_of(entry)
    if entry.type == "registry":
        place = place.removeprefix("index.").removeprefix("docker.io/").removeprefix("library/")
    last = place.rpartition("/")[2]
    return (
        f"{place}:latest"
        if entry.type == "registry" and last and ":" not in last and "$" not in last
        else place
    )


def collisions(builds: BuildFacts, type: str) -> Iterator[Collision]:
    """Those of one type of cache (`gha`, `registry`), in order of the file."""
    seen: dict[str, tuple[Build, Entry]] = {}
    for build in builds.file.builds:
        for entry in build.cache_to:
            if entry.type != type:
                continue
            place = place_of(entry)
            if build.by_matrix and build.matrix != 1 and "matrix." not in place and "$" not in place:
                yield Collision(build, entry, place, build, entry, build.matrix)
                continue
            first = seen.setdefault(_key(entry), (build, entry))
            # A matrix of a Bake file makes several builds of one place; one of a workflow is looked at above.
            same = first[1].span == entry.span and not build.baked and build.tool is not Tool.BAKE
            if (
                first[0] is not build
                and not same
                and "matrix." not in place
                and _differ(first[0], build, builds)
            ):
                yield Collision(build, entry, place, *first)
    yield from _across(builds, type, seen)


def _across(builds: BuildFacts, type: str, seen: dict[str, tuple[Build, Entry]]) -> Iterator[Collision]:
    """Places that a workflow before this one, by name, writes for another Dockerfile: caches belong to the
    repository."""
    places = {
        s: pair for s, pair in seen.items() if "$" not in s and not pair[0].baked and runs_often(pair[0])
    }
    if not places or builds.file.kind is not Kind.WORKFLOW:
        return
    for sibling in builds.siblings(f"type={type}".encode()):
        if sibling.text.path >= builds.key:
            continue
        for build in sibling.builds:
            for entry in build.cache_to:
                pair = places.get(_key(entry)) if entry.type == type else None
                if (
                    pair is None
                    or build.by_matrix
                    or not runs_often(build)
                    or not set(build.events) & set(pair[0].events)
                ):
                    continue
                one, other = builds.path_of(pair[0]), builds.path_of(build)
                if one and other and one != other:
                    del places[_key(entry)]
                    yield Collision(
                        pair[0],
                        pair[1],
                        place_of(entry),
                        build,
                        entry,
                        elsewhere=sibling.text.path,
                        path=other,
                    )


def _differ(one: Build, other: Build, builds: BuildFacts) -> bool:
    """Whether two builds surely build something else. A later one that builds all stages of the first one of
    the same Dockerfile overwrites nothing that it does not write again."""
    def what(build: Build) -> tuple[object, ...]:
        where = builds.path_of(build) or (
            build.dockerfile.text if build.dockerfile else build.inline.text if build.inline else ""
        )
        return (where, build.context.text if build.context else "", build.target.text if build.target else "")

    mine, theirs = what(one), what(other)
    if mine == theirs:
        return False
    return not (mine[:2] == theirs[:2] and _covers(other, one, builds))


def _covers(later: Build, earlier: Build, builds: BuildFacts) -> bool:
    facts = builds.facts_of(later)
    if facts is None:
        return False
    whole = {s.index for s in builds.stages_of(later, facts.dockerfile)}
    part = {s.index for s in builds.stages_of(earlier, facts.dockerfile)}
    return bool(part) and part <= whole
