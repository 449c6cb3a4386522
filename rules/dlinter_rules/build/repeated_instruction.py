"""A second `CMD`, `ENTRYPOINT` or `HEALTHCHECK` in a stage replaces this one.

## Why
Only the last one counts. The earlier one was left behind by mistake, or was meant to run too.

## When to ignore it
Never on purpose: only the last one has an effect. A commented-out line says the same without the doubt.

## Fix safety
Unsafe: the one without effect is deleted; it may be the one that was meant.
"""

from collections.abc import Iterator

from dlinter.finding import Edit, Finding, Fix, Related, Safety, Severity, Tag
from dlinter.model.dockerfile import Cmd, Dockerfile, Entrypoint, Healthcheck, Instruction
from dlinter.model.dockerfile.sections import sections
from dlinter.model.text import Span
from dlinter.rule import Bad, Context, Good, Rule


def check(dockerfile: Dockerfile, context: Context) -> Iterator[Finding]:
    text = dockerfile.text
    for section in sections(dockerfile):
        last: dict[str, Instruction] = {}
        for instruction in reversed(section):
            if not isinstance(instruction, (Cmd, Entrypoint, Healthcheck)) or instruction.error is not None:
                continue
            name = instruction.keyword.value
            final = last.setdefault(name, instruction)
            if final is instruction:
                continue
            whole = Span(
                text.full_line_span(instruction.first_line).start,
                text.full_line_span(instruction.last_line).end,
            )
            yield Finding(
                instruction.keyword.span,
                f"the {name} on line {final.first_line} replaces this one: keep one for each stage",
                Fix("delete it", (Edit(whole, ""),), Safety.UNSAFE),
                (Related(final.keyword.span, "this one counts"),),
            )


RULE = Rule(
    id="repeated-instruction",
    doc=__doc__,
    since="0.1.0",
    tag=Tag.UNNECESSARY,
    subject=Dockerfile,
    check=check,
    severity=Severity.WARNING,
    precision="very-high",
    aliases=(
        "buildkit:MultipleInstructionsDisallowed", "hadolint:DL3012", "hadolint:DL4003", "hadolint:DL4004",
        "trivy:DS-0007", "trivy:DS-0016", "trivy:DS-0023",
    ),
    examples=(
        Bad(
            'FROM alpine:3.20\n«CMD» ["a", \\\n  "b"]\nRUN true\nCMD ["c"]\n',
            fixed='FROM alpine:3.20\nRUN true\nCMD ["c"]\n',
        ),
        Bad("FROM alpine:3.20\n«HEALTHCHECK» CMD a\nHEALTHCHECK NONE\n",
            fixed="FROM alpine:3.20\nHEALTHCHECK NONE\n"),
        Good('FROM alpine:3.20 AS a\nCMD ["a"]\nFROM a\nCMD ["b"]\n'),
    ),
)
