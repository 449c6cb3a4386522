"""An install may change the lockfile that was copied in for it.

## Why
The lockfile is there so that every build takes the same versions. Without the option that enforces it, the tool installs others where the lockfile and the
manifest differ, and writes a new lockfile that is discarded: the build passes with versions that nobody has reviewed.

## Instead
`npm ci`, `yarn install --frozen-lockfile` (Yarn 2 and later: `--immutable`), `pnpm install --frozen-lockfile`, `bun install --frozen-lockfile`, `uv sync --locked`,
`pipenv install --deploy`, `cargo build --locked`.

## Fix safety
Unsafe: a build whose lockfile is out of date will stop now.
"""

import fnmatch
from collections.abc import Iterator

from dlinter.finding import Edit, Finding, Fix, Safety, Severity
from dlinter.model.dockerfile import Copy, Run, SourceKind
from dlinter.model.facts.facts import Facts
from dlinter.model.facts.values import before, value_at
from dlinter.model.packages.installs import Install, installs
from dlinter.model.packages.manifests import manifests
from dlinter.model.text import Span
from dlinter.rule import STRICT, Bad, Context, Good, Rule

_FROZEN: dict[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    "npm": (("install", "i", "isntall"), ("--no-package-lock", "--package-lock", "--package-lock-only", "--dry-run"), ()),
    "yarn": (("", "install"), ("--frozen-lockfile", "--immutable", "--immutable-cache", "--pure-lockfile"), ("CI", "YARN_ENABLE_IMMUTABLE_INSTALLS")),
    "pnpm": (("install", "i"), ("--frozen-lockfile", "--offline"), ("CI", "npm_config_frozen_lockfile")),
    "bun": (("install", "i"), ("--frozen-lockfile",), ()),
    "uv": (("sync",), ("--locked", "--frozen"), ("UV_LOCKED", "UV_FROZEN")),
    "pipenv": (("install",), ("--deploy", "--ignore-pipfile"), ("PIPENV_DEPLOY", "PIPENV_IGNORE_PIPFILE")),
    "cargo": (("build", "b", "rustc", "test", "run", "fetch"), ("--locked", "--frozen", "--offline"), ()),
}
"""Subcommands that may write a lockfile, options that forbid it, and variables that do."""


def _copied(run: Run, lockfiles: tuple[str, ...], facts: Facts) -> str | None:
    """The lockfile, when it is named among what was copied in or is mounted for the step."""
    sources = [s.token.value for copy in before(run, facts, Copy) for s in copy.sources if s.kind is SourceKind.LOCAL and copy.from_ is None]
    sources += [m.source for m in run.mounts if m.type == "bind" and m.from_ is None and m.source]
    for source in sources:
        name = source.strip("\"'").rpartition("/")[2]
        found = next((file for file in lockfiles if name != "*" and fnmatch.fnmatchcase(file, name)), None)
        if found:
            return found
    return None


def _fix(install: Install, option: str) -> Fix | None:
    word = install.subcommand
    if install.manager == "npm" and word is not None:
        return Fix("write `npm ci`", (Edit(word.span, "ci"),), Safety.UNSAFE)
    if install.manager == "yarn":
        return None  # the option depends on Yarn's version
    end = (word or install.command.argv[0]).span.end
    return Fix(f"add `{option}`", (Edit(Span(end, end), f" {option}"),), Safety.UNSAFE)


def check(run: Run, context: Context) -> Iterator[Finding]:
    script = context.facts.script(run)
    if not script.posix:
        return
    for command in script.commands:
        install = installs(command)
        if install is None or install.manager not in _FROZEN:
            continue
        subcommands, options, variables = _FROZEN[install.manager]
        word = install.subcommand
        if (word.value if word else "") not in subcommands or install.has(*options, "-g", "--global"):
            continue
        if install.packages and install.manager not in ("cargo",):
            continue
        if any(value_at(name, run, context.facts) not in (None, "", "0", "false") for name in variables) or {a.name for a in command.assignments} & set(variables):
            continue
        table = manifests(install.manager)
        lockfile = _copied(run, table.lockfiles, context.facts) if table else None
        if lockfile:
            option = options[0] if options else ""
            better = "`npm ci`" if install.manager == "npm" else f"`{option}`"
            fix = None if script.dialect == "exec" else _fix(install, option)
            yield Finding(command.span, f"can silently install versions that differ from `{lockfile}`: use {better}", fix)


RULE: Rule[Run] = Rule(
    id="lockfile-not-enforced",
    doc=__doc__,
    subject=Run,
    check=check,
    severity=Severity.WARNING,
    ruleset=STRICT,
    examples=(
        Bad(
            "FROM node:22\nCOPY package.json package-lock.json ./\nRUN «npm install --omit=dev»\n",
            fixed="FROM node:22\nCOPY package.json package-lock.json ./\nRUN npm ci --omit=dev\n",
        ),
        Bad("FROM node:22\nCOPY package*.json ./\nRUN «npm i»\n", fixed="FROM node:22\nCOPY package*.json ./\nRUN npm ci\n"),
        Bad("FROM node:22\nCOPY package.json yarn.lock ./\nRUN «yarn»\n"),
        Bad(
            "FROM rust:1\nCOPY Cargo.toml Cargo.lock ./\nRUN «cargo build --release»\n",
            fixed="FROM rust:1\nCOPY Cargo.toml Cargo.lock ./\nRUN cargo build --locked --release\n",
        ),
        Bad(
            "FROM python:3.13\nRUN --mount=type=bind,source=uv.lock,target=uv.lock «uv sync --no-dev»\n",
            fixed="FROM python:3.13\nRUN --mount=type=bind,source=uv.lock,target=uv.lock uv sync --locked --no-dev\n",
        ),
        Good("FROM node:22\nCOPY package*.json ./\nRUN npm ci && npm install -g x && npm install y && npm run build\n"),
        Good("FROM node:22\nCOPY package.json ./\nRUN npm install\n"),
        Good("FROM node:22\nCOPY package*.json ./\nRUN npm install --no-package-lock\n"),
        Good("FROM node:22\nCOPY pnpm-lock.yaml ./\nENV CI=true\nRUN pnpm install\n"),
        Good("FROM node:22\nCOPY yarn.lock ./\nRUN yarn install --immutable\n"),
        Good("FROM python:3.13\nCOPY uv.lock ./\nRUN UV_FROZEN=1 uv sync\n"),
    ),
)
