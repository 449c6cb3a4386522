"""Packages that a later step, another stage or the running container reads are only in a cache mount.

## Why
A cache mount is seen by its own step alone: what the step writes there is in no layer. `dotnet publish
--no-restore` without the mount then finds no packages, `COPY --from` of the folder copies an empty one, and a
program that reads its packages from there does not start. A builder that has the mount filled from an earlier
build hides none of it: later steps never see it.

## Instead
Mount the same cache in the step that reads it, or let that step fetch what it needs. Where the image itself
needs the packages, install them without a mount on that folder, or copy them out of it in the same `RUN`.

## When to ignore it
The container gets the folder from outside when it runs, as a volume.
"""

from collections.abc import Iterator

from dlinter.finding import Finding, Related, Severity
from dlinter.model.dockerfile import Run
from dlinter.model.packages.tasks import fetches_of, installs_of
from dlinter.model.packages.tool import UPDATE
from dlinter.rule import Bad, Context, Good, Rule


def check(run: Run, context: Context) -> Iterator[Finding]:
    if run.onbuild or not any(m.type == "cache" for m in run.mounts):
        return
    updates = [t for t in installs_of(run, context.facts) if t.install.action == UPDATE]
    seen: set[int] = set()
    for task in (*fetches_of(run, context.facts), *updates):
        for cache in task.caches:
            mount = task.mount_over(cache)
            if mount is None or mount.type != "cache" or mount.flag.span.start in seen:
                continue
            reader = task.read_later(cache)
            if reader is None:
                continue
            seen.add(mount.flag.span.start)
            yield Finding(
                mount.flag.span,
                f"what `{task.install.words}` writes to `{cache.path}` is in no layer, but {reader.why}: "
                "mount the cache there too, or leave this mount out",
                related=(Related(reader.span, "what reads it"),),
            )


RULE: Rule[Run] = Rule(
    id="packages-left-in-cache-mount",
    doc=__doc__,
    since="0.1.0",
    subject=Run,
    check=check,
    severity=Severity.WARNING,
    examples=(
        Bad(
            "FROM example.org/dotnet/sdk:9\nRUN «--mount=type=cache,target=/root/.nuget/packages» dotnet "
            "restore\n"
            "RUN dotnet publish --no-restore -o /out\n",
            better="FROM example.org/dotnet/sdk:9\nRUN --mount=type=cache,target=/root/.nuget/packages "
                "dotnet restore\n"
            "RUN --mount=type=cache,target=/root/.nuget/packages dotnet publish --no-restore -o /out\n",
        ),
        Bad(
            "FROM golang:1.24 AS deps\nRUN «--mount=type=cache,target=/go/pkg/mod» go mod download\n"
            "FROM golang:1.24\nCOPY --from=deps /go/pkg/mod /go/pkg/mod\nRUN go build ./...\n",
        ),
        Bad(
            "FROM debian:13\nRUN «--mount=type=cache,target=/var/lib/apt,sharing=locked» apt-get update\n"
            "RUN apt-get install -y git\n",
        ),
        Bad('FROM denoland/deno:2\nRUN «--mount=type=cache,target=/deno-dir» deno cache main.ts\nCMD '
            '["deno", "run", "main.ts"]\n'),
        Good(
            "FROM example.org/dotnet/sdk:9\nRUN --mount=type=cache,target=/root/.nuget/packages dotnet "
            "restore\n"
            "RUN --mount=type=cache,target=/root/.nuget/packages dotnet publish --no-restore -o /out\n",
        ),
        Good(
            "FROM golang:1.24\nRUN --mount=type=cache,target=/go/pkg/mod go mod download\nRUN "
            "--mount=type=cache,target=/go/pkg/mod go build ./...\n"),
        Good("FROM node:22\nRUN --mount=type=cache,target=/root/.npm npm ci\nRUN npm run build\n"),
    ),
)
