"""The package index is updated in a step of its own.

## Why
The step is cached for as long as its line does not change. A later step that installs another package then uses an index that is months old, with versions that
the mirror no longer has: "404 Not Found", or an old version. On a machine with an empty cache it works.

## Instead
`RUN apt-get update && apt-get install -y …` in one step.

## When to ignore it
A later step in the same stage only searches the index or needs it for a package that was pinned and mirrored.

## Fix safety
Safe: the two steps become one, with the same commands in the same order.
"""

from collections.abc import Iterator

from dlinter.finding import Edit, Finding, Fix, Safety, Severity
from dlinter.model.cache.messages import rebuilt_only_by
from dlinter.model.dockerfile import Form, Onbuild, Run
from dlinter.model.packages.installs import CLEAN, INSTALL, UPDATE, UPGRADE, Install, installs
from dlinter.model.text import Span
from dlinter.rule import Bad, Context, Good, Rule


def _name(install: Install) -> str:
    """The index that the command makes or reads."""
    return install.tool.index_of


def _of(run: Run, context: Context) -> list[Install]:
    return [i for c in context.facts.script(run).commands if (i := installs(c)) and i.tool.system and not i.tool.rolling and _name(i)]


def check(run: Run, context: Context) -> Iterator[Finding]:
    if run.form is Form.EXEC or context.stage is None:
        return
    found = _of(run, context)
    for update in found:
        if update.action != UPDATE:
            continue
        if any(i.action not in (UPDATE, CLEAN) and _name(i) == _name(update) for i in found):
            continue
        script = context.facts.script(run)
        if len(script.commands) > 1 and any(not c.name for c in script.commands):
            continue  # it may call something that installs
        # a trigger of ONBUILD runs beside the other triggers
        beside = (i.trigger if isinstance(i, Onbuild) else i for i in context.stage.instructions if i.index > run.index)
        later = [i for i in beside if isinstance(i, Run) and i.onbuild == run.onbuild]
        user = next(
            (r for r in later if any(_name(i) == _name(update) and i.action in (INSTALL, UPGRADE) for i in _of(r, context))), None
        )
        if user is None:
            continue
        causes = rebuilt_only_by(run, context.facts)
        start, end = update.command.argv[0].span.start, update.command.argv[-1].span.end
        yield Finding(
            Span(start, end),
            f"this step stays cached {f'until {causes}' if causes else 'until its line changes'}, so line {user.first_line} may install from an outdated index: run both commands in one `RUN`",
            _fix(run, user, update, context),
            key=_name(update) if _name(update) != "apt" else "apt-get",
        )


def _fix(run: Run, user: Run, update: Install, context: Context) -> Fix | None:
    """Puts the two together when nothing stands between them."""
    data = context.facts.text.data
    if run.onbuild or user.index != run.index + 1 or run.heredocs or user.heredocs or run.inner_comments or user.form is Form.EXEC:
        return None
    if [f.value for f in run.flags] != [f.value for f in user.flags] or run.error or user.error or user.comments:
        return None
    if context.facts.script(run).errors or context.facts.script(run).commands[-1].operator:
        return None
    start, end = run.body.end, user.body.start
    if data[start:end].count(b"#"):
        return None
    return Fix("do both in one step", (Edit(Span(start, end), " && "),), Safety.SAFE)


RULE = Rule(
    id="update-without-install",
    doc=__doc__,
    since="0.1.0",
    subject=Run,
    check=check,
    severity=Severity.WARNING,
    aliases=("trivy:DS-0017",),
    examples=(
        Bad(
            "FROM debian:12\nRUN «apt-get update»\nRUN apt-get install -y git\n",
            fixed="FROM debian:12\nRUN apt-get update && apt-get install -y git\n",
        ),
        Bad("FROM alpine:3.20\nRUN «apk update»\nCOPY a /a\nRUN apk add git\n"),
        Good("FROM debian:12\nRUN apt-get update && apt-get install -y git\n"),
        Bad("FROM debian:12\nONBUILD RUN «apt-get update»\nONBUILD RUN apt-get install -y git\n"),
        Good("FROM debian:12\nRUN apt-get update && rm -rf /x\nONBUILD RUN true\n"),
        Good("FROM debian:12\nRUN apt-get update\n"),
        Good("FROM debian:12\nRUN apt-get update && apt-get upgrade -y\nRUN apt-get install -y git\n"),
    ),
)
