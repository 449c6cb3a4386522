"""The cache of a multi-stage build is exported without its intermediate stages.

## Why
`mode=min`, the default, exports the layers of the resulting image only. A stage that others only copy from is
not among them: on the next runner all its steps are rebuilt, and it is usually the slow one.

## Instead
`mode=max` exports the layers of all stages. An inline cache (`type=inline`) supports `min` only: export to a
registry instead.

## When to ignore it
The intermediate stages are quick, and the larger cache would cost more time to transfer than it saves.

## Fix safety
Safe: the image stays the same, the exported cache gets larger.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dlinter.finding import Edit, Finding, Fix, Safety, Severity
from dlinter.model.builds import Build, BuildFile
from dlinter.model.builds.keeping import lost_by_min
from dlinter.model.dockerfile import Stage
from dlinter.model.text import Span
from dlinter.rule import Bad, Context, Good, Rule

if TYPE_CHECKING:
    from dlinter.model.builds.values import Entry


def check(file: BuildFile, context: Context) -> Iterator[Finding]:
    told: set[Span] = set()
    for build in file.builds:
        # A step that a matrix makes several builds of is told of once.
        found = [f for f in _check(build, context) if f.span not in told]
        told.update(f.span for f in found if f.span is not None)
        yield from found


def _check(build: Build, context: Context) -> Iterator[Finding]:
    inline = next(
        (
            a
            for a in build.args
            if a.name == "BUILDKIT_INLINE_CACHE" and a.value is not None and a.value.text.strip("\"'") == "1"
        ),
        None,
    )
    if inline is not None and not build.cache_to:
        lost_stages = _lost(build, context)
        if lost_stages:
            yield Finding(
                inline.span,
                f"{lost_stages}; an inline cache cannot hold more, `--cache-to "
                "type=registry,ref=…,mode=max` can",
            )
        return
    entries = [e for e in build.cache_to if e.type in ("gha", "registry", "local", "s3", "azblob", "inline")]
    # One complete cache among several is enough.
    if not entries or any(
        e.type != "inline" and ((e.get("mode") or "").lower() == "max" or "$" in (e.get("mode") or ""))
        for e in build.cache_to
    ):
        return
    if any(e.dynamic and not e.type for e in build.cache_to):
        return
    what = _lost(build, context)
    if not what:
        return
    for entry in entries:
        if entry.type == "inline":
            yield Finding(
                entry.span, f"{what}; an inline cache cannot hold more, `type=registry,ref=…,mode=max` can"
            )
        else:
            yield Finding(entry.span, f"{what}; write `mode=max`", _fix(entry))


def _lost(build: Build, context: Context) -> str:
    """What a cache of the resulting image alone leaves out, in words; "" for nothing."""
    facts = context.builds.facts_of(build)
    lost = lost_by_min(context.builds, build, facts.dockerfile) if facts else []
    if not lost or facts is None:
        return ""
    stages = ", ".join(f"`{_name(s)}`" for s in lost[:3]) + (
        f" and {len(lost) - 3} more" if len(lost) > 3 else ""
    )
    return (
        f"the cache leaves out {stages} of `{facts.text.path}`: all {'its' if len(lost) == 1 else 'their'} "
        "steps are rebuilt on the next runner"
    )


def _name(stage: Stage) -> str:
    return stage.name or f"stage {stage.index}"


def _fix(entry: Entry) -> Fix | None:
    title = "write `mode=max`"
    mode = entry.field("mode")
    if mode is not None and mode.value is not None and mode.value.text.lower() == "min":
        # A value that its file writes in another way has the whole entry's span.
        return (
            Fix(title, (Edit(mode.value.span, "max"),), Safety.SAFE)
            if mode.value.span != entry.span
            else None
        )
    if (
        mode is not None
        or not entry.flat
        or entry.span.end - entry.span.start != len(entry.text.encode("utf-8", "surrogateescape"))
    ):
        return None
    reference = entry.type == "registry" and entry.field("type") is None
    quote = '"' if entry.bare else ""
    before = quote + ("type=registry,ref=" if reference else "")
    end = Edit(Span(entry.span.end, entry.span.end), ",mode=max" + quote)
    start = Edit(Span(entry.span.start, entry.span.start), before)
    return Fix(title, (start, end) if before else (end,), Safety.SAFE)


_STAGES = {"Dockerfile": "FROM node:22 AS build\nRUN npm ci\nFROM scratch\nCOPY --from=build /app /app\n"}
_PATH = ".github/workflows/build.yml"
_HEAD = "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n"

RULE = Rule(
    id="cache-export-min",
    doc=__doc__,
    since="0.1.0",
    subject=BuildFile,
    check=check,
    severity=Severity.WARNING,
    examples=(
        Bad(
            _HEAD
            + "      - uses: docker/build-push-action@v6\n        with:\n          context: .\n          "
                "cache-to: «type=gha,mode=min»\n",
            fixed=_HEAD
            + "      - uses: docker/build-push-action@v6\n        with:\n          context: .\n          "
                "cache-to: type=gha,mode=max\n",
            path=_PATH, files=_STAGES,
        ),
        Bad(
            _HEAD + "      - run: docker buildx build --cache-to «type=registry,ref=r.example/a:cache» .\n",
            fixed=_HEAD
            + "      - run: docker buildx build --cache-to type=registry,ref=r.example/a:cache,mode=max .\n",
            path=_PATH, files=_STAGES,
        ),
        Bad(
            "services:\n  app:\n    build:\n      context: .\n      cache_to: [«r.example/a:cache»]\n",
            fixed="services:\n  app:\n    build:\n      context: .\n      cache_to: "
                "[\"type=registry,ref=r.example/a:cache,mode=max\"]\n",
            path="compose.yaml", files=_STAGES,
        ),
        Bad("build:\n  script:\n    - docker buildx build --cache-to=«type=inline» .\n",
            path=".gitlab-ci.yml", files=_STAGES),
        Bad(_HEAD + "      - run: docker buildx build --cache-to «type=inline,mode=max» .\n", path=_PATH,
            files=_STAGES),
        Bad(_HEAD
            + "      - run: docker build --build-arg «BUILDKIT_INLINE_CACHE=1» --cache-from r.example/a .\n",
            path=_PATH, files=_STAGES),
        Good(_HEAD + "      - run: docker build --build-arg BUILDKIT_INLINE_CACHE=0 .\n", path=_PATH,
            files=_STAGES),
        Good(_HEAD + "      - run: docker buildx build --cache-to type=gha,mode=max .\n", path=_PATH,
            files=_STAGES),
        Good(_HEAD + "      - run: docker buildx build --cache-to type=gha --target build .\n", path=_PATH,
            files=_STAGES),
        Good(_HEAD + "      - run: docker buildx build --cache-to type=gha .\n", path=_PATH,
            files={"Dockerfile": "FROM node:22 AS base\nRUN npm ci\nFROM base\nRUN npm run build\n"}),
        Good(_HEAD + "      - run: docker buildx build --cache-to type=gha .\n", path=_PATH,
            files={"Dockerfile": "FROM ghcr.io/a/uv AS uv\nFROM python\nCOPY --from=uv /uv /bin/\n"}),
        Good(_HEAD + "      - run: docker buildx build --cache-to type=gha,mode=${{ inputs.mode }} .\n",
            path=_PATH, files=_STAGES),
    ),
)  # fmt: skip
