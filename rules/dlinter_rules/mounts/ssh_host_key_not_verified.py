"""The host of an ssh connection is not verified in the build.

## Why
`StrictHostKeyChecking=no` and a `ssh-keyscan` in the build trust any host that answers: an attacker in
between gets the agent's signature for their own connection, and the build uses the code that they serve.

## Instead
Put the host's key, checked once by hand, beside the Dockerfile: `COPY known_hosts /etc/ssh/ssh_known_hosts`.
The providers publish theirs; `ADD --checksum=… https://…` pins a fetched one.

## When to ignore it
The host is reached only inside of a network that the builder alone can use, and its key changes with every
start.
"""

import re
from collections.abc import Iterator

from dlinter.finding import Finding, Severity
from dlinter.model.dockerfile import Run
from dlinter.model.text import Span
from dlinter.rule import Bad, Context, Good, Rule

_OFF = re.compile(rb"StrictHostKeyChecking[ =\t]+(?:no|off|accept-new)\b", re.I)


def check(run: Run, context: Context) -> Iterator[Finding]:
    script = context.facts.script(run)
    if not script.posix:
        return
    text = context.facts.text
    for match in _OFF.finditer(text.data, run.span.start, run.span.end):
        yield Finding(
            Span(*match.span()),
            "any host that answers is trusted: give the build a `known_hosts` with the right key",
        )
        return
    for command in script.commands:
        if (command.name == "ssh-keyscan" and any(r.operator in (">", ">>") for r in command.redirects)) or (
            command.name == "ssh-keyscan" and command.operator == "|"
        ):
            yield Finding(
                command.span,
                "`ssh-keyscan` in the build trusts any host that answers: copy in a verified `known_hosts`",
            )
            return


RULE: Rule[Run] = Rule(
    id="ssh-host-key-not-verified",
    doc=__doc__,
    since="0.1.0",
    subject=Run,
    check=check,
    severity=Severity.WARNING,
    security_severity=6.5,
    examples=(
        Bad(
            "FROM alpine/git\nRUN --mount=type=ssh mkdir -p ~/.ssh && «ssh-keyscan git.example» >> "
            "~/.ssh/known_hosts && git clone git@git.example:a/b.git\n",
            better="FROM alpine/git\nCOPY known_hosts /etc/ssh/ssh_known_hosts\nRUN --mount=type=ssh git "
                "clone git@git.example:a/b.git\n",
        ),
        Bad('FROM alpine/git\nRUN --mount=type=ssh GIT_SSH_COMMAND="ssh -o «StrictHostKeyChecking=no»" git '
            'clone git@git.example:a/b.git\n'),
        Good(
            "FROM alpine/git\nCOPY known_hosts /etc/ssh/ssh_known_hosts\nRUN --mount=type=ssh git clone "
            "git@git.example:a/b.git\n"),
    ),
)
