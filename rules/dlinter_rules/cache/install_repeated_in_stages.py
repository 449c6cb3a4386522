"""Two stages run the same install on the same image, after different steps.

## Why
BuildKit builds two equal steps only once if all earlier steps are equal too. Here an earlier step differs:
the work is done twice, each with its own cache, and when one is edited the two drift apart.

## Instead
A separate stage for what both need, `FROM base`: it is built once.

## When to ignore it
The two stages are meant to differ soon, or one of them is built so seldom that sharing gains nothing.
"""

from collections.abc import Iterator

from dlinter.finding import Finding, Related, Severity
from dlinter.model.cache.build_cache import cache_if_small
from dlinter.model.dockerfile import Dockerfile, Run
from dlinter.model.packages.distributions import base_image
from dlinter.model.packages.installs import INSTALL, installs
from dlinter.model.packages.names import EVERYTHING, needed_files
from dlinter.model.packages.table import table
from dlinter.rule import STRICT, Bad, Context, Good, Rule


def _settings(run: Run, context: Context) -> tuple[str, ...]:
    environment = context.facts.scope.before(run)
    return tuple(
        f"{name}={environment.value(name)}" for name in sorted(environment.names) if table().sets(name)
    )


def _one_step(one: Run, other: Run, context: Context) -> bool:
    cache = cache_if_small(context.facts)
    if cache is None:
        return True
    a, b = cache.step_of(one), cache.step_of(other)
    return a is None or b is None or a.sources == b.sources


def check(dockerfile: Dockerfile, context: Context) -> Iterator[Finding]:
    seen: dict[tuple[str, str, tuple[str, ...]], Run] = {}
    for stage in dockerfile.stages:
        if stage.base is not None:
            continue
        image = base_image(stage, context.facts)
        for run in (i for i in stage.instructions if isinstance(i, Run)):
            commands = context.facts.script(run).commands
            found = [install for c in commands if (install := installs(c)) is not None]
            if not any(i.action == INSTALL and (i.packages or not i.tool.recommends) for i in found):
                continue
            words = " ".join(w.value for c in commands for w in c.argv)
            first = seen.setdefault((image, words, _settings(run, context)), run)
            if first is run or first.stage == run.stage or _one_step(first, run, context):
                continue
            files = [f for i in found for f in needed_files(i) if needed_files(i) != EVERYTHING]
            when = f"each change of `{files[0]}` rebuilds both" if files else "both are built"
            yield Finding(
                run.keyword.span,
                f"line {first.first_line} runs the same install on the same image, but the steps before it "
                f"differ, so {when}: move the install into a stage that both start `FROM`",
                related=(Related(first.keyword.span, "the other one"),),
            )


RULE: Rule[Dockerfile] = Rule(
    id="install-repeated-in-stages",
    doc=__doc__,
    since="0.1.0",
    subject=Dockerfile,
    check=check,
    severity=Severity.NOTE,
    ruleset=STRICT,
    examples=(
        Bad(
            "FROM node:22 AS a\nCOPY package.json .\nRUN npm install\nFROM node:22 AS b\nLABEL a=b\nCOPY "
            "package.json .npmrc ./\n«RUN» npm install\n"
            "COPY --from=a /node_modules /a\n",
            better="FROM node:22 AS packages\nCOPY package.json .npmrc ./\nRUN npm install\nFROM packages AS "
                "a\nFROM packages AS b\nLABEL a=b\n"
            "COPY --from=a /node_modules /a\n",
        ),
        Good("FROM node:22 AS base\nRUN npm install\nFROM base AS a\nFROM base AS b\n"),
        Good("FROM node:22 AS a\nRUN npm install\nFROM node:20 AS b\nRUN npm install\nCOPY --from=a /a /a\n"),
        Good(
            "FROM node:22 AS a\nCOPY a .\nRUN npm install\nRUN npm test\nFROM node:22 AS b\nCOPY a .\nRUN "
            "npm install\nCOPY --from=a /r /r\n"),
        Good(
            "FROM node:22 AS a\nRUN npm install\nFROM node:22 AS b\nENV NODE_ENV=production\nRUN npm "
            "install\nCOPY --from=a /a /a\n"),
    ),
)
