"""Two different builds write GitHub's cache under one scope: each overwrites the other's.

## Why
`type=gha` keeps one index of the cache for each `scope`, which is `buildkit` when none is given. The build
that exports last wins; the other one finds a cache of something else on its next run and rebuilds everything.
The workflows of a repository share these caches.

## Instead
A scope for each: `scope=api` and `scope=web`, in a matrix `scope=${{ matrix.image }}`; the same one in
`cache-from`.

## When to ignore it
The builds have all their steps in common and only differ in what they are called, so each finds the other's
cache useful.
"""

from __future__ import annotations

from collections.abc import Iterator

from dlinter.finding import Finding, Related, Severity
from dlinter.model.builds import Build, BuildFile
from dlinter.model.builds.collisions import collisions
from dlinter.rule import Bad, Context, Good, Rule


def check(file: BuildFile, context: Context) -> Iterator[Finding]:
    for c in collisions(context.builds, "gha"):
        where = f"one scope, `{c.place}`" if c.place else "one scope, the default"
        ignored = next((f.name for f in c.entry.fields if f.name in ("ref", "key", "name", "image")), "")
        if ignored and not c.place:
            where += f" (`type=gha` ignores `{ignored}=`)"
        if c.jobs:
            yield Finding(
                c.entry.span,
                f"the {c.jobs} jobs of the matrix write their cache to {where}, and each overwrites the "
                "others': put what differs into "
                "`scope=`, here and in `cache-from`",
            )
        elif c.elsewhere:
            yield Finding(
                c.entry.span,
                f"the cache of {_file(c.build, context)} is written to {where}, and so is that of `{c.path}` "
                f"in `{c.elsewhere}`: each overwrites the other, so give each its own "
                "`scope=`, here and in `cache-from`",
            )
        else:
            yield Finding(
                c.entry.span,
                f"{_names(c.build, c.other)} write their caches to {where}, and each overwrites the other's: "
                "give each its own "
                "`scope=`, here and in `cache-from`",
                related=(Related(c.other_entry.span, "the other one"),) if c.other_entry.span != c.entry.span
                else (),
            )


def _file(build: Build, context: Context) -> str:
    path = context.builds.path_of(build)
    return f"`{path}`" if path else "this build"


def _names(one: Build, other: Build) -> str:
    """By the names of their steps, or of their jobs where those are equal."""
    first, second = (
        (one.job, other.job)
        if one.name == other.name and one.job != other.job
        else (one.name or one.job, other.name or other.job)
    )
    return (
        f"{f'`{first}`' if first else 'this build'} and {f'`{second}`' if second else 'this build'}"
        if first != second
        else "two builds"
    )


_PATH = ".github/workflows/build.yml"


def _step(name: str, cache: str, more: str = "") -> str:
    return (
        f"      - name: {name}\n        uses: docker/build-push-action@v6\n        with:\n          context: "
        f"./{name}\n{more}          cache-to: {cache}\n"
    )


_HEAD = "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n"
_MATRIX = _HEAD + "    strategy:\n      matrix:\n        app: [a, b]\n    steps:\n"

RULE = Rule(
    id="gha-cache-scope-collision",
    doc=__doc__,
    since="0.1.0",
    subject=BuildFile,
    check=check,
    severity=Severity.WARNING,
    examples=(
        Bad(
            _HEAD + "    steps:\n" + _step("api", "type=gha,mode=max") + _step("web", "«type=gha,mode=max»"),
            path=_PATH,
            better=_HEAD + "    steps:\n" + _step("api", "type=gha,mode=max,scope=api")
            + _step("web", "type=gha,mode=max,scope=web"),
        ),
        Bad(_HEAD + "    steps:\n" + _step("api", "type=gha,scope=x") + _step("web", "«type=gha,scope=x»"),
            path=_PATH),
        Bad(_MATRIX + _step("${{ matrix.app }}", "«type=gha,mode=max»"), path=_PATH),
        Bad('{"target": {"a": {"context": "a", "cache-to": ["type=gha"]}, "b": {"context": "b", '
            '"cache-to": ["«type=gha»"]}}}', path="docker-bake.json"),
        Bad(
            _HEAD
            + "    steps:\n      - uses: docker/bake-action@v6\n        with:\n          set: |\n           "
                " *.cache-from=type=gha\n            *.cache-to=«type=gha,mode=max»\n",
            path=_PATH,
            files={
                "docker-bake.json": '{"group": {"default": {"targets": ["a", "b"]}}, "target": {"a": '
                    '{"context": "a"}, "b": {"context": "b"}}}'},
        ),
        Bad(_HEAD + "    steps:\n" + _step("web", "«type=gha,mode=max»"), path=".github/workflows/web.yml",
            files={".github/workflows/api.yml": _HEAD + "    steps:\n" + _step("api", "type=gha")}),
        Good(_HEAD + "    steps:\n" + _step("web", "type=gha"), path=".github/workflows/web.yml",
            files={".github/workflows/api.yml": _HEAD + "    steps:\n" + _step("web", "type=gha")}),
        Good(_HEAD + "    steps:\n" + _step("api", "type=gha,scope=api")
            + _step("web", "type=gha,scope=web"), path=_PATH),
        Good(_HEAD + "    steps:\n" + _step("api", "type=gha") + _step("api", "type=gha"), path=_PATH),
        Good(_HEAD + "    steps:\n" + _step("api", "type=gha")
            + _step("web", "type=registry,ref=r.example/web:cache"), path=_PATH),
        Good(_MATRIX + _step("${{ matrix.app }}", "type=gha,scope=${{ matrix.app }}"), path=_PATH),
        Good(_MATRIX + _step("app", "type=gha", "          tags: app:${{ matrix.app }}\n"), path=_PATH),
    ),
)  # fmt: skip
