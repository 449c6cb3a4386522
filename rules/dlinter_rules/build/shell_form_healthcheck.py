"""`HEALTHCHECK CMD` in shell form.

## Why
It starts a shell for each probe, and fails where the image has none. `curl … || exit 1` needs the shell: then
say so, with `CMD ["/bin/sh", "-c", "…"]`.

## Instead
The exec form, a JSON array.

## When to ignore it
The image has a shell, and the probe uses it (`||`, variables, a pipe).
"""

from collections.abc import Iterator

from dlinter.finding import Finding, Severity
from dlinter.model.dockerfile import Form, Healthcheck
from dlinter.rule import Bad, Context, Good, Rule


def check(healthcheck: Healthcheck, context: Context) -> Iterator[Finding]:
    if (
        healthcheck.type == "CMD"
        and healthcheck.form is Form.SHELL
        and healthcheck.command
        and healthcheck.error is None
    ):
        yield Finding(
            healthcheck.keyword.span,
            "shell form: each probe starts a shell; write the command as a JSON array",
        )


RULE = Rule(
    id="shell-form-healthcheck",
    doc=__doc__,
    since="0.1.0",
    subject=Healthcheck,
    check=check,
    severity=Severity.NOTE,
    precision="low",
    ruleset="all",
    aliases=("hadolint:DL3025",),
    examples=(
        Bad(
            "FROM alpine:3.20\n«HEALTHCHECK» --interval=5s CMD curl -f http://localhost/\n",
            better='FROM alpine:3.20\nHEALTHCHECK --interval=5s CMD ["curl", "-f", "http://localhost/"]\n',
        ),
        Good('FROM alpine:3.20\nHEALTHCHECK CMD ["curl", "-f", "localhost"]\n'),
        Good("FROM alpine:3.20\nHEALTHCHECK NONE\n"),
    ),
)
