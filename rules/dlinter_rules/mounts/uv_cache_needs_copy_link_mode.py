"""`uv` with a cache mount tries hard links across two filesystems.

## Why
A cache mount is a filesystem of its own, so `uv` cannot link from it into the environment: it warns at every
package and copies instead.

## Instead
`ENV UV_LINK_MODE=copy` above the step says that this is meant.

## When to ignore it
The same setting stands in a file that dlint does not read, such as `link-mode` in `uv.toml`, or the base
image sets the variable.

## Fix safety
Safe: `uv` copies already; the variable only says so.
"""

from collections.abc import Iterator

from dlinter.finding import Edit, Finding, Fix, Safety, Severity
from dlinter.model.dockerfile import Run
from dlinter.model.facts.values import earlier
from dlinter.model.packages.caches import variable_of
from dlinter.model.packages.installs import INSTALL
from dlinter.model.packages.tasks import installs_of
from dlinter.model.shell import Command
from dlinter.model.text import Span
from dlinter.rule import Bad, Context, Good, Rule


def check(run: Run, context: Context) -> Iterator[Finding]:
    command = _links(run, context)
    if command is None:
        return
    # One ENV is enough for all steps after it: the fixes of a stage's steps are the same edit.
    first = next((r for r in (*earlier(run, context.facts), run) if _links(r, context) is not None), run)
    line = first.comments[0].line if first.comments else first.first_line
    at = context.facts.text.full_line_span(line).start
    yield Finding(
        Span(command.argv[0].span.start, command.argv[-1].span.end),
        "`uv` cannot link out of a cache mount and warns at every package: `ENV UV_LINK_MODE=copy`",
        Fix("set `UV_LINK_MODE=copy`", (Edit(Span(at, at), "ENV UV_LINK_MODE=copy\n"),), Safety.SAFE),
    )


def _links(run: Run, context: Context) -> Command | None:
    """The first command of a step that would link out of a cache mount."""
    if run.onbuild or not any(m.type == "cache" for m in run.mounts):
        return None
    for task in installs_of(run, context.facts):
        command, install = task.install.command, task.install
        if install.manager != "uv" or install.action != INSTALL:
            continue
        mounts = [m for c in task.caches if (m := task.mount_over(c)) is not None and m.type == "cache"]
        if not mounts or task.cache_useless is not None or install.has("--link-mode"):
            return None
        return command if variable_of("UV_LINK_MODE", run, context.facts, command) is None else None
    return None


RULE: Rule[Run] = Rule(
    id="uv-cache-needs-copy-link-mode",
    doc=__doc__,
    since="0.1.0",
    subject=Run,
    check=check,
    severity=Severity.NOTE,
    examples=(
        Bad(
            "FROM python:3.13\nRUN --mount=type=cache,target=/root/.cache/uv «uv sync --locked»\n",
            fixed="FROM python:3.13\nENV UV_LINK_MODE=copy\nRUN --mount=type=cache,target=/root/.cache/uv "
                "uv sync --locked\n",
        ),
        Bad(
            "FROM python:3.13\nRUN --mount=type=cache,target=/root/.cache/uv «uv sync --locked "
            "--no-install-project»\nCOPY . .\n"
            "RUN --mount=type=cache,target=/root/.cache/uv «uv sync --locked»\n",
            fixed="FROM python:3.13\nENV UV_LINK_MODE=copy\nRUN --mount=type=cache,target=/root/.cache/uv uv "
                "sync --locked --no-install-project\nCOPY . .\n"
            "RUN --mount=type=cache,target=/root/.cache/uv uv sync --locked\n",
        ),
        Good(
            "FROM python:3.13\nENV UV_LINK_MODE=copy\nRUN --mount=type=cache,target=/root/.cache/uv uv "
            "sync\n"),
        Good("FROM python:3.13\nRUN --mount=type=cache,target=/root/.cache/uv uv sync --link-mode=copy\n"),
        Good("FROM python:3.13\nRUN uv sync\n"),
    ),
)
