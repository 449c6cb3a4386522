"""`FROM` uses a variable that no `ARG` above the first `FROM` declares.

## Why
It expands to nothing, whatever `--build-arg` says: only ARGs before the first `FROM` and the platform ARGs
are known there.

## When to ignore it
Another program replaces the variable in the text before BuildKit reads the file, as `envsubst` does.

## Fix safety
Unsafe: the one declared name that is nearest is written instead.
"""

from collections.abc import Iterator
from difflib import get_close_matches

from dlinter.finding import Edit, Finding, Fix, Safety, Severity
from dlinter.model.dockerfile import From
from dlinter.rule import Bad, Context, Good, Rule


def _has_variable(from_: From) -> bool:
    return "$" in (from_.image.value if from_.image else "") or "$" in (
        (from_.platform.value or "") if from_.platform else ""
    )


def check(from_: From, context: Context) -> Iterator[Finding]:
    if from_.onbuild or from_.error is not None or not _has_variable(from_):
        return
    from dlinter.model.dockerfile.scope import PLATFORM_ARGS

    facts = context.facts
    declared = [pair.key.value for arg in context.dockerfile.global_args for pair in arg.pairs]
    told = set[str]()
    uses = [use for use in facts.scope.uses_in(from_) if use.undefined]
    for use in sorted(uses, key=lambda u: (u.span or from_.body).start):  # of `${A:+-$A}` the whole, once
        if use.name in told:
            continue
        told.add(use.name)
        near = get_close_matches(use.name, [*declared, *PLATFORM_ARGS], 1, 0.75)
        span = use.span or from_.body
        always = (
            f"always expands to the default after `{use.operator}`"
            if use.operator in (":-", "-")
            else "expands to nothing"
        )
        message, fix = f"no `ARG {use.name}` before the first `FROM`, so this {always}", None
        if near:
            message += f"; did you mean `{near[0]}`?"
            if use.span is not None:
                text = facts.text.slice(use.span).replace(use.name, near[0], 1)
                fix = Fix(f"write `{near[0]}`", (Edit(use.span, text),), Safety.UNSAFE)
        yield Finding(span, message, fix)


RULE = Rule(
    id="undefined-arg-in-from",
    doc=__doc__,
    since="0.1.0",
    subject=From,
    check=check,
    severity=Severity.WARNING,
    precision="very-high",
    aliases=("buildkit:UndefinedArgInFrom",),
    examples=(
        Bad(
            "FROM --platform=«$BULIDPLATFORM» alpine:3.20\n",
            fixed="FROM --platform=$BUILDPLATFORM alpine:3.20\n",
        ),
        Bad("FROM alpine:3.20 AS base\nARG NODE=22\nFROM node:«${NODE}»\n"),
        Bad("FROM alpine:3.20«${SUFFIX:+-$SUFFIX}»\n"),
        Bad("FROM «${UNSET:-alpine:3.20}»\n"),
        Good("ARG NODE=22\nFROM --platform=$BUILDPLATFORM node:${NODE}\n"),
    ),
)
