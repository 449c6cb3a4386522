"""The protocol of `EXPOSE` has upper-case letters.

## Why
Docker writes protocols in lower case, and so does everything that reads them back. BuildKit warns about it in
every build.

## When to ignore it
The file is generated and the warning in the build log does not matter to anyone.

## Fix safety
Safe: the image gets the lower-case form anyway.
"""

from collections.abc import Iterator

from dlinter.finding import Edit, Finding, Fix, Safety, Severity
from dlinter.model.dockerfile import Expose
from dlinter.model.text import Span
from dlinter.rule import Bad, Context, Good, Rule


def check(expose: Expose, context: Context) -> Iterator[Finding]:
    if expose.onbuild or expose.error is not None:
        return
    for token in expose.args:
        port, slash, protocol = token.value.rpartition("/")
        if not slash or "$" in protocol or "}" in protocol or protocol == protocol.lower():
            continue
        fix = None
        if context.facts.text.slice(token.span) == token.value:
            at = token.span.start + len(f"{port}/".encode("utf-8", "surrogateescape"))
            fix = Fix(
                "write it in lower case", (Edit(Span(at, token.span.end), protocol.lower()),), Safety.SAFE
            )
        yield Finding(token.span, f"`{protocol}`: protocols are lower case", fix)


RULE = Rule(
    id="expose-protocol-casing",
    doc=__doc__,
    since="0.1.0",
    subject=Expose,
    check=check,
    severity=Severity.NOTE,
    precision="very-high",
    ruleset="strict",
    aliases=("buildkit:ExposeProtoCasing",),
    examples=(
        Bad("FROM alpine:3.20\nEXPOSE «80/TCP» 53/udp\n", fixed="FROM alpine:3.20\nEXPOSE 80/tcp 53/udp\n"),
        Good("FROM alpine:3.20\nEXPOSE 80 53/udp\n"),
    ),
)
