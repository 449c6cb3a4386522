"""A long block of settings in no order: likely written by a program whose order varies.

## Why
The order of the variables is part of the cache key: the same settings in another order run every step below again. Labels in another order are another
image. A program that writes a Dockerfile from a map gives another order each time.

## Instead
Sort the names when the file is written; then the same settings give the same file.
"""

from collections.abc import Iterator
from itertools import groupby

from dlinter.finding import Finding, Severity
from dlinter.model.cache.messages import rebuilds
from dlinter.model.dockerfile import Arg, Env, Label, Stage
from dlinter.rule import ALL, Bad, Context, Good, Rule

MANY = 8


def check(stage: Stage, context: Context) -> Iterator[Finding]:
    for kind, group in groupby(stage.instructions, type):
        if kind not in (Env, Arg, Label):
            continue
        block = [i for i in group if isinstance(i, (Env, Arg, Label))]
        pairs = [pair for i in block for pair in i.pairs]
        keys = [pair.key.value for pair in pairs]
        if len(keys) < MANY or any(pair.value is not None and "$" in pair.value.value for pair in pairs):
            continue
        if keys == sorted(keys) or [k.lower() for k in keys] == sorted(k.lower() for k in keys):
            continue
        effect = "makes another image" if kind is Label else rebuilds(block[0], context.facts) or "is another cache key"
        yield Finding(block[0].keyword.span, f"{len(keys)} names in no order, and another order {effect}: if a program writes them, sort them")


RULE: Rule[Stage] = Rule(
    id="unsorted-environment",
    doc=__doc__,
    subject=Stage,
    check=check,
    severity=Severity.NOTE,
    ruleset=ALL,
    examples=(
        Bad("FROM a\n«ENV» " + " ".join(f"{k}=1" for k in "HGFEDCBA") + "\n"),
        Bad("FROM a\n«ENV» " + "\nENV ".join(f"{k}=1" for k in "HGFEDCBA") + "\nRUN x\nRUN y\n"),
        Bad("FROM a\n«ARG» " + "\nARG ".join("HGFEDCBA") + "\n"),
        Bad("FROM a\n«LABEL» " + " ".join(f"{k}=1" for k in "HGFEDCBA") + "\n"),
        Good("FROM a\nENV " + " ".join(f"{k}=1" for k in "ABCDEFGH") + "\n"),
        Good("FROM a\nENV H=1\nENV G=$H F=1 E=1 D=1 C=1 B=1 A=1\n"),
        Good("FROM a\nENV B=1 A=2\n"),
    ),
)
