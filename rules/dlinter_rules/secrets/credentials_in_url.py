"""A URL with a user name and a password in it.

## Why
In a `RUN` the URL is in the history of the image; `git clone` keeps it in `.git/config`, `pip` in its log,
and `npm` in the lockfile of the layer.

## Instead
A secret mount that holds a `.netrc`, or the tool's own variable given by `--mount=type=secret,env=`.

## When to ignore it
The user name and password are public, as those of a demo database that the build starts itself.
"""

from collections.abc import Iterator

from dlinter.finding import Finding, Severity
from dlinter.model.dockerfile import Dockerfile
from dlinter.model.exposure import span_of
from dlinter.model.secret import Basis
from dlinter.rule import Bad, Context, Good, Rule


def check(dockerfile: Dockerfile, context: Context) -> Iterator[Finding]:
    for candidate in context.facts.candidates:
        if candidate.basis is Basis.URL:
            yield Finding(
                span_of(candidate),
                f"password `{candidate.secret.preview}` in a URL: it stays in the history and in what the "
                "tool writes; use a secret mount",
                secret=candidate.mark,
            )


RULE = Rule(
    id="credentials-in-url",
    doc=__doc__,
    since="0.1.0",
    subject=Dockerfile,
    check=check,
    severity=Severity.ERROR,
    security_severity=8.0,
    examples=(
        Bad(
            "FROM alpine:3.20\nRUN git clone https://build:«kV9x" + "2Lq8Zr4T»@git.example/x.git\n",
            better="FROM alpine:3.20\nRUN --mount=type=secret,id=netrc,target=/root/.netrc git clone "
                "https://git.example/x.git\n",
        ),
        Bad('FROM alpine:3.20\nENV INDEX="https://build:«kV9x' + '2Lq8Zr4T»@pypi.example/simple"\n'),
        Good("FROM alpine:3.20\nARG TOKEN\nRUN git clone https://build:${TOKEN}@git.example/x.git\n"),
        Good("FROM alpine:3.20\nRUN git clone https://git.example/x.git\n"),
    ),
)
