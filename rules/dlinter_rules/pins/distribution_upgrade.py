"""A step upgrades every package of the base image.

## Why
The result depends on when the step runs, and the cache keeps that result; the upgraded files are in the image
twice, once from the base and once from this layer.

## Instead
Use a newer base image: its publishers rebuild it when a package has a fix (`docker build --pull`). Where
there is none yet, upgrade the one package by name.

## When to ignore it
A fix must go out before the base image's publishers rebuild theirs, or the base image is no longer
maintained.
"""

from collections.abc import Iterator

from dlinter.finding import Finding, Severity
from dlinter.model.dockerfile import Run
from dlinter.model.packages.installs import UPGRADE, installs
from dlinter.model.text import Span
from dlinter.rule import STRICT, Bad, Context, Good, Rule


def check(run: Run, context: Context) -> Iterator[Finding]:
    script = context.facts.script(run)
    if not script.posix:
        return
    for command in script.commands:
        install = installs(command)
        if (
            install is None
            or not install.tool.system
            or install.tool.rolling
            or install.action != UPGRADE
            or install.packages
        ):
            continue
        yield Finding(
            Span(command.argv[0].span.start, command.argv[-1].span.end),
            f"`{install.manager} {install.subcommand.value if install.subcommand else 'upgrade'}` installs "
            "whatever is current at build time and stores the upgraded files a second time: use a newer "
            "base image",
        )


RULE: Rule[Run] = Rule(
    id="distribution-upgrade",
    doc=__doc__,
    since="0.1.0",
    subject=Run,
    check=check,
    severity=Severity.NOTE,
    ruleset=STRICT,
    aliases=(
        "dockle:DKL-DI-0003", "hadolint:DL3005", "hadolint:DL3017", "hadolint:DL3031", "hadolint:DL3035",
        "hadolint:DL3039", "trivy:DS-0024",
    ),
    examples=(
        Bad("FROM debian:13\nRUN apt-get update && «apt-get dist-upgrade -y»\n", better="FROM debian:13.2\n"),
        Bad("FROM alpine:3.22\nRUN «apk upgrade»\n"),
        Good("FROM fedora:42\nRUN dnf upgrade -y openssl\n"),
        Good("FROM debian:13\nRUN apt-get update && apt-get install -y curl\n"),
    ),
)
