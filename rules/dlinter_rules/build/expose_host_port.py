"""`EXPOSE` with an address or a host port.

## Why
`EXPOSE` says which port the container listens on; it publishes nothing. Everything before the last colon is
ignored.

## Instead
`EXPOSE 80`, and `docker run -p 127.0.0.1:8080:80` or `ports:` in Compose.

## When to ignore it
Never: the part in front of the last colon has no effect, so removing it changes nothing.

## Fix safety
Safe: only the ignored part is removed.
"""

import re
from collections.abc import Iterator

from dlinter.finding import Edit, Finding, Fix, Safety, Severity
from dlinter.model.dockerfile import Expose
from dlinter.rule import Bad, Context, Good, Rule


def check(expose: Expose, context: Context) -> Iterator[Finding]:
    if expose.onbuild or expose.error is not None:
        return
    for token in expose.args:
        before = re.sub(r"\$\{[^}]*\}", "$", token.value.strip("\"'")).rpartition(":")[0]
        if not before.strip(":"):
            continue
        port = token.value.strip("\"'").rpartition(":")[2]
        fix = (
            Fix(f"write `{port}`", (Edit(token.span, port),), Safety.SAFE)
            if "$" not in token.value and port
            else None
        )
        yield Finding(
            token.span,
            f"EXPOSE publishes nothing: everything before the last colon of `{token.value}` is ignored",
            fix,
        )


RULE = Rule(
    id="expose-host-port",
    doc=__doc__,
    since="0.1.0",
    subject=Expose,
    check=check,
    severity=Severity.WARNING,
    precision="very-high",
    aliases=("buildkit:ExposeInvalidFormat",),
    examples=(
        Bad("FROM alpine:3.20\nEXPOSE «127.0.0.1:8080:80/tcp» 443\n",
            fixed="FROM alpine:3.20\nEXPOSE 80/tcp 443\n"),
        Bad("ARG P\nFROM alpine:3.20\nARG P\nEXPOSE «80:$P»\n"),
        Bad("FROM alpine:3.20\nEXPOSE «[::1]:80:80»\n", fixed="FROM alpine:3.20\nEXPOSE 80\n"),
        Good("FROM alpine:3.20\nARG P\nEXPOSE 80 ${P:-8080}\n"),
    ),
)
