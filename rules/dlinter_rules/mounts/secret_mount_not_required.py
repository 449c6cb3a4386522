"""A step runs without its secret when the build does not provide it.

## Why
A secret mount is optional unless it says otherwise: without `--secret` the file is not there, and the command
fails late with a message about something else, or succeeds with the wrong result, which the cache then keeps.

## When to ignore it
The step is meant to work without the secret too, for example with a public registry for outside contributors.

## Fix safety
Safe for those who give the secret: the build stops at once, naming it, for those who do not.
"""

from collections.abc import Iterator

from dlinter.finding import Edit, Finding, Fix, Safety, Severity
from dlinter.model.dockerfile import Run
from dlinter.model.text import Span
from dlinter.rule import STRICT, Bad, Context, Good, Rule


def check(run: Run, context: Context) -> Iterator[Finding]:
    body = context.facts.text.slice(run.span)
    for mount in run.mounts:
        if mount.type not in ("secret", "ssh") or mount.get("required") is not None:
            continue
        if (
            mount.type == "ssh"
            or " -f /run/secrets" in body
            or " -s /run/secrets" in body
            or " -r /run/secrets" in body
        ):
            continue  # the agent is asked for when it is needed; a script that looks first means it
        at = mount.flag.value_span.end
        yield Finding(
            mount.flag.span,
            f"without `--secret id={mount.id or '…'}` this step runs with no secret: add `required=true` so "
            "that the build stops instead",
            Fix("add `required=true`", (Edit(Span(at, at), ",required=true"),), Safety.SAFE),
        )


RULE: Rule[Run] = Rule(
    id="secret-mount-not-required",
    doc=__doc__,
    since="0.1.0",
    subject=Run,
    check=check,
    severity=Severity.NOTE,
    ruleset=STRICT,
    examples=(
        Bad(
            "FROM debian:13\nRUN «--mount=type=secret,id=token» curl -H @/run/secrets/token "
            "https://host.example/\n",
            fixed="FROM debian:13\nRUN --mount=type=secret,id=token,required=true curl -H "
                "@/run/secrets/token https://host.example/\n",
        ),
        Good("FROM debian:13\nRUN --mount=type=secret,id=token,required ls /run/secrets/token\n"),
        Good(
            "FROM debian:13\nRUN --mount=type=secret,id=token if [ -f /run/secrets/token ]; then "
            "./with-token; fi\n"),
    ),
)
