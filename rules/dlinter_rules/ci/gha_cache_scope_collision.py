"""Two different builds write GitHub's cache under one scope: each overwrites the other's.

## Why
`type=gha` keeps one index of the cache for each `scope`, which is `buildkit` when none is given. The build that exports last wins; the other one
finds a cache of something else on its next run and rebuilds everything. The workflows of a repository share these caches.

## Instead
A scope for each: `scope=api` and `scope=web`, in a matrix `scope=${{ matrix.image }}`; the same one in `cache-from`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dlinter.finding import Finding, Related, Severity
from dlinter.model.builds import Build, BuildFile, Kind
from dlinter.model.builds.keeping import runs_often
from dlinter.rule import Bad, Context, Good, Rule

if TYPE_CHECKING:
    from dlinter.model.builds.facts import BuildFacts
    from dlinter.model.builds.values import Entry


def check(file: BuildFile, context: Context) -> Iterator[Finding]:
    seen: dict[str, tuple[Build, Entry]] = {}
    yield from _within(file, context, seen)
    yield from _across(context, seen)


def _across(context: Context, seen: dict[str, tuple[Build, Entry]]) -> Iterator[Finding]:
    """Scopes that a workflow before this one, by name, writes for another Dockerfile: caches belong to the repository."""
    mine = context.builds
    scopes = {s: pair for s, pair in seen.items() if "$" not in s and not pair[0].baked and runs_often(pair[0])}
    if not scopes or mine.file.kind is not Kind.WORKFLOW:
        return
    for sibling in mine.siblings(b"type=gha"):
        if sibling.text.path >= mine.key:
            continue
        for build in sibling.builds:
            for entry in build.cache_to:
                pair = scopes.get(_scope(entry)) if entry.type == "gha" else None
                if pair is None or build.by_matrix or not runs_often(build) or not set(build.events) & set(pair[0].events):
                    continue
                one, other = mine.path_of(pair[0]), mine.path_of(build)
                if one and other and one != other:
                    del scopes[_scope(entry)]
                    yield Finding(
                        pair[1].span,
                        f"`{sibling.text.path}` also writes the cache of `{other}` to {_told(_scope(entry))}, and each overwrites the other's: give each its own "
                        "`scope=`, here and in `cache-from`",
                    )


def _scope(entry: Entry) -> str:
    field = entry.field("scope")
    name = field.value.text if field and field.value else ""
    return "" if name == "buildkit" else name


def _within(file: BuildFile, context: Context, seen: dict[str, tuple[Build, Entry]]) -> Iterator[Finding]:
    for build in file.builds:
        for entry in build.cache_to:
            if entry.type != "gha":
                continue
            scope = _scope(entry)
            if build.by_matrix and build.matrix != 1 and "matrix." not in scope and "$" not in scope:
                yield Finding(
                    entry.span,
                    f"{_jobs(build)} of the matrix write their cache to {_told(scope)}, and each overwrites the others': put what differs into "
                    "`scope=`, here and in `cache-from`",
                )
                continue
            first = seen.setdefault(scope, (build, entry))
            same = first[1].span == entry.span and not build.baked
            if first[0] is not build and not same and "matrix." not in scope and _differ(first[0], build, context.builds):
                yield Finding(
                    entry.span,
                    f"{_name(build)} and {_name(first[0])} write their caches to {_told(scope)}, and each overwrites the other's: give each its own "
                    "`scope=`, here and in `cache-from`",
                    related=(Related(first[1].span, "the other one"),) if first[1].span != entry.span else (),
                )


def _told(scope: str) -> str:
    return f"one scope, `{scope}`" if scope else "one scope, the default"


def _jobs(build: Build) -> str:
    return f"the {build.matrix} jobs"


def _name(build: Build) -> str:
    return f"`{build.name or build.job}`" if build.name or build.job else "this build"


def _differ(one: Build, other: Build, builds: BuildFacts) -> bool:
    """Whether two builds surely build something else."""
    def what(build: Build) -> tuple[object, ...]:
        where = builds.path_of(build) or (build.dockerfile.text if build.dockerfile else "")
        return (where, build.context.text if build.context else "", build.target.text if build.target else "")

    return what(one) != what(other)


_PATH = ".github/workflows/build.yml"


def _step(name: str, cache: str, more: str = "") -> str:
    return f"      - name: {name}\n        uses: docker/build-push-action@v6\n        with:\n          context: ./{name}\n{more}          cache-to: {cache}\n"


_HEAD = "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n"
_MATRIX = _HEAD + "    strategy:\n      matrix:\n        app: [a, b]\n    steps:\n"

RULE = Rule(
    id="gha-cache-scope-collision",
    doc=__doc__,
    subject=BuildFile,
    check=check,
    severity=Severity.WARNING,
    examples=(
        Bad(_HEAD + "    steps:\n" + _step("api", "type=gha,mode=max") + _step("web", "«type=gha,mode=max»"), path=_PATH),
        Bad(_HEAD + "    steps:\n" + _step("api", "type=gha,scope=x") + _step("web", "«type=gha,scope=x»"), path=_PATH),
        Bad(_MATRIX + _step("${{ matrix.app }}", "«type=gha,mode=max»"), path=_PATH),
        Bad('{"target": {"a": {"context": "a", "cache-to": ["type=gha"]}, "b": {"context": "b", "cache-to": ["«type=gha»"]}}}', path="docker-bake.json"),
        Bad(
            _HEAD + "    steps:\n      - uses: docker/bake-action@v6\n        with:\n          set: |\n            *.cache-from=type=gha\n            *.cache-to=«type=gha,mode=max»\n",
            path=_PATH, files={"docker-bake.json": '{"group": {"default": {"targets": ["a", "b"]}}, "target": {"a": {"context": "a"}, "b": {"context": "b"}}}'},
        ),
        Bad(_HEAD + "    steps:\n" + _step("web", "«type=gha,mode=max»"), path=".github/workflows/web.yml", files={".github/workflows/api.yml": _HEAD + "    steps:\n" + _step("api", "type=gha")}),
        Good(_HEAD + "    steps:\n" + _step("web", "type=gha"), path=".github/workflows/web.yml", files={".github/workflows/api.yml": _HEAD + "    steps:\n" + _step("web", "type=gha")}),
        Good(_HEAD + "    steps:\n" + _step("api", "type=gha,scope=api") + _step("web", "type=gha,scope=web"), path=_PATH),
        Good(_HEAD + "    steps:\n" + _step("api", "type=gha") + _step("api", "type=gha"), path=_PATH),
        Good(_HEAD + "    steps:\n" + _step("api", "type=gha") + _step("web", "type=registry,ref=r.example/web:cache"), path=_PATH),
        Good(_MATRIX + _step("${{ matrix.app }}", "type=gha,scope=${{ matrix.app }}"), path=_PATH),
        Good(_MATRIX + _step("app", "type=gha", "          tags: app:${{ matrix.app }}\n"), path=_PATH),
    ),
)  # fmt: skip
