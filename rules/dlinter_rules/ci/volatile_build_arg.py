"""A build argument that changes with every commit or run reaches steps that do not use it.

## Why
BuildKit runs a step with every `ARG` declared above it in its stage, used or not, in the environment, and the
values belong to the step's cache key. A commit id, a run number or a date, declared early, rebuilds every
later step in every build.

## Instead
In the Dockerfile, declare the `ARG` right above the first instruction that uses it, or in the last stage
only. Information about the image (its revision, its date) needs no argument: `labels:` or `--label` changes
no step.

## When to ignore it
Every step that follows is meant to be rebuilt for each commit, as in an image whose build stamps its own
version.
"""

import re
from collections.abc import Iterator

from dlinter.finding import Finding, Severity
from dlinter.model.builds import Build, BuildFile
from dlinter.model.builds.expressions import volatile
from dlinter.model.builds.keeping import off
from dlinter.model.text import Span
from dlinter.rule import Bad, Context, Good, Rule

_ON_PURPOSE = r"(?i)cache_?(?:bust|break|buster|date|key|invalid)|bust_?cache|no_?cache|force"


def check(file: BuildFile, context: Context) -> Iterator[Finding]:
    told: set[Span] = set()
    for build in file.builds:
        # A step that a matrix makes several builds of is told of once.
        found = [f for f in _check(build, context) if f.span not in told]
        told.update(f.span for f in found if f.span is not None)
        yield from found


def _check(build: Build, context: Context) -> Iterator[Finding]:
    builds = context.builds
    if not build.args or off(build):
        return
    changing = [
        (a, when)
        for a in build.args
        for when in [volatile(build, a)]
        if when and not re.search(_ON_PURPOSE, a.name)
    ]
    facts = builds.facts_of(build) if changing else None
    if facts is None:
        return
    from dlinter.model.builds.arguments import early

    stages = builds.stages_of(build, facts.dockerfile)
    for argument, when in changing:
        found = list(early(argument.name, stages, facts))
        if not found:
            continue
        first, steps = found[0], sum(len(e.idle) for e in found)
        idle = "a step that does" if steps == 1 else f"{steps} steps that do"
        where = (
            f"declare it above line {first.user.first_line}, where it is used"
            if first.user
            else "declare it at the end of its stage"
        )
        yield Finding(
            argument.span,
            f"`{argument.name}` is new with every {when}, and `{facts.text.path}` declares it on line "
            f"{first.arg.first_line}, above {idle} not use it: {where}",
            key=f"{build.name or build.job}:{argument.name}",
        )


_PATH = ".github/workflows/build.yml"
_EARLY = {
    "Dockerfile": 'FROM golang:1.24\nARG GIT_SHA\nCOPY go.mod .\nRUN go mod download\nCOPY . .\nRUN go build '
        '-ldflags "-X main.sha=$GIT_SHA"\n'
}
_LATE = {
    "Dockerfile": 'FROM golang:1.24\nCOPY go.mod .\nRUN go mod download\nCOPY . .\nARG GIT_SHA\nRUN go build '
        '-ldflags "-X main.sha=$GIT_SHA"\n'
}
_ENV = {"Dockerfile": "FROM node:22\nARG GIT_SHA\nENV SHA=$GIT_SHA\nRUN npm ci\nRUN echo $SHA > /sha\n"}


def _action(argument: str, more: str = "") -> str:
    return (
        "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: "
        f"docker/build-push-action@v6\n        with:\n{more}          build-args: |\n            {argument}\n"
    )


RULE = Rule(
    id="volatile-build-arg",
    doc=__doc__,
    since="0.1.0",
    subject=BuildFile,
    check=check,
    severity=Severity.WARNING,
    examples=(
        Bad(_action("«GIT_SHA=${{ github.sha }}»"), path=_PATH, files=_EARLY,
            better=_action("GIT_SHA=${{ github.sha }}"), better_files=_LATE),
        Bad(_action("«GIT_SHA=${{ github.run_id }}»"), path=_PATH, files=_ENV),
        Bad("on: push\njobs:\n  b:\n    runs-on: ubuntu-latest\n    steps:\n      - run: docker "
            "build --build-arg «GIT_SHA=$(git rev-parse HEAD)» .\n", path=_PATH, files=_EARLY),
        Bad("build:\n  script:\n    - docker build --build-arg «GIT_SHA=$CI_COMMIT_SHA» .\n",
            path=".gitlab-ci.yml", files=_EARLY),
        Good(_action("GIT_SHA=${{ github.sha }}"), path=_PATH, files=_LATE),
        Good(_action("GIT_SHA=${{ github.ref_name }}"), path=_PATH, files=_EARLY),
        Good(_action("GIT_SHA=${{ github.sha }}", "          target: other\n"), path=_PATH,
            files={"Dockerfile": _EARLY["Dockerfile"] + "FROM scratch AS other\nCOPY a b\n"}),
        Good(_action("CACHEBUST=${{ github.run_id }}"), path=_PATH,
            files={"Dockerfile": "FROM node:22\nARG CACHEBUST\nRUN npm ci\n"}),
        Good(_action("GIT_SHA=${{ github.sha }}"), path=_PATH,
            files={"Dockerfile": "FROM node:22\nRUN npm ci\n"}),
    ),
)  # fmt: skip
