"""A private ssh key is copied into the image.

## Why
The key is in a layer: everybody who has the image has the key, even when a later step removes the file. In a
stage that is not the last one it is in the build cache and in every cache export.

## Instead
`RUN --mount=type=ssh` for git and ssh, `RUN --mount=type=secret,id=key` for a tool that must read a file.
Replace the key when such an image was pushed.

## When to ignore it
The key is a test fixture that opens nothing, such as the well-known insecure key of a virtual machine image.
"""

from collections.abc import Iterator

from dlinter.finding import Finding, Severity
from dlinter.model.dockerfile import Add, Copy
from dlinter.model.flows.ends import layer_of
from dlinter.model.flows.files import secret_files
from dlinter.model.flows.ssh_mounts import ssh_mount_of
from dlinter.rule import Bad, Context, Good, Rule


def check(instruction: Copy | Add, context: Context) -> Iterator[Finding]:
    for file in secret_files(instruction, context.facts):
        if not file.key:
            continue
        if not file.broad and context.stage is not None and ssh_mount_of(context.stage, context.facts):
            return  # `key-copied-beside-ssh-mount` says more
        where = layer_of(instruction, context.facts)
        better = (
            "name it in `.dockerignore`" if file.broad else "use `RUN --mount=type=ssh`, or a secret mount"
        )
        yield Finding(
            file.span, f"`{file.path}` stays in {where}, also after an `rm`: {better}", key=file.path
        )


RULE: Rule[Copy | Add] = Rule(
    id="ssh-key-copied",
    doc=__doc__,
    since="0.1.0",
    subject=(Copy, Add),
    check=check,
    severity=Severity.ERROR,
    security_severity=9.0,
    examples=(
        Bad("FROM alpine:3.20\nCOPY «id_rsa» /root/.ssh/id_rsa\n",
            better="FROM alpine:3.20\nRUN --mount=type=ssh git clone git@git.example:a/b.git\n"),
        Bad("FROM alpine:3.20\nADD «.ssh/» /root/.ssh/\n"),
        Bad("FROM alpine:3.20\nCOPY «.» /app/\n",
            files={"deploy/id_ed25519": "-----BEGIN " + "OPENSSH PRIVATE KEY-----\nx\n"}),
        Good("FROM alpine:3.20\nCOPY id_rsa.pub /root/.ssh/authorized_keys\n"),
        Good("FROM alpine:3.20\nCOPY id_rsa /root/.ssh/\nRUN --mount=type=ssh git fetch\n"),
        Good("FROM alpine:3.20\nCOPY ssh_config /etc/ssh/\n"),
    ),
)
