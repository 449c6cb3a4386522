"""What ShellCheck says of a step's script.

## Why
A `RUN` is a shell script, and ShellCheck knows the mistakes that shell scripts have: missing quotes, tests
that are always true, options that `sh` does not have. Its codes are kept (`SC2086`): `# hadolint
ignore=SC2086` and `# shellcheck disable=…` in a heredoc hold.

## Instead
Each code has a page at shellcheck.net/wiki. Needs `pip install 'dlinter[shell]'`, or ShellCheck on PATH; it
costs a process for each file, so the rule is in the set `strict`. Variables set by `ENV` and `ARG` are known
to it, and variables in capitals may come from the base image.

## When to ignore it
The code is about a pattern that is meant here, such as word splitting of a list of packages: ignore the one
`SC` code, not the rule.
"""

from collections.abc import Iterator

from dlinter.finding import Finding, Severity
from dlinter.model.dockerfile import Dockerfile
from dlinter.model.facts.shellcheck import remarks
from dlinter.rule import STRICT, Bad, Context, Good, Rule

_LEVELS = {
    "error": Severity.ERROR,
    "warning": Severity.WARNING,
    "info": Severity.NOTE,
    "style": Severity.NOTE,
}


def check(dockerfile: Dockerfile, context: Context) -> Iterator[Finding]:
    for span, remark in remarks(context.facts):
        message = remark.message.rstrip(".").replace("\n", " ")
        yield Finding(
            span,
            f"SC{remark.code}: {message}",
            severity=_LEVELS.get(remark.level, Severity.NOTE),
            key=f"SC{remark.code}",
        )


RULE: Rule[Dockerfile] = Rule(
    id="shellcheck",
    doc=__doc__,
    since="0.1.0",
    subject=Dockerfile,
    check=check,
    severity=Severity.WARNING,
    ruleset=STRICT,
    examples=(
        Bad("FROM debian:13\nRUN echo «$MISSING_QUOTES»\n",
            better="FROM debian:13\nRUN echo \"$MISSING_QUOTES\"\n"),
        Bad("FROM debian:13\nRUN set -e; \\\n    # why\n    cd /srv; \\\n    rm -r \"«$wrong»\"\n"),
        Good("FROM debian:13\nRUN echo quoted\n"),
        Good('FROM debian:13\nENV known=1\nARG given\nRUN echo "$known$given$HTTP_PROXY"\n'),
        Good('FROM debian:13\nSHELL ["/bin/bash", "-c"]\nRUN echo "$RANDOM" && source /etc/os-release\n'),
        Good('FROM mcr.example/windows\nSHELL ["powershell", "-Command"]\nRUN $x = 1\n'),
    ),
)
