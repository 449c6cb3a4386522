"""The package index is updated in a step of its own.

## Why
The step is cached for as long as its line does not change. A later step that installs another package then
uses an index that is months old, with versions that the mirror no longer has: "404 Not Found", or an old
version. On a machine with an empty cache it works.

## Instead
`RUN apt-get update && apt-get install -y …` in one step.

## When to ignore it
A later step in the same stage only searches the index or needs it for a package that was pinned and mirrored.

## Fix safety
Safe: the two steps become one, with the same commands in the same order. Withheld where the first does more
than update, or where the second would go on after an update that failed.
"""

import re
from collections.abc import Iterator

from dlinter.finding import Edit, Finding, Fix, Safety, Severity
from dlinter.model.cache.messages import rebuilt_only_by
from dlinter.model.dockerfile import Form, Onbuild, Run
from dlinter.model.packages.installs import CLEAN, INSTALL, UPDATE, UPGRADE, Install, installs
from dlinter.model.shell.nodes import Command, Script
from dlinter.model.text import Span
from dlinter.rule import Bad, Context, Good, Rule

_SHELLS = ("sh", "bash", "dash", "ash")
_SETS = re.compile(r"-[ex]+")
"""Options of the shell that change nothing of commands joined by `&&`."""


def _name(install: Install) -> str:
    """The index that the command makes or reads."""
    return install.tool.index_of


def _of(run: Run, context: Context) -> list[Install]:
    return [
        i
        for c in context.facts.script(run).commands
        if (i := installs(c)) and i.tool.system and not i.tool.rolling and _name(i)
    ]


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
        beside = (
            i.trigger if isinstance(i, Onbuild) else i
            for i in context.stage.instructions
            if i.index > run.index
        )
        later = [i for i in beside if isinstance(i, Run) and i.onbuild == run.onbuild]
        user = next(
            (r for r in later if any(_name(i) == _name(update) and i.action in (INSTALL, UPGRADE)
                for i in _of(r, context))), None
        )
        if user is None:
            continue
        causes = rebuilt_only_by(run, context.facts)
        start, end = update.command.argv[0].span.start, update.command.argv[-1].span.end
        fix, blocked = _fix(run, user, context)
        yield Finding(
            Span(start, end),
            f"this step stays cached {f'until {causes}' if causes else 'until its line changes'}, so line "
            f"{user.first_line} may install from an outdated index: "
            f"run both commands in one `RUN`{f' (no fix: {blocked})' if blocked else ''}",
            fix,
            key=_name(update) if _name(update) != "apt" else "apt-get",
        )


def _fix(run: Run, user: Run, context: Context) -> tuple[Fix | None, str]:
    """Puts the two together when nothing stands between them, and what stands in the way of one where that is
    in the commands."""
    data = context.facts.text.data
    if (
        run.onbuild
        or user.index != run.index + 1
        or run.heredocs
        or user.heredocs
        or run.inner_comments
        or user.form is Form.EXEC
    ):
        return None, ""
    if (
        [f.value for f in run.flags] != [f.value for f in user.flags]
        or run.error
        or user.error
        or user.comments
    ):
        return None, ""
    start, end = run.body.end, user.body.start
    if data[start:end].count(b"#"):
        return None, ""
    first, second = context.facts.script(run), context.facts.script(user)
    if first.errors or second.errors or first.dialect not in _SHELLS or second.dialect != first.dialect:
        return None, ""
    if not all(_leaves_no_state(c) for c in first.commands) or data[
        run.body.start : run.body.end
    ].rstrip().endswith((b";", b"&")):
        return None, f"line {run.first_line} does more than update, which the second step would go on with"
    if not _ends_where_one_fails(second, context.facts.text.slice(user.body)):
        return (
            None,
            (f"the commands of line {user.first_line} are not joined by `&&` alone, so they would run after "
            "an update that failed"),
        )
    return Fix("do both in one step", (Edit(Span(start, end), " && "),), Safety.SAFE), ""


def _leaves_no_state(command: Command) -> bool:
    """Whether a command updates the index, or sets no more than `-e` and `-x`: the commands after it run as
    they would in a shell of their own."""
    words = (*command.argv, *(a.value for a in command.assignments if a.value is not None))
    if (
        command.context
        or command.negated
        or command.before not in ("", "&&")
        or command.operator not in ("", "&&")
    ):
        return False
    if not all(w.static for w in words) or any(
        r.target is None or r.target.value != "/dev/null" for r in command.redirects if r.operator != ">&"
    ):
        return False
    if command.name == "set":
        return not command.wrappers and bool(command.args) and all(_SETS.fullmatch(a) for a in command.args)
    install = installs(command)
    return install is not None and install.action == UPDATE and set(command.wrappers) <= {"sudo"}


def _ends_where_one_fails(script: Script, text: str) -> bool:
    """Whether nothing of a script runs after the command before it failed."""
    if any(
        set(c.context) - {"substitution"} or {c.before, c.operator} - {"", "&&", "|"} for c in script.commands
    ):
        return False
    return (
        bool(script.commands)
        and ";" not in text
        and "||" not in text
        and not re.search(r"(?<![&>])&(?![&>0-9])", text)
    )


RULE = Rule(
    id="update-without-install",
    doc=__doc__,
    since="0.1.0",
    subject=Run,
    check=check,
    severity=Severity.WARNING,
    aliases=("checkov:CKV_DOCKER_5", "dockle:CIS-DI-0007", "trivy:DS-0017"),
    examples=(
        Bad(
            "FROM debian:12\nRUN «apt-get update»\nRUN apt-get install -y git\n",
            fixed="FROM debian:12\nRUN apt-get update && apt-get install -y git\n",
        ),
        Bad("FROM debian:12\nRUN cd /tmp && «apt-get update»\nRUN apt-get install -y hello && touch here\n"),
        Bad("FROM debian:12\nRUN «apt-get update»; exit 0\nRUN apt-get install -y hello\n"),
        Bad("FROM debian:12\nRUN exec «apt-get update»\nRUN apt-get install -y hello\n"),
        Bad("FROM debian:12\nRUN umask 077 && «apt-get update»\nRUN apt-get install -y hello && mkdir "
            "/srv/x\n"),
        Bad("FROM debian:12\nRUN export DESTDIR=/x && «apt-get update»\nRUN apt-get install -y make && "
            "make install\n"),
        Bad("FROM debian:12\nRUN set -f; «apt-get update»\nRUN apt-get install -y make && cp /etc/*.conf "
            "/srv\n"),
        Bad("FROM debian:12\nRUN set -u && «apt-get update»\nRUN apt-get install -y $NONE make\n"),
        Bad("FROM debian:12\nRUN «apt-get update» > /var/log/update\nRUN apt-get install -y hello\n"),
        Bad("FROM debian:12\nRUN (trap true EXIT && «apt-get update»)\nRUN apt-get install -y hello\n"),
        Bad("FROM debian:12\nRUN «apt-get update»\nRUN apt-get install -y hello || true\n"),
        Bad("FROM debian:12\nRUN «apt-get update»\nRUN set -x; apt-get install -y hello\n"),
        Bad("FROM debian:12\nRUN «apt-get update»\nRUN apt-get install -y hello &\n"),
        Bad(
            "FROM debian:12\nRUN set -ex && «apt-get update -q» > /dev/null 2>&1\nRUN apt-get install -y "
            "git | tee /log\n",
            fixed="FROM debian:12\nRUN set -ex && apt-get update -q > /dev/null 2>&1 && apt-get install -y "
                "git | tee /log\n",
        ),
        Bad("FROM alpine:3.20\nRUN «apk update»\nCOPY a /a\nRUN apk add git\n"),
        Good("FROM debian:12\nRUN apt-get update && apt-get install -y git\n"),
        Bad("FROM debian:12\nONBUILD RUN «apt-get update»\nONBUILD RUN apt-get install -y git\n"),
        Good("FROM debian:12\nRUN apt-get update && rm -rf /x\nONBUILD RUN true\n"),
        Good("FROM debian:12\nRUN apt-get update\n"),
        Good("FROM debian:12\nRUN apt-get update && apt-get upgrade -y\nRUN apt-get install -y git\n"),
    ),
)
