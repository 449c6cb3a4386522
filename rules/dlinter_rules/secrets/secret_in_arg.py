"""A secret as the default of an `ARG`.

## Why
The default stands in the repository. BuildKit writes the value into the history of every `RUN` below it, used
or not: in the final image, and in the stages it is built on. Of another stage the value is in the builder's
cache, in every export of it, and in the provenance of the build.

## Instead
A secret mount: `RUN --mount=type=secret,id=token,env=TOKEN …` and `docker build --secret id=token`.

## When to ignore it
The value opens nothing: an example, a test key of the provider, or a default that the server refuses outside
of development.
"""

from collections.abc import Iterator

from dlinter.finding import Finding, Severity
from dlinter.model.cache.leak import leak_of, told_leak
from dlinter.model.dockerfile import Arg
from dlinter.model.exposure import span_of, told
from dlinter.model.flows.carriers import carriers_of
from dlinter.model.secret import Basis
from dlinter.rule import Bad, Context, Good, Rule


def check(instruction: Arg, context: Context) -> Iterator[Finding]:
    for pair in instruction.pairs:
        candidates = context.facts.candidates_in(pair.span)
        for candidate in candidates:
            if candidate.basis is not Basis.URL:
                yield Finding(
                    span_of(candidate),
                    f"{told(candidate)} as default of `{pair.key.value}` is in the repository, and "
                    f"{told_leak(leak_of(instruction, pair.key.value, context.facts), context.facts)}: "
                    "use a secret mount",
                    severity=Severity.NOTE if candidate.harmless else Severity.WARNING
                    if candidate.basis is Basis.WEAK else None,
                    secret=candidate.mark,
                )
        carrier = carriers_of(context.facts).at(pair)
        if carrier is not None and carrier.made_of and not any(not c.sieved for c in candidates):
            leak = told_leak(leak_of(instruction, pair.key.value, context.facts), context.facts)
            message = (
                f"the default of `{pair.key.value}` takes the value of the secret `{carrier.source}`, and "
                f"{leak}: use a secret mount"
            )
            yield Finding(pair.span, message, severity=Severity.WARNING, key=pair.key.value)


RULE = Rule(
    id="secret-in-arg",
    doc=__doc__,
    since="0.1.0",
    subject=Arg,
    check=check,
    severity=Severity.ERROR,
    aliases=("buildkit:SecretsUsedInArgOrEnv", "hadolint:DL3064", "trivy:DS-0031"),
    security_severity=8.0,
    examples=(
        Bad(
            "FROM alpine:3.20\nARG TOKEN=«ghp_" + "T9sKq2LmXv4RzWp7Yb3NcHd8JfGk1A4BvYMx»\n",
            better="FROM alpine:3.20\nRUN --mount=type=secret,id=token,env=TOKEN,required=true ./fetch\n",
        ),
        Bad('FROM alpine:3.20\nARG a=b DB_PASSWORD="«kV9' + 'x2Lq8Zr4TnW7b»"\n'),
        Bad("FROM alpine:3.20\nARG API_TOKEN\nARG «URL=https://x:$API_TOKEN@git.example/»\n"),
        Good("FROM alpine:3.20\nARG TOKEN_FILE=/run/secrets/token\n"),
        Good("FROM alpine:3.20\nARG PASSWORD=changeme\n"),
    ),
)
