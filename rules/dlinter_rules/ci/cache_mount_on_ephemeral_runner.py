"""The Dockerfile's cache mounts start empty on every run, because each run has a new runner.

## Why
A cache mount belongs to the builder. It is not a layer: `cache-to` does not export it, and a hosted runner,
or a `docker:dind` service, begins every run with a new builder. Everything is downloaded again whenever the
layer itself is not cached.

## Instead
- bring the mounts back with `reproducible-containers/buildkit-cache-dance` and `actions/cache`;
- build on a builder that stays: a self-hosted runner, a `remote` or `kubernetes` driver, a hosted builder
  with its own disk;
- or count on layers alone: copy lockfiles before the install and export the cache with `mode=max`.

## When to ignore it
The mounts are for builds on developers' machines, and on CI the layers' own cache is enough.
"""

from collections.abc import Iterator

from dlinter.finding import Finding, Severity
from dlinter.model.builds import BuildFile
from dlinter.model.builds.keeping import cache_mounts, helped, is_ci_build, off
from dlinter.rule import Bad, Context, Good, Rule


def check(file: BuildFile, context: Context) -> Iterator[Finding]:
    told: set[object] = set()
    for build in file.builds:
        path = context.builds.path_of(build)
        if (
            path is None
            or path in told
            or build.anchor in told
            or not is_ci_build(build)
            or not build.keeps_nothing
            or helped(build)
            or off(build)
        ):
            continue
        mounts = cache_mounts(context.builds, build)
        if not mounts:
            continue
        told.update((path, build.anchor))
        run, first = mounts[0]
        where = f"`{first.target}` on line {run.first_line}" + (
            f" and {len(mounts) - 1} more" if len(mounts) > 1 else ""
        )
        many = len(mounts) > 1
        yield Finding(
            build.anchor,
            f"the cache mount{'s' if many else ''} of `{path}` ({where}) start{'' if many else 's'} empty on "
            "every run, and `cache-to` does not hold "
            f"{'them' if many else 'it'}: bring {'them' if many else 'it'} back with "
            "`buildkit-cache-dance`, or build on a builder that stays",
            key=path,
        )


_DOCKERFILE = {
    "Dockerfile": "FROM python:3.13\nRUN --mount=type=cache,target=/root/.cache/pip pip install -r "
        "requirements.txt\n"
}
_PATH = ".github/workflows/build.yml"


def _workflow(runner: str, *steps: str) -> str:
    return f"on: push\njobs:\n  build:\n    runs-on: {runner}\n    steps:\n" + "".join(
        f"      - {s}\n" for s in steps
    )


_BUILD = "uses: docker/build-push-action@v6\n        with: {context: .}"

RULE = Rule(
    id="cache-mount-on-ephemeral-runner",
    doc=__doc__,
    since="0.1.0",
    subject=BuildFile,
    check=check,
    severity=Severity.NOTE,
    examples=(
        Bad(
            _workflow("ubuntu-latest", "uses: docker/setup-buildx-action@v3",
                "uses: «docker/build-push-action@v6»\n        with: {context: .}"),
            path=_PATH, files=_DOCKERFILE,
            better=_workflow(
                "ubuntu-latest",
                "uses: docker/setup-buildx-action@v3",
                "uses: actions/cache@v4\n        with:\n          path: cache-mount\n          key: pip-${{ "
                "hashFiles('requirements.txt') }}",
                "uses: reproducible-containers/buildkit-cache-dance@v3\n        with:\n          cache-map: "
                "|\n            {\"cache-mount\": \"/root/.cache/pip\"}",
                "uses: docker/build-push-action@v6\n        with: {context: .}",
            ),
        ),
        Bad(
            _workflow("ubuntu-latest", "uses: docker/setup-buildx-action@v3",
                "uses: «docker/build-push-action@v6»\n        with: {context: .}", "run: docker build ."),
            path=_PATH, files=_DOCKERFILE,
        ),
        Bad(
            "image: docker:27\nservices: ['docker:27-dind']\nbuild:\n  script:\n    - «docker build» -t app "
            ".\n",
            path=".gitlab-ci.yml", files=_DOCKERFILE,
        ),
        Good(_workflow("self-hosted", _BUILD), path=_PATH, files=_DOCKERFILE),
        Good(_workflow("my-large-runner", _BUILD), path=_PATH, files=_DOCKERFILE),
        Good(_workflow("ubuntu-latest",
            "uses: docker/setup-buildx-action@v3\n        with: {driver: remote, endpoint: "
            "'tcp://b.example:1234'}", _BUILD), path=_PATH, files=_DOCKERFILE),
        Good(_workflow("ubuntu-latest", "uses: reproducible-containers/buildkit-cache-dance@v3", _BUILD),
            path=_PATH, files=_DOCKERFILE),
        Good(_workflow("ubuntu-latest", "uses: depot/build-push-action@v1"), path=_PATH, files=_DOCKERFILE),
        Good(_workflow("ubuntu-latest", _BUILD), path=_PATH,
            files={"Dockerfile": "FROM python:3.13\nRUN pip install -r requirements.txt\n"}),
        Good("build:\n  script:\n    - docker build -t app .\n", path=".gitlab-ci.yml", files=_DOCKERFILE),
    ),
)  # fmt: skip
