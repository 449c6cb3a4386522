"""A private ssh key is copied into the image.

## Why
The key is in a layer: everybody who has the image has the key, also when a later step removes the file. In a stage that is not the last
one it is in the build cache and in every cache export.

## Instead
`RUN --mount=type=ssh` for git and ssh, `RUN --mount=type=secret,id=key` for a tool that must read a file. Replace the key when such an image
was pushed.
"""

import re
from collections.abc import Iterator

from dlinter.finding import Finding, Severity
from dlinter.model.dockerfile import Add, Copy
from dlinter.rule import Bad, Context, Good, Rule

_KEY = re.compile(r"(?:^|/)(?:id_(?:rsa|dsa|ecdsa|ed25519)(?:_sk)?|[\w.-]+_rsa|deploy_?key|ssh_?key|[\w.-]*private[_.-]?key(?:\.pem)?|[\w.-]+\.ppk)$", re.I)
_FOLDER = re.compile(r"(?:^|/)\.ssh/?(?:\*)?$")


def check(instruction: Copy | Add, context: Context) -> Iterator[Finding]:
    if instruction.flag("from") is not None:
        return
    for source in instruction.sources:
        name = source.token.value.strip("\"'")
        if name.endswith(".pub") or source.is_url or source.is_git:
            continue
        if _KEY.search(name) or _FOLDER.search(name):
            yield Finding(
                source.token.span,
                f"`{name}` stays in a layer, also after an `rm`: use `RUN --mount=type=ssh`, or a secret mount",
            )


RULE: Rule[Copy | Add] = Rule(
    id="ssh-key-copied",
    doc=__doc__,
    subject=(Copy, Add),
    check=check,
    severity=Severity.ERROR,
    security_severity=9.0,
    examples=(
        Bad("FROM alpine:3.20\nCOPY «id_rsa» /root/.ssh/id_rsa\n"),
        Bad("FROM alpine:3.20\nADD «.ssh/» /root/.ssh/\n"),
        Good("FROM alpine:3.20\nCOPY id_rsa.pub /root/.ssh/authorized_keys\n"),
        Good("FROM alpine:3.20\nCOPY ssh_config /etc/ssh/\n"),
    ),
)
