"""A mounted secret is written to a file of the image, to a cache, or to the log.

## Why
The mount is gone after the step, but what the command wrote is not: a copy is in the layer, an `echo` or `set
-x` in the build's log, and in the cache of the CI service.

## Instead
Let the tool read `/run/secrets/…` itself, or hand it over in a variable of that one command.

## When to ignore it
The command writes something that is derived from the secret and may be public, such as a public key or a
signature.
"""

import re
from collections.abc import Iterator

from dlinter.finding import Finding, Severity
from dlinter.model.dockerfile import Run
from dlinter.model.flows.ends import layer_of
from dlinter.model.flows.writes import places_of, writes_of
from dlinter.model.shell import Command
from dlinter.rule import Bad, Context, Good, Rule

_ECHOES = ("echo", "printf", "cat", "env", "printenv")


def _reads(command: Command, places: tuple[str, ...]) -> bool:
    return any(place in word.value for word in command.argv[1:] for place in places)


def _logged(command: Command, places: tuple[str, ...], variable: str, traced: bool) -> str:
    """Whether the build's log shows the secret: an output that goes nowhere else, or a trace."""
    named = variable and any(variable in word.variables for word in command.argv[1:])
    if not named and not _reads(command, places):
        return ""
    goes_on = command.operator in ("|", "|&") or any(
        r.operator in (">", ">>", ">|", "&>") for r in command.redirects
    )
    if command.name in _ECHOES and not goes_on:
        return "the secret gets into the build's log"
    return "`set -x` writes the secret into the build's log" if traced and named else ""


def check(run: Run, context: Context) -> Iterator[Finding]:
    secrets = [m for m in run.mounts if m.type == "secret"]
    if not secrets:
        return
    script = context.facts.script(run)
    if not script.posix:
        return
    written = [w for w in writes_of(run, context.facts) if w.mounted]
    for write in written:
        yield Finding(
            write.command.outer,
            f"`{write.what}` writes the secret to `{write.path}`, which stays in "
            f"{layer_of(run, context.facts)}: let the tool read the mount itself, or delete the file in "
            "this step",
            key=f"{write.what}:{write.secret}",
        )
    if written:
        return
    traced = False
    for command in script.commands:
        if command.name == "set" and any(re.match(r"-\w*x", w) for w in command.args):
            traced = True
        if "substitution" in command.context:
            continue
        told = next(
            (t for m in secrets for t in [_logged(command, places_of(m), m.get("env") or "", traced)] if t),
            "",
        )
        if told:
            yield Finding(command.outer, f"{told}: let the tool read the mount itself")
            return


RULE: Rule[Run] = Rule(
    id="secret-mount-persisted",
    doc=__doc__,
    since="0.1.0",
    subject=Run,
    check=check,
    severity=Severity.WARNING,
    security_severity=7.5,
    examples=(
        Bad(
            "FROM node:22\nRUN --mount=type=secret,id=npmrc «cp /run/secrets/npmrc /root/.npmrc» && npm ci\n",
            better="FROM node:22\nRUN --mount=type=secret,id=npmrc,target=/root/.npmrc npm ci\n",
        ),
        Bad("FROM debian:13\nRUN --mount=type=secret,id=token «cat /run/secrets/token > /etc/token»\n"),
        Bad("FROM debian:13\nRUN --mount=type=secret,id=token,env=TOKEN «echo $TOKEN»\n"),
        Bad("FROM debian:13\nRUN --mount=type=secret,id=token,env=TOKEN set -x; «curl -H \"a: $TOKEN\" "
            "https://host.example/»\n"),
        Bad("FROM node:22\nRUN --mount=type=secret,id=npm,env=NPM_TOKEN «npm config set "
            "//npm.example/:_authToken=$NPM_TOKEN» && npm ci\n"),
        Bad("FROM debian:13\nRUN --mount=type=secret,id=git «git clone https://x:$(cat "
            "/run/secrets/git)@git.example/a.git»\n"),
        Bad("FROM debian:13\nRUN --mount=type=secret,id=git T=$(cat /run/secrets/git) && «git clone "
            "\"https://x:$T@git.example/a.git\"»\n"),
        Good("FROM debian:13\nRUN --mount=type=secret,id=token TOKEN=$(cat /run/secrets/token) ./fetch\n"),
        Bad("FROM debian:13\nRUN --mount=type=secret,id=token cat /run/secrets/token | «docker login "
            "--password-stdin -u a»\n"),
        Good(
            "FROM debian:13\nRUN --mount=type=secret,id=token cat /run/secrets/token | docker login "
            "--password-stdin -u a && docker pull a && docker logout\n"),
        Good(
            "FROM debian:13\nRUN --mount=type=secret,id=token cat /run/secrets/token | ./fetch "
            "--password-stdin -u a\n"),
        Good(
            "FROM node:22\nRUN --mount=type=secret,id=npmrc cp /run/secrets/npmrc /root/.npmrc && npm ci "
            "&& rm /root/.npmrc\n"),
    ),
)
