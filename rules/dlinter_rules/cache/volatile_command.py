"""A step's result depends on the moment it runs, and the cache keeps that moment's.

## Why
BuildKit does not run a step again while its command and what stands above are the same: the date, the random id or the latest release that it once
got stays for weeks, until something above changes. It is cached for ever, or never right.

## Instead
Give the value from outside, as an `ARG` right above the step: it is then as old as the build says. A fetched release by its version.
"""

import re
from collections.abc import Iterator

from dlinter.finding import Finding, Severity
from dlinter.model.cache.messages import rebuilt_only_by
from dlinter.model.dockerfile import Run
from dlinter.model.shell import Command
from dlinter.rule import STRICT, Bad, Context, Good, Rule

_MOVING = re.compile(r"/(?:latest|master|main|HEAD|nightly)(?:/|$|\.)|releases/latest|raw\.githubusercontent\.com/[^/]+/[^/]+/(?:master|main|HEAD)/")


def _why(command: Command) -> str:
    name, words = command.name, command.args
    if name == "date" and not any(w in ("-d", "--date", "-r") or w.startswith(("--date=", "-d@", "@", "--reference")) for w in words):
        return "`date` gives the day on which the step was first run"
    if name == "uuidgen":
        return "`uuidgen` gives one id for all builds that find it in the cache"
    if name == "git" and words[:1] in (("describe",), ("rev-parse",)) and "substitution" in command.context:
        return f"`git {words[0]}` gives the commit of the day, as `.git` is in the context or not"
    if name in ("curl", "wget") and any(_MOVING.search(w) for w in words):
        return "the address moves, and the cache keeps what it once gave"
    return ""


def check(run: Run, context: Context) -> Iterator[Finding]:
    script = context.facts.script(run)
    if not script.posix or run.onbuild:
        return
    for command in script.commands:
        why = _why(command)
        if why:
            causes = rebuilt_only_by(run, context.facts)
            until = f", until {causes} runs the step again" if causes else ""
            yield Finding(command.span, f"{why}{until}: {'name a version' if 'address' in why else 'give the value as an `ARG`'}")
            return


RULE: Rule[Run] = Rule(
    id="volatile-command",
    doc=__doc__,
    subject=Run,
    check=check,
    severity=Severity.NOTE,
    ruleset=STRICT,
    examples=(
        Bad("FROM debian:13\nRUN echo $(«date») > /built\n"),
        Bad("FROM debian:13\nRUN «curl -fsSL https://host.example/releases/latest/download/x -o /x»\n"),
        Good("FROM debian:13\nRUN curl -fsSL https://host.example/releases/v1.2.3/x -o /x\n"),
        Good("FROM debian:13\nARG DATE\nRUN echo $DATE > /built && date -d @0\n"),
    ),
)
