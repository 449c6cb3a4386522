"""Instructions are written in different cases.

## Why
A file in one case is easier to read and to search. BuildKit warns of the ones that differ from most others.

## When to ignore it
The file is generated, or two people's styles meet in it and nobody minds.

## Fix safety
Safe: the case of keywords means nothing.
"""

from collections.abc import Iterator

from dlinter.finding import Edit, Finding, Fix, Safety, Severity
from dlinter.model.dockerfile import Dockerfile
from dlinter.model.dockerfile.sections import written
from dlinter.rule import Bad, Context, Good, Rule


def check(dockerfile: Dockerfile, context: Context) -> Iterator[Finding]:
    # What stands before the first FROM is neither counted nor told of.
    keywords = [
        (i, written(dockerfile, i)) for s in dockerfile.stages for i in s.instructions if i.error is None
    ]
    lower = sum(word.islower() for _, word in keywords) > sum(word.isupper() for _, word in keywords)
    for instruction, word in keywords:
        wanted = word.lower() if lower else word.upper()
        if word == wanted:
            continue
        span = instruction.keyword.span
        fix = (
            Fix(f"write `{wanted}`", (Edit(span, wanted),), Safety.SAFE)
            if span.end - span.start == len(word)
            else None
        )
        yield Finding(
            span,
            f"`{word}` where most instructions are in {'lower' if lower else 'upper'} case: write `{wanted}`",
            fix,
        )


RULE = Rule(
    id="instruction-casing",
    doc=__doc__,
    since="0.1.0",
    subject=Dockerfile,
    check=check,
    severity=Severity.NOTE,
    precision="very-high",
    ruleset="strict",
    aliases=("buildkit:ConsistentInstructionCasing", "buildkit:FileConsistentCommandCasing",
        "buildkit:SelfConsistentCommandCasing"),
    examples=(
        Bad("FROM alpine:3.20\n«run» a\nCOPY b c\n", fixed="FROM alpine:3.20\nRUN a\nCOPY b c\n"),
        Bad("from alpine:3.20\n«Run» a\ncopy b c\n", fixed="from alpine:3.20\nrun a\ncopy b c\n"),
        Good("from alpine:3.20\nrun a\n"),
    ),
)
