"""A step downloads an archive only to unpack it.

## Why
The step is cached by its text: it keeps what it fetched first, whatever the server has now. `ADD --unpack`
asks the server each time and is rebuilt when the answer changes, or, with `--checksum`, never fetches twice;
and the image needs neither `curl` nor `tar`.

## Instead
`ADD --unpack=true --checksum=sha256:… https://host.example/x.tar.gz /opt/` (`# syntax=docker/dockerfile:1.17`
or later).

## When to ignore it
The builder's Dockerfile frontend is older than 1.17 and cannot be replaced, or the command keeps only a few
files of a large archive.
"""

from collections.abc import Iterator
from itertools import pairwise

from dlinter.finding import Finding, Severity
from dlinter.model.dockerfile import Run
from dlinter.model.shell import Command, Word
from dlinter.rule import ALL, Bad, Context, Good, Rule

_ASKS = ("-H", "--header", "-u", "--user", "-X", "--request", "-d", "--data", "--netrc", "-n", "-b",
    "--cookie", "--post-data", "--password", "--http-password", "-K", "--config", "-e", "-A")
"""Options that make it a request that `ADD` cannot make."""


def _url(command: Command) -> Word | None:
    urls = [w for w in command.argv[1:] if w.value.startswith(("https://", "http://"))]
    return urls[0] if len(urls) == 1 and not command.has(*_ASKS) else None


def _unpacks(command: Command) -> bool:
    """Extraction of everything that comes in, as it is."""
    words = command.args
    if command.name not in ("tar", "bsdtar") or not words:
        return False
    first = words[0].lstrip("-")
    plain = all(
        not w.startswith(("--strip", "--wildcards", "--transform", "--exclude", "--one-top-level"))
        for w in words
    )
    return plain and (("x" in first and first.isalpha()) or command.has("-x", "--extract", "--get"))


def _whole(command: Command) -> bool:
    """No single member is named: every word that is no option is an option's value."""
    words, at = command.args, 0
    valued = ("-C", "-f", "--directory", "--file")
    while at < len(words):
        word = words[at]
        cluster = word.lstrip("-")
        if word in valued or (
            (at == 0 or word.startswith("-")) and not word.startswith("--") and cluster[-1:] in ("C", "f")
        ):
            at += 1
        elif not word.startswith("-") and at:
            return False
        at += 1
    return True


def check(run: Run, context: Context) -> Iterator[Finding]:
    script = context.facts.script(run)
    if not script.posix or script.dialect == "exec":
        return
    commands = script.commands
    for command, following in pairwise(commands):
        if (
            command.name not in ("curl", "wget")
            or following.pipeline != command.pipeline
            or command.context != following.context
            or command.context
        ):
            continue
        url = _url(command)
        if (
            url is None
            or not _unpacks(following)
            or not _whole(following)
            or "$(" in url.text
            or "`" in url.text
        ):
            continue
        known = context.facts.scope.before(run)
        own = {a.name for c in commands for a in c.assignments}
        if all(known.get(name) is not None and name not in own for name in url.variables):
            yield Finding(
                command.span,
                f"`{command.name}` only fetches an archive that is then unpacked: `ADD --unpack=true` does "
                "both, and is rebuilt when the file changes",
            )


RULE: Rule[Run] = Rule(
    id="download-then-unpack",
    doc=__doc__,
    since="0.1.0",
    subject=Run,
    check=check,
    severity=Severity.NOTE,
    ruleset=ALL,
    examples=(
        Bad(
            "FROM debian:13\nRUN «curl -fsSL https://host.example/x.tar.gz» | tar -xz -C /opt\n",
            better="FROM debian:13\nADD --unpack=true https://host.example/x.tar.gz /opt/\n",
        ),
        Bad("FROM debian:13\nARG V=1\nRUN «wget -qO- https://host.example/x-${V}.tgz» | tar xzf - -C /opt\n"),
        Good(
            "FROM debian:13\nRUN curl -fsSL https://host.example/x.tar.gz | tar -xz --strip-components=1 "
            "-C /opt\n"),
        Good("FROM debian:13\nRUN curl -fsSL https://host.example/x.tar.gz | tar -xz -C /opt bin/x\n"),
        Good(
            "FROM debian:13\nRUN V=$(uname -m) && curl -fsSL https://host.example/x-$V.tar.gz | tar -xz -C "
            "/opt\n"),
        Good(
            "FROM debian:13\nRUN curl -fsSL -H 'Accept: x' https://host.example/x | tar xz && curl -fsSL "
            "https://host.example/y | tar tz\n"),
    ),
)
