"""A long block of settings in no order: likely written by a program whose order varies.

## Why
The order of the names is part of the cache key: the same settings in another order run every step below again. A program that writes a
Dockerfile from a map gives another order each time.

## Instead
Sort the names when the file is written; then the same settings give the same file.
"""

from collections.abc import Iterator

from dlinter.finding import Finding, Severity
from dlinter.model.dockerfile import Env, Label
from dlinter.rule import ALL, Bad, Context, Good, Rule

MANY = 8


def check(block: Env | Label, context: Context) -> Iterator[Finding]:
    keys = [pair.key.value for pair in block.pairs]
    static = all(pair.value is None or "$" not in pair.value.value for pair in block.pairs)
    if len(keys) >= MANY and static and keys != sorted(keys) and [k.lower() for k in keys] != sorted(k.lower() for k in keys):
        yield Finding(block.keyword.span, f"{len(keys)} names in no order: if a program writes them, sort them, so that the same settings give the same cache key")


RULE: Rule[Env | Label] = Rule(
    id="unsorted-environment",
    doc=__doc__,
    subject=(Env, Label),
    check=check,
    severity=Severity.NOTE,
    ruleset=ALL,
    examples=(
        Bad("FROM a\n«ENV» " + " ".join(f"{k}=1" for k in "HGFEDCBA") + "\n"),
        Good("FROM a\nENV " + " ".join(f"{k}=1" for k in "ABCDEFGH") + "\n"),
        Good("FROM a\nENV B=1 A=2\n"),
    ),
)
