"""An `ARG` that changes with every build comes before steps that do not use it.

## Why
BuildKit runs a step with every `ARG` declared before it in its stage in the environment, used or not, so the values are part of the step's cache
key. A commit id or a date rebuilds each of these steps for every commit.

## Instead
Declare it right above the first instruction that uses it, or in the last stage only.

## Fix safety
Unsafe: a command may read the variable from its environment without naming it.
"""

import re
from collections.abc import Iterator

from dlinter.finding import Edit, Finding, Fix, Related, Safety, Severity
from dlinter.model.cache.messages import rebuilt_by
from dlinter.model.dockerfile import Arg, Instruction, Run
from dlinter.model.names import is_volatile_name
from dlinter.model.text import Span
from dlinter.rule import Bad, Context, Good, Rule


def _uses(name: str, instruction: Instruction, context: Context) -> bool:
    return re.search(rf"\b{re.escape(name)}\b", context.facts.text.slice(instruction.span)) is not None


def check(arg: Arg, context: Context) -> Iterator[Finding]:
    stage = context.stage
    if stage is None or arg.onbuild:
        return
    for pair in arg.pairs:
        name = pair.key.value
        if not is_volatile_name(name):
            continue
        later = [i for i in stage.instructions if i.index > arg.index]
        user = next((i for i in later if _uses(name, i, context)), None)
        between = [i for i in later if isinstance(i, Run) and (user is None or i.index < user.index)]
        if not between:
            continue
        where = f"move it down to line {user.first_line}, where it is used" if user else "nothing in this stage uses it"
        yield Finding(
            pair.span,
            f"{rebuilt_by(f'each new `{name}`', pair.key.value, between, context.facts)}: {where}",
            _fix(arg, user, context) if user is not None and len(arg.pairs) == 1 else None,
            tuple(Related(r.keyword.span, "runs again") for r in between[:10]),
        )


def _fix(arg: Arg, user: Instruction, context: Context) -> Fix | None:
    text = context.facts.text
    if arg.comments or arg.error:
        return None
    whole = Span(text.full_line_span(arg.first_line).start, text.full_line_span(arg.last_line).end)
    first = user.comments[0].line if user.comments else user.first_line
    at = text.full_line_span(first).start
    line = text.slice(whole)
    if not line.endswith("\n"):
        return None
    return Fix(f"move it down to line {user.first_line}", (Edit(whole, ""), Edit(Span(at, at), line.replace("\r\n", "\n"))), Safety.UNSAFE)


RULE = Rule(
    id="volatile-arg-before-run",
    doc=__doc__,
    subject=Arg,
    check=check,
    severity=Severity.WARNING,
    examples=(
        Bad(
            "FROM golang:1.24\nARG «GIT_SHA»\nCOPY go.mod .\nRUN go mod download\nCOPY . .\nRUN go build -ldflags \"-X main.sha=$GIT_SHA\"\n",
            fixed="FROM golang:1.24\nCOPY go.mod .\nRUN go mod download\nCOPY . .\nARG GIT_SHA\nRUN go build -ldflags \"-X main.sha=$GIT_SHA\"\n",
        ),
        Bad("FROM node:22\nARG «BUILD_DATE=unknown»\nRUN npm ci\n"),
        Good("FROM golang:1.24\nRUN go mod download\nARG GIT_SHA\nRUN go build -ldflags \"-X main.sha=$GIT_SHA\"\n"),
        Good("FROM node:22\nRUN npm ci\nARG BUILD_DATE\nLABEL org.opencontainers.image.created=$BUILD_DATE\n"),
        Good("FROM node:22\nARG NODE_ENV=production\nRUN npm ci\n"),
        Good("FROM node:22\nARG CACHEBUST\nRUN npm ci\n"),
    ),
)
