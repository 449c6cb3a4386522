"""A cache mount on apt's folders that two builds may use at once.

## Why
apt locks its folders and fails when somebody else has the lock. A cache mount is shared by default, so two
builds, or two stages of one, that run at the same time end with "Could not get lock".

## Instead
`sharing=locked`: the second one waits.

## When to ignore it
Only one build runs at a time on the builder, and no two stages of it use the mount.

## Fix safety
Safe: the same mount, used by one step at a time.
"""

from collections.abc import Iterator

from dlinter.finding import Edit, Finding, Fix, Safety, Severity
from dlinter.model.dockerfile import Run
from dlinter.model.packages.table import table
from dlinter.model.text import Span
from dlinter.rule import Bad, Context, Good, Rule


def _folders() -> tuple[str, ...]:
    return tuple(folder.default for folder in table().by_program["apt-get"].folders)


def _locks(run: Run, context: Context) -> bool:
    """Whether the step may run apt: a command that is known to do something else takes no lock."""
    script = context.facts.script(run)
    return bool(script.errors) or not script.posix or any(c.name not in _OTHERS
        and ("/" not in c.argv[0].value or not c.argv[0].value.startswith(_SYSTEM)
            or c.name.startswith("apt")) for c in script.commands if c.argv)


_OTHERS = frozenset(("curl", "wget", "echo", "printf", "ls", "cp", "mv", "rm", "mkdir", "cat", "tar", "git",
    "npm", "pip", "pip3", "yarn", "go", "cargo", "set", "cd", "true", "find", "chmod", "chown"))
_SYSTEM = ("/bin/", "/usr/bin/")


def check(run: Run, context: Context) -> Iterator[Finding]:
    if not any(m.type == "cache" for m in run.mounts) or not _locks(run, context):
        return
    for mount in run.mounts:
        target = (mount.target or "").rstrip("/") + "/"
        if mount.type != "cache" or not any(target.startswith(folder + "/") for folder in _folders()):
            continue
        sharing = next((o for o in mount.options if o.key.value.lower() == "sharing"), None)
        if (
            sharing is not None
            and sharing.value is not None
            and (sharing.value.value == "locked" or "$" in sharing.value.value)
        ):
            continue
        end = mount.flag.span.end
        if context.facts.text.data[end - 1 : end] in (b'"', b"'"):
            end -= 1
        if sharing is None:
            edit = Edit(Span(end, end), ",sharing=locked")
        else:
            edit = Edit(sharing.span, "sharing=locked")
        yield Finding(
            mount.flag.span,
            f"two builds at the same time fail on apt's lock in `{mount.target}`: add `sharing=locked`",
            Fix("say `sharing=locked`", (edit,), Safety.SAFE),
        )


RULE = Rule(
    id="apt-cache-mount-not-locked",
    doc=__doc__,
    since="0.1.0",
    subject=Run,
    check=check,
    severity=Severity.WARNING,
    precision="very-high",
    examples=(
        Bad(
            "FROM debian:12\nRUN «--mount=type=cache,target=/var/cache/apt» apt-get update\n",
            fixed="FROM debian:12\nRUN --mount=type=cache,target=/var/cache/apt,sharing=locked apt-get "
                "update\n",
        ),
        Bad(
            "FROM debian:12\nRUN «--mount=type=cache,sharing=private,target=/var/lib/apt» apt-get update\n",
            fixed="FROM debian:12\nRUN --mount=type=cache,sharing=locked,target=/var/lib/apt apt-get "
                "update\n",
        ),
        Good("FROM debian:12\nRUN --mount=type=cache,target=/var/cache/apt,sharing=locked apt-get update\n"),
        Good("FROM debian:12\nRUN --mount=type=cache,target=/root/.npm npm ci\n"),
        Good(
            "FROM debian:12\nRUN --mount=type=cache,target=/var/cache/apt curl -fsSLO "
            "https://files.example/a.deb && ls /var/cache/apt\n"),
    ),
)
