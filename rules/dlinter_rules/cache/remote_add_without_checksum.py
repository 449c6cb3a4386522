"""A file is downloaded with `ADD` without its checksum.

## Why
The image gets whatever the URL serves: later a different file, or somebody else's. BuildKit asks the server
in every build whether the file has changed, and rebuilds all later steps when it has.

## Instead
`ADD --checksum=sha256:… URL`: the build stops when the bytes differ, and the checksum is the cache key
(Dockerfile frontend 1.6).

## When to ignore it
The newest file is wanted in every build, such as a list that is updated daily, and the host is your own.
"""

from collections.abc import Iterator

from dlinter.finding import Finding, Severity
from dlinter.model.dockerfile import Add
from dlinter.rule import Bad, Context, Good, Rule


def check(add: Add, context: Context) -> Iterator[Finding]:
    if add.checksum is not None or add.error:
        return
    for source in add.sources:
        if source.is_url:
            yield Finding(
                source.token.span, "the content of this download is not verified: add `--checksum=sha256:…`"
            )


RULE = Rule(
    id="remote-add-without-checksum",
    doc=__doc__,
    since="0.1.0",
    subject=Add,
    check=check,
    severity=Severity.WARNING,
    security_severity=4.0,
    examples=(
        Bad(
            "FROM debian:13\nADD «https://get.example/tool.tar.gz» /opt/\nRUN tar -xzf /opt/tool.tar.gz -C "
            "/usr/local\nCOPY app /srv/app\n",
            better="FROM debian:13\nADD --checksum=sha256:" + "5d" * 32
            + " https://get.example/tool.tar.gz /opt/\n"
            "RUN tar -xzf /opt/tool.tar.gz -C /usr/local\nCOPY app /srv/app\n",
        ),
        Bad("FROM scratch\nADD «https://get.example/tool.tar.gz» /opt/\n"),
        Good(
            "FROM scratch\nADD "
            "--checksum=sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef "
            "https://get.example/t /t\n"
        ),
        Good("FROM scratch\nADD https://git.example/team/app.git#v1.2.3 /src\n"),
        Good("FROM scratch\nADD tool.tar.gz /opt/\n"),
    ),
)
