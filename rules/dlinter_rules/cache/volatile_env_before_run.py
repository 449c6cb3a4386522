"""An `ENV` with a value of this one build comes before steps that do not use it.

## Why
BuildKit runs a step with every earlier `ENV` in the environment, so its value is part of the step's cache
key: a commit id, a date or a build number there rebuilds every later step for every commit.

## Instead
Set it after the last `RUN`, or as a `LABEL`, which changes no step.

## Fix safety
Unsafe: it is set below the steps that only install packages; a script that an installation runs may read it
without naming it. The fix goes into each stage that had it from a stage above, and a build of that stage
above alone no longer has it.

## When to ignore it
The program that is built reads the variable at build time and writes it into its output.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from dlinter.finding import Edit, Finding, Fix, Gain, Related, Safety, Severity
from dlinter.model.cache.demand import demands
from dlinter.model.cache.lower import (
    Place,
    configures_a_tool,
    ignores,
    labels_along,
    manifests_naming,
    places,
)
from dlinter.model.cache.messages import rebuilt_by
from dlinter.model.dockerfile import Arg, Env, Label, Run, Stage
from dlinter.model.dockerfile.tokens import KeyValue
from dlinter.model.names import is_volatile_name
from dlinter.model.text import Span
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
    if source and source in context.facts.given and context.facts.given[source].known:
        by = f"`{context.facts.given[source].by}` gives"
        return (
            f"a value of this build, which {by}"
            if source == name
            else f"a value of this build, from `{source}`, which {by}"
        )
    return "a value of this build" if source else ""


def _later(stage: Stage, env: Env, context: Context) -> list[Run]:
    """The RUNs that have the variable in their environment: of its stage, and of the stages that are FROM
    it."""
    within, found = {stage.index}, list[Run]()
    for other in context.dockerfile.stages[stage.index :]:
        context.facts.dockerfile.work.spend(1)
        if other.index in within or other.base in within:
            within.add(other.index)
            found += [
                i for i in context.facts.of_kind(other.index, Run) if i.index > env.index and not i.onbuild
            ]
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
        reader: Run | None = None
        # a build may read it without naming it: what comes before the first that names it, or that may read
        # it, where that installs
        wanted = context.facts.once(demands)
        installing = [i for i in idle if i.index in wanted and not wanted[i.index].builds]
        if users:
            idle = [i for i in installing if i.index < users[0].index]
        else:
            reader = next((i for i in idle if i not in installing and not ignores(i, context.facts)), None)
            if reader is not None:
                idle = [i for i in idle if i.index < reader.index]
        if idle:
            where = "at the end"
            if users:
                where = f"before line {users[0].first_line}, which uses it"
            elif reader is not None:
                where = f"before line {reader.first_line}, which may read it"
            elif idle[0].stage != stage.index:
                where += " of the last stage"
            fix, blocked = _fix(pair, env, stage, context)
            yield Finding(
                pair.span,
                f"`{pair.key.value}` is {why}: {rebuilt_by('each new one', env, idle, context.facts)}; set "
                f"it {where}{f' (no fix: {blocked})' if blocked else ''}",
                fix,
                related=tuple(Related(i.keyword.span, "is rebuilt") for i in idle[:10]),
            )


def _fix(pair: KeyValue, env: Env, stage: Stage, context: Context) -> tuple[Fix | None, str]:
    """The variable, and the ARG that it takes its value from, below the installs of each stage that has
    it."""
    from dlinter.model.cache.volatile import references

    facts = context.facts
    value = pair.value.value if pair.value is not None else ""
    named = list(references(value))
    args: list[Arg] = []
    if env.error or pair.value is None or value.startswith(("'", '"')) or len(set(named)) > 1:
        return None, "its value is in single quotes, or made of more than one variable"
    for name in named:  # grows by what the default of an ARG names
        found = [
            i
            for i in stage.instructions
            if isinstance(i, Arg) and i.index < env.index and any(p.key.value == name for p in i.pairs)
        ]
        if len(found) != 1 or len(found[0].pairs) != 1 or _spoken_to(found[0], context) or found[0].error:
            return None, f"`{name}` does not come from an `ARG` of its own in this stage"
        args.append(found[0])
        default = found[0].pairs[0].value
        named += [n for n in references(default.value if default is not None else "") if n not in named]
    args.sort(key=lambda a: a.index)
    names = [pair.key.value, *named]
    configures = next((n for n in names if configures_a_tool(n)), "")
    if configures:
        return None, f"`{configures}` may configure a tool that runs before the place where it would go"
    family = _family(stage, context)
    if any(
        _names(i.pairs, names)
        for i in context.dockerfile.instructions
        if isinstance(i, (Env, Arg)) and i is not env and i not in args and i.stage in family
    ):
        return None, f"`{names[0]}` is set in more than one place"
    inner = re.compile(r"\b(?:" + "|".join(map(re.escape, names)) + r")\b")
    if any(inner.search(facts.text.slice(p.span)) for p in env.pairs if p is not pair):
        return None, "another variable of the same `ENV` uses it"
    start = args[0].index if args else env.index
    between = [i for i in stage.instructions if start < i.index < env.index and i not in args]
    if any(inner.search(facts.text.slice(i.span)) for i in between):
        return None, f"`{names[-1]}` is used above it"
    labels, lower = labels_along(stage, env.index, names, facts)
    if any(_spoken_to(label, context) for label in labels):
        labels, lower = [], places(stage, env.index, names, facts)
    if lower is None or not any(p.passed for p in lower):
        return None, "no step below it is known not to read it"
    reads = next((f for p in lower for f in manifests_naming(names, p.passed, facts)), "")
    if reads:
        return None, f"`{reads}`, which an install reads, names it"
    if len(lower) > _MOST_PLACES:
        return None, f"{len(lower)} stages would have to set it"
    return _edits(pair, env, args, labels, lower, context)


def _family(stage: Stage, context: Context) -> set[int]:
    """The stage, those that it is `FROM`, and those that are `FROM` it: what another one sets is no part of
    its environment (Dockerfile reference, "ARG", "Scope"; "ENV")."""
    stages, found = context.dockerfile.stages, {stage.index}
    base = stage.base
    while base is not None and base not in found:
        found.add(base)
        base = stages[base].base
    below = {stage.index}
    for other in stages[stage.index + 1 :]:
        if other.base in below:
            below.add(other.index)
    return found | below


def _names(pairs: tuple[KeyValue, ...], names: list[str]) -> bool:
    return any(p.key.value in names for p in pairs)


def _edits(
    pair: KeyValue, env: Env, args: list[Arg], labels: list[Label], found: list[Place], context: Context
) -> tuple[Fix | None, str]:
    from dlinter.model.cache.chunks import own_lines, top_line

    text, stage = context.facts.text, context.stage
    inside = stage.instructions if stage is not None else ()
    after = {i.index: following for i, following in pairwise(inside)}
    gone = [own_lines(a, after.get(a.index), text) for a in args]
    lines = "".join(text.slice(span) for span in gone)
    if len(env.pairs) == 1:
        if _spoken_to(env, context):
            return None, "a comment above it is for a program, of this line alone"
        gone.append(own_lines(env, after.get(env.index), text))
        kept = text.slice(gone[-1])
    else:
        cut = _cut(pair, env, context)
        if cut is None:
            return None, "a comment stands between the variables of the same `ENV`"
        gone.append(cut)
        kept = f"ENV {text.slice(pair.span)}\n"
    with_it = [own_lines(label, after.get(label.index), text) for label in labels]
    gone += with_it
    told = [lines, kept, *(text.slice(span) for span in with_it)]
    lines = "".join(told).replace("\r\n", "\n")
    if not all(line.endswith("\n") for line in told if line):
        return None, "it is the last line of the file"
    edits = [Edit(span, "") for span in text.deletions(gone)]
    for place in found:
        if place.before is not None:
            at, new = text.full_line_span(top_line(place.before, text)).start, lines
        else:
            at = text.full_line_span(place.stage.instructions[-1].last_line).end
            new = lines if text.data[:at].endswith(b"\n") else "\n" + lines
        if any(span.start < at <= span.end for span in gone):
            return None, "it is above the first step that may use it"
        edits.append(Edit(Span(at, at), new))
    return Fix(
        f"set `{pair.key.value}` below the installs", tuple(edits), Safety.UNSAFE, gain=Gain.REBUILDS
    ), ""


def _spoken_to(instruction: Arg | Env | Label, context: Context) -> bool:
    """Whether a comment above it is for a program, of this line alone. Words for readers stay where they
    are."""
    return any("ignore" in context.facts.text.slice(c.span) for c in instruction.comments)


def _cut(pair: KeyValue, env: Env, context: Context) -> Span | None:
    """The bytes of one variable of several, with the space or the line's end that sets it apart."""
    text, at = context.facts.text, env.pairs.index(pair)
    span = (
        Span(env.pairs[at - 1].span.end, pair.span.end)
        if at
        else Span(pair.span.start, env.pairs[1].span.start)
    )
    return None if "#" in text.slice(span).replace(text.slice(pair.span), "") else span


_MOST_PLACES = 4


RULE: Rule[Env] = Rule(
    id="volatile-env-before-run",
    doc=__doc__,
    since="0.1.0",
    subject=Env,
    check=check,
    severity=Severity.WARNING,
    examples=(
        Bad(
            "FROM node:22 AS base\nARG GIT_SHA\nENV A=1 «GIT_SHA=$GIT_SHA»\nFROM base AS build\nCOPY "
            "package*.json ./\nRUN npm ci\n"
            "FROM base\nCOPY --from=build /app /app\n",
            fixed="FROM node:22 AS base\nENV A=1\nFROM base AS build\nCOPY package*.json ./\nRUN npm ci\nARG "
                "GIT_SHA\nENV GIT_SHA=$GIT_SHA\n"
            "FROM base\nCOPY --from=build /app /app\nARG GIT_SHA\nENV GIT_SHA=$GIT_SHA\n",
        ),
        Bad("FROM node:22\nARG GIT_SHA\nENV «GIT_SHA=$GIT_SHA»\nRUN npm ci\n",
            fixed="FROM node:22\nRUN npm ci\nARG GIT_SHA\nENV GIT_SHA=$GIT_SHA\n"),
        Bad(
            "FROM ruby:3 AS base\nARG GIT_SHA\nENV A=1 \\\n    «REV=${GIT_SHA}»\nFROM base AS build\nRUN "
            "apt-get update && apt-get install -y git\nRUN echo $REV\n"
            "FROM base\nRUN rm -rf /var/lib/apt/lists\nCOPY --from=build /app /app\nCMD [\"rails\"]\n",
            fixed="FROM ruby:3 AS base\nENV A=1\nFROM base AS build\nRUN apt-get update && apt-get install "
                "-y git\nARG GIT_SHA\nENV REV=${GIT_SHA}\nRUN echo $REV\n"
            "FROM base\nRUN rm -rf /var/lib/apt/lists\nCOPY --from=build /app /app\nCMD [\"rails\"]\nARG "
            "GIT_SHA\nENV REV=${GIT_SHA}\n",
        ),
        *(
            Bad(f"FROM python:3.13\nARG GIT_SHA\nENV «{env}»\nCOPY requirements.txt package.json ./\nRUN "
                f"{run}\n")
            for env, run in (
                ("PIP_TARGET=/opt/$GIT_SHA", "pip install -r requirements.txt"),
                ("npm_config_registry=https://r.example/$GIT_SHA", "npm ci"),
                ("PATH=/opt/$GIT_SHA/bin:$PATH", "npm ci"),
                ("HOME=/home/$GIT_SHA", "npm ci"),
                ("NODE_ENV=production-$GIT_SHA", "npm ci"),
                ("GIT_SHA=$GIT_SHA", "npm ci && npm test"),
                ("GIT_SHA=$GIT_SHA", "npm ci && npm publish"),
            )
        ),
        Bad(
            "FROM python:3.13\nARG GIT_SHA\nENV «GIT_SHA=$GIT_SHA»\nCOPY requirements.txt ./\nRUN pip "
            "install -r requirements.txt\n",
            files={"requirements.txt": "pkg @ git+https://git.example/a@${GIT_SHA}\n"},
        ),
        Bad("FROM node:22\nARG GIT_SHA\nENV «GIT_SHA=$GIT_SHA»\nLABEL rev=$GIT_SHA a=b\nRUN npm ci\n",
            fixed="FROM node:22\nRUN npm ci\nARG GIT_SHA\nENV GIT_SHA=$GIT_SHA\n"
                "LABEL rev=$GIT_SHA a=b\n"),
        Bad(
            "FROM node:22\nARG GIT_SHA\nENV «GIT_SHA=$GIT_SHA»\nLABEL rev=$GIT_SHA\nRUN npm ci\nLABEL rev=\n"
        ),
        Bad("FROM node:22\nENV «BUILT=2026-01-31T12:00:00Z»\nRUN npm ci\n",
            fixed="FROM node:22\nRUN npm ci\nENV BUILT=2026-01-31T12:00:00Z\n"),
        Bad("FROM node:22\nARG GIT_SHA\nENV «REV=$GIT_SHA»\nRUN npm ci && npm run build\n"),
        Bad(
            "FROM node:22\nARG CI_COMMIT_SHORT_SHA\nARG TAG=v-$CI_COMMIT_SHORT_SHA\nENV «APP_TAG=$TAG»\nRUN "
            "npm ci\n",
            fixed="FROM node:22\nRUN npm ci\nARG CI_COMMIT_SHORT_SHA\nARG TAG=v-$CI_COMMIT_SHORT_SHA\nENV "
                "APP_TAG=$TAG\n",
        ),
        Bad(
            "FROM node:22 AS a\nARG GIT_SHA\nENV «GIT_SHA=$GIT_SHA»\nRUN npm ci\nFROM node:22\nARG GIT_SHA\n"
            "ENV GIT_SHA=$GIT_SHA\nCOPY --from=a /a /a\n",
            fixed="FROM node:22 AS a\nRUN npm ci\nARG GIT_SHA\nENV GIT_SHA=$GIT_SHA\nFROM node:22\nARG "
                "GIT_SHA\nENV GIT_SHA=$GIT_SHA\nCOPY --from=a /a /a\n",
        ),
        Good("FROM node:22\nARG NODE_SHA\nENV NODE_SHA=$NODE_SHA\nRUN npm ci\n"),
        Good("FROM node:22\nRUN npm ci\nARG GIT_SHA\nENV GIT_SHA=$GIT_SHA\n"),
        Good("FROM node:22\nRUN npm ci\nARG GIT_SHA\nENV GIT_SHA=$GIT_SHA\nRUN npm run build\n"),
        Good("FROM node:22\nARG GIT_SHA\nENV REV=$GIT_SHA\nCOPY package.json ./\nRUN npm ci\n",
            files={"package.json": '{"scripts": {"postinstall": "node a.js"}}', "a.js": ""}),
        Good("FROM debian:12\nARG GIT_SHA\nENV GIT_SHA=$GIT_SHA\nRUN ./configure\nRUN mkdir /srv/a\n"),
        Good("FROM node:22\nENV NODE_VERSION=22.1.0\nRUN npm ci\n"),
        Good("FROM node:22\nARG GIT_SHA\nENV GIT_SHA=$GIT_SHA\nRUN npm run build -- --define=$GIT_SHA\n"),
    ),
)
