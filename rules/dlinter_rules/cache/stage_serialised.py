'''Independent installations run one after the other in one stage.

## Why
A stage's steps run one after the other, and a rebuilt step rebuilds all later ones: another `package.json`
also downloads Python's packages again. BuildKit builds stages that do not depend on each other at the same
time.

## Instead
A stage for each, `FROM base AS node-modules`, `FROM base AS packages`; the stage that builds takes what they
made with `COPY --from=…`.

## When to ignore it
One of the installations needs the other after all, or the builder has one core, so that stages side by side
gain little.
'''

from collections.abc import Iterator

from dlinter.finding import Finding, Related, Severity
from dlinter.model.cache.build_cache import cache_if_small
from dlinter.model.dockerfile import Run, Stage
from dlinter.model.packages.installs import DOWNLOAD, INSTALL, Install, installs
from dlinter.model.packages.names import EVERYTHING, matches, needed_files
from dlinter.rule import STRICT, Bad, Context, Good, Rule


def _of(run: Run, context: Context) -> tuple[Install, tuple[str, ...]] | None:
    """The one installation from manifests of a step that does nothing that dlint does not know of."""
    found = [
        (i, needed_files(i))
        for c in context.facts.script(run).commands
        if (i := installs(c)) is not None and i.action in (INSTALL, DOWNLOAD)
    ]
    found = [(i, needed) for i, needed in found if needed and needed != EVERYTHING and i.tool.ecosystem]
    cache = cache_if_small(context.facts) if len(found) == 1 else None
    step = cache.step_of(run) if cache is not None else None
    return (
        found[0] if cache is not None and step is not None and cache.requirement(step) is not None else None
    )


def check(stage: Stage, context: Context) -> Iterator[Finding]:
    seen: dict[str, tuple[Run, Install, tuple[str, ...]]] = {}
    for run in context.facts.of_kind(stage.index, Run)[:200]:
        hit = _of(run, context)
        if hit is None:
            continue
        install, needed = hit
        ecosystem = install.tool.ecosystem
        first = next(
            (s for e, s in seen.items() if e != ecosystem and not any(matches(f, s[2]) for f in needed)), None
        )
        if first is not None and ecosystem not in seen:
            above, other, files = first
            yield Finding(
                install.command.span,
                f"waits for {_told(other)} on line {above.first_line}, and is rebuilt whenever "
                f"{_files(files)} changes, although {_told(install)} does "
                "not need it: in its own stage it would be built in parallel",
                related=(Related(above.keyword.span, "what it waits for"),),
            )
        seen.setdefault(ecosystem, (run, install, needed))


def _told(install: Install) -> str:
    return f"`{' '.join(w.value for w in install.command.argv[:2])}`"


def _files(patterns: tuple[str, ...]) -> str:
    return f"`{patterns[0]}`"


RULE: Rule[Stage] = Rule(
    id="stage-serialised",
    doc=__doc__,
    since="0.1.0",
    subject=Stage,
    check=check,
    severity=Severity.NOTE,
    ruleset=STRICT,
    examples=(
        Bad(
            "FROM mixed:1 AS build\nWORKDIR /app\nCOPY package.json package-lock.json ./\nRUN npm ci\nCOPY "
            "composer.json composer.lock ./\n"
            "RUN «composer install --no-dev»\nCOPY . .\nRUN npm run build\n",
            better="FROM mixed:1 AS base\nWORKDIR /app\n\nFROM base AS node-modules\nCOPY package.json "
                "package-lock.json ./\nRUN npm ci\n\n"
            "FROM base AS packages\nCOPY composer.json composer.lock ./\nRUN composer install --no-dev\n\n"
            "FROM base AS build\n"
            "COPY --from=node-modules /app/node_modules ./node_modules\nCOPY --from=packages /app/vendor "
            "./vendor\nCOPY . .\nRUN npm run build\n",
        ),
        Bad("FROM mixed:1\nCOPY go.mod go.sum ./\nRUN go mod download\nCOPY package.json ./\nRUN «yarn "
            "install»\n"),
        Good(
            "FROM node:22 AS node\nCOPY package.json ./\nRUN npm ci\nFROM composer:2\nCOPY composer.json "
            "./\nRUN composer install\nCOPY --from=node /node_modules ./\n"),
        Good("FROM node:22\nCOPY package.json ./\nRUN npm ci\nRUN npm ci --prefix other\n"),
        Good(
            "FROM node:22\nRUN apt-get update && apt-get install -y git\nCOPY package.json ./\nRUN npm ci\n"),
    ),
)
