"""A `RUN` writes a build argument or variable that is a secret to a file which stays in its layer.

## Why
`npm config set`, `git clone https://x:$TOKEN@…`, `docker login -p`, `poetry config`, `dotnet nuget add
source` and an `echo … > file` keep what they are given. The file is in the layer after the argument is gone,
also where a later step deletes it. A secret mount alone does not help: the command still writes.

## Instead
Let the tool read the secret for one command, without storing it:
- npm, pnpm, yarn: `RUN --mount=type=secret,id=npmrc,target=/root/.npmrc npm ci`;
- git: `RUN --mount=type=secret,id=netrc,target=/root/.netrc git clone https://…`, or `--mount=type=ssh`;
- poetry: `POETRY_HTTP_BASIC_NAME_PASSWORD` from
  `--mount=type=secret,id=…,env=POETRY_HTTP_BASIC_NAME_PASSWORD`;
- .NET: `--mount=type=secret,id=nuget,target=/root/.nuget/NuGet/NuGet.Config`;
- otherwise write, use and delete the file in one `RUN` that has the secret from a mount.

## When to ignore it
The variable holds no secret in spite of its name, or the stage never leaves the builder: it is not the last
one, and no cache of it is exported.
"""

from collections.abc import Iterator

from dlinter.finding import Finding, Severity
from dlinter.model.dockerfile import Run
from dlinter.model.flows.ends import layer_of
from dlinter.model.flows.writes import writes_of
from dlinter.rule import Bad, Context, Good, Rule


def check(run: Run, context: Context) -> Iterator[Finding]:
    for write in writes_of(run, context.facts):
        if not write.mounted:
            where = layer_of(run, context.facts)
            yield Finding(
                write.command.outer,
                f"`{write.what}` writes the secret `{write.secret}` to `{write.path}`, which stays in "
                f"{where}: mount a file that the tool reads, or delete it in this step",
                key=f"{write.what}:{write.secret}",
            )


RULE: Rule[Run] = Rule(
    id="secret-written-by-run",
    doc=__doc__,
    since="0.1.0",
    subject=Run,
    check=check,
    severity=Severity.WARNING,
    security_severity=8.0,
    examples=(
        Bad(
            "FROM node:22\nARG NPM_TOKEN\nRUN «npm config set //npm.example/:_authToken=$NPM_TOKEN» && npm "
            "ci\n",
            better="FROM node:22\nRUN --mount=type=secret,id=npmrc,target=/root/.npmrc,required=true npm "
                "ci\n",
        ),
        Bad("FROM node:22\nARG NPM_TOKEN\nRUN «echo \"//npm.example/:_authToken=${NPM_TOKEN}\" > .npmrc» "
            "&& npm ci\n"),
        Bad("FROM debian:13\nARG GIT_TOKEN\nRUN «git clone https://x:$GIT_TOKEN@git.example/a.git»\n"),
        Bad("FROM debian:13\nARG GIT_TOKEN\nRUN «git config --global "
            "url.\"https://$GIT_TOKEN@git.example/\".insteadOf https://git.example/»\n"),
        Bad("FROM debian:13\nARG PASSWORD\nRUN «docker login -u a -p $PASSWORD r.example»\n"),
        Bad("FROM python:3.13\nARG INDEX_PASSWORD\nRUN «poetry config http-basic.a user $INDEX_PASSWORD»\n"),
        Bad("FROM sdk:9.0\nARG FEED_TOKEN\nRUN «dotnet nuget add source https://nuget.example/v3 -u a -p "
            "$FEED_TOKEN --store-password-in-clear-text»\n"),
        Bad("FROM debian:13\nENV API_TOKEN=$GIVEN\nRUN «printf %s \"$API_TOKEN\"» | base64 > /etc/token\n"),
        Good(
            "FROM node:22\nARG NPM_TOKEN\nRUN echo \"//npm.example/:_authToken=${NPM_TOKEN}\" > .npmrc && "
            "npm ci && rm .npmrc\n"),
        Good(
            "FROM debian:13\nARG GIT_TOKEN\nRUN git clone https://x:$GIT_TOKEN@git.example/a.git && rm -rf "
            "a/.git\n"),
        Good(
            "FROM debian:13\nARG GIT_TOKEN\nRUN git -c http.extraHeader=\"Authorization: Bearer "
            "$GIT_TOKEN\" fetch\n"),
        Good("FROM debian:13\nARG VERSION\nRUN echo $VERSION > /version\n"),
    ),
)
