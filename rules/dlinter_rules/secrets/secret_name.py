"""An `ARG` or `ENV` whose name says that it holds a secret.

## Why
Whatever value it gets stands in the image's config or history, where everybody who has the image reads it. This rule looks at the name alone, as
BuildKit does; `secret-in-arg` and `secret-in-env` look at values.

## Instead
A secret mount: `RUN --mount=type=secret,id=token,env=TOKEN …`.
"""

from collections.abc import Iterator

from dlinter.finding import Finding, Severity
from dlinter.model.cache.leak import leak_of, told_leak
from dlinter.model.dockerfile import Arg, Env
from dlinter.model.names import has_secret_word
from dlinter.rule import Bad, Context, Good, Rule


def check(instruction: Arg | Env, context: Context) -> Iterator[Finding]:
    if context.stage is None and isinstance(instruction, Arg) and context.dockerfile.stages:
        return  # used by FROM alone: in no image
    if instruction.onbuild:
        return
    for pair in instruction.pairs:
        name = pair.key.value
        if has_secret_word(name):
            where = told_leak(leak_of(instruction, name, context.facts), context.facts) if isinstance(instruction, Arg) else "ENV keeps its value in the image"
            yield Finding(pair.key.span, f"by its name `{name}` is a secret, and {where}: use a secret mount")


RULE: Rule[Arg | Env] = Rule(
    id="secret-name",
    doc=__doc__,
    subject=(Arg, Env),
    check=check,
    severity=Severity.WARNING,
    precision="low",
    security_severity=4.0,
    ruleset="all",
    aliases=("buildkit:SecretsUsedInArgOrEnv", "hadolint:DL3064"),
    examples=(
        Bad("FROM alpine:3.20\nARG «API_TOKEN»\nENV «DB_PASSWORD»=x\n"),
        Good("FROM alpine:3.20\nARG API_TOKEN_FILE PUBLIC_KEY TIKTOKEN\nENV AUTH_VERSION=2\n"),
        Bad("ARG «API_TOKEN»\n"),
        Good("ARG API_TOKEN\nFROM alpine:3.20\n"),
    ),
)
