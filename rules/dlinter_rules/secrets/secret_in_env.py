"""A secret as the value of an `ENV`.

## Why
Every container of the image has it in its environment, and everybody who has the image reads it with
`docker inspect`, in the config and in the history. A later `ENV` or `unset` does not take it out.

## Instead
Give it to the container when it starts, or, when only the build needs it, as a secret mount:
`RUN --mount=type=secret,id=token,env=TOKEN …`.
"""

from collections.abc import Iterator

from dlinter.finding import Finding, Severity
from dlinter.model.dockerfile import Env
from dlinter.model.exposure import span_of, told
from dlinter.model.secret import Basis
from dlinter.rule import Bad, Context, Good, Rule


def check(instruction: Env, context: Context) -> Iterator[Finding]:
    for pair in instruction.pairs:
        for candidate in context.facts.candidates_in(pair.span):
            if candidate.basis is not Basis.URL:
                yield Finding(
                    span_of(candidate),
                    f"{told(candidate)} as `{pair.key.value}`: `docker inspect` shows it in every copy of the image; give it at run time, or to one `RUN` as a secret mount",
                    severity=Severity.NOTE if candidate.harmless else Severity.WARNING if candidate.basis is Basis.WEAK else None,
                    secret=candidate.mark,
                )


RULE = Rule(
    id="secret-in-env",
    doc=__doc__,
    subject=Env,
    check=check,
    severity=Severity.ERROR,
    aliases=("buildkit:SecretsUsedInArgOrEnv", "hadolint:DL3064"),
    security_severity=9.0,
    examples=(
        Bad("FROM alpine:3.20\nENV TOKEN=«ghp_" + "T9sKq2LmXv4RzWp7Yb3NcHd8JfGk1A4BvYMx»\n"),
        Bad('FROM alpine:3.20\nENV a=b DB_PASSWORD="«kV9' + 'x2Lq8Zr4TnW7b»"\n'),
        Good("FROM alpine:3.20\nENV TOKEN_FILE=/run/secrets/token\n"),
        Bad("FROM alpine:3.20\nENV POSTGRES_PASSWORD=«" + "postgres»\n"),
        Good("FROM alpine:3.20\nENV PASSWORD=changeme\n"),
    ),
)
