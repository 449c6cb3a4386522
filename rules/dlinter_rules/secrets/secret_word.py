"""An `ARG` or `ENV` has a name that BuildKit takes for a secret's.

## Why
BuildKit's check looks at the words of the name alone: `key`, `auth`, `token`, `password` and a few more. Most
of these variables hold no secret (`GPG_KEY` is a fingerprint); those that dlint takes for one are reported by
the rules about secrets.

## Instead
Where it is a secret: `RUN --mount=type=secret,id=token,env=TOKEN …`. Where it is not, `#
check=skip=SecretsUsedInArgOrEnv` keeps BuildKit silent.

## When to ignore it
The variable holds no secret, which is the usual case; that is why the rule is off unless you ask for `all`.
"""

from collections.abc import Iterator

from dlinter.finding import Finding, Severity
from dlinter.model.dockerfile import Arg, Env
from dlinter.model.flows.carriers import carriers_of, declared_again
from dlinter.model.names import has_secret_word
from dlinter.rule import Bad, Context, Good, Rule


def check(instruction: Arg | Env, context: Context) -> Iterator[Finding]:
    if instruction.onbuild:
        return
    for pair in instruction.pairs:
        name = pair.key.value
        if not has_secret_word(name) or carriers_of(context.facts).at(pair) is not None:
            continue
        if any(not c.sieved for c in context.facts.candidates_in(pair.span)):
            continue
        if context.stage is None and declared_again(name, context.facts):
            continue
        yield Finding(
            pair.key.span,
            f"BuildKit takes `{name}` for the name of a secret: if it is one, use a secret mount",
            key=name,
        )


RULE: Rule[Arg | Env] = Rule(
    id="secret-word",
    doc=__doc__,
    since="0.1.0",
    subject=(Arg, Env),
    check=check,
    severity=Severity.NOTE,
    precision="low",
    security_severity=2.0,
    ruleset="all",
    aliases=("buildkit:SecretsUsedInArgOrEnv", "hadolint:DL3064"),
    examples=(
        Bad("FROM alpine:3.20\nENV «API_TOKEN»=\n",
            better="FROM alpine:3.20\nENV API_TOKEN_FILE=/run/secrets/api_token\n"),
        Bad("FROM alpine:3.20\nENV «GPG_KEY»=E3FF2839C048B25C084DEBE9B26995E310250568\n"),
        Good("FROM alpine:3.20\nARG API_TOKEN_FILE PUBLIC_KEY TIKTOKEN\nENV AUTH_VERSION=2\n"),
        Bad("ARG «AUTH»\nFROM alpine:3.20\n"),
        Bad("ARG AUTH\nFROM alpine:3.20\nARG «AUTH»\n"),
    ),
)
