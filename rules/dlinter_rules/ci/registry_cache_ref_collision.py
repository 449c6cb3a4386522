"""Two different builds write their caches to one reference of a registry: each overwrites the other's.

## Why
An export with `type=registry` replaces what the reference held. The build that exports last wins; the other
one finds a cache of something else on its next run and rebuilds everything.

## Instead
A reference for each: `ref=REGISTRY/IMAGE:cache-api` and `ref=REGISTRY/IMAGE:cache-web`, in a matrix
`cache-${{ matrix.image }}`; the same one in `cache-from`. Two targets of one Dockerfile may share a reference
where the later one builds all stages of the first one.

## When to ignore it
The builds never run for the same branch, or one builds everything that the other one needs.
"""

from __future__ import annotations

from collections.abc import Iterator

from dlinter.finding import Finding, Related, Severity
from dlinter.model.builds import Build, BuildFile
from dlinter.model.builds.collisions import collisions
from dlinter.rule import Bad, Context, Good, Rule


def check(file: BuildFile, context: Context) -> Iterator[Finding]:
    for c in collisions(context.builds, "registry"):
        if c.jobs:
            yield Finding(
                c.entry.span,
                f"the {c.jobs} jobs of the matrix write their cache to `{c.place}`, and each overwrites the "
                "others': put what differs into the reference, "
                "here and in `cache-from`",
            )
        elif c.elsewhere:
            yield Finding(
                c.entry.span,
                f"the cache of {_file(c.build, context)} is written to `{c.place}`, and so is that of "
                f"`{c.path}` in `{c.elsewhere}`: each overwrites the other, so give each its own reference, "
                "here and in `cache-from`",
            )
        else:
            yield Finding(
                c.entry.span,
                f"{_name(c.build)} and {_name(c.other)} write their caches to `{c.place}`, and each "
                "overwrites the other's: give each its own reference, "
                "here and in `cache-from`",
                related=(Related(c.other_entry.span, "the other one"),) if c.other_entry.span != c.entry.span
                else (),
            )


def _file(build: Build, context: Context) -> str:
    path = context.builds.path_of(build)
    return f"`{path}`" if path else "this build"


def _name(build: Build) -> str:
    return f"`{build.name or build.job}`" if build.name or build.job else "this build"


_PATH = ".github/workflows/build.yml"


def _step(name: str, cache: str, more: str = "") -> str:
    return (
        f"      - name: {name}\n        uses: docker/build-push-action@v6\n        with:\n          context: "
        f"./{name}\n{more}          cache-to: {cache}\n"
    )


_HEAD = "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n"
_MATRIX = _HEAD + "    strategy:\n      matrix:\n        app: [a, b]\n    steps:\n"
_REF = "type=registry,ref=r.example/cache:x,mode=max"
_CHAIN = {"app/Dockerfile": "FROM node:22 AS deps\nRUN npm ci\nFROM deps AS build\nRUN npm run build\n"}

RULE = Rule(
    id="registry-cache-ref-collision",
    doc=__doc__,
    since="0.1.0",
    subject=BuildFile,
    check=check,
    severity=Severity.WARNING,
    examples=(
        Bad(
            _HEAD + "    steps:\n" + _step("api", _REF) + _step("web", f"«{_REF}»"), path=_PATH,
            better=_HEAD + "    steps:\n" + _step("api", "type=registry,ref=r.example/cache:api,mode=max")
            + _step("web", "type=registry,ref=r.example/cache:web,mode=max"),
        ),
        Bad(_MATRIX + _step("${{ matrix.app }}", f"«{_REF}»"), path=_PATH),
        Bad(
            "services:\n  a:\n    build: {context: a, cache_to: ['type=registry,ref=r.example/c']}\n  b:\n  "
            "  build: {context: b, cache_to: ['«type=registry,ref=r.example/c»']}\n",
            path="compose.yaml",
        ),
        Bad(_HEAD + "    steps:\n" + _step("api", "type=registry,ref=r.example/cache")
            + _step("web", "«r.example/cache:latest»"), path=_PATH),
        Bad(_HEAD + "    steps:\n" + _step("api", "type=registry,ref=me/cache:x")
            + _step("web", "«type=registry,ref=docker.io/me/cache:x»"), path=_PATH),
        Good(_HEAD + "    steps:\n" + _step("api", "type=registry,ref=r.example/cache")
            + _step("web", "type=registry,ref=r.example/cache:web"), path=_PATH),
        Bad(_HEAD + "    steps:\n" + _step("web", f"«{_REF}»"), path=".github/workflows/web.yml",
            files={".github/workflows/api.yml": _HEAD + "    steps:\n" + _step("api", _REF)}),
        Good(_HEAD + "    steps:\n" + _step("api", "type=registry,ref=r.example/api:c")
            + _step("web", "type=registry,ref=r.example/web:c"), path=_PATH),
        Good(_HEAD + "    steps:\n" + _step("api", _REF) + _step("api", _REF), path=_PATH),
        Good(_HEAD + "    steps:\n" + _step("app", _REF, "          target: deps\n")
            + _step("app", _REF, "          target: build\n"), path=_PATH, files=_CHAIN),
        Bad(_HEAD + "    steps:\n" + _step("app", _REF, "          target: build\n")
            + _step("app", f"«{_REF}»", "          target: deps\n"), path=_PATH, files=_CHAIN),
        Good(_MATRIX + _step("${{ matrix.app }}", "type=registry,ref=r.example/c:${{ matrix.app }}"),
            path=_PATH),
    ),
)  # fmt: skip
