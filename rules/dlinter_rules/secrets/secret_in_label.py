"""A secret in a `LABEL`.

## Why
Labels are there to be read: registries, orchestrators and `docker inspect` show them without a pull.

## Instead
Take it out; a label is for what everybody may know.

## When to ignore it
The value is public by design, such as a publishable key or a checksum that looks like a key.
"""

from collections.abc import Iterator

from dlinter.finding import Finding, Severity
from dlinter.model.dockerfile import Label
from dlinter.model.exposure import span_of, told
from dlinter.model.flows.carriers import carriers_of
from dlinter.model.secret import Basis
from dlinter.rule import Bad, Context, Good, Rule


def check(instruction: Label, context: Context) -> Iterator[Finding]:
    for pair in instruction.pairs:
        candidates = context.facts.candidates_in(pair.span)
        for candidate in candidates:
            if candidate.basis is not Basis.URL:
                yield Finding(
                    span_of(candidate),
                    f"{told(candidate)} in label `{pair.key.value}`: registries and `docker inspect` show "
                    "labels to everybody; take it out",
                    severity=Severity.NOTE if candidate.harmless else Severity.WARNING
                    if candidate.basis is Basis.WEAK else None,
                    secret=candidate.mark,
                )
        carrier = carriers_of(context.facts).at(pair)
        if carrier is not None and not any(not c.sieved for c in candidates):
            message = (
                f"label `{pair.key.value}` takes the value of the secret `{carrier.source}`, and registries "
                "and `docker inspect` show labels to everybody: take it out"
            )
            yield Finding(pair.span, message, key=pair.key.value)


RULE = Rule(
    id="secret-in-label",
    doc=__doc__,
    since="0.1.0",
    subject=Label,
    check=check,
    severity=Severity.ERROR,
    security_severity=8.0,
    examples=(
        Bad("FROM alpine:3.20\nLABEL TOKEN=«ghp_" + "T9sKq2LmXv4RzWp7Yb3NcHd8JfGk1A4BvYMx»\n",
            better="FROM alpine:3.20\n"),
        Bad('FROM alpine:3.20\nLABEL a=b DB_PASSWORD="«kV9' + 'x2Lq8Zr4TnW7b»"\n'),
        Bad("FROM alpine:3.20\nARG API_TOKEN\nLABEL «build.token=$API_TOKEN»\n"),
        Good("FROM alpine:3.20\nLABEL TOKEN_FILE=/run/secrets/token\n"),
        Good("FROM alpine:3.20\nLABEL PASSWORD=changeme\n"),
    ),
)
