"""A build on an ephemeral runner exports no cache.

## Why
A hosted runner, or a `docker:dind` service, begins each run with an empty builder: every step of the
Dockerfile is rebuilt for every commit, whatever changed.

## Instead
- in GitHub Actions, after `docker/setup-buildx-action`: `cache-from: type=gha` and `cache-to:
  type=gha,mode=max`. Its builder does not put the image into Docker's own store, as `driver: docker` does:
  where a later step runs the image or builds `FROM` it, write `load: true`;
- elsewhere: `--cache-from type=registry,ref=REGISTRY/IMAGE:buildcache` and `--cache-to
  type=registry,ref=REGISTRY/IMAGE:buildcache,mode=max`;
- or a builder that stays: a self-hosted runner, a remote driver.

dlint stays silent where the Dockerfile runs nothing, for releases, tags and schedules, where the cache is
switched off, where the build reads a cache that something else writes, and where an option is only known
during the build.

## When to ignore it
The workflow must build from nothing, as a release or a nightly check does, or the build takes less time than
a cache takes to load. Later builds need images of earlier ones that are pushed nowhere, which only `driver:
docker` offers to a `FROM`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dlinter.finding import Finding, Severity
from dlinter.model.builds import Build, BuildFile, Tool
from dlinter.model.builds.keeping import helped, is_ci_build, off, runs_often
from dlinter.model.dockerfile import Run
from dlinter.rule import Bad, Context, Good, Rule

if TYPE_CHECKING:
    from dlinter.model.builds.facts import BuildFacts


_INLINE = "BUILDKIT_INLINE_CACHE"


def check(file: BuildFile, context: Context) -> Iterator[Finding]:
    told: set[object] = set()
    exporting = [b for b in file.builds if _exports(b) or not b.complete]
    exported = {(b.job, context.builds.path_of(b)) for b in exporting}
    for build in file.builds:
        path = context.builds.path_of(build)
        # Builds of one job share a builder: what one exports the others need not.
        if (build.job, path) in told or build.anchor in told or not _uncached(build):
            continue
        if (build.job, path) in exported:
            continue
        if _reads(build) and (not _reads_gha(build) or exporting):
            continue
        steps = len(_runs(context.builds, build))
        if not steps:
            continue
        told.update(((build.job, path), build.anchor))
        again = "its one `RUN` is rebuilt" if steps == 1 else f"its {steps} `RUN` steps are rebuilt"
        what = "reads a cache, but nothing here writes it" if _reads(build) else "keeps no cache"
        yield Finding(
            build.anchor,
            f"the build of `{path}` {what}: {again} on every run; {_better(build)}",
            severity=None if build.tool in (Tool.ACTION, Tool.BAKE_ACTION) else Severity.NOTE,
            key=f"{build.job}:{path}",
        )


def _uncached(build: Build) -> bool:
    return (
        is_ci_build(build) and build.complete and build.keeps_nothing and not _exports(build)
        and not helped(build) and not off(build)
        and runs_often(build)
    )  # fmt: skip


def _exports(build: Build) -> bool:
    return bool(build.cache_to) or build.exports_elsewhere or any(a.name == _INLINE for a in build.args)


def _reads(build: Build) -> bool:
    return bool(build.cache_from)


def _reads_gha(build: Build) -> bool:
    return any(e.type == "gha" for e in build.cache_from)


def _runs(builds: BuildFacts, build: Build) -> tuple[Run, ...]:
    return builds.runs_of(build) or ()


def _better(build: Build) -> str:
    if build.baked:
        return (
            "give the target `cache-from` and `cache-to` with `type=gha,mode=max` or "
            "`type=registry,…,mode=max`, and a `scope` or `ref` of its own"
        )
    if build.tool is Tool.ACTION:
        # The driver `docker` builds into Docker's own store; any other one does so only where it is asked to.
        load = (
            ", with `load: true` where a later step uses the image"
            if build.builder == "docker" and build.push is None and not build.outputs
            else ""
        )
        if build.builder == "docker" and any(
            name.partition("@")[0] == "docker/setup-buildx-action" for name in build.actions
        ):
            return (
                "leave `driver: docker` out of `docker/setup-buildx-action`, as that driver cannot export to "
                "`type=gha`, "
                f"then write `cache-from: type=gha` and `cache-to: type=gha,mode=max`{load}"
            )
        setup = "" if build.builder == "docker-container" else " after `docker/setup-buildx-action`"
        return f"write `cache-from: type=gha` and `cache-to: type=gha,mode=max`{setup}{load}"
    return (
        "give it `--cache-from` and `--cache-to` with `type=registry,…,mode=max` and the driver "
        "`docker-container`"
    )


_DOCKERFILE = {"Dockerfile": "FROM node:22\nCOPY package.json .\nRUN npm ci\n"}
_PATH = ".github/workflows/build.yml"


def _workflow(steps: str, *, on: str = "[push, pull_request]", runner: str = "ubuntu-latest") -> str:
    return (
        f"on: {on}\njobs:\n  build:\n    runs-on: {runner}\n    steps:\n      - uses: "
        f"docker/setup-buildx-action@v3\n{steps}"
    )


_ACTION = "      - uses: docker/build-push-action@v6\n        with:\n          context: .\n"

RULE = Rule(
    id="cache-not-exported",
    doc=__doc__,
    since="0.1.0",
    subject=BuildFile,
    check=check,
    severity=Severity.WARNING,
    examples=(
        Bad(
            _workflow("      - uses: «docker/build-push-action@v6»\n        with:\n          context: .\n"),
            path=_PATH, files=_DOCKERFILE,
            better=_workflow(_ACTION
                + "          cache-from: type=gha\n          cache-to: type=gha,mode=max\n"),
        ),
        Bad(_workflow(
            "      - uses: «docker/build-push-action@v6»\n        with:\n          context: .\n  "
            "        cache-from: type=gha\n"), path=_PATH, files=_DOCKERFILE),
        Bad(_workflow("      - run: «docker build» -t app .\n"), path=_PATH, files=_DOCKERFILE),
        Bad("services: [docker:27-dind]\nbuild:\n  script:\n    - «docker build» -t $CI_REGISTRY_IMAGE .\n",
            path=".gitlab-ci.yml", files=_DOCKERFILE),
        Bad(_workflow("      - uses: «docker/bake-action@v6»\n"), path=_PATH,
            files=_DOCKERFILE | {"docker-bake.json": '{"target": {"default": {"context": "."}}}'}),
        Good(_workflow(_ACTION + "          cache-from: type=gha\n          cache-to: type=gha,mode=max\n"),
            path=_PATH, files=_DOCKERFILE),
        Good(_workflow("      - uses: docker/bake-action@v6\n"), path=_PATH,
            files=_DOCKERFILE | {"docker-bake.json": '{"target": {"default": {"cache-to": ["type=gha"]}}}'}),
        Good(_workflow("      - uses: docker/bake-action@v6\n        with: {set: '*.cache-to=type=gha'}\n"),
            path=_PATH, files=_DOCKERFILE | {"docker-bake.json": '{"target": {"default": {}}}'}),
        Good(_workflow("      - uses: docker/bake-action@v6\n"), path=_PATH, files=_DOCKERFILE),
        Good(_workflow(_ACTION), path=_PATH, files={"Dockerfile": "FROM scratch\nCOPY app /app\n"}),
        Good(_workflow(_ACTION, runner="self-hosted"), path=_PATH, files=_DOCKERFILE),
        Good(_workflow(_ACTION, on="{release: {types: [published]}}"), path=_PATH, files=_DOCKERFILE),
        Good(_workflow(_ACTION, on="{push: {tags: ['v*']}}"), path=_PATH, files=_DOCKERFILE),
        Good(_workflow(_ACTION + "          no-cache: true\n"), path=_PATH, files=_DOCKERFILE),
        Good(_workflow(_ACTION + "          cache-from: type=registry,ref=r.example/app:cache\n"),
            path=_PATH, files=_DOCKERFILE),
        Good(_workflow(_ACTION + "          cache-to: type=gha\n" + _ACTION + "          push: true\n"),
            path=_PATH, files=_DOCKERFILE),
        Good(_workflow(_ACTION + "          build-args: BUILDKIT_INLINE_CACHE=1\n"), path=_PATH,
            files=_DOCKERFILE),
        Good(_workflow(_ACTION + "          cache-to: ${{ steps.cache.outputs.to }}\n"), path=_PATH,
            files=_DOCKERFILE),
        Good(_workflow("      - run: docker build $OPTIONS .\n"), path=_PATH, files=_DOCKERFILE),
        Good(_workflow("      - uses: depot/build-push-action@v1\n"), path=_PATH, files=_DOCKERFILE),
        Good("build:\n  script:\n    - docker build -t $CI_REGISTRY_IMAGE .\n", path=".gitlab-ci.yml",
            files=_DOCKERFILE),
    ),
)  # fmt: skip
