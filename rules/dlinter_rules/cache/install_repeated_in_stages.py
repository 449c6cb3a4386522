"""Two stages install the same from the same image.

## Why
Each has its own steps and its own cache: the work is done twice, and when one is edited the two drift apart.

## Instead
A stage of its own for what both need, `FROM base`: it is built once.
"""

from collections.abc import Iterator

from dlinter.finding import Finding, Related, Severity
from dlinter.model.cache.needs import base_image
from dlinter.model.dockerfile import Dockerfile, Run
from dlinter.model.shell.packages import INSTALL, installs
from dlinter.rule import STRICT, Bad, Context, Good, Rule


def check(dockerfile: Dockerfile, context: Context) -> Iterator[Finding]:
    seen: dict[tuple[str, str], Run] = {}
    for stage in dockerfile.stages:
        if stage.base is not None:
            continue
        image = base_image(stage, context.facts)
        for run in (i for i in stage.instructions if isinstance(i, Run)):
            found = [install for c in context.facts.script(run).commands if (install := installs(c)) is not None]
            if not any(i.action == INSTALL and (i.packages or i.manager not in ("apt-get", "apt")) for i in found):
                continue
            words = " ".join(w.value for c in context.facts.script(run).commands for w in c.argv)
            first = seen.setdefault((image, words), run)
            if first is not run and first.stage != run.stage:
                yield Finding(
                    run.keyword.span,
                    f"line {first.first_line} does the same on the same image: put it into a stage that both are `FROM`",
                    related=(Related(first.keyword.span, "the other one"),),
                )


RULE: Rule[Dockerfile] = Rule(
    id="install-repeated-in-stages",
    doc=__doc__,
    subject=Dockerfile,
    check=check,
    severity=Severity.NOTE,
    ruleset=STRICT,
    examples=(
        Bad("FROM node:22 AS a\nCOPY package.json .\nRUN npm install\nFROM node:22 AS b\nCOPY package.json .\n«RUN» npm install\n"),
        Good("FROM node:22 AS base\nRUN npm install\nFROM base AS a\nFROM base AS b\n"),
        Good("FROM node:22 AS a\nRUN npm install\nFROM node:20 AS b\nRUN npm install\n"),
    ),
)
