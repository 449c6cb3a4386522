"""A variable is used in the same `ENV` that sets it.

## Why
BuildKit expands every value of an `ENV` before it sets any of them, so the variable still has its old value.
Reported where no earlier instruction sets the variable.

## Instead
Two `ENV` instructions, the one that uses the variable below.

## When to ignore it
The base image sets the variable, which dlint cannot see, and its old value is what you mean.
"""

from collections.abc import Iterator

from dlinter.finding import Finding, Related, Severity
from dlinter.model.dockerfile import Env, KeyValue
from dlinter.rule import Bad, Context, Good, Rule


def check(env: Env, context: Context) -> Iterator[Finding]:
    if (
        len(env.pairs) < 2
        or env.error is not None
        or not any(p.value and "$" in p.value.value for p in env.pairs)
    ):
        return
    scope = context.facts.scope
    before = scope.before(env)
    setters: dict[str, list[KeyValue]] = {}
    for pair in env.pairs:
        setters.setdefault(pair.key.value, []).append(pair)
    for pair in env.pairs:
        if pair.value is None or "$" not in pair.value.value:
            continue
        for name in scope.expand(pair.value, env).names:
            setter = next((p for p in setters.get(name, ()) if p is not pair), None)
            if setter is None or setter.value is None:
                continue
            known = before.get(name)
            if known is not None and known.pair is not None:
                continue  # set above too: that value may be meant
            yield Finding(
                pair.value.span,
                f"`{name}` still has its old value here, because all values of an ENV are expanded before "
                "one is set: set it in an earlier ENV",
                related=(Related(setter.span, "set here"),),
                key=f"{pair.key.value}:{name}",
            )


RULE = Rule(
    id="env-reads-itself",
    doc=__doc__,
    since="0.1.0",
    subject=Env,
    check=check,
    severity=Severity.ERROR,
    aliases=("hadolint:DL3044",),
    examples=(
        Bad("FROM alpine:3.20\nENV APP_HOME=/opt/app APP_BIN=«$APP_HOME/bin»\n",
            better="FROM alpine:3.20\nENV APP_HOME=/opt/app\nENV APP_BIN=$APP_HOME/bin\n"),
        Bad("FROM alpine:3.20\nENV PATH=«/a:$PATH» PATH=«/b:${PATH}»\n"),
        Good("FROM alpine:3.20\nENV PATH=/a:$PATH B=c\n"),
        Good("FROM alpine:3.20\nARG V\nENV V=$V W=a-$V\n"),
        Good("FROM alpine:3.20\nENV A=/opt\nENV B=$A/bin\n"),
        Good("FROM alpine:3.20\nENV A=/opt\nENV A=/usr B=$A/bin\n"),
    ),
)
