"""A package of the distribution is installed without a version.

## Why
Two builds of one Dockerfile then differ, and nobody can say why. But mind: mirrors of Debian, Ubuntu, Fedora
and Alpine keep only the newest build of a package, so a pinned version makes the build fail at the next
security fix, and keeps the fix out.

## Instead
Pin the base image by digest and rebuild it regularly; or install from a snapshot of the repository, where
pinned versions stay. This rule is for those who have such a snapshot: it is in the set `all` only. hadolint
asks for it everywhere (DL3008, DL3018, DL3033, DL3037, DL3041).

## When to ignore it
The distribution's mirrors keep only the newest build, which is the usual case; that is why the rule is off
unless you ask for `all`.
"""

from collections.abc import Iterator

from dlinter.finding import Finding, Severity
from dlinter.model.dockerfile import Run
from dlinter.model.packages.installs import INSTALL, installs
from dlinter.rule import ALL, Bad, Context, Good, Rule


def check(run: Run, context: Context) -> Iterator[Finding]:
    script = context.facts.script(run)
    if not script.posix:
        return
    for command in script.commands:
        install = installs(command)
        pinned = install.tool.pinned if install is not None and install.tool.system else None
        if install is None or install.action != INSTALL or pinned is None:
            continue
        for package in install.packages:
            if not pinned(package, install):
                yield Finding(
                    package.span,
                    f"`{package.value}` has no version, so the repository's current one is installed",
                    key=package.value,
                )


RULE: Rule[Run] = Rule(
    id="unpinned-system-package",
    doc=__doc__,
    since="0.1.0",
    subject=Run,
    check=check,
    severity=Severity.NOTE,
    ruleset=ALL,
    aliases=("hadolint:DL3008", "hadolint:DL3018", "hadolint:DL3033", "hadolint:DL3037", "hadolint:DL3041"),
    examples=(
        Bad(
            "FROM debian:13\nRUN apt-get install -y «curl» git=1:2.47.3-0\n",
            better="FROM debian:13\nRUN apt-get install -y curl=8.14.1-2 git=1:2.47.3-0\n",
        ),
        Bad("FROM fedora:42\nRUN dnf install -y «rpm-sign» tomcat-9.0.1\n"),
        Good("FROM alpine:3.22\nRUN apk add --no-cache 'flex>=2.6' git~=2.52\n"),
        Good("FROM debian:13\nRUN apt-get install -y ./local.deb $PACKAGES\n"),
        Good("FROM fedora:42\nRUN dnf group install -y 'Development Tools'\n"),
    ),
)
