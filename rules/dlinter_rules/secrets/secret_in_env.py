"""A secret as the value of an `ENV`.

## Why
Every container of the image has it in its environment, and everybody who has the image reads it with
`docker inspect`, in the config and in the history. A later `ENV` or `unset` does not take it out.

## Instead
Give it to the container when it starts, or, when only the build needs it, as a secret mount:
`RUN --mount=type=secret,id=token,env=TOKEN …`.

## When to ignore it
The value opens nothing: a placeholder, a test key of the provider, or a password of a service inside of the
same test container.
"""

from collections.abc import Iterator

from dlinter.finding import Finding, Severity
from dlinter.model.dockerfile import Env
from dlinter.model.exposure import span_of, told
from dlinter.model.flows.carriers import carriers_of
from dlinter.model.flows.ends import exported
from dlinter.model.secret import Basis
from dlinter.rule import Bad, Context, Good, Rule


def check(instruction: Env, context: Context) -> Iterator[Finding]:
    for pair in instruction.pairs:
        candidates = context.facts.candidates_in(pair.span)
        for candidate in candidates:
            if candidate.basis is not Basis.URL:
                yield Finding(
                    span_of(candidate),
                    f"{told(candidate)} as `{pair.key.value}`: `docker inspect` shows it in every copy of "
                    "the image; give it at run time, or to one `RUN` as a secret mount",
                    severity=Severity.NOTE if candidate.harmless else Severity.WARNING
                    if candidate.basis is Basis.WEAK else None,
                    secret=candidate.mark,
                )
        carrier = carriers_of(context.facts).at(pair)
        if carrier is None or any(not c.sieved for c in candidates) or pair.value is None:
            continue
        if carrier.made_of:
            shown = "`docker inspect` shows it in every copy of the image"
            if instruction.stage is not None and instruction.stage not in exported(context.facts):
                shown = "the history of its stage keeps it, in the build cache and the provenance"
            message = (
                f"`{pair.key.value}` takes the value of the secret `{carrier.source}`, and {shown}: give it "
                "at run time, or to one `RUN` as a secret mount"
            )
        elif "$" in pair.value.value:
            message = (
                f"by its name `{pair.key.value}` is a secret, and the build writes its value into the image, "
                "where `docker inspect` shows it: give it at run time, or to one `RUN` as a secret mount"
            )
        else:
            continue  # `secret-name` looks at values that the file gives
        yield Finding(pair.span, message, severity=Severity.WARNING, key=pair.key.value)


RULE = Rule(
    id="secret-in-env",
    doc=__doc__,
    since="0.1.0",
    subject=Env,
    check=check,
    severity=Severity.ERROR,
    aliases=("buildkit:SecretsUsedInArgOrEnv", "dockle:CIS-DI-0010", "hadolint:DL3064", "trivy:DS-0031"),
    security_severity=9.0,
    examples=(
        Bad(
            "FROM alpine:3.20\nENV TOKEN=«ghp_" + "T9sKq2LmXv4RzWp7Yb3NcHd8JfGk1A4BvYMx»\n",
            better="FROM alpine:3.20\n# the container gets TOKEN when it starts\n",
        ),
        Bad('FROM alpine:3.20\nENV a=b DB_PASSWORD="«kV9' + 'x2Lq8Zr4TnW7b»"\n'),
        Bad("FROM node:22\nARG API_TOKEN\nENV «API_TOKEN=$API_TOKEN»\n"),
        Bad("FROM node:22\nARG API_TOKEN\nENV «HEADER=\"Bearer ${API_TOKEN}\"»\n"),
        Bad("ARG API_TOKEN\nFROM node:22 AS a\nARG API_TOKEN\nENV «X=$API_TOKEN»\nFROM a\nENV «Y=$X»\n"),
        Good("FROM node:22\nARG API_TOKEN\nENV HAS_LOGIN=${API_TOKEN:+yes}\n"),
        Good("FROM node:22\nARG VERSION\nENV VERSION=$VERSION\n"),
        Good("FROM alpine:3.20\nENV TOKEN_FILE=/run/secrets/token\n"),
        Bad("FROM alpine:3.20\nENV POSTGRES_PASSWORD=«" + "postgres»\n"),
        Good("FROM alpine:3.20\nENV PASSWORD=changeme\n"),
    ),
)
