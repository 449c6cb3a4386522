"""A key is copied into a stage that also mounts the ssh agent.

## Why
The mount exists so that no key is needed: the copied one is still in a layer, and everybody who gets the
layer has it.

## Instead
Remove the `COPY`; `docker build --ssh default` gives the step your agent, or `--ssh default=path/to/key` the
key alone.

## When to ignore it
The key is a test fixture that opens nothing, in spite of its name.
"""

import re
from collections.abc import Iterator

from dlinter.finding import Finding, Related, Severity
from dlinter.model.dockerfile import Add, Copy
from dlinter.model.flows.ssh_mounts import ssh_mount_of
from dlinter.model.ssh_keys import is_key_path
from dlinter.rule import Bad, Context, Good, Rule

_SSH = re.compile(rb"ssh")


def check(copy: Copy | Add, context: Context) -> Iterator[Finding]:
    if context.stage is None or copy.flag("from") is not None or not context.facts.has(_SSH):
        return
    for source in copy.sources:
        if source.is_url or source.is_git or not is_key_path(source.token.value.strip("\"'")):
            continue
        mount = ssh_mount_of(context.stage, context.facts)
        if mount is None:
            return
        yield Finding(
            source.token.span,
            f"the agent is mounted on line {context.facts.text.line_of(mount.flag.span.start)}: this key is "
            "not needed, and stays in a layer",
            related=(Related(mount.flag.span, "the mount"),),
        )


RULE: Rule[Copy | Add] = Rule(
    id="key-copied-beside-ssh-mount",
    doc=__doc__,
    since="0.1.0",
    subject=(Copy, Add),
    check=check,
    severity=Severity.ERROR,
    security_severity=8.5,
    examples=(
        Bad(
            "FROM alpine/git\nCOPY «id_ed25519» /root/.ssh/\nRUN --mount=type=ssh git clone "
            "git@git.example:a/b.git\n",
            better="FROM alpine/git\nCOPY known_hosts /root/.ssh/\nRUN --mount=type=ssh git clone "
                "git@git.example:a/b.git\n",
        ),
        Good(
            "FROM alpine/git\nCOPY known_hosts /root/.ssh/\nRUN --mount=type=ssh git clone "
            "git@git.example:a/b.git\n"),
        Good("FROM alpine/git\nCOPY id_ed25519.pub /root/.ssh/\nRUN --mount=type=ssh git fetch\n"),
    ),
)
