"""An install may change the lockfile that was copied in for it.

## Why
The lockfile is there so that every build takes the same versions. Without the option that enforces it, the
tool installs others where the lockfile and the manifest differ, and writes a new lockfile that is discarded:
the build passes with versions that nobody has reviewed.

## Instead
`npm ci`, `yarn install --frozen-lockfile` (Yarn 2 and later: `--immutable`), `pnpm install
--frozen-lockfile`, `bun install --frozen-lockfile`, `uv sync --locked`, `pipenv install --deploy`, `cargo
build --locked`.

## When to ignore it
Updating the lockfile is what the step is for, and a later step takes it out of the image.

## Fix safety
Unsafe: a build whose lockfile is out of date will stop now.
"""

import fnmatch
from collections.abc import Iterator

from dlinter.finding import Edit, Finding, Fix, Safety, Severity
from dlinter.model.dockerfile import Copy, Run, SourceKind
from dlinter.model.facts.facts import Facts
from dlinter.model.facts.values import before
from dlinter.model.packages.caches import variable_of
from dlinter.model.packages.installs import Install, installs
from dlinter.model.packages.tool import Frozen
from dlinter.model.packages.useless import FALSE
from dlinter.model.text import Span
from dlinter.rule import STRICT, Bad, Context, Good, Rule


def _copied(run: Run, lockfiles: tuple[str, ...], facts: Facts) -> str | None:
    """The lockfile, when it is named among what was copied in or is mounted for the step."""
    sources = [
        s.token.value
        for copy in before(run, facts, Copy)
        for s in copy.sources
        if s.kind is SourceKind.LOCAL and copy.from_ is None
    ]
    sources += [m.source for m in run.mounts if m.type == "bind" and m.from_ is None and m.source]
    for source in sources:
        name = source.strip("\"'").rpartition("/")[2]
        found = next((file for file in lockfiles if name != "*" and fnmatch.fnmatchcase(file, name)), None)
        if found:
            return found
    return None


def _fix(install: Install, frozen: Frozen) -> Fix | None:
    word = install.subcommand
    if frozen.instead and word is not None:
        return Fix(
            f"write `{install.manager} {frozen.instead}`", (Edit(word.span, frozen.instead),), Safety.UNSAFE
        )
    if frozen.ambiguous:
        return None  # the option depends on the tool's version
    end = (word or install.command.argv[0]).span.end
    return Fix(f"add `{frozen.options[0]}`", (Edit(Span(end, end), f" {frozen.options[0]}"),), Safety.UNSAFE)


def check(run: Run, context: Context) -> Iterator[Finding]:
    script = context.facts.script(run)
    if not script.posix:
        return
    for command in script.commands:
        install = installs(command)
        frozen = install.tool.frozen if install is not None else None
        if (
            install is None
            or frozen is None
            or install.verb not in frozen.verbs
            or install.has(*frozen.options, "-g", "--global")
        ):
            continue
        if install.packages and not frozen.with_packages:
            continue
        if any(
            (variable_of(name, run, context.facts, command) or "").lower() not in FALSE
            for name in frozen.variables
        ):
            continue
        table = install.tool.manifests
        lockfile = _copied(run, table.lockfiles, context.facts) if table else None
        if lockfile:
            better = f"`{install.manager} {frozen.instead}`" if frozen.instead else f"`{frozen.options[0]}`"
            fix = None if script.dialect == "exec" else _fix(install, frozen)
            yield Finding(
                command.span,
                f"can silently install versions that differ from `{lockfile}`: use {better}",
                fix,
            )


RULE: Rule[Run] = Rule(
    id="lockfile-not-enforced",
    doc=__doc__,
    since="0.1.0",
    subject=Run,
    check=check,
    severity=Severity.WARNING,
    ruleset=STRICT,
    examples=(
        Bad(
            "FROM node:22\nCOPY package.json package-lock.json ./\nRUN «npm install --omit=dev»\n",
            fixed="FROM node:22\nCOPY package.json package-lock.json ./\nRUN npm ci --omit=dev\n",
        ),
        Bad("FROM node:22\nCOPY package*.json ./\nRUN «npm i»\n",
            fixed="FROM node:22\nCOPY package*.json ./\nRUN npm ci\n"),
        Bad("FROM node:22\nCOPY package.json yarn.lock ./\nRUN «yarn»\n"),
        Bad(
            "FROM rust:1\nCOPY Cargo.toml Cargo.lock ./\nRUN «cargo build --release»\n",
            fixed="FROM rust:1\nCOPY Cargo.toml Cargo.lock ./\nRUN cargo build --locked --release\n",
        ),
        Bad(
            "FROM python:3.13\nRUN --mount=type=bind,source=uv.lock,target=uv.lock «uv sync --no-dev»\n",
            fixed="FROM python:3.13\nRUN --mount=type=bind,source=uv.lock,target=uv.lock uv sync --locked "
                "--no-dev\n",
        ),
        Good(
            "FROM node:22\nCOPY package*.json ./\nRUN npm ci && npm install -g x && npm install y && npm "
            "run build\n"),
        Good("FROM node:22\nCOPY package.json ./\nRUN npm install\n"),
        Good("FROM node:22\nCOPY package*.json ./\nRUN npm install --no-package-lock\n"),
        Good("FROM node:22\nCOPY pnpm-lock.yaml ./\nENV CI=true\nRUN pnpm install\n"),
        Good("FROM node:22\nCOPY yarn.lock ./\nRUN yarn install --immutable\n"),
        Good("FROM python:3.13\nCOPY uv.lock ./\nRUN UV_FROZEN=1 uv sync\n"),
    ),
)
