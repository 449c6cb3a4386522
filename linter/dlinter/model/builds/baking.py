"""A Bake step of a workflow, or `docker buildx bake` in a script → one build for each target of the Bake
files of the repository.

What such a build holds of the Bake file has no place in the workflow, so only its paths come over; arguments
and caches of the Bake file are looked at where they stand. `set` overrides have their place in the step
(docs.docker.com/reference/cli/docker/buildx/bake).
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator
from fnmatch import fnmatchcase

from dlinter.model.builds.entries import entry
from dlinter.model.builds.nodes import Build, BuildFile, Tool
from dlinter.model.builds.paths import joined
from dlinter.model.builds.values import Entry, Setting
from dlinter.values import replace

BAKES = (Tool.BAKE_ACTION, Tool.BAKE_COMMAND, Tool.COMPOSE_COMMAND)
FILES = (
    "compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml", "docker-bake.json",
    "docker-bake.hcl", "docker-bake.override.json",
    "docker-bake.override.hcl",
)  # fmt: skip
"""What Bake reads when no file is named."""
COMPOSE_FILES = ("compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml")
"""What Compose reads when no file is named: the first one that is there."""
Load = Callable[[str], BuildFile | None]
"""A build file by its path in the repository."""


def bake(file: BuildFile, load: Load) -> BuildFile:
    """The file with each Bake step replaced by its targets, as far as all of them are known."""
    if not any(build.tool in BAKES for build in file.builds):
        return file
    return replace(
        file, builds=tuple(each for build in file.builds for each in (_targets(build, load) or (build,)))
    )


def _targets(build: Build, load: Load) -> tuple[Build, ...]:
    if build.tool not in BAKES or build.folder is None or any("$" in s.name for s in build.overrides):
        return ()
    compose = build.tool is Tool.COMPOSE_COMMAND
    names = (
        [joined(build.folder, v.text) for v in build.bake_files]
        if build.bake_files
        else [joined(build.folder, n) for n in (COMPOSE_FILES if compose else FILES)]
    )
    found: dict[str, tuple[str, Build]] = {}
    groups: dict[str, tuple[str, ...]] = {}
    for name in names:
        file = load(name) if name else None
        if file is None or file.error:
            if build.bake_files or file is not None:
                return ()
            continue
        groups |= file.groups
        for target in file.builds:
            if target.name in found:  # files are merged: not here
                return ()
            found[target.name] = (name or "", target)
        if compose and not build.bake_files:
            break
    if compose and not build.bake_targets:
        return tuple(_of(build, *each) for each in found.values())
    wanted = [v.text for v in build.bake_targets] or ["default"]
    seen = set[str]()
    chosen = list(dict.fromkeys(t for name in wanted for t in _members(name, groups, (), seen)))
    if not chosen or any(t not in found for t in chosen):
        return ()
    return tuple(_of(build, *found[target]) for target in chosen)


def _members(
    name: str, groups: dict[str, tuple[str, ...]], above: tuple[str, ...], seen: set[str]
) -> Iterator[str]:
    """The targets of a group that is not `seen` yet, or the target itself."""
    if name not in groups or name in above or len(above) > 50:
        yield name
        return
    if name in seen:
        return
    seen.add(name)
    for member in groups[name]:
        yield from _members(member, groups, (*above, name), seen)


def _of(step: Build, path: str, target: Build) -> Build:
    overrides = [o for o in step.overrides if fnmatchcase(target.name, o.name.rpartition(".")[0])]
    cache_to = _entries(overrides, "cache-to")
    no_cache = next((o.value for o in reversed(overrides) if o.name.endswith(".no-cache")), target.no_cache)
    folder = joined(posixpath.dirname(path), target.folder or "")
    return replace(
        step, name=f"{step.name}: {target.name}" if step.name else target.name, baked=target.name,
        context=target.context, dockerfile=target.dockerfile, inline=target.inline, target=target.target,
        folder=folder,
        dockerfile_in_context=True, cache_to=cache_to,
        cache_from=_entries(overrides, "cache-from") or target.cache_from, no_cache=no_cache,
        exports_elsewhere=not cache_to and bool(target.cache_to), complete=target.complete,
    )  # fmt: skip


def _entries(overrides: list[Setting], name: str) -> tuple[Entry, ...]:
    return tuple(
        entry(o.value)
        for o in overrides
        if o.name.endswith((f".{name}", f".{name}+")) and o.value is not None
    )
