"""A secret comes into the build as a build argument.

## Why
BuildKit writes the arguments that a `RUN` of the final image saw into its history: `docker history
--no-trunc` prints the value. Those of other stages are in the provenance (`mode=max`) and in the cache, and
the record of a build keeps the arguments it was given.

## Instead
`RUN --mount=type=secret,id=token,env=TOKEN …` and `docker build --secret id=token,env=TOKEN`. The command
reads the same variable. A command that stores what it is given (`npm config set`, `git clone
https://x:$TOKEN@…`) also writes it into the layer: mount the file that the tool reads (`target=/root/.npmrc`,
`target=/root/.netrc`) and leave the command out; dlint offers no fix there.

## When to ignore it
The argument holds no secret in spite of its name, or the image and its cache never leave the machine that
built it.

## Fix safety
Unsafe: the build is then called with `--secret` instead of `--build-arg`; `env=` of a mount needs the
Dockerfile frontend 1.10.
"""

from collections.abc import Iterator

from dlinter.finding import Edit, Finding, Fix, Related, Safety, Severity
from dlinter.model.cache.leak import leak_of, told_leak
from dlinter.model.dockerfile import Arg, Form, Onbuild, Run
from dlinter.model.flows.carriers import carriers_of, declared_again
from dlinter.model.flows.named import named_after
from dlinter.model.flows.writes import writes_of
from dlinter.model.names import secret_mount
from dlinter.model.text import Span
from dlinter.rule import Bad, Context, Good, Rule


def check(arg: Arg, context: Context) -> Iterator[Finding]:
    if arg.onbuild:
        yield from _of_trigger(arg, context)
        return
    for pair in arg.pairs:
        name = pair.key.value
        carrier = carriers_of(context.facts).at(pair)
        if carrier is None or carrier.made_of or (pair.value is not None and pair.value.value.strip("\"'")):
            continue
        if context.stage is None:
            if not declared_again(name, context.facts):
                yield Finding(
                    pair.key.span,
                    f"`{name}` is a secret by its name, and the record of the build keeps every build "
                    "argument: do not give it to the build",
                    severity=Severity.NOTE,
                )
            continue
        leak = leak_of(arg, name, context.facts, in_config=False)
        if leak.by is None:
            message = (
                f"`{name}` is a secret by its name, and the record of the build keeps every build argument: "
                "take it from a secret mount"
            )
            yield Finding(pair.key.span, message, severity=Severity.NOTE)
            continue
        users = named_after(name, arg, context.facts)
        runs = [i for i in users if isinstance(i, Run)]
        fix = None
        if (
            runs
            and len(runs) == len(users)
            and len(arg.pairs) == 1
            and all(r.form is Form.SHELL and not writes_of(r, context.facts) for r in runs)
        ):
            fix = _fix(arg, name, runs, context)
        yield Finding(
            pair.key.span,
            f"`{name}` is a secret by its name, and {told_leak(leak, context.facts)}: take it from a secret "
            "mount",
            fix,
            tuple(Related(r.keyword.span, "used here") for r in runs[:5]),
        )


def _of_trigger(arg: Arg, context: Context) -> Iterator[Finding]:
    """An ARG that each image built on this one declares: its RUNs that follow have the value in their
    history."""
    triggers = context.facts.of_kind(arg.stage, Onbuild) if arg.stage is not None else ()
    run = next((t.trigger for t in triggers if t.index > arg.index and isinstance(t.trigger, Run)), None)
    for pair in arg.pairs:
        carrier = carriers_of(context.facts).at(pair)
        if carrier is None or carrier.made_of or (pair.value is not None and pair.value.value.strip("\"'")):
            continue
        where = (
            f"RUN on line {run.first_line} puts it into the history of each image that is built on this one"
            if run is not None
            else "the record of each build on this image keeps its build arguments"
        )
        yield Finding(
            pair.key.span,
            f"`{pair.key.value}` is a secret by its name, and {where}: take it from a secret mount",
            severity=None if run is not None else Severity.NOTE,
        )


def _fix(arg: Arg, name: str, runs: list[Run], context: Context) -> Fix:
    text = context.facts.text
    edits = [
        Edit(Span(text.full_line_span(arg.first_line).start, text.full_line_span(arg.last_line).end), "")
    ]
    for run in runs:
        at = run.flags[-1].span.end if run.flags else run.keyword.span.end
        edits.append(Edit(Span(at, at), f" {secret_mount(name)}"))
    return Fix("use a secret mount", tuple(edits), Safety.UNSAFE)


RULE = Rule(
    id="secret-passed-as-argument",
    doc=__doc__,
    since="0.1.0",
    subject=Arg,
    check=check,
    severity=Severity.WARNING,
    aliases=("buildkit:SecretsUsedInArgOrEnv", "hadolint:DL3064", "trivy:DS-0031"),
    security_severity=7.0,
    examples=(
        Bad(
            "FROM debian:13\nARG «API_TOKEN»\nRUN curl -H \"Authorization: Bearer $API_TOKEN\" -O "
            "https://api.example/a\n",
            fixed="FROM debian:13\nRUN --mount=type=secret,id=api_token,env=API_TOKEN,required=true curl -H "
                "\"Authorization: Bearer $API_TOKEN\" -O https://api.example/a\n",
        ),
        Bad("FROM node:22\nARG «NPM_TOKEN»\nRUN npm config set //npm.example/:_authToken=$NPM_TOKEN\n"),
        Bad("FROM node:22\nARG «NPM_TOKEN»\nRUN npm ci\n"),
        Bad("FROM node:22\nARG «API_TOKEN»\nENV API_TOKEN=$API_TOKEN\n"),
        Bad("ARG «API_TOKEN»\nFROM node:22\n"),
        Bad("FROM node:22\nONBUILD ARG «API_TOKEN»\nONBUILD RUN curl -H \"x: $API_TOKEN\" "
            "https://a.example\n"),
        Bad("FROM node:22\nONBUILD ARG «API_TOKEN»\nONBUILD LABEL t=$API_TOKEN\n"),
        Good("ARG API_IMAGE\nFROM $API_IMAGE\n"),
        Bad("FROM alpine:3.20\nARG «DB_PASSWORD»\nENV DB_PASSWORD=$DB_PASSWORD\nRUN ./migrate "
            "$DB_PASSWORD\n"),
        Good("FROM alpine:3.20\nARG TOKEN_FILE\nRUN ./x $TOKEN_FILE\n"),
        Good("FROM alpine:3.20\nARG USERNAME=vscode\nRUN useradd $USERNAME\n"),
        Good("FROM alpine:3.20\nARG TIKTOKEN\nRUN ./x $TIKTOKEN\n"),
    ),
)
