"""A package manager asks before it installs, and nobody can answer in a build.

## Why
Without `-y` it stops at its question as soon as the package brings others with it: the build fails.

## When to ignore it
A configuration file of the base image already answers the question (`APT::Get::Assume-Yes`, `assumeyes=1`).

## Fix safety
Safe: `-y` answers the question that no one can answer in a build.
"""

import re
from collections.abc import Iterator

from dlinter.finding import Edit, Finding, Fix, Safety, Severity
from dlinter.model.dockerfile import Run
from dlinter.model.packages.installs import INSTALL, UPGRADE, Install, installs
from dlinter.model.text import Span
from dlinter.rule import Bad, Context, Good, Rule

_CONFIGURED = re.compile(rb"assume-?yes", re.I)


def _says_yes(install: Install) -> bool:
    options = [o.value for o in install.command.argv[1:] if o.value.startswith("-")]
    quiet = 0
    for option in options:
        short = option[1:] if option[:2] != "--" else ""
        if option in install.tool.yes or "assume-yes" in option.lower() or "assumeyes=" in option.lower():
            return True
        if (short.isalpha() and set(short) & set(install.tool.yes_cluster)) or short.count("q") > 1:
            return True
        if option.startswith(("-q=", "--quiet=")) and option[-1:] >= "2":
            return True
        quiet += option in ("-q", "--quiet")
    return quiet > 1 and "-qq" in install.tool.yes


def check(run: Run, context: Context) -> Iterator[Finding]:
    script = context.facts.script(run)
    if not script.posix:
        return
    commands = script.commands
    for at, command in enumerate(commands):
        install = installs(command)
        if (
            install is None
            or not install.tool.yes
            or install.action not in (INSTALL, UPGRADE)
            or install.subcommand is None
        ):
            continue
        if not install.packages and install.action == INSTALL:
            continue
        if _says_yes(install) or any(not w.static for w in command.argv[1:3] if w.value.startswith("$")):
            continue
        if command.before == "|" and at and commands[at - 1].name in ("yes", "echo", "printf"):
            continue
        if context.facts.has(_CONFIGURED):
            return  # the manager's own settings say yes
        end = install.subcommand.span.end
        yield Finding(
            Span(command.argv[0].span.start, end),
            f"`{install.manager}` asks before it installs, and nobody can answer in a build: add `-y`",
            Fix("add `-y`", (Edit(Span(end, end), " -y"),), Safety.SAFE),
        )


RULE: Rule[Run] = Rule(
    id="install-without-yes",
    doc=__doc__,
    since="0.1.0",
    subject=Run,
    check=check,
    severity=Severity.WARNING,
    aliases=("hadolint:DL3014", "hadolint:DL3030", "hadolint:DL3034", "hadolint:DL3038", "trivy:DS-0021"),
    examples=(
        Bad("FROM debian:13\nRUN «apt-get install» curl\n",
            fixed="FROM debian:13\nRUN apt-get install -y curl\n"),
        Bad("FROM fedora:42\nRUN «dnf install» curl\n", fixed="FROM fedora:42\nRUN dnf install -y curl\n"),
        Good("FROM debian:13\nRUN apt-get install -yq curl && apt-get -qq install git\n"),
        Good("FROM opensuse/leap:15\nRUN zypper -n install curl\n"),
        Good("FROM debian:13\nRUN yes | apt-get install curl\n"),
        Good(
            "FROM debian:13\nRUN echo 'APT::Get::Assume-Yes \"true\";' > /etc/apt/apt.conf.d/90yes\nRUN "
            "apt-get install curl\n"),
    ),
)
