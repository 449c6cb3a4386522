"""A command that the settings say needs a secret runs without its mount.

## Why
In a company, `npm ci` or `pip install` must come from the company's own registry; without its credentials the
step silently uses the public one.

## Instead
Say in the settings which command needs which secret, and every `RUN` of it must have
`--mount=type=secret,id=…`: `[rules.required-secret-mount] commands = { "npm" = "npmrc" }`.

## When to ignore it
This one command works without the company's registry: it only asks for a version or cleans up.

## Fix safety
Safe: the mount is the one that you asked for.
"""

from collections.abc import Iterator

from dlinter.finding import Edit, Finding, Fix, Safety, Severity
from dlinter.model.dockerfile import Run
from dlinter.model.text import Span
from dlinter.rule import Bad, Context, Good, Option, Rule


def check(run: Run, context: Context) -> Iterator[Finding]:
    wanted = context.options["commands"]
    script = context.facts.script(run)
    if not wanted or not script.posix:
        return
    mounted = {m.id for m in run.mounts if m.type == "secret"}
    told: set[str] = set()
    for command in script.commands:
        secret = wanted.get(command.name)
        if secret is None or secret in mounted or secret in told:
            continue
        told.add(secret)
        at = run.flags[-1].span.end if run.flags else run.keyword.span.end
        yield Finding(
            command.argv[0].span,
            f"`{command.name}` needs the secret `{secret}`: add `--mount=type=secret,id={secret}`",
            Fix("mount it", (Edit(Span(at, at), f" --mount=type=secret,id={secret},required=true"),),
                Safety.SAFE),
        )


RULE: Rule[Run] = Rule(
    id="required-secret-mount",
    doc=__doc__,
    since="0.1.0",
    subject=Run,
    check=check,
    severity=Severity.ERROR,
    options=(Option("commands", {},
        "commands and the id of the secret that each must have, as `{npm = \"npmrc\"}`"),),
    examples=(
        Bad(
            "FROM node:22\nRUN «npm» ci\n", options={"commands": {"npm": "npmrc"}},
            fixed="FROM node:22\nRUN --mount=type=secret,id=npmrc,required=true npm ci\n",
        ),
        Good("FROM node:22\nRUN --mount=type=secret,id=npmrc npm ci\n",
            options={"commands": {"npm": "npmrc"}}),
        Good("FROM node:22\nRUN npm ci\n"),
    ),
)  # fmt: skip
