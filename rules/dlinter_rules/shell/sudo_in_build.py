"""`sudo` in a build step.

## Why
A build step runs as root until `USER` says otherwise, and can be root again with `USER root`. `sudo` has no
terminal to ask on, hides which steps need root, and stays in the image, where an intruder can use it.

## Instead
`USER root` before the step and `USER app` after it.

## When to ignore it
The image is a development container in which people use `sudo`, and the step tests that it works.
"""

from collections.abc import Iterator

from dlinter.finding import Finding, Severity
from dlinter.model.dockerfile import Run
from dlinter.rule import STRICT, Bad, Context, Good, Rule


def check(run: Run, context: Context) -> Iterator[Finding]:
    script = context.facts.script(run)
    if not script.posix:
        return
    seen: set[int] = set()
    for command in script.commands:
        words = [
            w for w in (*command.wrapper_words, *command.argv[:1]) if w.value.rsplit("/", 1)[-1] == "sudo"
        ]
        for word in words:
            if word.span.start not in seen:
                seen.add(word.span.start)
                yield Finding(
                    word.span,
                    "`sudo` in a build: use `USER root` and switch back, so that the image does not need "
                    "`sudo`",
                )


RULE: Rule[Run] = Rule(
    id="sudo-in-build",
    doc=__doc__,
    since="0.1.0",
    subject=Run,
    check=check,
    severity=Severity.WARNING,
    ruleset=STRICT,
    aliases=("checkov:CKV2_DOCKER_1", "dockle:DKL-DI-0001", "hadolint:DL3004", "trivy:DS-0010"),
    examples=(
        Bad("FROM debian:13\nRUN «sudo» apt-get update && «sudo» -E make\n",
            better="FROM debian:13\nRUN apt-get update && make\n"),
        Good("FROM debian:13\nRUN apt-get install -y sudo && echo sudo\n"),
    ),
)
