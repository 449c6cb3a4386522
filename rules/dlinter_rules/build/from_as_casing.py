"""`FROM` and its `AS` are written in different cases.

## Why
Keywords in two cases in one line are harder to read. BuildKit warns about it in every build.

## When to ignore it
The file is generated, or the team does not care about the case of keywords.

## Fix safety
Safe: the case of keywords means nothing.
"""

from collections.abc import Iterator

from dlinter.finding import Edit, Finding, Fix, Safety, Severity
from dlinter.model.dockerfile import From
from dlinter.model.dockerfile.sections import written
from dlinter.rule import Bad, Context, Good, Rule


def check(from_: From, context: Context) -> Iterator[Finding]:
    as_ = from_.as_keyword
    if as_ is None or from_.onbuild:
        return
    keyword = written(context.dockerfile, from_)
    if keyword not in (keyword.lower(), keyword.upper()):
        return  # `instruction-casing` tells of it
    wanted = "as" if keyword.islower() else "AS"
    if as_.value != wanted:
        fix = Fix(f"write `{wanted}`", (Edit(as_.span, wanted),), Safety.SAFE)
        yield Finding(as_.span, f"`{as_.value}` after `{keyword}`: write `{wanted}`", fix)


RULE = Rule(
    id="from-as-casing",
    doc=__doc__,
    since="0.1.0",
    subject=From,
    check=check,
    severity=Severity.NOTE,
    precision="very-high",
    ruleset="strict",
    aliases=("buildkit:FromAsCasing",),
    examples=(
        Bad("FROM alpine:3.20 «as» base\n", fixed="FROM alpine:3.20 AS base\n"),
        Bad("from alpine:3.20 «AS» base\n", fixed="from alpine:3.20 as base\n"),
        Good("FROM alpine:3.20 AS base\nfrom alpine:3.20 as other\n"),
    ),
)
