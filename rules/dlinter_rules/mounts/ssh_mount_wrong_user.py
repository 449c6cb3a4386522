"""An ssh mount that the step's user cannot open.

## Why
BuildKit makes the agent's socket for root (`uid=0`, mode 0600): for another user ssh says only "Permission
denied".

## Instead
`--mount=type=ssh,uid=1000`, with the id of the `USER` in force.

## When to ignore it
The step's command changes to root before it uses ssh.

## Fix safety
Safe: only the socket's owner changes.
"""

from collections.abc import Iterator

from dlinter.finding import Edit, Finding, Fix, Safety, Severity
from dlinter.model.dockerfile import Run
from dlinter.model.packages.users import owner_of, person_at
from dlinter.model.text import Span
from dlinter.rule import Bad, Context, Good, Rule


def check(run: Run, context: Context) -> Iterator[Finding]:
    mounts = [m for m in run.mounts if m.type == "ssh" and m.get("uid") is None and m.get("mode") is None]
    if not mounts or run.onbuild or context.stage is None:
        return
    person = person_at(run, context.facts)
    owner = owner_of(person) if "$" not in person.name else ""
    if owner == "":
        return
    name = person.name
    for mount in mounts:
        at = mount.flag.span.end
        uid = owner.split(",gid")[0] if owner else ""
        yield Finding(
            mount.flag.span,
            f"the agent's socket belongs to root, and `{name}` cannot open it: give the mount "
            f"`{uid.lstrip(',') or 'uid=…'}`",
            Fix("give it to the user", (Edit(Span(at, at), uid),), Safety.SAFE) if uid else None,
        )


RULE: Rule[Run] = Rule(
    id="ssh-mount-wrong-user",
    doc=__doc__,
    since="0.1.0",
    subject=Run,
    check=check,
    severity=Severity.WARNING,
    examples=(
        Bad(
            "FROM node:22\nUSER node\nRUN «--mount=type=ssh» npm ci\n",
            fixed="FROM node:22\nUSER node\nRUN --mount=type=ssh,uid=1000 npm ci\n",
        ),
        Good("FROM node:22\nRUN --mount=type=ssh npm ci\n"),
        Good("FROM node:22\nUSER node\nRUN --mount=type=ssh,uid=1000 npm ci\n"),
    ),
)
