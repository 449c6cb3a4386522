"""A `COPY` into the final stage is rebuilt whenever an earlier step changes.

## Why
Without `--link` a copy is a change to the layers before it: another base image, or a changed earlier step,
rebuilds every later copy. With `--link` it is a layer of its own, which a builder reuses as it is, also on a
new base image.

## Instead
`COPY --link …`. It does not follow a symbolic link at the destination, and makes missing folders for root.

## When to ignore it
The destination passes through a symbolic link of the base image, or the files must belong to a user whose
folders an earlier step made.

## Fix safety
Unsafe: a destination that is a link in the base image (`/bin`, `/lib` of Debian) would be replaced.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator

from dlinter.finding import Edit, Finding, Fix, Gain, Safety, Severity
from dlinter.model.cache.messages import rebuilt_only_by
from dlinter.model.dockerfile import Copy, Run
from dlinter.model.text import Span
from dlinter.rule import ALL, Bad, Context, Good, Rule

_LINKS = ("/bin", "/sbin", "/lib", "/lib64", "/var/run", "/var/lock", "/tmp")


def check(copy: Copy, context: Context) -> Iterator[Finding]:
    final = context.dockerfile.final
    if (
        copy.from_ is None
        or copy.stage is None
        or final is None
        or copy.stage != final.index
        or copy.flag("link") is not None
        or copy.error
    ):
        return
    target = copy.destination.value.strip("\"'") if copy.destination is not None else ""
    if (
        not target.startswith("/")
        or "$" in target
        or any(target == link or target.startswith(link + "/") for link in _LINKS)
    ):
        return
    owner = copy.flag("chown")
    if owner is not None and not re.fullmatch(
        r"(?:\d+|root)(?::(?:\d+|root))?", (owner.value or "").strip("\"'")
    ):
        # with --link a builder may merge layers, which have no /etc/passwd to look a name up in: "invalid
        # user index" (moby/buildkit#2987)
        return
    here = bisect_left(final.instructions, copy.index, key=lambda i: i.index)
    above = next(
        (
            final.instructions[at]
            for at in range(here - 1, -1, -1)
            if isinstance(final.instructions[at], (Run, Copy))
        ),
        None,
    )
    if above is None:
        return
    causes = rebuilt_only_by(copy, context.facts, above=True)
    at = copy.keyword.span.end
    yield Finding(
        copy.keyword.span,
        f"rebuilt by {causes or f'another base image or a change of line {above.first_line}'}: `COPY "
        "--link` makes this layer independent",
        Fix("add `--link`", (Edit(Span(at, at), " --link"),), Safety.UNSAFE, gain=Gain.REBUILDS),
    )


RULE: Rule[Copy] = Rule(
    id="copy-without-link",
    doc=__doc__,
    since="0.1.0",
    subject=Copy,
    check=check,
    severity=Severity.NOTE,
    ruleset=ALL,
    examples=(
        Bad(
            "FROM golang:1.25 AS build\nRUN go build -o /app .\nFROM debian:13\nRUN useradd app\n«COPY» "
            "--from=build /app /srv/app\n",
            fixed="FROM golang:1.25 AS build\nRUN go build -o /app .\nFROM debian:13\nRUN useradd app\nCOPY "
                "--link --from=build /app /srv/app\n",
        ),
        Good(
            "FROM golang:1.25 AS build\nRUN go build -o /app .\nFROM debian:13\nRUN useradd app\nCOPY "
            "--link --from=build /app /srv/app\n"),
        Good(
            "FROM golang:1.25 AS build\nRUN go build -o /app .\nFROM debian:13\nRUN useradd app\nCOPY "
            "--from=build /app /bin/app\n"),
        Bad(
            "FROM golang:1.25 AS build\nRUN go build -o /app .\nFROM debian:13\nRUN useradd app\n«COPY» "
            "--chown=1000:root --from=build /app /srv/app\n",
            fixed="FROM golang:1.25 AS build\nRUN go build -o /app .\nFROM debian:13\nRUN useradd app\nCOPY "
                "--link --chown=1000:root --from=build /app /srv/app\n",
        ),
        Good(
            "FROM golang:1.25 AS build\nRUN go build -o /app .\nFROM debian:13\nRUN useradd app\nCOPY "
            "--chown=app:app --from=build /app /srv/app\n"),
        Good(
            "FROM golang:1.25 AS build\nRUN go build -o /app .\nFROM scratch\nCOPY --from=build /app /app\n"),
    ),
)
