"""An `ARG` or `ENV` whose name says that it holds a secret, and which the file gives a value.

## Why
Whatever value it gets is in the image's config or history, where everybody who has the image reads it. A
default for development or for tests is often left in place.

## Instead
A secret mount: `RUN --mount=type=secret,id=token,env=TOKEN …`; a variable of the container is given when it
starts.

`secret-in-arg` and `secret-in-env` report values that are secrets, `secret-passed-as-argument` arguments that
the build gives, `secret-word` names that only BuildKit takes for those of secrets. A switch, a path, a URL
without a password or an empty value does not count.

## When to ignore it
The value is a placeholder or a development default that the program refuses in production, or the name has
nothing to do with a secret.
"""

from collections.abc import Iterator

from dlinter.finding import Finding, Severity
from dlinter.model.cache.leak import leak_of, told_leak
from dlinter.model.dockerfile import Arg, Env
from dlinter.model.flows.carriers import carriers_of
from dlinter.rule import Bad, Context, Good, Rule


def check(instruction: Arg | Env, context: Context) -> Iterator[Finding]:
    if instruction.onbuild:
        return
    for pair in instruction.pairs:
        carrier = carriers_of(context.facts).at(pair)
        if (
            carrier is None
            or carrier.made_of
            or pair.value is None
            or "$" in pair.value.value
            or not pair.value.value.strip("\"'")
        ):
            continue
        if any(not c.sieved for c in context.facts.candidates_in(pair.span)):
            continue
        name = pair.key.value
        where = (
            told_leak(leak_of(instruction, name, context.facts), context.facts)
            if isinstance(instruction, Arg)
            else "ENV keeps its value in the image"
        )
        yield Finding(
            pair.key.span,
            f"by its name `{name}` is a secret, and {where}: use a secret mount, or give it at run time",
            key=name,
        )


RULE: Rule[Arg | Env] = Rule(
    id="secret-name",
    doc=__doc__,
    since="0.1.0",
    subject=(Arg, Env),
    check=check,
    severity=Severity.NOTE,
    precision="low",
    security_severity=4.0,
    aliases=("buildkit:SecretsUsedInArgOrEnv", "dockle:CIS-DI-0010", "hadolint:DL3064", "trivy:DS-0031"),
    examples=(
        Bad("FROM alpine:3.20\nENV «DB_PASSWORD»=changeme\n",
            better="FROM alpine:3.20\n# the container gets DB_PASSWORD when it starts\n"),
        Bad("FROM alpine:3.20\nARG «DB_PASSWORD»=changeme\nRUN ./migrate\n"),
        Good(
            "FROM alpine:3.20\nENV API_TOKEN_FILE=/run/secrets/token PUBLIC_KEY=x TIKTOKEN=y "
            "AUTH_VERSION=2\n"),
        Good("FROM alpine:3.20\nENV DB_PASSWORD=\"\" REQUIRE_PASSWORD=true\n"),
    ),
)
