"""A variable that is not set, or whose name is a typo of one that is.

## Why
BuildKit expands it to nothing and goes on: `ENV PATH=$PAHT:/app` is a `PATH` without the system's folders,
`COPY $src .` copies everything.

## Instead
Declare it with an earlier `ARG` or `ENV`. Where empty is meant, say so: `${NAME:-}`. A name that only the
base image can set is reported by `variable-from-base-image`.

## When to ignore it
The base image sets the variable, under a name that is close to one of this file.

## Fix safety
Unsafe: the name that was probably meant is written instead.
"""

from collections.abc import Iterator

from dlinter.finding import Edit, Finding, Fix, Safety, Severity
from dlinter.model.dockerfile import Dockerfile
from dlinter.rule import Bad, Context, Good, Rule


def check(dockerfile: Dockerfile, context: Context) -> Iterator[Finding]:
    facts = context.facts
    if b"$" not in facts.text.data:
        return
    from dlinter.model.facts.undefined import undefined_uses

    for use in undefined_uses(facts):
        if not use.certain and not use.slip_of:
            continue
        fix = None
        message = f"`{use.name}` is not set anywhere, so this expands to nothing"
        if use.slip_of:
            message += f"; did you mean `{use.slip_of}`?"
            if use.exact:
                text = facts.text.slice(use.span).replace(use.name, use.slip_of, 1)
                fix = Fix(f"write `{use.slip_of}`", (Edit(use.span, text),), Safety.UNSAFE)
        yield Finding(use.span, message, fix)


RULE = Rule(
    id="undefined-variable",
    doc=__doc__,
    since="0.1.0",
    subject=Dockerfile,
    check=check,
    severity=Severity.WARNING,
    aliases=("buildkit:UndefinedVar",),
    examples=(
        Bad("FROM alpine:3.20\nENV PATH=«$PAHT»:/app\n", fixed="FROM alpine:3.20\nENV PATH=$PATH:/app\n"),
        Bad("FROM scratch\nCOPY «$src» /app/\n"),
        Good("FROM scratch\nARG src\nCOPY $src /app/\n"),
        Good("FROM alpine:3.20\nUSER $APP_UID\n"),
        Good("FROM scratch\nCOPY a${suffix:-} /app/\n"),
    ),
)
