"""`ENV` or `LABEL` with a space between key and value.

## Why
The old form takes one pair, and everything up to the end of the line is its value: `ENV A 1 B=2` sets `A` to
`1 B=2` without a warning.

## When to ignore it
The file must also build with a very old Docker, or is copied verbatim from somebody else's repository and
kept identical.

## Fix safety
Safe: `key=value`, quoted where it has to be; the value is compared before and after.
"""

from collections.abc import Iterator

from dlinter.finding import Edit, Finding, Fix, Safety, Severity, Tag
from dlinter.model.dockerfile import Env, KeyValue, Label
from dlinter.model.text import Span
from dlinter.rule import Bad, Context, Good, Rule


def check(instruction: Env | Label, context: Context) -> Iterator[Finding]:
    pair = instruction.pairs[0] if instruction.pairs else None
    if pair is None or not pair.legacy or instruction.onbuild or instruction.error is not None:
        return
    keyword = instruction.keyword.value
    yield Finding(
        instruction.keyword.span,
        f"`{keyword} key value` is the old form, whose value goes on to the end of the line: write "
        f"`{keyword} key=value`",
        _fix(instruction, pair, context),
    )


def _fix(instruction: Env | Label, pair: KeyValue, context: Context) -> Fix | None:
    value = pair.value
    text = context.facts.text
    if value is None or len(instruction.pairs) != 1 or text.slice(value.span) != value.value:
        return None  # written over several lines
    new = _quoted(value.value, context.dockerfile.escape)
    if new is None:
        return None
    return Fix("write `key=value`", (Edit(Span(pair.key.span.end, value.span.end), f"={new}"),), Safety.SAFE)


def _quoted(value: str, escape: str) -> str | None:
    """The value as one word of the new form; None where that is not certain to be the same."""
    if not value:
        return '""'
    names = {"A": "x y", "B": ""}
    if not any(c.isspace() for c in value) or (
        value[0] == value[-1] and value[0] in "\"'" and value.count(value[0]) == 2 and len(value) > 1
    ):
        return value
    if escape in value or '"' in value or "'" in value:
        from dlinter.model.dockerfile.words import expand_with

        literal = expand_with(value, names, escape).value
        if literal is None or "$" in value or "\n" in literal:
            return None
        value = literal.replace(escape, escape * 2).replace('"', f'{escape}"')
        return f'"{value}"'
    return f'"{value}"'


RULE: Rule[Env | Label] = Rule(
    id="legacy-key-value",
    doc=__doc__,
    since="0.1.0",
    tag=Tag.DEPRECATED,
    subject=(Env, Label),
    check=check,
    severity=Severity.NOTE,
    precision="very-high",
    ruleset="strict",
    aliases=("buildkit:LegacyKeyValueFormat",),
    examples=(
        Bad("FROM alpine:3.20\n«ENV» HOME /srv\n", fixed="FROM alpine:3.20\nENV HOME=/srv\n"),
        Bad("FROM alpine:3.20\n«ENV» OPTS  -a $B c\n", fixed='FROM alpine:3.20\nENV OPTS="-a $B c"\n'),
        Bad('FROM alpine:3.20\n«LABEL» title "a \'b\' c"\n',
            fixed='FROM alpine:3.20\nLABEL title="a \'b\' c"\n'),
        Bad('FROM alpine:3.20\n«ENV» A say "x y" it\\\'s\n',
            fixed='FROM alpine:3.20\nENV A="say x y it\'s"\n'),
        Bad("FROM alpine:3.20\n«ENV» A b \\\n  c\n"),
        Good("FROM alpine:3.20\nENV HOME=/srv A=b\n"),
    ),
)
