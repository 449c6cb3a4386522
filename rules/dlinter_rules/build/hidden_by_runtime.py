"""Files are put where the container's runtime mounts its own.

## Why
`/proc`, `/sys` and `/dev` are mounted again for every step and every container, which hides the image's own
files there.

## When to ignore it
The filesystem is exported and used without a container runtime, for example `--output type=local` for a
virtual machine or a chroot.
"""

from collections.abc import Iterator

from dlinter.finding import Finding, Severity, Tag
from dlinter.model.dockerfile import Add, Copy, Workdir
from dlinter.rule import Bad, Context, Good, Rule

_MOUNTED = ("proc", "sys", "dev")


def check(instruction: Add | Copy | Workdir, context: Context) -> Iterator[Finding]:
    token = instruction.path if isinstance(instruction, Workdir) else instruction.destination
    if token is None or instruction.error is not None:
        return
    path = token.value.strip("\"'")
    first = path.lstrip("/").partition("/")[0]
    if path.startswith("/") and first in _MOUNTED:
        yield Finding(
            token.span, f"every container mounts its own `/{first}`, which hides this: put it elsewhere"
        )


RULE: Rule[Add | Copy | Workdir] = Rule(
    id="hidden-by-runtime",
    doc=__doc__,
    since="0.1.0",
    tag=Tag.UNNECESSARY,
    subject=(Add, Copy, Workdir),
    check=check,
    severity=Severity.WARNING,
    precision="very-high",
    aliases=("trivy:DS-0030",),
    examples=(
        Bad("FROM alpine:3.20\nWORKDIR «/proc/app»\n", better="FROM alpine:3.20\nWORKDIR /srv/app\n"),
        Bad("FROM alpine:3.20\nCOPY a «/dev/»\n"),
        Good("FROM alpine:3.20\nWORKDIR /developer\nCOPY a /srv/proc/\n"),
        Good("FROM alpine:3.20\nCOPY --from=alpine:3.20 /proc /x\n"),
    ),
)
