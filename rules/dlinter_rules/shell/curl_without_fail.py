"""`curl` saves the server's error page as if it were the file.

## Why
Without `--fail`, curl succeeds on a "404 not found": the page is saved, unpacked or run in place of the file,
and the build goes on.

## Instead
`curl -fsSL`: fail on errors, print only errors, follow redirects.

## When to ignore it
The answer's status is checked by the step itself, or an error page is a useful answer, as in a probe.

## Fix safety
Unsafe: a build that did not see its download fail will stop now.
"""

from collections.abc import Iterator

from dlinter.finding import Edit, Finding, Fix, Safety, Severity
from dlinter.model.dockerfile import Run
from dlinter.model.shell import Command
from dlinter.model.text import Span
from dlinter.rule import STRICT, Bad, Context, Good, Rule

_ASKED = ("-f", "--fail", "--fail-with-body", "-I", "--head", "-w", "--write-out", "-V", "--version", "-h",
    "--help", "-K", "--config", "--fail-early")


def _fetches(command: Command) -> bool:
    """A URL is given, and no option comes from where it cannot be read."""
    words = command.argv[1:]
    if any(
        not w.static
        and w.text.startswith("$")
        and any(part in v.upper() for v in w.variables for part in ("OPT", "FLAG", "ARG"))
        for w in words
    ):
        return False
    return any("://" in w.value or (not w.static and not w.value.startswith("-")) for w in words)


def check(run: Run, context: Context) -> Iterator[Finding]:
    script = context.facts.script(run)
    if not script.posix:
        return
    for command in script.commands:
        if (
            command.name != "curl"
            or command.has(*_ASKED)
            or not _fetches(command)
            or "condition" in command.context
            or command.operator == "||"
        ):
            continue
        end = command.argv[0].span.end
        fix = (
            None
            if script.dialect == "exec"
            else Fix("add `-f`", (Edit(Span(end, end), " -f"),), Safety.UNSAFE)
        )
        yield Finding(
            command.argv[0].span,
            "`curl` without `-f` succeeds on an error page, so the build goes on with it: add `-f`",
            fix,
        )


RULE: Rule[Run] = Rule(
    id="curl-without-fail",
    doc=__doc__,
    since="0.1.0",
    subject=Run,
    check=check,
    severity=Severity.WARNING,
    ruleset=STRICT,
    examples=(
        Bad(
            "FROM debian:13\nRUN «curl» -sSL https://host.example/x | tar x\n",
            fixed="FROM debian:13\nRUN curl -f -sSL https://host.example/x | tar x\n",
        ),
        Bad(
            'FROM debian:13\nRUN «curl» -o /x "$URL"\n',
            fixed='FROM debian:13\nRUN curl -f -o /x "$URL"\n',
        ),
        Good(
            "FROM debian:13\nRUN curl -fsSL https://host.example/x | tar x && curl --fail-with-body "
            "https://host.example/y\n"),
        Good(
            "FROM debian:13\nRUN curl --version && curl $CURL_OPTS https://host.example/x && apt-get "
            "install -y curl\n"),
        Good(
            "FROM debian:13\nRUN curl -s https://host.example/x || true; if curl -s "
            "https://host.example/y; then true; fi\n"),
    ),
)
