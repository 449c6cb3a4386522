"""What a later step takes out of the stage was made inside a cache mount, and is not there.

## Why
A cache mount is not part of the layer: after the step the folder is as empty as before. `COPY --from` of
`target/release/app` that cargo built under `--mount=type=cache,target=/src/target` finds nothing.

## Instead
Copy the result out of the mount in the same `RUN`: `cargo build --release && cp target/release/app /app`.

## When to ignore it
The step also puts the file in a place outside of the mount, in a way that dlint does not see, such as a
script that it calls.
"""

import posixpath
from collections.abc import Iterator

from dlinter.finding import Finding, Related, Severity
from dlinter.model.dockerfile import Copy, Mount, Run, Stage
from dlinter.model.facts.values import workdir_at
from dlinter.rule import Bad, Context, Good, Rule


def _mounted(stage: Stage, context: Context) -> list[tuple[str, Mount]]:
    found = []
    for run in (i for i in stage.instructions if isinstance(i, Run)):
        for mount in run.mounts:
            target = mount.target or ""
            if mount.type == "cache" and target and "$" not in target:
                base = workdir_at(run, context.facts) or "/"
                found.append((posixpath.normpath(posixpath.join(base, target)), mount))
    return found


def check(copy: Copy, context: Context) -> Iterator[Finding]:
    if copy.from_ is None or copy.stage is None:
        return
    edge = next(
        (
            e
            for e in context.dockerfile.stages[copy.stage].edges
            if e.instruction is copy and e.to is not None
        ),
        None,
    )
    if edge is None or edge.to is None:
        return
    stage = context.dockerfile.stages[edge.to]
    mounted = _mounted(stage, context)
    for source in copy.sources:
        path = posixpath.normpath("/" + source.token.value.strip("\"'").lstrip("/"))
        for target, mount in mounted:
            if path != target and not path.startswith(target + "/"):
                continue
            others = [
                r
                for r in stage.instructions
                if isinstance(r, Run)
                and not any(m is mount for m in r.mounts)
                and path in context.facts.text.slice(r.span)
            ]
            if others:
                continue  # put there by another step
            yield Finding(
                source.token.span,
                f"`{path}` was made inside the cache mount on `{target}` (line "
                f"{context.facts.text.line_of(mount.flag.span.start)}) and is in no layer: copy it out in "
                "that `RUN`",
                related=(Related(mount.flag.span, "the mount"),),
            )
            break


RULE: Rule[Copy] = Rule(
    id="cache-mount-holds-artifact",
    doc=__doc__,
    since="0.1.0",
    subject=Copy,
    check=check,
    severity=Severity.ERROR,
    examples=(
        Bad(
            "FROM rust:1 AS build\nWORKDIR /src\nCOPY . .\nRUN --mount=type=cache,target=/src/target cargo "
            "build --release\n"
            "FROM debian:13\nCOPY --from=build «/src/target/release/app» /app\n",
            better="FROM rust:1 AS build\nWORKDIR /src\nCOPY . .\nRUN --mount=type=cache,target=/src/target "
                "cargo build --release && cp target/release/app /app\n"
            "FROM debian:13\nCOPY --from=build /app /app\n",
        ),
        Good(
            "FROM rust:1 AS build\nWORKDIR /src\nCOPY . .\nRUN --mount=type=cache,target=/src/target cargo "
            "build --release && cp target/release/app /app\n"
            "FROM debian:13\nCOPY --from=build /app /app\n"
        ),
        Good(
            "FROM rust:1 AS build\nRUN cargo build --release\nFROM debian:13\nCOPY --from=build "
            "/src/target/release/app /app\n"),
    ),
)
