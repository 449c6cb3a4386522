"""The result of a step depends on when it runs, and the cache keeps the first result.

## Why
BuildKit does not rebuild a step while its command and all earlier steps are the same: the date, the random id
or the latest release that it once got stays for weeks, until an earlier step changes. Cached, it is out of
date; rebuilt, it is different every time.

## Instead
Pass the value from outside, as an `ARG` right before the step. Name the version of a release.

## When to ignore it
The first result is good enough, as with a random id that only has to exist, or the image is always built with
`--no-cache`.
"""

import re
from collections.abc import Iterator

from dlinter.finding import Finding, Severity
from dlinter.model.cache.messages import rebuilt_only_by
from dlinter.model.dockerfile import Run
from dlinter.model.shell import Command
from dlinter.rule import STRICT, Bad, Context, Good, Rule

_MOVING = re.compile(
    r"/(?:latest|master|main|HEAD|nightly)(?:/|$|\.)|releases/latest|"
    r"raw\.githubusercontent\.com/[^/]+/[^/]+/(?:master|main|HEAD)/"
)


def _why(command: Command) -> str:
    name, words = command.name, command.args
    if name == "date" and not any(
        w in ("-d", "--date", "-r") or w.startswith(("--date=", "-d@", "@", "--reference")) for w in words
    ):
        return "`date` keeps the time when the step was first run"
    if name == "uuidgen":
        return "`uuidgen` gives the same id to all builds that find it in the cache"
    if name == "git" and words[:1] in (("describe",), ("rev-parse",)) and "substitution" in command.context:
        return f"`git {words[0]}` depends on the commit, or fails where `.git` is not in the context"
    if name in ("curl", "wget") and any(_MOVING.search(w) for w in words):
        return "the content of this address changes, and the cache keeps the first version"
    return ""


def check(run: Run, context: Context) -> Iterator[Finding]:
    script = context.facts.script(run)
    if not script.posix or run.onbuild:
        return
    for command in script.commands:
        why = _why(command)
        if why:
            causes = rebuilt_only_by(run, context.facts)
            until = f", until {causes} rebuilds the step" if causes else ""
            yield Finding(
                command.span,
                f"{why}{until}: {'name a version' if 'address' in why else 'pass the value as an `ARG`'}",
            )
            return


RULE: Rule[Run] = Rule(
    id="volatile-command",
    doc=__doc__,
    since="0.1.0",
    subject=Run,
    check=check,
    severity=Severity.NOTE,
    ruleset=STRICT,
    examples=(
        Bad(
            "FROM debian:13\nCOPY app /srv/app\nRUN echo $(«date») > /srv/app/built\n",
            better="FROM debian:13\nCOPY app /srv/app\nARG BUILT\nRUN echo $BUILT > /srv/app/built\n",
        ),
        Bad("FROM debian:13\nRUN echo $(«date») > /built\n"),
        Bad("FROM debian:13\nRUN «curl -fsSL https://host.example/releases/latest/download/x -o /x»\n"),
        Good("FROM debian:13\nRUN curl -fsSL https://host.example/releases/v1.2.3/x -o /x\n"),
        Good("FROM debian:13\nARG DATE\nRUN echo $DATE > /built && date -d @0\n"),
    ),
)
