"""What a build invocation is made of: immutable values with byte spans of the file that holds it.

An invocation is one `docker/build-push-action` step, one `docker buildx build` in a script, one `build:` of a
Compose service, one target of a Bake file. The names are those of `docker buildx build`'s options; sources:
the README of docker/build-push-action, docs.docker.com/reference/cli/docker/buildx/build,
compose-spec/build.md, and the Bake file reference (docs.docker.com/build/bake/reference). The small values
inside are in `values.py`: a lint of Dockerfiles alone does without.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct, field

from dlinter.values import replace

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dlinter.model.builds.values import Entry, Setting, Value
    from dlinter.model.text import Span, Text


class Kind(StrEnum):
    """What a build file is."""

    WORKFLOW = "GitHub workflow"
    ACTION = "GitHub action"
    GITLAB = "GitLab CI"
    COMPOSE = "Compose file"
    BAKE = "Bake file"
    MAKE = "Makefile"


CI = (Kind.WORKFLOW, Kind.ACTION, Kind.GITLAB)
"""Files that run builds on a CI system; the others only say what is built."""


class Tool(StrEnum):
    """By what a build is run."""

    ACTION = "docker/build-push-action"
    BAKE_ACTION = "docker/bake-action"
    DEPOT = "depot"
    BUILDX = "docker buildx build"
    DOCKER = "docker build"
    BAKE_COMMAND = "docker buildx bake"
    PODMAN = "podman build"
    COMPOSE_COMMAND = "docker compose build"
    KANIKO = "kaniko"
    COMPOSE = "compose"
    BAKE = "bake"


class Runner(StrEnum):
    """What is known of the machine that a CI job runs on: `EPHEMERAL` is new for every run."""

    EPHEMERAL = "ephemeral"
    LASTING = "lasting"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Build:
    """One build invocation.

    `span` is the whole of it (a step, a command, a service's `build:`, a target), `anchor` what names it best
    in few bytes. `context`, `dockerfile` and `target` are as written, None for the tool's default; `inline`
    is the text of `dockerfile_inline`. `folder` is where relative paths of the context start, relative to the
    repository, "" for its root, None when unknown; the Dockerfile's path starts there too or, with
    `dockerfile_in_context`, in the context. `complete` is false where something unknown may add settings:
    rules that say a thing is absent stay silent then.

    Of CI only: `job` is the job's name, `runner` what it runs on, `builder` the driver that builds (`docker`,
    `docker-container`, `remote`, `cloud`, `kubernetes`, … "" when unknown), `actions` what its job uses,
    `env` the environment variables in force (of a Bake file: its variables), `events` what starts the
    workflow, `condition` the `if:` of step and job, `matrix` the number of matrix jobs (0 without a matrix, 1
    when unknown), `by_matrix` whether it changes what is built. A build whose matrix changes its context,
    Dockerfile or target is there once for each, with the same spans.

    Of a Bake step or command only: `bake_files`, `bake_targets` and `overrides` (`app.cache-to=…`) as
    written; after `baking.bake` there is one build for each target, `baked` is its name, and
    `exports_elsewhere` says that the Bake file exports its cache.
    """

    span: Span
    anchor: Span
    tool: Tool
    name: str = ""
    context: Value | None = None
    dockerfile: Value | None = None
    inline: Value | None = None
    target: Value | None = None
    args: tuple[Setting, ...] = ()
    contexts: tuple[Setting, ...] = ()
    cache_from: tuple[Entry, ...] = ()
    cache_to: tuple[Entry, ...] = ()
    secrets: tuple[Entry, ...] = ()
    ssh: tuple[Entry, ...] = ()
    outputs: tuple[Entry, ...] = ()
    attests: tuple[Entry, ...] = ()
    platforms: tuple[Value, ...] = ()
    tags: tuple[Value, ...] = ()
    provenance: Value | None = None
    push: Value | None = None
    no_cache: Value | None = None
    folder: str | None = ""
    dockerfile_in_context: bool = False
    complete: bool = True
    job: str = ""
    runner: Runner = Runner.UNKNOWN
    builder: str = ""
    actions: tuple[str, ...] = ()
    env: Mapping[str, Value] | None = None
    events: tuple[str, ...] = ()
    condition: str = ""
    matrix: int = 0
    by_matrix: bool = False
    bake_files: tuple[Value, ...] = ()
    bake_targets: tuple[Value, ...] = ()
    overrides: tuple[Setting, ...] = ()
    baked: str = ""
    exports_elsewhere: bool = False

    @property
    def keeps_nothing(self) -> bool:
        """Whether the builder's own cache is gone after the job: a hosted runner, and no builder
        elsewhere."""
        return self.runner is Runner.EPHEMERAL and self.builder in ("docker", "docker-container")


BUILDS = 500
"""Builds of one file that rules see; the longest real workflow has some dozens."""


class BuildFile(Struct, frozen=True):
    """A file that says what is built. `error` says where and why it cannot be read ("" when it can), as `line
    N: …`. `groups` are the groups of a Bake file and their members. `refused` is what is not looked at, as
    `line N: …`."""

    text: Text
    kind: Kind
    builds: tuple[Build, ...] = ()
    error: str = ""
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    refused: tuple[str, ...] = ()


def few(file: BuildFile) -> BuildFile:
    """The file with no more builds than rules are asked about: each is compared with the others."""
    if len(file.builds) <= BUILDS:
        return file
    line = file.text.line_of(file.builds[BUILDS].span.start)
    refused = (*file.refused, f"line {line}: more than {BUILDS} builds: rules do not see those from here on")
    return replace(file, builds=file.builds[:BUILDS], refused=refused)
