"""`apt-get install` also installs the packages that others only recommend.

## Why
Recommended packages are for a person's computer: they often double what a step installs, and each one has to
be patched.

## When to ignore it
The recommended packages are what you want, as with a desktop or a LaTeX image.

## Fix safety
Unsafe: something may use a package that came as a recommendation.
"""

import re
from collections.abc import Iterator

from dlinter.finding import Edit, Finding, Fix, Safety, Severity
from dlinter.model.dockerfile import Run
from dlinter.model.packages.installs import INSTALL, installs
from dlinter.model.text import Span
from dlinter.rule import STRICT, Bad, Context, Good, Rule

_CONFIGURED = re.compile(rb"Install-Recommends")


def check(run: Run, context: Context) -> Iterator[Finding]:
    script = context.facts.script(run)
    if not script.posix:
        return
    for command in script.commands:
        install = installs(command)
        if install is None or not install.tool.recommends or install.subcommand is None:
            continue
        if install.action != INSTALL or not install.packages or install.has(*install.tool.recommends):
            continue
        if context.facts.has(_CONFIGURED):
            return  # the manager's own settings say so
        end = install.subcommand.span.end
        yield Finding(
            Span(command.argv[0].span.start, end),
            f"`{install.manager} install` also installs recommended packages: add "
            f"`{install.tool.recommends[0]}`",
            Fix(f"add `{install.tool.recommends[0]}`",
                (Edit(Span(end, end), f" {install.tool.recommends[0]}"),), Safety.UNSAFE),
        )  # fmt: skip


RULE: Rule[Run] = Rule(
    id="recommended-packages",
    doc=__doc__,
    since="0.1.0",
    subject=Run,
    check=check,
    severity=Severity.NOTE,
    ruleset=STRICT,
    aliases=("hadolint:DL3015", "trivy:DS-0029"),
    examples=(
        Bad(
            "FROM debian:13\nRUN «apt-get install» -y curl\n",
            fixed="FROM debian:13\nRUN apt-get install --no-install-recommends -y curl\n",
        ),
        Good("FROM debian:13\nRUN apt-get install -y --no-install-recommends curl\n"),
        Good("FROM debian:13\nRUN apt-get -o APT::Install-Recommends=false install -y curl\n"),
    ),
)
