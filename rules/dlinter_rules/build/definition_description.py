"""The comment above an `ARG` or a named stage does not begin with its name.

## Why
`docker build --call=outline` and `--call=targets` show the comment above an `ARG` or a stage as its
description when it begins with the name. Any other comment there is not shown. BuildKit looks at this only
where the file asks for it, with `# check=experimental=InvalidDefinitionDescription`, and so does this rule
unless `always` is set.

## Instead
`# VERSION the version to build`, or an empty line between the comment and the instruction.

## When to ignore it
The comment is a remark for those who read the file, and is not meant to appear in `docker build
--call=outline`.
"""

from collections.abc import Iterator

from dlinter.finding import Finding, Severity
from dlinter.model.dockerfile import Arg, From, Instruction
from dlinter.rule import Bad, Context, Good, Option, Rule

_NAME = "InvalidDefinitionDescription"


def _asked_for(context: Context) -> bool:
    directive = context.dockerfile.directive("check")
    for option in directive.value.split(";") if directive else ():
        key, _, value = option.partition("=")
        if key.strip().lower() == "experimental" and {"all", _NAME} & {
            name.strip() for name in value.split(",")
        }:
            return True
    return bool(context.options["always"])


def _names(instruction: Instruction) -> list[str]:
    if isinstance(instruction, Arg):
        return [pair.key.value for pair in instruction.pairs]
    alias = instruction.alias if isinstance(instruction, From) else None
    return [alias.value.lower()] if alias else []


def check(instruction: Arg | From, context: Context) -> Iterator[Finding]:
    names = _names(instruction)
    if not names or not instruction.comments or instruction.onbuild or not _asked_for(context):
        return
    comment = instruction.comments[-1]
    if (
        comment.line == instruction.first_line - 1
        and comment.text
        and comment.text.split(" ")[0] not in names
    ):
        yield Finding(
            instruction.keyword.span, f"the comment above is not a description: begin it with `{names[0]}`"
        )


RULE: Rule[Arg | From] = Rule(
    id="definition-description",
    doc=__doc__,
    since="0.1.0",
    subject=(Arg, From),
    check=check,
    severity=Severity.NOTE,
    ruleset="all",
    aliases=("buildkit:InvalidDefinitionDescription",),
    options=(Option("always", False, "also without `# check=experimental=…` in the file"),),
    examples=(
        Bad(
            "# check=experimental=all\n# the release of Alpine\n«ARG» VERSION=3.20\nFROM alpine:$VERSION\n",
            better="# check=experimental=all\n# VERSION is the release of Alpine\nARG VERSION=3.20\nFROM "
                "alpine:$VERSION\n",
        ),
        Bad("# the tools\n«FROM» alpine:3.20 AS tools\n", options={"always": True}),
        Good("# the tools\nFROM alpine:3.20 AS tools\n"),
        Good("# check=experimental=all\n# VERSION which alpine\nARG VERSION=3.20\nFROM alpine:$VERSION\n"),
        Good("# a comment\n\nFROM alpine:3.20 AS tools\n", options={"always": True}),
    ),
)
