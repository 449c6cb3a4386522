"""A secret is passed to a build as a build argument.

## Why
A build argument is not secret: BuildKit writes its value into the history of the `RUN`s of the final image,
into the provenance that is pushed beside the image, and into the cache that is exported. Whoever can pull the
image can read it. docker/build-push-action and docker/bake-action also upload a record of the build with the
values of all arguments as an artifact, which whoever can read the repository can download: `dlint scan
x.dockerbuild` searches one.

## Instead
A secret mount: `secrets: token=${{ secrets.TOKEN }}` (or `--secret id=token,env=TOKEN`, or `secrets:` of a
Compose build), and in the Dockerfile `RUN --mount=type=secret,id=token,env=TOKEN,required=true …`.
`DOCKER_BUILD_RECORD_UPLOAD: false` in the step's `env` keeps the record from being uploaded.

Arguments for the public (`VITE_…`, `NEXT_PUBLIC_…`) and those whose names say that they hold no secret
(`…_USERNAME`, `…_URL`) do not count.

## When to ignore it
The value is public in spite of its name and of being kept among the secrets, such as a publishable key that
ends up in a browser anyway.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dlinter.finding import Finding, Related, Severity
from dlinter.model.builds import Build, Tool
from dlinter.model.builds.expressions import resolved, secret_of
from dlinter.model.builds.records import told_of_record
from dlinter.model.exposure import span_of, told
from dlinter.model.names import is_secret_name, secret_id, secret_mount
from dlinter.rule import Bad, Context, Good, Rule

if TYPE_CHECKING:
    from dlinter.model.builds.values import Setting


def check(build: Build, context: Context) -> Iterator[Finding]:
    for argument in build.args:
        found = False
        if argument.value is not None and not argument.value.dynamic:
            for candidate in context.builds.candidates_in(argument.value.span):
                found = True
                yield Finding(
                    span_of(candidate),
                    f"{told(candidate)} as build argument `{argument.name}`: it ends up in the repository, "
                    "the image's history and the provenance; "
                    f"use a secret mount{_how(build, argument)}{told_of_record(build)}",
                    secret=candidate.mark,
                )  # fmt: skip
        name = "" if found else secret_of(build, argument)
        if name:
            value = resolved(build, argument)
            elsewhere = value is not None and argument.value is not value
            sure = is_secret_name(argument.name) or is_secret_name(name)
            yield Finding(
                argument.span,
                f"the secret `{name}` is passed as "
                f"{'a build argument' if name == argument.name else f'build argument `{argument.name}`'}, "
                "which the image's history and the provenance show; "
                f"use a secret mount{_how(build, argument)}{told_of_record(build)}",
                severity=None if sure else Severity.WARNING,
                related=(Related(value.span, "its value"),) if elsewhere and value is not None else (),
                key=f"{build.name or build.job}:{argument.name}",
            )


def _how(build: Build, argument: Setting) -> str:
    name = argument.name
    run, secret = f"`RUN {secret_mount(name).removesuffix(',required=true')} …`", secret_id(name)
    match build.tool:
        case Tool.ACTION | Tool.DEPOT:
            return f": `secrets: {secret}=…` and {run}"
        case Tool.KANIKO:
            return (
                ": kaniko has none, so give the executor's container a file and read it there, or build with "
                "BuildKit"
            )
        case Tool.COMPOSE | Tool.BAKE:
            return f" and {run}"
    return f": `--secret id={secret},env={name}` and {run}"


_PATH = ".github/workflows/build.yml"


def _action(argument: str, env: str = "") -> str:
    return (
        f"on: push\n{env}jobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: "
        f"docker/build-push-action@v6\n        with:\n          build-args: |\n            {argument}\n"
    )


RULE = Rule(
    id="secret-as-build-arg",
    doc=__doc__,
    since="0.1.0",
    subject=Build,
    check=check,
    severity=Severity.ERROR,
    security_severity=8.0,
    examples=(
        Bad(
            _action("«NPM_TOKEN=${{ secrets.NPM_TOKEN }}»"), path=_PATH,
            files={"Dockerfile": "FROM node:22\nARG NPM_TOKEN\nCOPY . .\nRUN npm ci\n"},
            better=_action("").replace("          build-args: |\n            \n",
                "          secrets: |\n            npm_token=${{ secrets.NPM_TOKEN }}\n"),
            better_files={
                "Dockerfile": "FROM node:22\nCOPY . .\nRUN "
                    "--mount=type=secret,id=npm_token,env=NPM_TOKEN,required=true npm ci\n"},
        ),
        Bad(_action("«NPM_TOKEN=${{ env.T }}»", "env: {T: '${{ secrets.NPM_TOKEN }}'}\n"), path=_PATH),
        Bad(_action("LICENSE=x\n            «KIT=${{ secrets.FONTAWESOME }}»"), path=_PATH),
        Bad(
            "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - env:\n          "
            "TOKEN: ${{ secrets.TOKEN }}\n        run: |\n"
            "          docker build --build-arg «TOKEN» .\n",
            path=_PATH,
        ),
        Bad("build:\n  script:\n    - docker build --build-arg «TOKEN=$CI_JOB_TOKEN» .\n",
            path=".gitlab-ci.yml"),
        Bad("build:\n  script:\n    - /kaniko/executor --context . --build-arg "
            "«TOKEN=$CI_JOB_TOKEN» --destination r.example/a\n", path=".gitlab-ci.yml"),
        Bad("services:\n  app:\n    build:\n      context: .\n      args:\n        "
            "«GITHUB_TOKEN: ${GITHUB_TOKEN}»\n", path="compose.yaml"),
        Bad("services:\n  app:\n    build:\n      context: .\n      args:\n        - TOKEN=«ghp_"
            + "T9sKq2LmXv4RzWp7Yb3NcHd8JfGk1A4BvYMx»\n", path="compose.yaml"),
        Good(_action("NEXT_PUBLIC_KEY=${{ secrets.NEXT_PUBLIC_KEY }}"), path=_PATH),
        Good(_action("REGISTRY_USERNAME=${{ secrets.REGISTRY_USERNAME }}"), path=_PATH),
        Good(_action("VERSION=${{ github.ref_name }}"), path=_PATH),
        Good(
            "services:\n  app:\n    build:\n      context: .\n      args: {TOKEN_FILE: "
            "/run/secrets/token, NODE_ENV: production}\n", path="compose.yaml"),
        Good(
            "services:\n  app:\n    build:\n      context: .\n      args: {VERSION: $VERSION, "
            "PASSWORD: changeme}\n", path="compose.yaml"),
    ),
)  # fmt: skip
