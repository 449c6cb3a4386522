"""What a build could keep for the next one: stages, cache mounts, and whether a cache is exported."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dlinter.model.builds.nodes import Build, Tool
from dlinter.model.dockerfile import Dockerfile, Mount, Run, Stage

if TYPE_CHECKING:
    from dlinter.model.builds.facts import BuildFacts


_KEEPERS = (
    r"cache-dance|buildkit-cache|docker-layer-caching|blacksmith|depot/|namespace|nscloud|warpbuild|runs-on/|"
    r"actuated|tailscale|openvpn|wireguard"
)
"""Actions that give a job a builder or mounts that last, or a way to one."""


def lost_by_min(builds: BuildFacts, build: Build, dockerfile: Dockerfile) -> list[Stage]:
    """The stages with a RUN that a build needs and that `mode=min` does not export: all but the target and
    what it is FROM (BuildKit's cache exporters take the layers of the result;
    docs.docker.com/build/cache/backends, "Cache mode")."""
    target = builds.target_of(build, dockerfile)
    if target is None:
        return []
    kept: set[int] = set()
    stage: Stage | None = target
    while stage is not None and stage.index not in kept:
        kept.add(stage.index)
        stage = dockerfile.stages[stage.base] if stage.base is not None else None
    needed = builds.stages_of(build, dockerfile)
    return [s for s in needed if s.index not in kept and any(isinstance(i, Run) for i in s.instructions)]


def cache_mounts(builds: BuildFacts, build: Build) -> list[tuple[Run, Mount]]:
    """The cache mounts of the RUNs that a build runs."""
    return [
        (run, mount) for run in builds.runs_of(build) or () for mount in run.mounts if mount.type == "cache"
    ]


def helped(build: Build) -> bool:
    """Whether an action of the job may keep what the builder cached."""
    return any(re.search(_KEEPERS, name) for name in build.actions)


def runs_often(build: Build) -> bool:
    """Whether commits and pull requests start the build: a release, a tag or a schedule has no run before it
    whose cache it may read, or leaves it out on purpose."""
    if build.events and not {"push", "pull_request", "pull_request_target", "merge_group"} & set(
        build.events
    ):
        return False
    return bool(build.events) and not re.search(
        r"refs/tags|github\.ref_type\s*==\s*'tag'|'(?:release|schedule|workflow_dispatch)'", build.condition
    )


def is_ci_build(build: Build) -> bool:
    """Whether a build of a CI file builds one Dockerfile, and no foreign service does."""
    return build.tool in (Tool.ACTION, Tool.BUILDX, Tool.DOCKER) or bool(build.baked)


def off(build: Build) -> bool:
    """Whether the cache is switched off."""
    return build.no_cache is not None and build.no_cache.text.strip().lower() not in ("false", "")
