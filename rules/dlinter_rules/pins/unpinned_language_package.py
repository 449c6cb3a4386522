"""A package from a language's index is installed without a version.

## Why
The index keeps every version, so there is no reason not to name one: without it two builds of one Dockerfile
differ, and a new major version can break the build at any time.

## Instead
Write the version (`flask==3.1.2`, `typescript@5.9.3`, `bundler:2.7.2`), or install from a lock file.

## When to ignore it
The image is a playground, or a constraints file that dlint does not see fixes the versions.
"""

from collections.abc import Iterator

from dlinter.finding import Finding, Severity
from dlinter.model.dockerfile import Run
from dlinter.model.packages.installs import INSTALL, Install, installs
from dlinter.rule import STRICT, Bad, Context, Good, Rule


def _wanted(install: Install) -> bool:
    """Whether the command installs packages that it names; a file of requirements or constraints may hold the
    versions."""
    return install.verb in install.tool.named and not install.has(*install.tool.without_names)


def check(run: Run, context: Context) -> Iterator[Finding]:
    script = context.facts.script(run)
    if not script.posix:
        return
    for command in script.commands:
        install = installs(command)
        if (
            install is None
            or install.action != INSTALL
            or install.tool.system
            or install.tool.pinned is None
            or not _wanted(install)
        ):
            continue
        pinned = install.tool.pinned
        packages = install.packages
        end = next((w.span.start for w in command.argv if w.value == "--"), None)
        for package in packages:
            if end is not None and package.span.start > end:
                break  # options for the build of an extension
            if pinned is not None and not pinned(package, install) and not package.value.startswith("-"):
                yield Finding(
                    package.span,
                    f"`{package.value}` has no version, so the newest one is installed: pin it",
                    key=package.value,
                )


RULE: Rule[Run] = Rule(
    id="unpinned-language-package",
    doc=__doc__,
    since="0.1.0",
    subject=Run,
    check=check,
    severity=Severity.NOTE,
    ruleset=STRICT,
    aliases=("hadolint:DL3013", "hadolint:DL3016", "hadolint:DL3028"),
    examples=(
        Bad("FROM python:3.13\nRUN pip install «flask» gunicorn==23.0.0\n",
            better="FROM python:3.13\nRUN pip install flask==3.1.2 gunicorn==23.0.0\n"),
        Bad("FROM node:22\nRUN npm install -g «typescript»\n"),
        Bad("FROM ruby:3.4\nRUN gem install «bundler»\n"),
        Good("FROM python:3.13\nRUN pip install -r requirements.txt && pip install . 'alabaster<0.7'\n"),
        Good("FROM node:22\nRUN npm ci && npm install -g typescript@5.9.3 ./local\n"),
        Good("FROM ruby:3.4\nRUN gem install bundler -v 2.7.2\n"),
    ),
)
