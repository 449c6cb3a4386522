"""A secret comes into the build as a build argument.

## Why
BuildKit writes the arguments that a `RUN` of the final image saw into its history: `docker history --no-trunc` prints the value. Those of other stages are
in the provenance (`mode=max`) and in the cache.

## Instead
`RUN --mount=type=secret,id=token,env=TOKEN …` and `docker build --secret id=token,env=TOKEN`. The command reads the same variable.

## Fix safety
Unsafe: the build is then called with `--secret` instead of `--build-arg`; `env=` of a mount needs the Dockerfile frontend 1.10.
"""

import re
from collections.abc import Iterator

from dlinter.finding import Edit, Finding, Fix, Related, Safety, Severity
from dlinter.model.dockerfile import Arg, Form, Instruction, Run
from dlinter.model.names import is_secret_name, secret_mount
from dlinter.model.text import Span
from dlinter.rule import Bad, Context, Good, Rule


def _uses(name: str, instruction: Instruction, context: Context) -> bool:
    text = context.facts.text.slice(instruction.span)
    return re.search(rf"\$(?:{re.escape(name)}\b|\{{{re.escape(name)}[^A-Za-z0-9_])", text) is not None


def check(arg: Arg, context: Context) -> Iterator[Finding]:
    if context.stage is None:
        return
    for pair in arg.pairs:
        name = pair.key.value
        if (pair.value is not None and pair.value.value.strip("\"'")) or not is_secret_name(name):
            continue
        later = [i for i in context.stage.instructions if i.index > arg.index and not isinstance(i, Arg)]
        users = [i for i in later if _uses(name, i, context)]
        runs = [i for i in users if isinstance(i, Run)]
        if not runs:
            continue
        fix = None
        if len(runs) == len(users) and len(arg.pairs) == 1 and all(r.form is Form.SHELL for r in runs):
            fix = _fix(arg, name, runs, context)
        yield Finding(
            pair.key.span,
            f"`{name}` is used by a `RUN`, whose history keeps the value: take it from a secret mount",
            fix,
            tuple(Related(r.keyword.span, "used here") for r in runs[:5]),
        )


def _fix(arg: Arg, name: str, runs: list[Run], context: Context) -> Fix:
    text = context.facts.text
    edits = [Edit(Span(text.full_line_span(arg.first_line).start, text.full_line_span(arg.last_line).end), "")]
    for run in runs:
        at = run.flags[-1].span.end if run.flags else run.keyword.span.end
        edits.append(Edit(Span(at, at), f" {secret_mount(name)}"))
    return Fix("use a secret mount", tuple(edits), Safety.UNSAFE)


RULE = Rule(
    id="secret-passed-as-argument",
    doc=__doc__,
    subject=Arg,
    check=check,
    severity=Severity.WARNING,
    security_severity=7.0,
    examples=(
        Bad(
            "FROM node:22\nARG «NPM_TOKEN»\nRUN npm config set //npm.example/:_authToken=$NPM_TOKEN\n",
            fixed="FROM node:22\nRUN --mount=type=secret,id=npm_token,env=NPM_TOKEN,required=true npm config set //npm.example/:_authToken=$NPM_TOKEN\n",
        ),
        Bad("FROM alpine:3.20\nARG «DB_PASSWORD»\nENV DB_PASSWORD=$DB_PASSWORD\nRUN ./migrate $DB_PASSWORD\n"),
        Good("FROM alpine:3.20\nARG TOKEN_FILE\nRUN ./x $TOKEN_FILE\n"),
        Good("FROM alpine:3.20\nARG USERNAME=vscode\nRUN useradd $USERNAME\n"),
        Good("FROM alpine:3.20\nARG TIKTOKEN\nRUN ./x $TIKTOKEN\n"),
    ),
)
