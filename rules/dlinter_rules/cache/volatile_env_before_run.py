"""An `ENV` with a value of this one build comes before steps that do not use it.

## Why
BuildKit runs a step with every earlier `ENV` in the environment, so its value is part of the step's cache key: a commit id, a date or a build
number there rebuilds every later step for every commit.

## Instead
Set it after the last `RUN`, or as a `LABEL`, which changes no step.
"""

import re
from collections.abc import Iterator

from dlinter.finding import Finding, Related, Severity
from dlinter.model.cache.demand import demands
from dlinter.model.cache.messages import rebuilt_by
from dlinter.model.dockerfile import Env, Run, Stage
from dlinter.model.dockerfile.tokens import KeyValue
from dlinter.model.names import is_volatile_name
from dlinter.rule import Bad, Context, Good, Rule

_COMMIT = re.compile(r"\b[0-9a-f]{40}\b")


def _why(pair: KeyValue, env: Env, context: Context) -> str:
    from dlinter.model.cache.volatile import flowing_in, is_date

    name, value = pair.key.value, pair.value.value if pair.value is not None else ""
    if is_date(value):
        return "a date"
    if _COMMIT.search(value) and is_volatile_name(name):
        return "a commit id"
    if "$" not in value:
        return ""
    source = flowing_in(pair, env, context.facts)
    if source and source in context.facts.given:
        return f"a value of this build, from `{source}`, which `{context.facts.given[source].by}` gives"
    return "a value of this build" if source else ""


def _later(stage: Stage, env: Env, context: Context) -> list[Run]:
    """The RUNs that have the variable in their environment: of its stage, and of the stages that are FROM it."""
    within, found = {stage.index}, list[Run]()
    for other in context.dockerfile.stages[stage.index :]:
        context.facts.dockerfile.work.spend(1)
        if other.index in within or other.base in within:
            within.add(other.index)
            found += [i for i in context.facts.of_kind(other.index, Run) if i.index > env.index and not i.onbuild]
    return found


def check(env: Env, context: Context) -> Iterator[Finding]:
    stage = context.stage
    if stage is None or env.onbuild:
        return
    for pair in env.pairs:
        why = _why(pair, env, context)
        if not why:
            continue
        name = re.compile(rf"\b{re.escape(pair.key.value)}\b")
        later = _later(stage, env, context)
        users = [i for i in later if name.search(context.facts.text.slice(i.span))]
        idle = [i for i in later if i not in users]
        if users:  # a build may read it without naming it: what comes before the first that names it, where that installs
            wanted = context.facts.once(demands)
            idle = [i for i in idle if i.index < users[0].index and i.index in wanted and not wanted[i.index].builds]
        if idle:
            where = "at the end" if not users else f"before line {users[0].first_line}, which uses it"
            if idle[0].stage != stage.index:
                where += " of the last stage" if not users else ""
            yield Finding(
                pair.span,
                f"`{pair.key.value}` is {why}: {rebuilt_by('each new one', env, idle, context.facts)}; set it {where}",
                related=tuple(Related(i.keyword.span, "is rebuilt") for i in idle[:10]),
            )


RULE: Rule[Env] = Rule(
    id="volatile-env-before-run",
    doc=__doc__,
    subject=Env,
    check=check,
    severity=Severity.WARNING,
    examples=(
        Bad(
            "FROM node:22 AS base\nARG GIT_SHA\nENV A=1 «GIT_SHA=$GIT_SHA»\nFROM base AS build\nCOPY package*.json ./\nRUN npm ci\n"
            "FROM base\nCOPY --from=build /app /app\n"
        ),
        Bad("FROM node:22\nARG GIT_SHA\nENV «GIT_SHA=$GIT_SHA»\nRUN npm ci\n"),
        Bad("FROM node:22\nENV «BUILT=2026-01-31T12:00:00Z»\nRUN npm ci\n"),
        Bad("FROM node:22\nARG GIT_SHA\nENV «REV=$GIT_SHA»\nRUN npm ci\n"),
        Bad("FROM node:22\nARG CI_COMMIT_SHORT_SHA\nARG TAG=v-$CI_COMMIT_SHORT_SHA\nENV «APP_TAG=$TAG»\nRUN npm ci\n"),
        Good("FROM node:22\nARG NODE_SHA\nENV NODE_SHA=$NODE_SHA\nRUN npm ci\n"),
        Good("FROM node:22\nRUN npm ci\nARG GIT_SHA\nENV GIT_SHA=$GIT_SHA\n"),
        Good("FROM node:22\nENV NODE_VERSION=22.1.0\nRUN npm ci\n"),
        Good("FROM node:22\nARG GIT_SHA\nENV GIT_SHA=$GIT_SHA\nRUN npm run build -- --define=$GIT_SHA\n"),
    ),
)
