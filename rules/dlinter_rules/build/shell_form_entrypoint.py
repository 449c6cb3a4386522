"""`CMD` or `ENTRYPOINT` in shell form: the program does not get the container's signals.

## Why
The shell form runs `/bin/sh -c "…"`. The shell is process 1 and does not forward `SIGTERM`, so `docker stop`
waits ten seconds and kills it; a shell-form `ENTRYPOINT` also ignores `CMD` and the arguments of `docker
run`.

## Instead
The exec form, a JSON array. Where a shell is really needed, say so: `["/bin/sh", "-c", "exec …"]`, or set
`SHELL`.

## When to ignore it
The command ends by itself in a moment, or it needs a shell that the image has, and begins with `exec`, so
that the program gets the signals.

## Fix safety
Unsafe: only a plain command without expansions, quotes of its own, or operators is rewritten, but a command
that is a shell builtin would no longer be found.
"""

import json
import re
from collections.abc import Iterator

from dlinter.finding import Edit, Finding, Fix, Safety, Severity
from dlinter.model.dockerfile import Cmd, Entrypoint, Form, Instruction, Shell
from dlinter.model.dockerfile.refused_heredocs import refused_heredocs
from dlinter.model.facts.values import before
from dlinter.model.shell.builtins import BUILTINS
from dlinter.rule import Bad, Context, Good, Rule


def _fix(instruction: Instruction, context: Context) -> Fix | None:
    text = context.facts.text.slice(instruction.body)
    if text.startswith("["):
        from dlinter.model.dockerfile.json_form import has_variable, repaired

        new = repaired(text) if "\n" not in text and not has_variable(text) else None
        return Fix("write a JSON array", (Edit(instruction.body, new),), Safety.UNSAFE) if new else None
    script = context.facts.script(instruction)
    if len(script.commands) != 1 or script.errors or not script.posix:
        return None
    command = script.commands[0]
    if command.wrappers or command.assignments or command.redirects or command.context or not command.argv:
        return None
    if command.name in BUILTINS:
        return None  # only a shell has it
    if command.operator or any(not word.static for word in command.argv):
        return None
    if any(set(word.text) & set("*?[]{}~;&|<>()") and not word.quoted for word in command.argv):
        return None
    words = json.dumps([word.value for word in command.argv], ensure_ascii=False)
    return Fix("write the exec form", (Edit(instruction.body, words),), Safety.UNSAFE)


def _process(instruction: Cmd | Entrypoint, context: Context) -> tuple[str, bool]:
    """What runs as process 1, what to write instead, and whether it is the program. A shell replaces itself
    by the program after `exec`; some do so for a single command as well."""
    name, script = instruction.keyword.value, context.facts.script(instruction)
    last = script.commands[-1] if script.commands else None
    if last is None:
        return (
            (f"shell form: what runs as process 1 depends on the shell of the image; write {name} as a JSON "
            "array"),
            False,
        )
    needed = (
        len(script.commands) > 1
        or any(not w.static for w in last.argv)
        or bool(last.context or last.redirects)
    )
    executes = last.name == "exec" or "exec" in last.wrappers or _after_exec(instruction, context)
    named = f"write {name} `[\"/bin/sh\", \"-c\", \"{'… ' if len(script.commands) > 1 else ''}exec …\"]`"
    if executes:
        ignores = (
            " and ignores CMD and the arguments of `docker run`"
            if isinstance(instruction, Entrypoint)
            else ""
        )
        better = f"name that shell: {named}" if needed else f"write {name} as a JSON array"
        return (
            (f"shell form: `exec` makes the program process 1, but it needs a shell in the image{ignores}; "
            f"{better}"),
            True,
        )
    better = f"start it with `exec`: {named}" if needed else f"write {name} as a JSON array"
    return f"shell form: `sh` is process 1 and does not forward signals to the program; {better}", False


def _after_exec(instruction: Cmd | Entrypoint, context: Context) -> bool:
    text = context.facts.text.slice(instruction.body)
    return re.search(r"(?:^|&&|;)\s*exec\s+[^&;|]+$", text.strip()) is not None


def check(instruction: Cmd | Entrypoint, context: Context) -> Iterator[Finding]:
    if (
        instruction.form is Form.EXEC
        or instruction.error
        or not instruction.args
        or instruction.heredocs
        or instruction.onbuild
    ):
        return
    if "<<" in context.facts.text.slice(instruction.span) and any(
        h.opener is instruction for h in refused_heredocs(context.dockerfile)
    ):
        return
    if next(before(instruction, context.facts, Shell), None) is not None:
        return
    name = instruction.keyword.value
    severity = None
    if instruction.args[0].value.lstrip().startswith("["):
        what = (
            f"not a valid JSON array, so {name} reads it as a shell command: {_valid(instruction, context)}"
        )
    else:
        what, executes = _process(instruction, context)
        severity = Severity.NOTE if executes else None
    yield Finding(instruction.keyword.span, what, _fix(instruction, context), severity=severity)


def _valid(instruction: Cmd | Entrypoint, context: Context) -> str:
    from dlinter.model.dockerfile.json_form import variable_of

    variable = variable_of(context.facts.text.slice(instruction.body))
    if not variable:
        return "put strings in double quotes, with commas between them"
    return (
        f'a valid one would not expand `{variable}`, so leave out brackets and commas and start with `exec`, '
        'or write `["/bin/sh", "-c", "exec …"]`'
    )


RULE: Rule[Cmd | Entrypoint] = Rule(
    id="shell-form-entrypoint",
    doc=__doc__,
    since="0.1.0",
    subject=(Cmd, Entrypoint),
    check=check,
    severity=Severity.WARNING,
    aliases=("buildkit:JSONArgsRecommended", "hadolint:DL3025"),
    examples=(
        Bad('FROM alpine:3.20\n«ENTRYPOINT» app --port 80\n',
            fixed='FROM alpine:3.20\nENTRYPOINT ["app", "--port", "80"]\n'),
        Bad("FROM alpine:3.20\n«CMD» app --home $HOME\n"),
        Bad("FROM alpine:3.20\n«CMD» ['app', '--serve']\n",
            fixed='FROM alpine:3.20\nCMD ["app", "--serve"]\n'),
        Bad("FROM alpine:3.20\n«CMD» ['app', '--port', '$PORT']\n"),
        Bad("FROM alpine:3.20\n«CMD» cd /app\n"),
        Bad("FROM alpine:3.20\n«CMD» [bash, -lc, true]\n"),
        Bad("FROM eclipse-temurin:21\n«ENTRYPOINT» exec java $JAVA_OPTS -jar app.jar\n"),
        Bad("FROM alpine:3.20\n«CMD» migrate && exec serve --port $PORT\n"),
        Bad('FROM alpine:3.20\n«CMD» ["serve", "--port", $PORT]\n'),
        Good("FROM alpine:3.20\nCMD <<EOF\nexec app\nEOF\n"),
        Good('FROM alpine:3.20\nCMD ["app"]\n'),
        Bad('FROM alpine:3.20\n«CMD» app $A\nSHELL ["/bin/bash", "-c"]\n'),
        Good('FROM alpine:3.20\nSHELL ["/bin/bash", "-c"]\nCMD app\n'),
        Good('FROM alpine:3.20 AS base\nSHELL ["/bin/bash", "-c"]\nFROM base\nCMD app\n'),
    ),
)
