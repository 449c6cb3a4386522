"""A secret in the text of the Dockerfile: a command, a heredoc, a comment.

## Why
It stands in the repository, and, in a `RUN`, in the history of the image; a heredoc of `COPY` makes it a file of a layer.

## Instead
A secret mount: `RUN --mount=type=secret,id=token …` reads `/run/secrets/token` and leaves nothing behind. A key that was
committed has to be replaced: taking it out of the file does not take it out of git.

## When to ignore it
The value is an example in a comment, or a key that was made for tests and opens nothing.
"""

from collections.abc import Iterator

from dlinter.finding import Finding, Severity
from dlinter.model.dockerfile import Arg, Dockerfile, Env, Label
from dlinter.model.exposure import span_of, told
from dlinter.model.secret import Basis
from dlinter.rule import Bad, Context, Good, Rule


def check(dockerfile: Dockerfile, context: Context) -> Iterator[Finding]:
    pairs = [p.span for i in dockerfile.instructions if isinstance(i, (Arg, Env, Label)) for p in i.pairs]
    for candidate in context.facts.candidates:
        span = span_of(candidate)
        if candidate.basis in (Basis.URL, Basis.WEAK) or any(pair.start <= span.start < pair.end for pair in pairs):
            continue
        inside = next((i for i in dockerfile.instructions if i.span.start <= span.start < i.span.end), None)
        where = f"in {inside.keyword.value}" if inside else "in a comment" if dockerfile.instructions else "in the file"
        yield Finding(
            span, f"{told(candidate)} {where}: replace the key and use a secret mount",
            severity=Severity.NOTE if candidate.harmless else None, secret=candidate.mark,
        )  # fmt: skip


RULE = Rule(
    id="secret-in-text",
    doc=__doc__,
    since="0.1.0",
    subject=Dockerfile,
    check=check,
    severity=Severity.ERROR,
    security_severity=8.5,
    examples=(
        Bad(
            "FROM alpine:3.20\nRUN git clone https://host.example/x && TOKEN=«ghp_" + "T9sKq2LmXv4RzWp7Yb3NcHd8JfGk1A4BvYMx» ./x\n",
            better="FROM alpine:3.20\nRUN git clone https://host.example/x\nRUN --mount=type=secret,id=token,env=TOKEN ./x\n",
        ),
        Bad("FROM alpine:3.20\nCOPY <<EOF /root/.env\nTOKEN=«ghp_" + "T9sKq2LmXv4RzWp7Yb3NcHd8JfGk1A4BvYMx»\nEOF\n"),
        Good("FROM alpine:3.20\nRUN --mount=type=secret,id=token,env=TOKEN ./x\n"),
    ),
)
