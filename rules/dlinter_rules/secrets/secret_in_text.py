"""A secret in the text of the Dockerfile: a command, a heredoc, a comment.

## Why
It stands in the repository, and, in a `RUN`, in the history of the image; a heredoc of `COPY` makes it a file
of a layer.

## Instead
A secret mount: `RUN --mount=type=secret,id=token …` reads `/run/secrets/token` and leaves nothing behind. A
key that was committed has to be replaced: taking it out of the file does not take it out of git.

## When to ignore it
The value is an example in a comment, or a key that was made for tests and opens nothing.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from dlinter.finding import Finding, Severity
from dlinter.model.dockerfile import Arg, Dockerfile, Env, Label
from dlinter.model.exposure import span_of, told
from dlinter.model.secret import Basis
from dlinter.model.text import Span
from dlinter.rule import Bad, Context, Good, Rule


def check(dockerfile: Dockerfile, context: Context) -> Iterator[Finding]:
    pairs = [p.span for i in dockerfile.instructions if isinstance(i, (Arg, Env, Label)) for p in i.pairs]
    places = [i.span for i in dockerfile.instructions]
    for candidate in context.facts.candidates:
        span = span_of(candidate)
        if candidate.basis in (Basis.URL, Basis.WEAK) or _around(pairs, span) >= 0:
            continue
        at = _around(places, span)
        where = (
            f"in {dockerfile.instructions[at].keyword.value}"
            if at >= 0
            else "in a comment"
            if dockerfile.instructions
            else "in the file"
        )
        yield Finding(
            span, f"{told(candidate)} {where}: replace the key and use a secret mount",
            severity=Severity.NOTE if candidate.harmless else None, secret=candidate.mark,
        )  # fmt: skip


def _around(spans: Sequence[Span], inner: Span) -> int:
    """Which of the spans, which are in order and apart, a span begins in; -1 for none."""
    at = bisect_right(spans, inner.start, key=lambda span: span.start) - 1
    return at if at >= 0 and inner.start < spans[at].end else -1


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
            "FROM alpine:3.20\nRUN git clone https://host.example/x && TOKEN=«ghp_"
            + "T9sKq2LmXv4RzWp7Yb3NcHd8JfGk1A4BvYMx» ./x\n",
            better="FROM alpine:3.20\nRUN git clone https://host.example/x\nRUN "
                "--mount=type=secret,id=token,env=TOKEN ./x\n",
        ),
        Bad("FROM alpine:3.20\nCOPY <<EOF /root/.env\nTOKEN=«ghp_"
            + "T9sKq2LmXv4RzWp7Yb3NcHd8JfGk1A4BvYMx»\nEOF\n"),
        Good("FROM alpine:3.20\nRUN --mount=type=secret,id=token,env=TOKEN ./x\n"),
    ),
)
