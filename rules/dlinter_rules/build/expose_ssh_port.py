"""The image says that it listens on the port of ssh.

## Why
A container that people log in to is changed by hand, without a new image, and it needs host keys and
passwords of its own.

## Instead
`docker exec`, `kubectl exec`, or a debug container. Images that serve ssh, such as git servers, use another
port or disable this rule.

## When to ignore it
The image's purpose is to serve ssh or sftp, as a git server, a bastion or a development container does.
"""

from collections.abc import Iterator

from dlinter.finding import Finding, Severity
from dlinter.model.dockerfile import Expose
from dlinter.rule import STRICT, Bad, Context, Good, Rule


def check(expose: Expose, context: Context) -> Iterator[Finding]:
    for arg in expose.args:
        if arg.value.strip("\"'").lower() in ("22", "22/tcp"):
            yield Finding(arg.span, "port 22 is for ssh: use `docker exec` to enter a container")


RULE: Rule[Expose] = Rule(
    id="expose-ssh-port",
    doc=__doc__,
    since="0.1.0",
    subject=Expose,
    check=check,
    severity=Severity.WARNING,
    ruleset=STRICT,
    aliases=("checkov:CKV_DOCKER_1", "trivy:DS-0004"),
    examples=(
        Bad("FROM alpine:3.20\nEXPOSE 80 «22»\n", better="FROM alpine:3.20\nEXPOSE 80\n"),
        Bad("FROM alpine:3.20\nEXPOSE «22/tcp»\n"),
        Good("FROM alpine:3.20\nEXPOSE 2222 220 22/udp\n"),
    ),
)
