"""A file that holds credentials is copied into the image.

## Why
The file is in a layer of the image, or of the cache, whatever a later step removes.

## Instead
A secret mount in the one step that needs it: `RUN --mount=type=secret,id=npmrc,target=/root/.npmrc npm ci`.
Name the file in `.dockerignore`, so that no `COPY .` takes it along. dlint stays silent where the build
context has the file and there is no credential in it.

## When to ignore it
The file holds placeholders, or variables that are filled in later (`_authToken=${NPM_TOKEN}`), and dlint sees
no build context to read it in.
"""

from collections.abc import Iterator

from dlinter.finding import Finding, Severity
from dlinter.model.dockerfile import Add, Copy
from dlinter.model.flows.ends import layer_of
from dlinter.model.flows.files import secret_files
from dlinter.model.text import Span
from dlinter.rule import Bad, Context, Good, Rule


def check(instruction: Copy | Add, context: Context) -> Iterator[Finding]:
    broad: dict[Span, list[str]] = {}
    for file in secret_files(instruction, context.facts):
        if file.key:
            continue
        if file.broad:
            broad.setdefault(file.span, []).append(file.path)
            continue
        where = layer_of(instruction, context.facts)
        what = "holds credentials, which stay" if file.seen else "is a file for credentials, which would stay"
        yield Finding(
            file.span,
            f"`{file.path}` {what} in {where}: give it to one `RUN` with `--mount=type=secret`",
            key=file.path,
        )
    for span, paths in broad.items():
        names = ", ".join(f"`{p}`" for p in paths[:3]) + (
            f" and {len(paths) - 3} more" if len(paths) > 3 else ""
        )
        holds = "holds" if len(paths) == 1 else "hold"
        where = layer_of(instruction, context.facts)
        yield Finding(
            span,
            f"this takes {names} along, which {holds} credentials that stay in {where}: leave them out in "
            "`.dockerignore`",
            key=paths[0],
        )


RULE: Rule[Copy | Add] = Rule(
    id="credential-file-copied",
    doc=__doc__,
    since="0.1.0",
    subject=(Copy, Add),
    check=check,
    severity=Severity.WARNING,
    security_severity=7.5,
    aliases=("trivy:DS-0031",),
    examples=(
        Bad(
            "FROM node:22\nCOPY «.npmrc» package.json package-lock.json ./\nRUN npm ci\n",
            better="FROM node:22\nCOPY package.json package-lock.json ./\nRUN "
                "--mount=type=secret,id=npmrc,target=/root/.npmrc npm ci\n",
        ),
        Bad("FROM alpine:3.20\nCOPY «.aws/credentials» /root/.aws/credentials\n"),
        Bad("FROM alpine:3.20\nADD «config/service-account.json» /srv/\n"),
        Bad("FROM alpine:3.20\nCOPY «.env» /app/\n"),
        Bad("FROM alpine:3.20\nCOPY «.» /app/\n",
            files={"web/.env": "API_TOKEN=ghp_" + "T9sKq2LmXv4RzWp7Yb3NcHd8JfGk1A4BvYMx\n"}),
        Good("FROM alpine:3.20\nCOPY . /app/\n",
            files={".env": "API_TOKEN=ghp_" + "T9sKq2LmXv4RzWp7Yb3NcHd8JfGk1A4BvYMx\n",
                ".dockerignore": ".env\n"}),
        Good("FROM alpine:3.20\nCOPY . /app/\nCOPY .env.example /app/.env\n",
            files={".env": "PORT=80\n", ".env.example": "API_TOKEN=\n"}),
        Good("FROM node:22\nCOPY .npmrc package.json ./\n",
            files={".npmrc": "registry=https://npm.example/\n", "package.json": "{}"}),
        Good("FROM node:22\nCOPY package.json yarn.lock .yarnrc.yml ./\n"),
        Bad("FROM node:22\nCOPY package.json «.yarnrc.yml» ./\n",
            files={".yarnrc.yml": "npmAuthToken: x1\n", "package.json": "{}"}),
        Good("FROM node:22\nCOPY .npmrc ./\n", files={".npmrc": "//npm.example/:_authToken=${NPM_TOKEN}\n"}),
        Good("FROM node:22\nRUN --mount=type=secret,id=npmrc,target=/root/.npmrc npm ci\n"),
    ),
)
